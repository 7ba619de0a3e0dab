"""How the interviewer puts things into words, and what words it may not say."""
