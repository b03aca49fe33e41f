"""Nothing stalls or crashes: twice the text takes about twice the time, and the rest ends."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest

from tests.doubling import ALLOWED, doubling_ratio
from tests.growth import Case, sample
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint
from tryfield.core.rules import rule_registry
from tryfield.core.rules.credential_rules import placeholder_secret_looks_real
from tryfield.core.rules.definition_rules import path_parameter_undocumented
from tryfield.core.schema import schema_node
from tryfield.readers import definition_reader
from tryfield.readers.mdx.component_markdown import unwrapped
from tryfield.rendering.code_highlighting import LANGUAGES, coloured
from tryfield.rendering.description_html import Prose

_HEAD = '---\ntitle: A\napi: "GET https://api.example.com/a"\n---\n\n'


def command_page(lines: str) -> str:
    return f"{_HEAD}<RequestExample>\n```bash\n{lines}```\n</RequestExample>\n"


def example_page(text: str) -> str:
    return f"{_HEAD}<ResponseExample>\n```json 200\n{text}\n```\n</ResponseExample>\n"


def checked(page: str) -> None:
    for endpoint in definition_reader.read_text(page, file="a.mdx").reference.endpoints:
        rule_registry.check(endpoint)


def documented(**operation: Any) -> Endpoint:
    """The endpoint of a document with one operation."""
    paths = {"/users/{id}": {"get": {"responses": {"200": {"description": "Yes."}}} | operation}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": paths}
    read = definition_reader.read_text(json.dumps(document), file="a.json")
    return read.reference.endpoints[0]


def test_a_name_of_the_path_is_looked_for_in_a_description_in_the_time_of_its_length() -> None:
    def check(description: str) -> None:
        assert list(path_parameter_undocumented(documented(description=description)))

    assert doubling_ratio(check, lambda n: "a" + "\n" * n + "b", 500) <= ALLOWED


def test_secrets_of_a_document_are_placed_in_the_time_of_their_number() -> None:
    def check(tokens: str) -> None:
        content = {"application/json": {"schema": {}, "example": tokens.split()}}
        response = {"description": "Yes.", "content": content}
        assert list(placeholder_secret_looks_real(documented(responses={"200": response})))

    token = "ghp_Zk3mQ9vR7tW2xY5bN8cJ4hL6pD1sF0gA9uKe "
    assert doubling_ratio(check, lambda n: token * n, 50) <= ALLOWED


def test_a_long_paragraph_is_unwrapped_in_the_time_of_its_length() -> None:
    assert doubling_ratio(unwrapped, lambda n: "type: a\n" * n, 50_000) <= ALLOWED


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("fragment", ['\\"', "\\'", "\\`", '\\"""', '"', "'"])
def test_code_with_open_strings_is_coloured_in_the_time_of_its_length(
    language: str, fragment: str
) -> None:
    def colour(text: str) -> None:
        coloured(text, language)

    assert doubling_ratio(colour, lambda n: fragment * n, 500) <= ALLOWED


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


def recursive(count: int, example: object = None) -> str:
    """An OpenAPI document with a schema of branches that all lead back to it."""
    schema = {"$ref": "#/components/schemas/S"}
    shown = {} if example is None else {"example": example}
    content = {"application/json": {"schema": schema, **shown}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "Done.", "content": content}},
    }
    branches = [schema] * count + [{"properties": {"a": {"type": "array", "items": schema}}}]
    return written(operation, {"S": {"anyOf": branches}})


def written(operation: dict[str, object], schemas: dict[str, object]) -> str:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
    }
    return json.dumps(document)


