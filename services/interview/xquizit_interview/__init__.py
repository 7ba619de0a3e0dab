"""The interviewer: plans an interview, asks, listens, reports; owns the session."""
