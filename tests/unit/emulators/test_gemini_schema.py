"""Values that are filled into schemas follow them, whatever the schema."""

from datetime import date
from enum import Enum
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tests.emulators.gemini import convention, structured, wire
from tests.unit.emulators.prompts import planning


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Node(BaseModel):
    name: str
    children: list["Node"] = []


class Everything(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=5, max_length=12)
    whole: int = Field(ge=3, lt=5)
    real: float = Field(gt=0, le=1)
    flag: bool
    colour: Colour
    fixed: Literal["only"]
    either: int | str
    maybe: Node | None
    day: date
    pair: tuple[int, str]
    names: list[str] = Field(min_length=4, max_length=4)
    table: dict[str, int]


class Tagged(BaseModel):
    kind: Literal["a", "b"]
    node: Node


@pytest.mark.parametrize("model", [Everything, Tagged, Node])
def test_a_filled_in_schema_is_valid(model: type[BaseModel]) -> None:
    read = convention.read(wire.parse_generate({"contents": [{"parts": [{"text": planning()}]}]}))
    value = structured.fill_in(read, model.model_json_schema(), frozenset())
    assert model.model_validate(value)
    assert value == structured.fill_in(read, model.model_json_schema(), frozenset()), "deterministic"


def test_properties_come_in_the_order_that_is_asked_for() -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"b": {"type": "STRING"}, "a": {"type": "STRING"}},
        "property_ordering": ["a", "b"],
    }
    read = convention.read(wire.parse_generate({"contents": [{"parts": [{"text": "x"}]}]}))
    assert list(structured.fill_in(read, schema, frozenset())) == ["a", "b"]
