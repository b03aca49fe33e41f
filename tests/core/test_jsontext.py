"""JSON text becomes a value with places, and every liberty is named with its fix."""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryfield.core.json_pointer import wildcard_pointer
from tryfield.core.jsontext.json_document import JsonProblem
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Span

CASES = (Path(__file__).parent / "cases" / "json_recovery.md").read_text(encoding="utf-8")
_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```text\n(?P<text>.*?)\n```\n\n```json\n(?P<value>.*?)\n```\n\n"
    r"```text\n(?P<problems>.*?)\n```$",
    re.MULTILINE | re.DOTALL,
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), below, max_size=4)
    ),
    max_leaves=12,
)


def cases() -> list[object]:
    return [
        pytest.param(m["text"], json.loads(m["value"]), m["problems"], id=m["title"])
        for m in _CASE.finditer(CASES)
    ]


def said(problem: JsonProblem) -> str:
    span = problem.span
    place = f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    return f"{problem.code} {place} {json.dumps(problem.fix)}"


def applied(text: str, problems: tuple[JsonProblem, ...]) -> str:
    """The text with all safe fixes, the last first; of fixes inside of each other the outer one."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    edits = []
    for problem in problems:
        if problem.fix is not None:
            span = problem.span
            begin = starts[span.line - 1] + span.column - 1
            edits.append((begin, starts[span.end_line - 1] + span.end_column - 1, problem.fix))
    upto = len(text) + 1
    for begin, end, fix in sorted(edits, reverse=True):
        if end <= upto:
            text = text[:begin] + fix + text[end:]
            upto = begin
    return text


@pytest.mark.parametrize(("text", "value", "problems"), cases())
def test_a_liberty_is_read_and_named(text: str, value: object, problems: str) -> None:
    document = parse(text)

    assert document.value == value
    assert [said(problem) for problem in document.problems] == [
        " ".join([*line.split(" ", 2)[:2], json.dumps(json.loads(line.split(" ", 2)[2]))])
        for line in problems.splitlines()
    ]


@pytest.mark.parametrize(("text", "value", "problems"), cases())
def test_fixes_leave_strict_json(text: str, value: object, problems: str) -> None:
    for _ in range(3):  # an outer fix hides an inner one until the next round
        text = applied(text, parse(text).problems)

    document = parse(text)
    assert {problem.code for problem in document.problems} <= {
        "duplicate-key",
        "missing-value",
        "event-stream",
    }


@given(JSON)
def test_strict_json_is_read_without_problems(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=2)):
        document = parse(text)

        if not (isinstance(value, str) and value.lstrip()[:1] in ("{", "[") and value.strip()):
            assert document.problems == ()
            assert document.value == value
            assert json.dumps(document.value) == json.dumps(value)


@given(JSON)
def test_the_forgiving_reader_agrees_with_the_strict_one(value: object) -> None:
    text = json.dumps(value, indent=1)

    forgiving = parse(text + " // end")

    assert [problem.code for problem in forgiving.problems] == ["comment"] or isinstance(value, str)
    if not isinstance(value, str):
        assert forgiving.value == value
        strict = parse(text)
        assert list(strict.offsets()) == list(forgiving.offsets())


@given(JSON)
def test_each_span_holds_its_value(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    document = parse(text)
    if document.problems:
        return

    for pointer, begin, end in document.offsets():
        below = json.loads(text[begin:end])
        expected: object = value
        for part in pointer.split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")
            expected = expected[int(part)] if isinstance(expected, list) else expected[part]  # type: ignore[index]
        assert below == expected


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    document = parse(text)

    assert document.readable or document.value is None
    for pointer in ("", "/a", "/0/b"):
        document.span(pointer)


@given(st.lists(st.sampled_from(list("{}[]:,'\"\\/*#.<> \n01ae-…“")), max_size=40))
@settings(max_examples=500)
def test_any_heap_of_signs_is_read_without_an_exception(signs: list[str]) -> None:
    text = "".join(signs)
    document = parse(text)

    try:
        json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        assert document.problems
    for problem in document.problems:
        assert problem.message
        assert problem.advice


@given(st.binary(max_size=40))
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    document = parse(data)

    try:
        data.decode()
    except UnicodeDecodeError:
        assert "not-utf-8" in {problem.code for problem in document.problems}


def test_places_of_keys_and_values_count_lines_and_characters() -> None:
    document = parse('{"é": 1,\r\n "b/c": [true,\n  "x"]}', file="a.json")

    assert document.span("/é", key=True) == Span("a.json", 1, 2, 1, 5)
    assert document.span("/é") == Span("a.json", 1, 7, 1, 8)
    assert document.span("/b~1c/1") == Span("a.json", 3, 3, 3, 6)
    assert document.span("/b~1c/7") == document.span("/b~1c")
    assert document.span("/nothing") == document.span("")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9223372036854775807", 9223372036854775807),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1.0", 1.0),
        ("0.1", 0.1),
        ("-0.0", -0.0),
        ("1e2", 100.0),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("12345678901234567890.5", Decimal("12345678901234567890.5")),
        ("1e400", Decimal("1e400")),
    ],
)
def test_numbers_lose_nothing(text: str, value: object) -> None:
    for document in (parse(text), parse(f"[{text}] //")):
        read = document.value[0] if document.problems else document.value
        assert read == value
        assert type(read) is type(value)


def test_numbers_out_of_reach_are_named_and_not_computed() -> None:
    document = parse('{"a": 1e99999999999, "b": ' + "9" * 20_000 + "}")

    assert [problem.code for problem in document.problems] == ["number-too-large"] * 2
    assert document.unknown == {"/a", "/b"}


def test_values_that_are_only_hinted_at_are_unknown() -> None:
    document = parse('{"a": [<id>, 1], "b": ...}')

    assert document.unknown == {"/a/0", "/b"}
    assert document.elided == frozenset()


def test_containers_with_something_left_out_are_elided() -> None:
    document = parse('{"a": [1, ...], "b": {"c": 1 // and so on ...\n}}')

    assert document.elided == {"/a", "/b"}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 300 + "]" * 300])
def test_depth_is_limited(text: str) -> None:
    document = parse(text)

    assert [problem.code for problem in document.problems] == ["too-deep"]
    assert not document.readable


def test_two_hundred_levels_are_read() -> None:
    assert parse("[" * 200 + "]" * 200).problems == ()
    assert parse("[" * 200 + "]" * 200 + " //").readable
    assert not parse("[" * 201 + "]" * 201).readable


@pytest.mark.parametrize("text", ["", "  \n", "<html></html>", "Bad Gateway", ",", "}"])
def test_what_is_not_json_has_no_value(text: str) -> None:
    document = parse(text)

    assert not document.readable
    assert document.value is None
    assert [problem.code for problem in document.problems] in (["empty"], ["not-json"])


def test_without_recovery_nothing_is_read_of_a_text_that_is_not_json() -> None:
    document = parse('{"a": 1,}', recover=False)

    assert document.value is None
    assert not document.readable
    assert [problem.code for problem in document.problems] == ["trailing-comma"]


def test_bytes_that_are_not_utf_8_are_named() -> None:
    document = parse(b'{"a": "\xff"}')

    assert [problem.code for problem in document.problems] == ["not-utf-8"]
    assert document.value == {"a": "\ufffd"}


def test_a_byte_order_mark_is_named() -> None:
    assert [problem.code for problem in parse(b"\xef\xbb\xbf{}").problems] == ["byte-order-mark"]


@pytest.mark.parametrize(
    "unit",
    [
        '{"a": 1,}',
        "[1 2 ",
        "// c\n",
        "<a ",
        '"x',
        "'",
        "{",
        "/*",
        "(",
        "{{",
        "${",
        "\\",
        "....",
        "a b ",
        '"a":',
    ],
)
def test_no_text_makes_reading_hang(unit: str) -> None:
    begin = time.process_time()
    parse("[" + unit * 20_000)

    assert time.process_time() - begin < 20  # seconds; less than one is usual, minutes the danger


def test_indices_of_a_pointer_become_stars() -> None:
    assert wildcard_pointer("/data/0/items/12/id") == "/data/*/items/*/id"
    assert wildcard_pointer("/1a/01/0") == "/1a/01/*"


@pytest.mark.parametrize("between", ["\n...\n", "\n…\n\n", "\n\n", "\n// ... more\n"])
def test_lines_are_counted_through_what_lines_of_json_leave_out(between: str) -> None:
    text = '{"a": 1}' + between + '{"a": 2}\n{"a": 3}'
    document = parse(text)

    line = 1 + between.count("\n")
    assert document.value == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert [document.span(f"/{index}/a").line for index in range(3)] == [1, line, line + 1]


def test_dots_between_lines_of_json_leave_out_values_and_nothing_of_them() -> None:
    between = parse('{"a": 1}\n...\n{"a": 2}')
    behind = parse('{"a": 1}\n...\n')

    assert between.elided == {""}
    assert (behind.value, behind.elided) == ({"a": 1}, frozenset())
    assert [one.code for one in behind.problems] == ["extra-text"]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_said(order: str) -> None:
    document = parse('\ufeff{"a": 1}'.encode(order))

    assert document.value == {"a": 1}
    assert [problem.code for problem in document.problems] == ["not-utf-8"]


def test_two_escapes_make_one_character_also_in_quotes_that_json_does_not_know() -> None:
    assert parse(r"{'a': '\ud83d\ude00'}").value == {"a": "😀"}
