"""Every cell of the style tables, both ways; the rows are `cases/styles.md`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.readers.openapi.reading import read
from tryfield.core import lossless_json
from tryfield.core.contract.contract_reader import endpoints
from tryfield.core.model import Endpoint, Parameter
from tryfield.core.parameter_styles import Pairs, node_of, read_value, split_pairs, wire_pairs
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.wire import WireRequest

STYLES = (Path(__file__).parent / "cases" / "styles.md").read_text(encoding="utf-8")
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
COLORS = {"type": "object", "properties": {"R": INTEGER, "G": INTEGER, "B": INTEGER}}
SCHEMAS: dict[str, Any] = {
    "integer": INTEGER,
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "null": {"type": ["string", "null"]},
    "array": {"type": "array", "items": STRING},
    "array of one": {"type": "array", "items": STRING},
    "array of integers": {"type": "array", "items": INTEGER},
    "items with delimiters": {"type": "array", "items": STRING},
    "empty array": {"type": "array", "items": STRING},
    "object": COLORS,
    "empty object": COLORS,
    "nested object": {
        "type": "object",
        "properties": {
            "a": {
                "type": "object",
                "properties": {"b": {"type": "array", "items": INTEGER}},
            },
            "c": STRING,
        },
    },
}
#: Where a document may give a parameter its value.
PLACES = (
    "example",
    "examples",
    "dataValue",
    "schema example",
    "schema examples",
    "default",
    "const",
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value in one style."""

    parameter: Parameter
    kind: str
    value: Any
    wire: str
    read: str  #: JSON text, or "nothing"

    @property
    def name(self) -> str:
        explode = "explode" if self.parameter.explode else "whole"
        return f"{self.parameter.location}-{self.parameter.style}-{explode}-{self.kind}"


def cells() -> Iterator[Cell]:
    for section in re.split(r"(?m)^## ", STYLES)[1:]:
        location, _, style = section.partition("\n")[0].partition(", ")
        if not style:
            continue
        for row in re.findall(r"(?m)^\| (?!kind|-)(.*) \|$", section):
            kind, value, *columns = (
                one.replace("\\|", "|") for one in re.split(r" (?<!\\)\| ", row)
            )
            for explode, column in zip((False, True), columns, strict=True):
                written, _, read = column.removesuffix(" *").partition(" → ")
                wire = "" if written == "nothing" else written.strip("`")
                yield Cell(
                    parameter=Parameter(
                        name="color",
                        location=location,  # type: ignore[arg-type]
                        style=style,
                        explode=explode,
                        required=True,
                        schema=SCHEMAS.get(kind, STRING),
                    ),
                    kind=kind,
                    value=json.loads(value.strip("`")),
                    wire=wire,
                    read=read.strip("`") or (value.strip("`") if wire else ""),
                )


CELLS = list(cells())
NAMES = [one.name for one in CELLS]


def joined(location: str, pairs: Pairs) -> str:
    if location in ("path", "header"):
        return pairs[0][1] if pairs else ""
    return ("&" if location == "query" else "; ").join(f"{name}={text}" for name, text in pairs)


def split(location: str, text: str) -> Pairs:
    if location in ("path", "header"):
        return [("color", text)]
    return split_pairs(text, "&" if location == "query" else ";")


def documented(cell: Cell, place: str) -> Endpoint:
    """An endpoint of a document that gives the value in this place."""
    parameter = cell.parameter
    schema = dict(parameter.schema if isinstance(parameter.schema, dict) else {})
    said: dict[str, Any] = {"in": parameter.location, "name": "color", "required": True}
    said |= {"style": parameter.style, "explode": parameter.explode, "schema": schema}
    if place == "example":
        said["example"] = cell.value
    elif place in ("examples", "dataValue"):
        word = "value" if place == "examples" else place
        said["examples"] = {"one": {word: cell.value}}
    else:
        word = place.rpartition(" ")[2]
        schema[word] = [cell.value] if word == "examples" else cell.value
    path = "/x/{color}" if parameter.location == "path" else "/x"
    operation = {"parameters": [said], "responses": {}}
    (found,) = endpoints({"openapi": "3.1.1", "paths": {path: {"get": operation}}})
    return found


def in_request(cell: Cell, request: WireRequest) -> str:
    location = cell.parameter.location
    if location in ("header", "cookie"):
        return request.header("color" if location == "header" else "cookie") or ""
    return request.url.removeprefix("/x").lstrip("/?")


def test_the_tables_are_read_whole() -> None:
    assert len(CELLS) == 10 * 2 * 16
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("cell", CELLS, ids=NAMES)
def test_a_value_is_written_as_its_style_says(cell: Cell) -> None:
    assert joined(cell.parameter.location, wire_pairs(cell.parameter, cell.value)) == cell.wire


@pytest.mark.parametrize("cell", CELLS, ids=NAMES)
def test_what_travels_is_read_as_the_value_again(cell: Cell) -> None:
    if not cell.wire and cell.parameter.location not in ("path", "header"):
        return  # What is not there is absent.
    expected = lossless_json.loads(cell.read) if cell.read else cell.value
    found = read_value(
        cell.parameter, split(cell.parameter.location, cell.wire), node_of(cell.parameter, {})
    )

    assert found is not None
    assert found.value == expected
    assert type(found.value) is type(expected) or not isinstance(expected, bool)


@pytest.mark.parametrize("cell", CELLS, ids=NAMES)
def test_a_documented_value_travels_the_same_wherever_it_stands(cell: Cell) -> None:
    endpoints_of_places = {place: documented(cell, place) for place in PLACES}

    assert {
        place: in_request(cell, build_request(one, example_values(one)))
        for place, one in endpoints_of_places.items()
    } == dict.fromkeys(PLACES, cell.wire)


def collections() -> Iterator[tuple[str, str, str]]:
    section = STYLES.partition("## Arrays of OpenAPI 2.0")[2]
    for row in re.findall(r"(?m)^\| (?!collectionFormat|-)(.*) \|$", section):
        name, *columns = (one.strip(" ") for one in re.split(r"(?<!\\)\|", row))
        for location, column in zip(("path", "query", "header", "formData"), columns, strict=True):
            if column.strip():
                yield name, location, column.strip("`").replace("\\|", "|")


@pytest.mark.parametrize(("collection", "location", "wire"), list(collections()))
def test_a_collection_format_is_a_style_in_every_location(
    collection: str, location: str, wire: str
) -> None:
    reference, findings = read(
        f"""
        swagger: '2.0'
        info: {{title: Colors, version: '1'}}
        host: a.test
        paths:
          {"/x/{color}" if location == "path" else "/x"}:
            post:
              parameters:
                - {{name: color, in: {location}, required: true, type: array,
                    items: {{type: string}}, collectionFormat: {collection},
                    x-example: [a b, c]}}
              responses: {{'200': {{description: Fine.}}}}
        """
    )
    (endpoint,) = reference.endpoints
    request = build_request(endpoint, example_values(endpoint))

    assert findings == ()
    if location == "formData":
        assert request.body.decode() == wire
    else:
        sent = request.header("color") if location == "header" else request.url.partition("/x")[2]
        assert (sent or "").lstrip("/?") == wire
        assert example_values(endpoint).parameters[location, "color"] == ["a b", "c"]
