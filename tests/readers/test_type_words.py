"""Generated from the table in docs/type-words.md: what each type word becomes."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryfield.readers.mdx.type_expressions import schema_of

TABLE = Path(__file__).resolve().parents[2] / "docs" / "type-words.md"
_ROW = re.compile(r"^\| `(.+?)` \| `(\{.*\})` \| (\w*) *\|$", re.MULTILINE)


# A bar in backticks is read in two ways: GitHub ends the cell there, Python-Markdown does not.
_BARRED = re.compile(r"<code>(.+?)</code>")


def rows() -> list[tuple[str, str, str]]:
    text = _BARRED.sub(lambda code: f"`{html.unescape(code[1])}`", TABLE.read_text("utf-8"))
    return _ROW.findall(text)


NESTED = (
    "enum: ",
    "(",
    "[",
    "array of ",
    "map of ",
    "optional ",
    "required ",
    "record<",
    "array: ",
)


@pytest.mark.parametrize("fragment", NESTED)
def test_a_type_that_nests_without_end_is_read_as_deep_as_people_nest(fragment: str) -> None:
    assert json.dumps(schema_of(fragment * 300 + "string").schema).count("{") < 50


def test_the_table_has_rows() -> None:
    assert len(rows()) > 80


@pytest.mark.parametrize(("words", "schema", "says"), rows())
def test_type_words_become_the_schema_of_the_table(words: str, schema: str, says: str) -> None:
    read = schema_of(words)

    found = {name: value for name, value in read.schema.items() if name != "x-tryfield-type"}
    assert found == json.loads(schema)
    assert {None: "", True: "optional", False: "required"}[read.optional] == says


@pytest.mark.parametrize("words", ["STRING", "Integer", "ARRAY<STRING>", "Boolean OR Null"])
def test_upper_and_lower_case_make_no_difference(words: str) -> None:
    def plain(text: str) -> object:
        return {k: v for k, v in schema_of(text).schema.items() if k != "x-tryfield-type"}

    assert plain(words) == plain(words.lower())


@pytest.mark.parametrize(
    ("words", "schema"),
    [("`string`", {"type": "string"}), ("`asc` | `desc`", {"enum": ["asc", "desc"]})],
)
def test_backticks_around_the_name_of_a_type_are_markdown(words: str, schema: object) -> None:
    read = schema_of(words).schema

    assert {name: value for name, value in read.items() if name != "x-tryfield-type"} == schema


def test_words_that_say_more_than_the_type_are_kept() -> None:
    assert schema_of("User Object").schema["x-tryfield-type"] == "User Object"


@settings(deadline=None)
@given(st.text(alphabet="ab |[]<>(){},?'\"0:/", max_size=60))
def test_no_words_are_too_strange(words: str) -> None:
    assert isinstance(schema_of(words).schema, dict)
