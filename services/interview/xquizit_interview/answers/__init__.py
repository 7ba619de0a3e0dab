"""What an answer is and what it tells, taken from its words alone; pure."""
