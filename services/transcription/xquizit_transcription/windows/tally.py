"""Counts of what listening by windows took."""

from dataclasses import dataclass

from xquizit_transcription.windows.agreement import Agreement


@dataclass(slots=True)
class Tally:
    """Since the start of the process."""

    looks: int = 0
    """Windows recognized while their utterance went on, or at a pause."""
    superseded: int = 0
    """Looks that were given up for a newer one."""
    finals: int = 0
    finals_without_job: int = 0
    """Finals that were there already, by a look at the pause before."""
    words_shown: int = 0
    words_revised: int = 0
    """Words in captions that were taken back later."""

    def final(self, *, needed_look: bool) -> None:
        """A final is made."""
        self.finals += 1
        self.finals_without_job += not needed_look

    def captions(self, agreement: Agreement) -> None:
        """An utterance's captions are over."""
        self.words_shown += agreement.shown_words
        self.words_revised += agreement.revised_words
