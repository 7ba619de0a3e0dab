"""Measurements of the real services, by figures that README.md defines."""
