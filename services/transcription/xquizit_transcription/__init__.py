"""xquizit_transcription."""
