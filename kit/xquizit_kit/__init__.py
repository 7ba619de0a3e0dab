"""Plumbing that several services share; no business rules."""
