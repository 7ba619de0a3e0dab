"""The tts service: text in, speech out."""
