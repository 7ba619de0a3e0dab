"""Turns: driven once by one process, written to Redis before they are shown, followed by anybody."""
