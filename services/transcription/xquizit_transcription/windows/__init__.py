"""How recognizers that take a window of sound, and know nothing of before and after, listen to speech as it comes."""
