"""Spoken answers: audio from a WebSocket to the transcription service, nothing lost when either side breaks."""
