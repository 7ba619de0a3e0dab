"""The JSON of the HTTP API: every request and answer, with examples."""
