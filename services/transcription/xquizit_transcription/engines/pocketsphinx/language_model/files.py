"""The names of a model's files."""

LANGUAGE_MODEL = "model.lm.bin"
"""The trigram, in pocketsphinx's binary format (it goes by the name's ending)."""
DICTIONARY = "model.dict"
"""How each of its words sounds."""
