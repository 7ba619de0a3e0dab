"""The bench of the tts service."""
