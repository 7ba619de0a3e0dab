"""xquizit_tts."""
