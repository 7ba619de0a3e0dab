"""The bench of the transcription service: how soon words are shown, how soon they are final, and what that costs."""
