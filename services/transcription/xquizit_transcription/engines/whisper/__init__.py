"""Whisper on this machine: faster-whisper in worker processes, on the CPU or a GPU."""
