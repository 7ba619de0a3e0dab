"""What a person must mend before the stack can run."""


class Problem(Exception):
    """One sentence for the person at the terminal; the program ends with `status`."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        """Takes the sentence and the exit status that goes with it."""
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
