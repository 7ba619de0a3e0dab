"""An emulator of the Hugging Face hub: the part of it that fetching a model needs, with faults on demand."""
