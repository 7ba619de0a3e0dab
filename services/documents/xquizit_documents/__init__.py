"""Documents in, text out."""
