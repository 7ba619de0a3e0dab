"""The one client of a process: streams and whole answers from Gemini, watched, retried before their first token."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import google.genai as genai
import httpx
from google.genai import types
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.gemini.failures import FAILURES, GeminiFailed, UnusableReply, failure_of
from xquizit_interview.engines.gemini.prompts import Prompt
from xquizit_kit.breaker import OPEN_S, Breaker
from xquizit_kit.logs import get_logger

log = get_logger(__name__)
T = TypeVar("T")
Chunk = types.GenerateContentResponse

ATTEMPTS = 3
"""In all; the later ones only while nothing has come and the first token's time is not over."""
REPLY_S = 20.0
"""A reply that is still trickling in after this is given up."""
_BACKOFF = wait_random_exponential(multiplier=0.2, max=1.0)
_CONNECTIONS = 100
_KEEP_ALIVE_S = 120.0
"""Longer than an answer usually takes, so that the next turn finds its connection open."""
_JUDGING_TEMPERATURE, _JUDGING_SEED = 0.0, 1
"""Plans and assessments: the same question gets the same answer, as far as the provider can."""
_UNBOUNDED_THOUGHTS = 8192
"""Room for thoughts where the model thinks as long as it likes."""
_WHOLE = frozenset({"STOP", "FINISH_REASON_UNSPECIFIED"})
"""The finish reasons of an answer that is all there."""

_responses: ContextVar[list[httpx.Response] | None] = ContextVar("_responses", default=None)
"""Where the current call wants its HTTP responses noted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer."""

    value: Any
    """Parsed from JSON."""
    model: str
    """Which model gave it, as the provider says; may be empty."""


