"""The bench of the documents service."""
