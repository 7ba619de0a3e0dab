"""Good documents made bad by chance, given to a parser process: `python -m tests.fuzz --minutes 10`."""
