"""Runs the transcription service: `python -m xquizit_transcription`."""

from xquizit_kit.process import run_service
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.server import compose

if __name__ == "__main__":
    run_service("transcription", TranscriptionSettings, compose)
