"""The least that could do the same transport: what a figure is compared with in the same run."""
