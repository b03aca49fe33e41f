"""How fields look on a page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.rendering.kinds import KINDS
from tests.rendering.rendered import body, endpoint, page, page_of, renderer
from tryfield.core.contract import contract_reader
from tryfield.rendering import example_tabs
from tryfield.rendering.markdown_version import markdown_version


def test_limits_stand_in_words() -> None:
    html = page(
        body(
            {
                "properties": {
                    "name": {"type": "string", "minLength": 2, "maxLength": 80, "pattern": "^a"},
                    "age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 150},
                    "tags": {"type": "array", "maxItems": 1, "uniqueItems": True},
                    "share": {"type": "number", "minimum": 1.0, "maximum": 2.5, "multipleOf": 0.5},
                    "great": {"type": "number", "minimum": 1e300},
                }
            }
        )
    )

    for words in (
        "at least 1, at most 2.5",
        "at least 1e+300",
        "2 to 80 characters",
        "at least 0, less than 150",
        "at most 1 item",
        "no two alike",
    ):
        assert words in html
    assert '<code dir="ltr">^a</code>' in html


def test_responses_stand_successes_first_and_what_no_other_says_last() -> None:
    def answer(name: str) -> dict[str, Any]:
        return {"description": f"Of {name}.", "content": {"application/json": {"example": name}}}

    statuses = ("default", "404", "302", "5XX", "201", "200")
    made = endpoint({"responses": {status: answer(status) for status in statuses}})
    ordered = ["201", "200", "302", "404", "5XX", "default"]

    assert [tab.status for tab in example_tabs.response_tabs(made)] == ordered
    assert re.findall(r"## Response (\w+)", markdown_version(made)) == ordered
    html = page(made)
    assert sorted(ordered, key=lambda status: html.index(f"Of {status}.")) == ordered


def test_falsy_defaults_are_shown() -> None:
    html = page(
        body(
            {
                "properties": {
                    "a": {"type": "boolean", "default": False},
                    "b": {"type": "integer", "default": 0},
                    "c": {"type": "string", "default": ""},
                    "d": {"type": ["string", "null"], "default": None},
                }
            }
        )
    )

    defaults = re.findall(r"Default</span> <code[^>]*>([^<]*)</code>", html)
    assert defaults == ["false", "0", "&#34;&#34;", "null"]


def test_values_of_an_enumeration_have_their_words() -> None:
    schema = {"enum": ["EUR", "USD"], "type": "string", "x-enumDescriptions": {"EUR": "Euro"}}
    html = page(body({"properties": {"currency": schema}}))

    assert '<li><code dir="ltr">EUR</code> Euro</li>' in html
    assert '<code dir="ltr">USD</code>' in html


def test_a_long_enumeration_is_folded() -> None:
    html = page(body({"properties": {"n": {"type": "integer", "enum": list(range(20))}}}))

    assert ">20 allowed values</span></summary>" in html


def test_flags_are_words() -> None:
    html = page(
        body(
            {
                "required": ["a"],
                "properties": {
                    "a": {"type": "string", "readOnly": True},
                    "b": {"type": "string", "writeOnly": True, "deprecated": True},
                },
            }
        )
    )

    for word in ("required", "read only", "write only", "deprecated"):
        assert f">{word}</span>" in html


@pytest.mark.parametrize("flag", ["deprecated", "readOnly", "writeOnly"])
def test_rows_that_differ_in_a_flag_alone_are_not_taken_for_each_other(flag: str) -> None:
    draw = renderer()
    same = {"type": "object", "properties": {"b": {"type": "string"}}}
    schemas = ({**same, "allOf": [{}]}, {**same, "allOf": [{flag: True}]})
    pages = [page_of(draw, body({"properties": {"a": one}})) for one in schemas]

    words = {"deprecated": "deprecated", "readOnly": "read only", "writeOnly": "write only"}
    assert [f">{words[flag]}</span>" in html for html in pages] == [False, True]


def test_the_description_of_items_is_shown() -> None:
    items = {"type": "string", "description": "One tag of it."}

    html = page(body({"properties": {"tags": {"type": "array", "items": items}}}))

    assert "<p>One tag of it.</p>" in html


def test_a_format_is_part_of_the_type() -> None:
    html = page(
        body(
            {
                "properties": {
                    "at": {"type": "string", "format": "date-time"},
                    "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
                }
            }
        )
    )

    assert ">string (date-time)</span>" in html
    assert ">array of string (uuid)</span>" in html


def test_items_of_a_list_of_objects_stand_below_the_list() -> None:
    items = {"type": "object", "properties": {"sku": {"type": "string"}}}
    html = page(body({"properties": {"lines": {"type": "array", "items": items}}}))

    assert "1 field of each item of <code>lines</code>" in html
    assert 'data-tryfield-path="lines[].sku"' in html
    assert 'data-tryfield-path="lines[]"' in html


def test_every_documented_field_has_one_place_for_its_verdict() -> None:
    schema = {
        "properties": {
            "list": {"type": "array", "items": {"type": "string", "maxLength": 3}},
            "plain": {"type": "array", "items": {"type": "string"}},
            "matrix": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "choice": {
                "oneOf": [
                    {"type": "string"},
                    {"type": "object", "properties": {"a": {"type": "string"}}},
                ]
            },
        }
    }
    from tryfield.core.fields.field_sections import sections
    from tryfield.core.fields.field_tree import walk

    made = body(schema)
    html = page(made)
    (section,) = sections(made)
    assert section.root is not None
    for field in walk(section.root):
        place = f'data-tryfield-path="{field.path.replace("<", "&lt;").replace(">", "&gt;")}"'
        assert html.count(place) == 1, field.path


def test_a_choice_is_labelled() -> None:
    card = {"title": "Card", "type": "object", "properties": {"number": {"type": "string"}}}
    schema = {"oneOf": [card, {"type": "string"}], "discriminator": {"propertyName": "kind"}}
    html = page(body({"properties": {"method": schema}}))

    assert "Exactly one of, told apart by <code>kind</code>" in html
    assert '<span class="tryfield-choice-name">Card</span>' in html


def test_a_field_that_repeats_links_to_where_it_is_shown() -> None:
    node = {
        "type": "object",
        "properties": {"parent": {"$ref": "#/components/schemas/Node"}},
    }
    html = page(body({"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}}))

    assert 'The same fields as <a href="#make-body">the whole body</a>' in html


def test_levels_open_as_deep_as_a_site_wants() -> None:
    inner = {"type": "object", "properties": {"c": {"type": "string"}}}
    middle = {"type": "object", "properties": {"b": inner}}
    made = body({"properties": {"a": middle}})

    def opened(depth: int) -> int:
        return page(made, expand_depth=depth).count('tryfield-more" open')

    assert [opened(1), opened(2), opened(3)] == [0, 1, 2]


def test_many_fields_below_one_are_closed_at_first() -> None:
    many = {f"f{number}": {"type": "string"} for number in range(41)}
    made = body({"properties": {"a": {"type": "object", "properties": many}}})

    assert 'tryfield-more" open' not in page(made)
    assert 'tryfield-more" open' in page(made, expand_fields=41)


def test_a_choice_of_plain_types_is_said_once() -> None:
    html = page(body({"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "integer"}]}}}))

    assert ">string or integer</span>" in html
    assert "Exactly one of" not in html
    assert 'data-tryfield-path="a&lt;2&gt;"' in html  # where the console puts its mark


def test_the_choices_of_items_stand_below_their_list() -> None:
    item = {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"id": {}}}]}
    html = page(body({"properties": {"a": {"type": "array", "items": item}}}))

    assert '<p class="tryfield-label">Each item: exactly one of</p>' in html
    assert "each item</em>" not in html


def test_a_list_of_what_it_stands_in_says_so_in_a_line() -> None:
    node = {
        "type": "object",
        "properties": {"below": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}},
    }
    html = page(body({"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}}))

    assert 'Each item has the same fields as <a href="#make-body">the whole body</a>' in html


def test_ids_stay_apart_where_names_look_alike() -> None:
    html = page(body({"properties": {"a-b": {"type": "string"}, "a b": {"type": "string"}}}))
    ids = re.findall(r'class="tryfield-field" id="([^"]+)"', html)

    assert ids == ["make-body-a-b", "make-body-a-b-2"]


def test_parameters_stand_by_place() -> None:
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "X-Key", "in": "header", "schema": {"type": "string"}},
        {"name": "page", "in": "query", "schema": {"type": "integer"}},
    ]
    html = page(endpoint({"parameters": parameters}, path="/things/{id}"))

    places = re.findall(r'data-tryfield-place="([^"]+)"', html)
    assert places == ["path", "query", "header"]
    assert "<var>{id}</var>" in html


def test_responses_are_tabs_by_status() -> None:
    responses = {
        "200": {
            "description": "OK",
            "headers": {"X-Left": {"schema": {"type": "integer"}}},
            "content": {"application/json": {"schema": {"properties": {"a": {}}}}},
        },
        "4XX": {"description": "Your fault."},
    }
    html = page(endpoint({"responses": responses}))

    assert re.findall(r'tryfield-dot-\w+">(\w+)</label>', html) == ["200", "4XX"]
    assert 'data-tryfield-place="response-header 200"' in html
    assert "Your fault." in html


def test_several_media_types_are_tabs() -> None:
    content = {
        "application/json": {"schema": {"properties": {"a": {"type": "string"}}}},
        "application/xml": {"schema": {"properties": {"a": {"type": "string"}}}},
    }
    html = page(endpoint({"requestBody": {"content": content}}))

    assert 'id="make-body-a"' in html
    assert 'id="make-body-application-xml-a"' in html


@pytest.mark.parametrize(
    ("schemes", "security", "shown"),
    [
        ({"a": {"type": "http", "scheme": "bearer"}}, [{"a": []}], "Authorization: Bearer <token>"),
        ({"a": {"type": "apiKey", "in": "header", "name": "X-Key"}}, [{"a": []}], "X-Key: <key>"),
        ({"a": {"type": "apiKey", "in": "query", "name": "key"}}, [{"a": []}], "things?key=<key>"),
        (
            {"a": {"type": "apiKey", "in": "cookie", "name": "sid"}},
            [{"a": []}],
            "Cookie: sid=<key>",
        ),
        ({"a": {"type": "http", "scheme": "basic"}}, [{"a": []}], "Authorization: Basic <base64>"),
    ],
)
def test_a_made_request_shows_where_a_credential_goes(
    schemes: dict[str, Any], security: list[Any], shown: str
) -> None:
    one = endpoint({"security": security}, components={"securitySchemes": schemes})

    for tab in example_tabs.request_tabs(one, ("curl", "python", "javascript")):
        assert shown.partition(": ")[2] in tab.text, tab.language
    assert shown in example_tabs.request_tabs(one, ("curl",))[0].text


def test_a_credential_that_a_definition_shows_is_not_shown_twice() -> None:
    schemes = {"a": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    said = {"name": "X-Key", "in": "header", "example": "k-1", "schema": {"type": "string"}}
    one = endpoint(
        {"security": [{"a": []}], "parameters": [said]}, components={"securitySchemes": schemes}
    )

    (tab,) = example_tabs.request_tabs(one, ("curl",))
    assert tab.text.count("X-Key") == 1


def test_a_call_that_needs_no_credential_shows_none() -> None:
    schemes = {"a": {"type": "http", "scheme": "bearer"}}
    one = endpoint({"security": [{}, {"a": []}]}, components={"securitySchemes": schemes})

    assert "Authorization" not in example_tabs.request_tabs(one, ("curl",))[0].text


def test_a_branch_of_a_choice_says_what_binds_it() -> None:
    branches = [{"type": "string", "enum": ["auto"]}, {"type": "integer", "minimum": 1}]
    one = body({"type": "object", "properties": {"width": {"oneOf": branches}}})

    words = re.sub(r"<[^>]*>|\s+", " ", page(one))
    assert re.search(r"Exactly one of +string +Allowed +auto +integer +Range +at least 1 ", words)
    assert "| `width<2>` | integer |  | Range: at least 1. |" in markdown_version(one)


def test_callbacks_are_shown() -> None:
    post = {"summary": "It is done.", "responses": {"204": {"description": "Seen."}}}
    html = page(endpoint({"callbacks": {"done": {"{$request.body#/url}": {"post": post}}}}))

    assert "It is done." in html
    assert "{$request.body#/url}" in html


def test_calls_of_the_api_show_what_they_carry_themselves() -> None:
    signed = {"type": "apiKey", "in": "header", "name": "X-Signature"}
    schemes = {"ours": {"type": "http", "scheme": "basic"}, "signed": signed}
    call = {"responses": {"204": {"description": "Seen."}}, "security": [{"signed": []}]}
    quiet = {"responses": {"204": {"description": "Seen."}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "security": [{"ours": []}],
        "components": {"securitySchemes": schemes},
        "paths": {
            "/things": {
                "post": {"responses": {}, "callbacks": {"a": {"/signed": {"post": call}}}},
                "put": {"responses": {}, "callbacks": {"b": {"/quiet": {"post": quiet}}}},
            }
        },
        "webhooks": {"signed": {"post": call}, "quiet": {"post": quiet}},
    }
    shown = {one.name: page(one) for one in contract_reader.endpoints(document)}
    markdown_versions = {
        one.name: markdown_version(one) for one in contract_reader.endpoints(document)
    }

    line = '<code dir="ltr">X-Signature: &lt;key&gt;</code>'
    assert shown["POST signed"].count(line) == 1
    assert "- A key in a header: `X-Signature: <key>`" in markdown_versions["POST signed"]
    assert shown["POST /things"].partition("tryfield-callback")[2].count(line) == 1
    assert "Authorization" not in shown["POST quiet"] + markdown_versions["POST quiet"]
    assert (
        "Basic" not in shown["PUT /things"].partition("tryfield-callback")[2].split("<template")[0]
    )


def test_what_the_api_calls_itself_has_a_payload_and_no_address_or_credentials() -> None:
    webhook = next(one for one in contract_reader.endpoints(KINDS) if one.kind == "webhook")
    html, markdown = page(webhook), markdown_version(webhook)

    assert '<p class="tryfield-side-title">Payload</p>' in html
    assert "`POST grown`\n\nThe API makes this call, to an address of yours.\n" in markdown
    for shown in (html, markdown):
        assert "oak" in shown
        for foreign in ("kinds.example", "X-Key", "curl"):
            assert foreign not in shown.partition("data-tryfield-contract")[0]
