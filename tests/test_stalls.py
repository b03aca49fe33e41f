"""Nothing stalls or crashes: twice the text takes about twice the time, and the rest ends."""

from __future__ import annotations

import json

import pytest

from tests.doubling import ALLOWED, doubling_ratio
from tryfield.core.rules import rule_registry
from tryfield.readers import definition_reader
from tryfield.rendering.description_html import Prose

_HEAD = '---\ntitle: A\napi: "GET https://api.example.com/a"\n---\n\n'


def command_page(lines: str) -> str:
    return f"{_HEAD}<RequestExample>\n```bash\n{lines}```\n</RequestExample>\n"


def example_page(text: str) -> str:
    return f"{_HEAD}<ResponseExample>\n```json 200\n{text}\n```\n</ResponseExample>\n"


def checked(page: str) -> None:
    for endpoint in definition_reader.read_text(page, file="a.mdx").reference.endpoints:
        rule_registry.check(endpoint)


@pytest.mark.parametrize("line", ["curl a\n", "curl https://api.example.com/a\n"])
def test_commands_are_checked_in_the_time_of_their_number(line: str) -> None:
    assert doubling_ratio(checked, lambda n: command_page(line * n), 100) <= ALLOWED


@pytest.mark.parametrize("fragment", ['"', '{"a":"b\n', '{"a":]', "["])
def test_damaged_examples_are_checked_in_the_time_of_their_length(fragment: str) -> None:
    assert doubling_ratio(checked, lambda n: example_page(fragment * n), 500) <= ALLOWED


@pytest.mark.parametrize(
    "fragment",
    [
        *("[a][", "[", "![", "[a](", "[a](b) ", "[a][]", "[^a]", "[^a]: b\n", "](", "*a **b", "~a"),
        *(
            "<",
            "<a ",
            "<!--",
            "<token>",
            "&a;",
            "`",
            "\\",
            "| a ",
            "a|b\n-|-\n",
            "> ",
            "- ",
            ":   ",
        ),
        *(
            "!!! a\n    ",
            '=== "a"\n    b\n',
            "http://a",
            "http://a)",
            "www.a;",
            "a@b",
            "a_@",
            "- [ ] a\n",
        ),
    ],
)
def test_descriptions_are_converted_in_the_time_of_their_length(fragment: str) -> None:
    prose = Prose(targets=lambda _: None)

    assert doubling_ratio(prose, lambda n: fragment * n, 100) <= ALLOWED


@pytest.mark.parametrize("fragment", ["a\n", "- a\n", "<Icon/>", "<b>\n", "| a\n", "a|\n-|-\n"])
def test_text_of_pages_is_read_in_the_time_of_its_length(fragment: str) -> None:
    def read(page: str) -> None:
        definition_reader.read_text(page, file="a.mdx")

    assert doubling_ratio(read, lambda n: _HEAD + fragment * n, 500) <= ALLOWED


@pytest.mark.parametrize("number", ["0x" + "f" * 4000, "9" * 4000, "9" * 5000, "1e999"])
def test_a_number_that_javascript_does_not_hold_is_no_literal(number: str) -> None:
    page = f'{_HEAD}<ParamField query="limit" type="number" default={{{number}}} />\n'
    read = definition_reader.read_text(page, file="a.mdx")

    (limit,) = read.reference.endpoints[0].parameters
    assert limit.schema == {"type": "number"}
    assert "expression-skipped" in {one.rule for one in read.findings}


def recursive(count: int) -> str:
    """An OpenAPI document with a schema of branches that all lead back to it."""
    schema = {"$ref": "#/components/schemas/S"}
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "Done.", "content": content}},
    }
    branches = [schema] * count + [{"properties": {"a": {"type": "array", "items": schema}}}]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": {"S": {"anyOf": branches}}},
    }
    return json.dumps(document)


def test_recursive_branches_are_checked_in_the_time_of_their_number() -> None:
    def run(text: str) -> None:
        for endpoint in definition_reader.read_text(text, file="a.json").reference.endpoints:
            rule_registry.check(endpoint)

    assert doubling_ratio(run, recursive, 10) <= ALLOWED
