"""Whatever is read, no exception reaches a user: damaged definitions, commands and responses.

`make fuzz` tries many more (`TRYFIELD_EXAMPLES`).
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.growth import FRAGMENTS, handled
from tests.rendering.building import USER
from tests.rendering.rendered import prose
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.errors import TryfieldError
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Endpoint, Parameter, Server
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_url import sendable
from tryfield.core.request.request_values import Values
from tryfield.core.rules import rule_registry
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse
from tryfield.readers import definition_reader
from tryfield.readers.page_fences import page_fences

MANY = settings(
    max_examples=int(os.environ.get("TRYFIELD_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "A", "version": "1"},
    "servers": [{"url": "https://{r}.a.test", "variables": {"r": {"default": "eu"}}}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "post": {
                "operationId": "makeA",
                "tags": ["x"],
                "security": [{"k": []}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/A"},
                            "example": {"a": 1, "b": [None, {"kind": "x"}]},
                        },
                        "multipart/form-data": {"schema": {"type": "object"}},
                    }
                },
                "responses": {"200": {"description": "Done.", "headers": {"X": {"schema": {}}}}},
                "callbacks": {"c": {"{$request.body#/u}": {"post": {"responses": {}}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "A": {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"items": {}}},
                "oneOf": [{"$ref": "#/components/schemas/A"}, {"enum": [1, None, {}]}],
                "discriminator": {"propertyName": "kind", "mapping": {"x": "A"}},
            }
        },
        "securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "key"}},
    },
}
SWAGGER = """\
swagger: "2.0"
info: {title: A, version: "1"}
host: a.test
basePath: /v1
paths:
  /a/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, type: integer, format: int64}
        - {name: body, in: body, schema: {$ref: "#/definitions/A"}}
      responses: {200: {description: Done., schema: {type: array, items: {type: string}}}}
definitions: {A: {type: object, properties: {a: &a {type: string}, b: *a}}}
"""
EXPORT = """\
paths:
  path: /a
  method: get
  request: {parameters: {query: {q: {schema: [{type: string}]}}}}
  response: {"200": {application/json: {schemaArray: [{type: object}]}}}
"""
CURL = """\
curl -X POST 'https://api.test/a?b=1' \\
  -H 'Content-Type: application/json' -u a:b -F 'x=@y;type=a/b' --data-raw $'{"a": "\\x41"}'
"""
DEFINITIONS = (USER, json.dumps(OPENAPI), json.dumps(OPENAPI, indent=1), SWAGGER, EXPORT)
PIECES = st.one_of(
    st.sampled_from(FRAGMENTS),
    st.text(max_size=4),
    st.sampled_from([b"\xed\xa0\x80".decode("utf-8", "surrogatepass"), "\0", "\r", "9" * 400]),
)


@st.composite
def damaged(draw: st.DrawFn, texts: tuple[str, ...]) -> str:
    """A text of which parts are gone, doubled, moved or replaced by fragments."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(st.one_of(PIECES, st.just(text[start:end] * 2), st.just(text[end : end + 30])))
        text = text[:start] + piece * draw(st.sampled_from([1, 1, 1, 50])) + text[end:]
    return text


def assert_no_rule_fails(text: str) -> None:
    read = definition_reader.read_text(text, file="a.mdx")
    found = [one for each in read.reference.endpoints for one in rule_registry.check(each)]
    assert "rule-failed" not in {one.rule for one in found}


@given(damaged(DEFINITIONS))
@MANY
def test_a_damaged_definition_is_read_checked_and_shown(text: str) -> None:
    assert_no_rule_fails(text)
    handled(text, "a.mdx")


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), PIECES),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(PIECES, below, max_size=3),
    max_leaves=6,
)


@st.composite
def documents_with_other_values(draw: st.DrawFn) -> str:
    """A document in which something is another value than any document has there."""
    said = json.loads(json.dumps(OPENAPI))
    for _ in range(draw(st.integers(1, 3))):
        here: Any = said
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(here[key], dict | list) and here[key] and draw(st.integers(0, 4)):
                here = here[key]
                continue
            here[key] = draw(VALUES)
            break
    return json.dumps(said)


@given(documents_with_other_values())
@MANY
def test_a_document_with_any_value_anywhere_is_read_checked_and_shown(text: str) -> None:
    assert_no_rule_fails(text)
    handled(text, "a.json")


@given(damaged((CURL,)), damaged(('{"a": [1, {"b": "c"}]} // x\n...',)), st.text(max_size=40))
@MANY
def test_commands_responses_and_fences_are_read(command: str, text: str, other: str) -> None:
    for one in (command, text, other):
        parse_curl(one)
        parse(one)
        prose(one.encode("utf-8", "replace").decode())  # as no reader gives another
        list(page_fences(one))


STYLES = ("simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "x")


@given(VALUES, st.sampled_from(STYLES), st.booleans(), PIECES, PIECES, PIECES)
@MANY
def test_any_value_makes_a_request_or_a_sentence(
    value: Any, style: str, explode: bool, server: str, header: str, answer: str
) -> None:
    parameters = tuple(
        Parameter(name=f"p{location}", location=location, style=style, explode=explode)
        for location in ("path", "query", "header", "cookie")
    )
    endpoint = Endpoint(
        id="a",
        method="GET",
        path="/a/{ppath}",
        servers=(Server(url=f"https://a.test/{server}"),),
        parameters=parameters,
    )
    chosen: dict[tuple[str, str], Any] = {(p.location, p.name): value for p in parameters}
    values = Values(parameters=chosen, headers=((header, header),), body=answer)
    try:
        request = build_request(endpoint, values)
        for language in LANGUAGES:
            snippet(request, language)
        sendable(request.url)
    except TryfieldError:  # a sentence
        pass
    judge_response(
        endpoint,
        WireResponse(
            status=200,
            headers=((header, header), ("Content-Type", server)),
            body=answer.encode("utf-8", "replace"),
        ),
    )


@pytest.mark.parametrize("depth", [300, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "a\n:   ",
        "> ",
        "- ",
        "<div>",
        "[",
        "**a ",
        "<Tabs>\n",
        "(",
        "`",
        "{",
        "((",
        "a | ",
        "array<",
    ],
)
def test_what_is_nested_deeper_than_anybody_writes_ends(text: str, depth: int) -> None:
    prose(text * depth)
    indented = "\n".join(f"{'    ' * (n % 300)}{text}" for n in range(depth // 3))
    handled(USER.replace("The token *in use*.", indented), "a.mdx")
    handled(USER.replace('type="string"', f'type="{text.strip() * depth}"'), "a.mdx")
