"""The measures of held interviews, each a pure function from an interview (or several) to a score."""
