"""Runs the interview service: `python -m xquizit_interview`."""

from xquizit_interview.config import InterviewSettings
from xquizit_interview.server import compose
from xquizit_kit.process import run_service

if __name__ == "__main__":
    run_service("interview", InterviewSettings, compose)
