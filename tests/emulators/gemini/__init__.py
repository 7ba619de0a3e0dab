"""An emulator of the Gemini API: the wire of the real one, a deterministic interviewer behind it, faults on demand."""
