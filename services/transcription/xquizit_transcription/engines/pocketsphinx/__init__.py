"""The recognizer that needs no download: pocketsphinx in worker processes, with a model made per interview."""
