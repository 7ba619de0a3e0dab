"""What the worker tells whoever sent a job that it could not do."""


class Refused(Exception):
    """A job that ends as FAILED; its text is one sentence for the caller and holds nothing of the audio or text."""


class BadInput(Refused):
    """The job's input is at fault: sending it again does not help."""

    def __init__(self, sentence: str) -> None:
        """Takes a sentence without its capital letter: what is wrong."""
        super().__init__(f"Bad input: {sentence}")


class ModelUnavailable(Exception):
    """The model cannot be loaded; the text is one sentence for an operator."""
