"""YAML as JSON means it."""

from __future__ import annotations

import time

import pytest

from tests.readers.openapi.reading import cut, endpoint, read
from tryfield.readers.openapi.openapi_file import parse
from tryfield.readers.source_text import Source


def value(text: str) -> object:
    return parse(Source(text, file="a.yaml"), "a.yaml").value


def rules(text: str) -> list[str]:
    return [finding.rule for finding in parse(Source(text, file="a.yaml"), "a.yaml").findings]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("2024-01-01", "2024-01-01"),
        ("1.0.0", "1.0.0"),
        ("0123", "0123"),
        ("+49", "+49"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 500, "9" * 500),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
    ],
)
def test_a_scalar_is_what_json_would_call_it(written: str, meant: object) -> None:
    assert value(f"a: {written}") == {"a": meant}


def test_keys_are_strings() -> None:
    assert value("200: a\nno: b\n1.0: c") == {"200": "a", "no": "b", "1.0": "c"}


def test_a_key_that_is_written_twice_is_reported_where_it_stands_again() -> None:
    file = parse(Source("a: 1\nb: 2\na: 3\n", file="a.yaml"), "a.yaml")

    (finding,) = file.findings
    assert file.value == {"a": 3, "b": 2}
    assert finding.rule == "openapi-duplicate-key"
    assert (finding.span.line, finding.span.column) == (3, 1)


def test_a_key_that_is_no_string_is_reported_and_its_neighbours_are_read() -> None:
    text = "? {a: 1}\n: b\nc: 2\n"

    assert rules(text) == ["openapi-yaml"]
    assert value(text)["c"] == 2  # type: ignore[index]


def test_an_unknown_tag_is_reported_and_its_value_is_read() -> None:
    assert value("a: !secret x") == {"a": "x"}
    assert rules("a: !secret x") == ["openapi-yaml"]


def test_defaults_are_merged_behind_what_is_said() -> None:
    text = "base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n"

    assert value(text)["use"] == {"x": 1, "y": 3}  # type: ignore[index]


def test_a_second_document_is_reported_and_left_out() -> None:
    assert value("a: 1\n---\nb: 2\n") == {"a": 1}
    assert rules("a: 1\n---\nb: 2\n") == ["openapi-yaml"]


def test_aliases_that_multiply_are_stopped() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    begin = time.process_time()
    found = rules("\n".join(lines))

    assert "openapi-alias" in found
    assert time.process_time() - begin < 20


def test_an_alias_inside_of_what_it_names_is_null() -> None:
    assert value("a: &a [1, *a]") == {"a": [1, None]}
    assert rules("a: &a [1, *a]") == ["openapi-alias"]


def test_an_alias_without_an_anchor_is_null() -> None:
    assert value("a: *b") == {"a": None}
    assert rules("a: *b") == ["openapi-alias"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_endless_nesting_is_stopped(opening: str) -> None:
    assert rules("a:\n  " + opening * 5_000)


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("summary: Note: this is one\n", "Note: this is one"),
        ("summary: @mention\n", "@mention"),
        ("summary: `code` first\n", "`code` first"),
        ("summary: %s users\n", "%s users"),
        ('summary: "Users" of a group\n', '"Users" of a group'),
        ("summary: {id} of a user\n", "{id} of a user"),
        ("summary: *.example.com\n", "*.example.com"),
    ],
)
def test_a_value_that_needs_quotes_is_read_as_meant(broken: str, meant: str) -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n"
        f"      {broken}      operationId: first\n  /b:\n    get: {{operationId: second}}\n"
    )

    reference, findings = read(text)
    first, second = reference.endpoints
    assert first.summary == meant
    assert (first.operation_id, second.operation_id) == ("first", "second")
    assert [finding.rule for finding in findings] == ["openapi-syntax"]
    assert findings[0].span.line == 6


def test_a_wrong_line_costs_that_line_only() -> None:
    text = """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              operationId: first
        \t\tsummary: tabs
           oops
          /b:
            get:
              operationId: second
              summary: Second
        """

    reference, findings = read(text)

    assert [e.operation_id for e in reference.endpoints] == ["first", "second"]
    assert {finding.rule for finding in findings} >= {"openapi-syntax"}


def test_a_truncated_document_gives_what_it_holds() -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      summary: 'A"
    )

    reference, findings = read(text)

    assert [e.name for e in reference.endpoints] == ["GET /a"]
    assert "openapi-syntax" in {finding.rule for finding in findings}


def test_a_block_is_literal_and_its_place_is_that_of_its_first_letter() -> None:
    found = endpoint(
        """
        responses:
          '200':
            description: A thing.
            content:
              application/json:
                schema: {type: object}
                examples:
                  Result:
                    value: |-
                      {
                        "a": 1,
                      }
        """
    )

    (example,) = found.responses[0].contents[0].examples
    assert example.text == '{\n  "a": 1,\n}'
    assert example.literal
    assert example.span is not None
    assert (example.span.line, example.span.column) == (15, 21)


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ("'{\"a\": 1}'", True),
        ('"{\\"a\\": 1}"', False),
        ('>-\n            {"a":\n            1}', False),
        ('|\n            {"a":\n            1}', True),
    ],
)
def test_a_text_that_is_written_otherwise_is_not_literal(written: str, literal: bool) -> None:
    found = endpoint(
        f"""
requestBody:
  content:
    application/json:
      schema: {{type: object}}
      example: {written}
"""
    )

    assert found.body is not None
    (example,) = found.body.contents[0].examples
    assert example.literal is literal


def test_the_place_of_a_member_begins_at_its_key() -> None:
    text = "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      summary: A\n      tags: [x]\n"
    file = parse(Source(text, file="a.yaml"), "a.yaml")

    assert cut(text, file.span("/paths/~1a/get/summary")) == "summary: A"
    assert cut(text, file.key_span("/paths/~1a/get/summary")) == "summary"
    assert cut(text, file.span("/paths/~1a/get/tags/0")) == "x"
    assert cut(text, file.span("/paths/~1a")) == text[text.index("/a") : -1]


def test_surrogates_are_joined_as_in_json() -> None:
    text = r"""
    openapi: 3.1.0
    info: {title: "Smile \ud83d\uDE00", version: '\ud83d', description: "\ud83d"}
    paths: {}
    """
    reference, findings = read(text)

    assert findings == ()
    assert reference.title == "Smile \U0001f600"
    assert reference.version == r"\ud83d"
    assert reference.description == "\ufffd"


def test_yaml_in_a_file_that_is_named_json_is_read() -> None:
    reference, findings = read(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n", "a.json"
    )

    assert findings == ()
    assert reference.title == "T"
