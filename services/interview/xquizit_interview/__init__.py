"""xquizit_interview."""
