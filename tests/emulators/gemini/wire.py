"""The shapes of the Gemini API: what a request must look like, and how answers and errors are written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.gemini import tokens
from tests.emulators.gemini.errors import invalid

Json = dict[str, Any]

_REQUEST_FIELDS = {
    "contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig", "cachedContent",
    "model", "labels", "serviceTier", "store", "generateContentRequest",
}  # fmt: skip
_CONFIG_FIELDS = {
    "candidateCount", "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities",
    "thinkingConfig", "temperature", "topP", "topK", "maxOutputTokens", "responseLogprobs", "logprobs",
    "presencePenalty", "frequencyPenalty", "seed", "speechConfig", "mediaResolution", "imageConfig", "audioTimestamp",
    "routingConfig", "modelSelectionConfig", "enableEnhancedCivicAnswers", "_responseJsonSchema",
}  # fmt: skip
_THINKING_FIELDS = {"thinkingBudget", "includeThoughts", "thinkingLevel"}
_PART_FIELDS = {"text", "thought", "thoughtSignature", "inlineData", "fileData", "functionCall", "functionResponse"}
_HARM = ("SEXUALLY_EXPLICIT", "HATE_SPEECH", "HARASSMENT", "DANGEROUS_CONTENT")


@dataclass(frozen=True, slots=True)
class Content:
    """One contribution to the conversation, its texts joined."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """A checked request to generate content."""

    system_text: str
    contents: tuple[Content, ...]
    config: Json = field(default_factory=dict[str, Any])
    """generationConfig, its own names in camelCase."""

    @property
    def text(self) -> str:
        """Every text of it, the instruction first."""
        return "\n".join([self.system_text, *(content.text for content in self.contents)])

    @property
    def prompt_tokens(self) -> int:
        """How many tokens were sent."""
        return tokens.count(self.text)

    @property
    def schema(self) -> Json | None:
        """The schema that the answer must follow; empty for any JSON; None for plain text."""
        schema = self.config.get("responseJsonSchema") or self.config.get("responseSchema")
        if schema is None and self.config.get("responseMimeType") == "application/json":
            return {}
        return schema

    @property
    def thinking(self) -> Json:
        """The thinkingConfig."""
        return self.config.get("thinkingConfig") or {}


def parse_body(raw: bytes) -> Json:
    """The JSON object of a request's body.

    Raises:
        ApiError: It is none.
    """
    try:
        body = json.loads(raw or b"{}")
    except ValueError as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received. Root element must be a message.")
    return body  # pyright: ignore[reportUnknownVariableType] # JSON's keys are strings


def parse_generate(body: Json) -> GenerateRequest:
    """Reads a request as strictly as the real one does: unknown names and empty contents are refused.

    Raises:
        ApiError: 400, with the field in its details.
    """
    top = _named(body, _REQUEST_FIELDS, "")
    config = _named(_object(top, "generationConfig"), _CONFIG_FIELDS, "generation_config")
    if "_responseJsonSchema" in config:
        config["responseJsonSchema"] = config.pop("_responseJsonSchema")
    config["thinkingConfig"] = _named(
        _object(config, "thinkingConfig"), _THINKING_FIELDS, "generation_config.thinking_config"
    )
    contents = tuple(_content(item, f"contents[{at}]") for at, item in enumerate(_list(top, "contents")))
    if not contents:
        raise invalid("* GenerateContentRequest.contents: contents is not specified\n", "contents")
    _check(config)
    instruction = _object(top, "systemInstruction")
    system_text = _content({**instruction, "role": "user"}, "system_instruction").text if instruction else ""
    return GenerateRequest(system_text=system_text, contents=contents, config=config)


def _check(config: Json) -> None:
    schemas = [name for name in ("responseSchema", "responseJsonSchema") if config.get(name) is not None]
    if len(schemas) > 1:
        raise invalid("Only one of response_schema and response_json_schema may be set.", "generation_config")
    if schemas and config.get("responseMimeType") not in {"application/json", "text/x.enum"}:
        raise invalid(
            "* GenerateContentRequest.generation_config.response_schema: "
            "response_schema requires response_mime_type to be application/json\n",
            "generation_config.response_schema",
        )
    temperature = config.get("temperature")
    if temperature is not None and not 0 <= temperature <= 2:
        raise invalid(
            f"Unable to submit request because it has a temperature value of {temperature} but the supported range is "
            "from 0 (inclusive) to 2.0 (inclusive). Update the value and try again."
        )
    most = config.get("maxOutputTokens")
    if most is not None and (not isinstance(most, int) or most < 1):
        raise invalid(f"max_output_tokens must be positive, but is {most}.", "generation_config.max_output_tokens")


def _content(item: Any, place: str) -> Content:
    if not isinstance(item, dict):
        raise invalid(
            f"Invalid value at '{place}' (type.googleapis.com/google.ai.generativelanguage.v1.Content)", place
        )
    content: Json = _named(item, {"role", "parts"}, place)  # pyright: ignore[reportUnknownArgumentType] # checked above
    role = content.get("role") or "user"
    if role not in {"user", "model"}:
        raise invalid("Please use a valid role: user, model.")
    parts = [_named(part, _PART_FIELDS, f"{place}.parts") for part in _list(content, "parts")]
    if not parts:
        raise invalid(f"* GenerateContentRequest.{place}.parts: contents.parts must not be empty.\n", f"{place}.parts")
    if any(not isinstance(part.get("text", ""), str) for part in parts):
        raise invalid(f"Invalid value at '{place}.parts[0].text' (TYPE_STRING)", f"{place}.parts")
    return Content(role=role, text="".join(part.get("text", "") for part in parts if not part.get("thought")))


def _named(item: Json, known: set[str], place: str) -> Json:
    """The item with its own names in camelCase (the SDK mixes both); names inside schemas stay as they are."""
    named = {_camel(name): value for name, value in item.items()}
    for name, original in zip(named, item, strict=True):
        if name not in known:
            at = f" at '{place}'" if place else ""
            raise invalid(
                f'Invalid JSON payload received. Unknown name "{original}"{at}: Cannot find field.',
                place or original,
            )
    return named


def _object(item: Json, name: str) -> Json:
    value = item.get(name)
    if value is not None and not isinstance(value, dict):
        raise invalid(f"Invalid value at '{name}'", name)
    return value or {}  # pyright: ignore[reportUnknownVariableType] # JSON's keys are strings


def _list(item: Json, name: str) -> list[Any]:
    value = item.get(name)
    if isinstance(value, dict):
        return [value]  # pyright: ignore[reportUnknownVariableType] # a single message where a list is expected
    if value is not None and not isinstance(value, list):
        raise invalid(f"Invalid value at '{name}'", name)
    return value or []  # pyright: ignore[reportUnknownVariableType] # its items are checked where they are used


def _camel(name: str) -> str:
    head, *rest = name.lstrip("_").split("_")
    return ("_" if name.startswith("_") else "") + head + "".join(part[:1].upper() + part[1:] for part in rest)


def safety_ratings(blocked: str = "") -> list[Json]:
    """One rating per category; `blocked` names the one that is too high."""
    return [
        {"category": f"HARM_CATEGORY_{harm}", "probability": "HIGH", "blocked": True}
        if harm == blocked
        else {"category": f"HARM_CATEGORY_{harm}", "probability": "NEGLIGIBLE"}
        for harm in _HARM
    ]


def usage(prompt: int, candidates: int, thoughts: int) -> Json:
    """usageMetadata: thoughts are named only where there were any."""
    shown: Json = {"promptTokenCount": prompt}
    if candidates:
        shown["candidatesTokenCount"] = candidates
    shown["totalTokenCount"] = prompt + candidates + thoughts
    shown["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": prompt}]
    if thoughts:
        shown["thoughtsTokenCount"] = thoughts
    return shown


def candidate(parts: list[Json] | None, finish_reason: str = "", blocked: str = "") -> Json:
    """One candidate: `parts` None leaves the content out, as a block does."""
    shown: Json = {}
    if parts is not None:
        shown["content"] = {"parts": parts, "role": "model"} if parts else {"role": "model"}
    if finish_reason:
        shown["finishReason"] = finish_reason
    shown["index"] = 0
    if finish_reason:
        shown["safetyRatings"] = safety_ratings(blocked)
    return shown


def blocked_prompt(reason: str) -> Json:
    """The promptFeedback of a prompt that was refused."""
    blocked = "DANGEROUS_CONTENT" if reason == "SAFETY" else ""
    return {"blockReason": reason, "safetyRatings": safety_ratings(blocked)}


def response(
    *,
    model: str,
    response_id: str,
    usage_metadata: Json,
    candidates: list[Json] | None = None,
    feedback: Json | None = None,
) -> Json:
    """A GenerateContentResponse: a whole one, or one event of a stream."""
    shown: Json = {}
    if candidates is not None:
        shown["candidates"] = candidates
    if feedback is not None:
        shown["promptFeedback"] = feedback
    return {**shown, "usageMetadata": usage_metadata, "modelVersion": model, "responseId": response_id}


def event(body: Mapping[str, Any]) -> bytes:
    """One event of a stream, framed as the real one frames it."""
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\r\n\r\n"
