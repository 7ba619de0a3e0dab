"""Speech in, partial and final transcript out."""
