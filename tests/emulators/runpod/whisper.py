"""The Faster-Whisper worker: what it does with a job."""

from typing import Any

from tests.emulators.runpod.faults import OUTPUT
from tests.emulators.runpod.hearing import Transcriber
from tests.emulators.runpod.jobs import Job
from tests.emulators.runpod.whisper_input import Dialect
from tests.emulators.runpod.whisper_output import make_output, misheard, spoiled


class Whisper:
    """Hears with the ear it is given and speaks the dialect it is told."""

    def __init__(self, transcriber: Transcriber, dialect: Dialect) -> None:
        self._transcriber = transcriber
        self._dialect: Dialect = dialect

    async def work(self, job: Job) -> Any:
        """The output of a job.

        Raises:
            WorkerError: Its input is not as it must be.
        """
        asked = job.asked
        assert asked is not None, "a job keeps what is asked as long as it may be tried"
        if asked.refusal is not None:
            raise asked.refusal
        fault = job.fault(*OUTPUT)
        words = misheard(fault, await self._transcriber(asked.pcm), asked.samples)
        return spoiled(fault, make_output(words, asked, self._dialect))
