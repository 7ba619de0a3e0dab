"""Kokoro's files on disk, and how they are fetched; `python -m xquizit_tts.models` is for people."""
