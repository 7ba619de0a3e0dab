"""What RealtimeTTS is given in place of kokoro's own pipelines: one network for all languages, on the device we chose.

RealtimeTTS makes its pipelines by the name `KPipeline` in its module, and they would fetch from the hub and take the
first GPU. It also swallows every error and prints the text that failed; so errors are kept here, and what it sees of
them says nothing.
"""

import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_tts.engines.kokoro.files import REPOSITORY, Files, voice_file
from xquizit_tts.engines.kokoro.model import Model, Stopped, load_voice
from xquizit_tts.engines.kokoro.passes import CPU_PHONEMES, passes
from xquizit_tts.engines.kokoro.timing import token_times
from xquizit_tts.engines.kokoro.vendor import Pipeline, torch


class Outcome:
    """How the piece that is being spoken ended, which RealtimeTTS does not tell."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._failure: Exception | None = None

    def keep(self, error: Exception) -> Exception:
        """Keeps the first error; gives one to raise in its place."""
        self._failure = self._failure or error
        return _KeptError()

    def take(self) -> Exception | None:
        """The error of this piece; the next one begins without."""
        failure, self._failure = self._failure, None
        return failure


class _KeptError(Exception):
    """Stands for an error that was kept: it has no content that could be printed."""


class PipelineMaker:
    """Called by RealtimeTTS where it would make kokoro's pipeline."""

    def __init__(self, model: Model, files: Files, outcome: Outcome) -> None:
        """Takes what all pipelines share."""
        self._model = model
        self._files = files
        self._outcome = outcome

    def __call__(self, *, lang_code: str, **_options: Any) -> Any:
        """The pipeline of a language."""
        try:
            pipeline = OurPipeline(lang_code, self._model, self._files, self._outcome)
            _drop_library_copies()
            return pipeline
        except SystemExit:  # spaCy's downloader ends the process
            message = "Kokoro's pronunciation cannot be loaded: spaCy's English model is missing."
            raise self._outcome.keep(EngineFailed(message, reason="no_language_model")) from None
        except Exception as error:
            raise self._outcome.keep(error) from None


class OurPipeline(Pipeline):
    """kokoro's pipeline of one language, with our files, our passes, our errors and our stop."""

    def __init__(self, lang_code: str, model: Model, files: Files, outcome: Outcome) -> None:
        """Loads the language's pronunciation."""
        parent: Any = super()
        parent.__init__(lang_code=lang_code, repo_id=REPOSITORY, model=model.network)
        self._xq_model = model
        self._xq_files = files
        self._xq_outcome = outcome

    def load_single_voice(self, voice: str) -> Any:
        """A voice's tensor, from our files."""
        if voice not in self.voices:
            try:
                self.voices[voice] = load_voice(self._xq_files.path(voice_file(voice)), voice)
            except XquizitError as error:
                raise self._xq_outcome.keep(error) from None
        return self.voices[voice]

    def en_tokenize(self, tokens: Any) -> Iterator[tuple[str, str, Any]]:
        """The passes of a text, as long as the network takes them on a GPU, shorter on a CPU."""
        parent: Any = super()
        for text, phonemes, part in parent.en_tokenize(tokens):
            if not self._xq_model.is_on_cpu:
                yield text, phonemes, part
                continue
            for start, end in passes([token.phonemes for token in part], CPU_PHONEMES):
                cut = part[start:end]
                yield self.tokens_to_text(cut), self.tokens_to_ps(cut), cut

    def __call__(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        """The sound of a text, pass by pass."""
        try:
            parent: Any = super()
            for result in parent.__call__(*arguments, **options):
                _time(result, self._xq_model.network.vocab)
                yield result
        except Stopped:
            # One silent sample: after a piece without sound RealtimeTTS sleeps for 200 ms.
            silence = self._xq_model.network.Output(audio=torch.zeros(1))
            yield self.Result(graphemes="", phonemes="", output=silence)
        except _KeptError:
            raise
        except Exception as error:
            raise self._xq_outcome.keep(error) from None


def _time(result: Any, vocabulary: Container[str]) -> None:
    """Tells the tokens of a pass when they are heard."""
    tokens: list[Any] = result.tokens or []
    if not tokens or result.pred_dur is None:
        return
    durations: list[int] = result.pred_dur.tolist()
    said = [(str(token.phonemes or ""), bool(token.whitespace)) for token in tokens]
    for token, time in zip(tokens, token_times(said, durations, vocabulary), strict=True):
        token.start_ts, token.end_ts = time or (None, None)


def _drop_library_copies() -> None:
    """Deletes the copy of eSpeak's library that phonemizer loads for each instance: killed workers would leave it."""
    for copy in Path(tempfile.gettempdir()).glob("*/libespeak-ng*"):  # loaded it needs no name any more
        copy.unlink()
