"""Models on disk, as two services have them: what a whole one is, and how one is fetched from the Hugging Face hub."""
