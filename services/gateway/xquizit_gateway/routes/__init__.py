"""The HTTP and WebSocket endpoints, one file per subject."""
