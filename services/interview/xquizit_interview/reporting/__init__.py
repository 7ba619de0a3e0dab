"""What an interview has shown, in the candidate's own words; pure."""