class GeminiClient:
    """Every call raises `GeminiFailed` or `UnusableReply`; cancelling or closing it ends its HTTP request."""

    def __init__(self, settings: InterviewSettings, *, clock: Callable[[], float]) -> None:
        """Takes the settings and a clock that never goes back.

        Raises:
            GeminiFailed: There are no credentials for Vertex AI.
        """
        self._settings = settings
        self._clock = clock
        self._breaker = Breaker()
        # One TLS context for all: reading the authorities takes 30 ms, and the SDK would do it twice more.
        tls = httpx.create_ssl_context()
        self._connections = httpx.AsyncClient(
            verify=tls,
            limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE_S),
            event_hooks={"response": [_note]},
        )
        longest_s = max(
            settings.gemini_first_token_s,
            settings.gemini_next_token_s,
            settings.gemini_plan_s,
            settings.gemini_assess_s,
        )
        options = types.HttpOptions(
            base_url=settings.gemini_base_url or None,
            timeout=int(longest_s * 1000) + 1000,
            httpx_async_client=self._connections,
            client_args={"verify": tls},
            async_client_args={"verify": tls},
        )
        try:
            self._sdk = _sdk(settings, options)
        except (*FAILURES, ValueError) as error:
            raise GeminiFailed("auth") from error

    async def check(self) -> None:
        """Asks for the model by name: then key and name are right, and a connection is open for the first turn."""
        try:
            async with asyncio.timeout(self._settings.gemini_first_token_s):
                await self._sdk.aio.models.get(model=self._settings.gemini_model)
        except FAILURES as error:
            raise failure_of(error) from error

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str]:
        """The answer's text as it comes, thoughts left out.

        Raises:
            GeminiFailed: Nothing came in time, or no more; or the provider refused.
            UnusableReply: It was blocked, cut off at the token limit, or empty.
        """
        self._admit()
        responses: list[httpx.Response] = []
        chunks: AsyncIterator[Chunk] | None = None
        has_text = False
        began_s = self._clock()
        try:
            chunks, chunk = await self._begun(prompt, responses)
            log.info("gemini begins", after_ms=round((self._clock() - began_s) * 1000))
            while chunk is not None:
                for piece in _texts(chunk):
                    has_text = True
                    yield piece
                _note_usage(chunk)
                _raise_if_broken_off(chunk)
                chunk = await self._next(chunks, until_s=began_s + REPLY_S)
            if not has_text:
                raise UnusableReply("empty")
            has_text = True
        except UnusableReply:
            self._breaker.succeeded()
            raise
        except GeminiFailed as error:
            has_text = False
            self._failed(error)
            raise
        finally:
            if has_text:
                self._breaker.succeeded()
            self._breaker.abandoned()
            await _close(chunks, responses)

    async def whole(self, prompt: Prompt, *, deadline_s: float, can_wait: bool = False) -> Answered:
        """One answer in the prompt's schema, parsed.

        Args:
            prompt: What to ask.
            deadline_s: How long it may take, further attempts included.
            can_wait: Nobody waits for it: it lets others try first when the provider was left alone, and its own
                failures say nothing about whether it should be, unless the provider itself asks for it (429).

        Raises:
            GeminiFailed: The provider failed, or took longer than `deadline_s`.
            UnusableReply: It was blocked, cut off, empty or no JSON.
        """
        if not (self._breaker.admits_waiting if can_wait else self._breaker.admits)(self._clock()):
            raise GeminiFailed("open", retry_after_s=OPEN_S)
        is_closed = self._breaker.is_closed
        try:
            answer = await self._in_time(lambda: self._generate(prompt), deadline_s)
            if not (can_wait and is_closed):
                self._breaker.succeeded()
        except GeminiFailed as error:
            if not (can_wait and is_closed) or error.retry_after_s is not None:
                self._failed(error)
            raise
        finally:
            if not (can_wait and is_closed):
                self._breaker.abandoned()
        _note_usage(answer)
        _raise_if_broken_off(answer)
        try:
            return Answered(json.loads("".join(_texts(answer))), answer.model_version or "")
        except json.JSONDecodeError as error:
            raise UnusableReply("not_json") from error

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._sdk.aio.aclose()
        self._sdk.close()
        await self._connections.aclose()

    def _admit(self) -> None:
        if not self._breaker.admits(self._clock()):
            raise GeminiFailed("open")

    def _failed(self, error: GeminiFailed) -> None:
        if self._breaker.failed(self._clock(), error.retry_after_s):
            log.warning("gemini is left alone", reason=error.reason, retry_after_s=error.retry_after_s)

    async def _begun(
        self, prompt: Prompt, responses: list[httpx.Response]
    ) -> tuple[AsyncIterator[Chunk], Chunk | None]:
        """A stream and its first chunk, within the time of a first token, further attempts included."""

        async def begin() -> tuple[AsyncIterator[Chunk], Chunk | None]:
            chunks = await self._sdk.aio.models.generate_content_stream(
                model=self._settings.gemini_model, contents=_contents(prompt), config=self._config(prompt)
            )
            return chunks, await anext(chunks, None)

        token = _responses.set(responses)
        try:
            return await self._in_time(begin, self._settings.gemini_first_token_s)
        finally:
            _responses.reset(token)

    async def _generate(self, prompt: Prompt) -> Chunk:
        return await self._sdk.aio.models.generate_content(
            model=self._settings.gemini_model, contents=_contents(prompt), config=self._config(prompt)
        )

    async def _next(self, chunks: AsyncIterator[Chunk], *, until_s: float) -> Chunk | None:
        left_s = max(0.0, min(self._settings.gemini_next_token_s, until_s - self._clock()))
        try:
            async with asyncio.timeout(left_s):
                return await anext(chunks, None)
        except FAILURES as error:
            raise failure_of(error) from error

    async def _in_time(self, call: Callable[[], Awaitable[T]], limit_s: float) -> T:
        """The call's result, after at most two more attempts where that may help and there is time for it."""
        until_s = self._clock() + limit_s

        async def attempt() -> T:
            try:
                return await call()
            except FAILURES as error:
                raise failure_of(error) from error

        def is_worth_it(error: BaseException) -> bool:
            if not (isinstance(error, GeminiFailed) and error.may_retry):
                return False
            return (error.retry_after_s or 0.0) < until_s - self._clock()

        retrying = AsyncRetrying(
            retry=retry_if_exception(is_worth_it), wait=_wait_s, stop=stop_after_attempt(ATTEMPTS), reraise=True
        )
        try:
            async with asyncio.timeout(limit_s):
                return await retrying(attempt)
        except TimeoutError as error:
            raise failure_of(error) from error

    def _config(self, prompt: Prompt) -> types.GenerateContentConfig:
        settings = self._settings
        return types.GenerateContentConfig(
            system_instruction=prompt.system,
            temperature=_JUDGING_TEMPERATURE if prompt.schema else settings.gemini_temperature,
            seed=_JUDGING_SEED if prompt.schema else None,
            max_output_tokens=_most_tokens(prompt, settings),
            thinking_config=types.ThinkingConfig(
                thinking_budget=settings.gemini_thinking_budget,
                include_thoughts=settings.gemini_include_thoughts or None,
            ),
            response_mime_type="application/json" if prompt.schema else None,
            response_json_schema=prompt.schema,
        )


