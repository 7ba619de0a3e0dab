"""Whisper models on disk: which there are, what a whole one is, and how one is fetched from the Hugging Face hub."""
