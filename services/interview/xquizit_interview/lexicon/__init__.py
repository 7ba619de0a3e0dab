"""The skills of many professions: what they are called, also called, and how they are said aloud."""

from .lexicon import Entry, Kind, Lexicon, Match, load

__all__ = ["Entry", "Kind", "Lexicon", "Match", "load"]
