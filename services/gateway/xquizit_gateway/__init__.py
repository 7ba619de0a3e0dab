"""xquizit_gateway."""
