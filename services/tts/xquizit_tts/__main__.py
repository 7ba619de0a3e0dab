"""Runs the tts service: `python -m xquizit_tts`."""

from xquizit_kit.process import run_service
from xquizit_tts.config import TtsSettings
from xquizit_tts.server import compose

if __name__ == "__main__":
    run_service("tts", TtsSettings, compose)
