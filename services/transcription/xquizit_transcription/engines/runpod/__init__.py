"""Whisper on RunPod serverless, asked over its REST API."""