def _sdk(settings: InterviewSettings, options: types.HttpOptions) -> genai.Client:
    if settings.gemini_vertex_project:
        return genai.Client(
            vertexai=True,
            project=settings.gemini_vertex_project,
            location=settings.gemini_vertex_location,
            http_options=options,
        )
    return genai.Client(
        vertexai=False, api_key=settings.gemini_api_key.get_secret_value().strip(), http_options=options
    )


def _most_tokens(prompt: Prompt, settings: InterviewSettings) -> int:
    """Of an answer, with room for the thoughts that count towards it."""
    if prompt.max_output_tokens is None:
        return settings.gemini_max_output_tokens
    budget = settings.gemini_thinking_budget
    return prompt.max_output_tokens + (_UNBOUNDED_THOUGHTS if budget < 0 else budget)


def _contents(prompt: Prompt) -> types.ContentListUnion:
    return [types.Content(role=role, parts=[types.Part(text=text)]) for role, text in prompt.contents]


def _texts(chunk: Chunk) -> Iterator[str]:
    for candidate in (chunk.candidates or [])[:1]:
        for part in (candidate.content.parts if candidate.content else None) or []:
            if part.text and not part.thought:
                yield part.text


def _raise_if_broken_off(chunk: Chunk) -> None:
    """Ends a call whose prompt or answer was blocked, or whose answer was cut off."""
    if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
        raise UnusableReply("blocked")
    for candidate in (chunk.candidates or [])[:1]:
        reason = candidate.finish_reason.value if candidate.finish_reason else "STOP"
        if reason == "MAX_TOKENS":
            raise UnusableReply("truncated")
        if reason not in _WHOLE:
            raise UnusableReply("blocked")


def _note_usage(chunk: Chunk) -> None:
    usage = chunk.usage_metadata
    finished = any(candidate.finish_reason for candidate in chunk.candidates or [])
    if usage and finished:
        log.info(
            "gemini answered",
            prompt_tokens=usage.prompt_token_count,
            cached_tokens=usage.cached_content_token_count,
            thoughts_tokens=usage.thoughts_token_count,
            reply_tokens=usage.candidates_token_count,
        )


async def _note(response: httpx.Response) -> None:
    noted = _responses.get()
    if noted is not None:
        noted.append(response)


async def _close(chunks: AsyncIterator[Chunk] | None, responses: list[httpx.Response]) -> None:
    """Ends a stream that may not have been read to its end, and with it the HTTP request.

    The SDK would leave the response to the garbage collector.
    """
    for response in responses:
        await response.aclose()
    if isinstance(chunks, AsyncGenerator):
        await chunks.aclose()


def _wait_s(state: RetryCallState) -> float:
    """Before the next attempt: a random while that grows, and no less than the provider asks for."""
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.retry_after_s if isinstance(error, GeminiFailed) else None
    return max(_BACKOFF(state), asked_s or 0.0)
