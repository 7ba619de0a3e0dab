"""A job's input: RunPod's own Faster Whisper worker's, and raw samples as one more form of audio."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from xquizit_runpod_worker.errors import BadInput

TextFormat = Literal["plain_text", "formatted_text", "srt", "vtt"]

_MOST_MISTAKES_TOLD = 5
_MOST_NAME_CHARACTERS = 40


def _token_ids(value: object) -> object:
    """`"-1"` or `"50361,50362"`, as the marketplace's worker takes them."""
    if not isinstance(value, str):
        return value
    try:
        return tuple(int(part) for part in value.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be token ids with commas between them") from None


class JobInput(BaseModel):
    """What a job asks for; a field that is not here fails the job."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    audio: str | None = Field(default=None, max_length=4096)
    """An https address."""
    audio_base64: str | None = None
    """A sound file."""
    audio_pcm_base64: str | None = None
    """Raw samples: s16le, 16 kHz, mono."""
    model: str | None = Field(default=None, max_length=200)
    """None: whichever is loaded."""
    transcription: TextFormat = "plain_text"
    translate: bool = False
    translation: TextFormat = "plain_text"
    language: str | None = Field(default=None, pattern="^[a-z]{2,3}$")
    """None: found out from the first 30 s."""
    temperature: float = Field(default=0.0, ge=0, le=1)
    best_of: int = Field(default=5, ge=1, le=20)
    """Candidates when the temperature is not 0."""
    beam_size: int = Field(default=5, ge=1, le=20)
    patience: float = Field(default=1.0, ge=0.1, le=4)
    length_penalty: float = Field(default=1.0, ge=-4, le=4)
    suppress_tokens: Annotated[tuple[int, ...], BeforeValidator(_token_ids), Field(max_length=1000)] = (-1,)
    """-1 stands for marks that nobody says."""
    initial_prompt: str | None = Field(default=None, max_length=10_000)
    condition_on_previous_text: bool = True
    temperature_increment_on_fallback: float | None = Field(default=0.2, ge=0.05, le=1)
    """None: no second try."""
    compression_ratio_threshold: float | None = Field(default=2.4, ge=0, le=100)
    logprob_threshold: float | None = Field(default=-1.0, ge=-100, le=0)
    no_speech_threshold: float | None = Field(default=0.6, ge=0, le=1)
    enable_vad: bool = False
    word_timestamps: bool = False
    repetition_penalty: float = Field(default=1.0, ge=0.5, le=2)
    no_repeat_ngram_size: int = Field(default=0, ge=0, le=50)

    @model_validator(mode="after")
    def _has_one_audio(self) -> "JobInput":
        given = [form for form in (self.audio, self.audio_base64, self.audio_pcm_base64) if form is not None]
        if len(given) != 1:
            raise ValueError("exactly one of audio, audio_base64 and audio_pcm_base64 is needed")
        return self


def read_input(value: object) -> JobInput:
    """Reads a job's input.

    Raises:
        BadInput: It cannot be used; the text names fields and never says what was in them.
    """
    if not isinstance(value, dict):
        raise BadInput("it must be an object.")
    try:
        return JobInput.model_validate(value)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        told = "; ".join(_said(mistake) for mistake in mistakes[:_MOST_MISTAKES_TOLD])
    raise BadInput(f"{told}.")


def _said(mistake: Any) -> str:
    name = ".".join(str(part) for part in mistake["loc"])[:_MOST_NAME_CHARACTERS]
    if mistake["type"] == "extra_forbidden":
        return f"{name!r} is not a valid input option"
    text = str(mistake["msg"]).removeprefix("Value error, ")
    text = text[:1].lower() + text[1:]
    return f"{name}: {text}" if name else text
