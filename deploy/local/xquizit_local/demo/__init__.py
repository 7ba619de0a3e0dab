"""A simulated candidate who holds a whole spoken interview with the running system."""
