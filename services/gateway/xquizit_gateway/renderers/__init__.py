"""Transcripts and reports as documents for people; pure."""
