"""Whisper as a RunPod serverless worker."""