CAT = {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("media_type", "schema", "one"),
    [
        ("application/json", {"required": ["id"], "type": "object"}, '{"a":]'),
        (
            "application/x-ndjson",
            {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}],
                "discriminator": {"propertyName": "kind"},
            },
            '{"kind": "dog", "lives": 9}\n',
        ),
    ],
    ids=["values of broken JSON", "lines whose discriminator names no choice"],
)
def test_several_values_are_judged_in_the_time_of_their_number(
    media_type: str, schema: dict[str, Any], one: str
) -> None:
    def check(text: str) -> None:
        content = {media_type: {"schema": schema, "example": text}}
        responses = {"200": {"description": "Yes.", "content": content}}
        assert findings(written({"responses": responses}, {"Cat": CAT}))

    assert doubling_ratio(check, lambda count: one * count, 2_000) <= ALLOWED


@pytest.mark.parametrize(
    "case", sample(30, int(os.environ.get("TRYFIELD_SEED", "1"))), ids=lambda case: case.name
)
def test_repeated_fragments_are_handled_in_the_time_of_their_number(case: Case) -> None:
    assert case.ratio() <= ALLOWED, case.name


def findings(document: str) -> list[Finding]:
    read = definition_reader.read_text(document, file="a.json")
    return [one for each in read.reference.endpoints for one in rule_registry.check(each)]


@pytest.mark.parametrize("example", [None, {}, {"a": [{"a": [{"a": "x"}]}]}])
def test_recursive_branches_are_checked_in_the_time_of_their_number(example: object) -> None:
    assert doubling_ratio(findings, lambda n: recursive(n, example), 10) <= ALLOWED


def of_every_other(schemas: int, examples: int) -> str:
    """Schemas that each lead to all others, and examples of one of them."""
    names = [f"S{n}" for n in range(schemas)]
    choices = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    shown = {f"e{n}": {"value": {"a": n}} for n in range(examples)}
    content = {"application/json": {"schema": choices, "examples": shown}}
    responses = {"200": {"description": "Done.", "content": content}}
    return written({"responses": responses}, dict.fromkeys(names, choices))


def test_all_examples_of_a_document_share_a_budget_of_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schema_node, "FUEL", 100_000)  # as it is, this would take a minute
    monkeypatch.setattr(schema_node, "LEAST_FUEL", 1_000)
    findings(of_every_other(2, 1))  # what is imported first takes time, too
    begin = time.process_time()
    found = findings(of_every_other(12, 1))
    once = time.process_time() - begin
    found = findings(of_every_other(12, 20))

    assert sum(one.rule == "example-not-checkable" for one in found) == 20
    assert all(one.span.line for one in found)
    assert time.process_time() - begin - once < 5 * once


@pytest.mark.parametrize("where", ["body", "stream", "parameter", "header", "schema"])
def test_whatever_is_given_up_is_named(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_node, "FUEL", 20_000)
    monkeypatch.setattr(schema_node, "LEAST_FUEL", 1_000)
    names = [f"S{n}" for n in range(12)]
    choices = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    shown: dict[str, object] = {"schema": choices, "example": {"a": 1}}
    responses: dict[str, object] = {"200": {"description": "Done."}}
    operation: dict[str, object] = {"responses": responses}
    if where == "parameter":
        operation["parameters"] = [{"name": "filter", "in": "query", **shown}]
    elif where == "header":
        responses["200"] = {"description": "Done.", "headers": {"X-Filter": shown}}
    elif where == "schema":
        schema = {"type": "object", "properties": {"b": {**choices, "example": {"a": 1}}}}
        content = {"application/json": {"schema": schema}}
        responses["200"] = {"description": "Done.", "content": content}
    else:
        kind = "application/json"
        if where == "stream":
            kind = "text/event-stream"
            event = {"type": "object", "properties": {"data": choices}}
            shown = {"schema": event, "example": 'data: {"a": 1}\n\n'}
        responses["200"] = {"description": "Done.", "content": {kind: shown}}

    found = findings(written(operation, dict.fromkeys(names, choices)))

    assert [one.rule for one in found if one.rule != "type-not-checkable"] == [
        "example-not-checkable"
    ]
