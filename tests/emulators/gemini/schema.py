"""A walk through a JSON schema (Gemini's dialect or JSON Schema itself) that fills it in with a writer's values."""

from typing import Any, Protocol

Json = dict[str, Any]
Path = tuple[str | int, ...]

_DEEPEST = 12
"""A schema that holds itself is filled in down to here, by empty lists and nulls below."""


class Writer(Protocol):
    """Knows what belongs in each place. A path names properties and list positions from the root."""

    def length(self, path: Path, schema: Json) -> int:
        """How many items the list at `path` should have."""
        ...

    def string(self, path: Path, schema: Json) -> str:
        """The text at `path`."""
        ...

    def number(self, path: Path, schema: Json) -> float:
        """The number at `path`; it is rounded and brought into range afterwards."""
        ...

    def truth(self, path: Path, schema: Json) -> bool:
        """The boolean at `path`."""
        ...

    def choice(self, path: Path, options: list[Any]) -> Any:
        """One of `options`."""
        ...

    def is_null(self, path: Path) -> bool:
        """Whether a place that may be null should be."""
        ...


def fill(schema: Json, writer: Writer) -> Any:
    """A value that follows `schema`: all properties in their order, all lists and numbers within their limits."""
    return _Filling(schema, writer).value(schema, ())


class _Filling:
    def __init__(self, root: Json, writer: Writer) -> None:
        self._root = root
        self._writer = writer

    def value(self, schema: Json, path: Path) -> Any:
        schema, may_be_null = self._resolved(schema)
        if may_be_null and (len(path) > _DEEPEST or self._writer.is_null(path)):
            return None
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._writer.choice(path, list(schema["enum"]))
        match _type(schema):
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "integer" | "number" as kind:
                number = _in_range(self._writer.number(path, schema), schema)
                return round(number) if kind == "integer" else number
            case "boolean":
                return self._writer.truth(path, schema)
            case "null":
                return None
            case _:
                return _fitted(self._writer.string(path, schema), schema)

    def _object(self, schema: Json, path: Path) -> Json:
        properties: Json = schema.get("properties") or {}
        order = schema.get("propertyOrdering") or schema.get("property_ordering") or list(properties)
        names = [name for name in order if name in properties] + [name for name in properties if name not in order]
        required: list[str] = schema.get("required") or []
        if len(path) > _DEEPEST:
            names = [name for name in names if name in required]
        return {name: self.value(properties[name], (*path, name)) for name in names}

    def _array(self, schema: Json, path: Path) -> list[Any]:
        fixed: list[Json] = schema.get("prefixItems") or []
        least, most = int(schema.get("minItems") or 0), int(schema.get("maxItems") or 10_000)
        wanted = 0 if len(path) > _DEEPEST else self._writer.length(path, schema)
        count = max(least, min(most, wanted), len(fixed))
        items: Json = schema.get("items") or {"type": "string"}
        made = [self.value(fixed[at] if at < len(fixed) else items, (*path, at)) for at in range(count)]
        if schema.get("uniqueItems"):
            made = [item for at, item in enumerate(made) if item not in made[:at]]
        return made

    def _resolved(self, schema: Json) -> tuple[Json, bool]:
        """Follows references and picks the first real alternative; and whether null is allowed."""
        may_be_null = bool(schema.get("nullable"))
        for _ in range(20):
            if "$ref" in schema:
                schema = {**self._target(schema["$ref"]), **{k: v for k, v in schema.items() if k != "$ref"}}
            elif parts := schema.get("allOf"):
                schema = {k: v for part in [schema, *parts] for k, v in part.items() if k != "allOf"}
            elif options := schema.get("anyOf") or schema.get("oneOf"):
                real = [option for option in options if _type(option) != "null"]
                may_be_null |= len(real) < len(options)
                rest = {k: v for k, v in schema.items() if k not in {"anyOf", "oneOf", "default"}}
                schema = {**rest, **(real[0] if real else {"type": "null"})}
            else:
                break
            may_be_null |= bool(schema.get("nullable"))
        kinds = schema.get("type")
        return schema, may_be_null or (isinstance(kinds, list) and "null" in kinds)

    def _target(self, reference: str) -> Json:
        found: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")] if step else found
        return found


def _type(schema: Json) -> str:
    named: str | list[str] = schema.get("type") or []
    names = [named] if isinstance(named, str) else named
    if not names:
        return "object" if "properties" in schema else "array" if "items" in schema else "string"
    return next((name for name in names if name != "null"), "null").lower()


def _in_range(number: float, schema: Json) -> float:
    if (least := schema.get("minimum")) is not None:
        number = max(number, least)
    if (above := schema.get("exclusiveMinimum")) is not None and number <= above:
        number = above + 1
    if (most := schema.get("maximum")) is not None:
        number = min(number, most)
    if (below := schema.get("exclusiveMaximum")) is not None and number >= below:
        number = below - 1
    return number


def _fitted(text: str, schema: Json) -> str:
    formats = {"date-time": "2025-01-31T09:00:00Z", "date": "2025-01-31", "time": "09:00:00Z"}
    text = formats.get(schema.get("format") or "", text)
    least, most = int(schema.get("minLength") or 0), int(schema.get("maxLength") or 10_000)
    return text[:most].rstrip() if len(text) > most else text + "." * (least - len(text))
