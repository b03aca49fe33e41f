"""Patterns mean what ECMA-262 says, and cannot hang."""

from __future__ import annotations

import time

import pytest

from tryfield.core.schema.json_schema import compile_schema
from tryfield.core.schema.regex_pattern import Pattern
from tryfield.core.schema.schema_node import State


def matches(pattern: str, text: str) -> bool | None:
    return Pattern(pattern).search(text, State())


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("^a$", ["a"], ["a\n", "ba"]),
        (r"^\d+$", ["12"], ["٣", ""]),
        (r"^\w$", ["_", "a"], ["é"]),
        (r"^\s$", [" ", "\ufeff", "\u2029"], ["\x1f"]),
        ("^.$", ["a", "🐲"], ["\n", "\u2028"]),
        ("^[^]$", ["\n", "a"], [""]),
        ("[]", [], ["", "a"]),
        (r"^[\w-]+$", ["a-b"], ["a b"]),
        (r"^[\d\-.]+$", ["1-2.3"], ["1,2"]),
        (r"^[^\d\s]$", ["a"], ["1", " "]),
        (r"^[\b]$", ["\b"], ["b"]),
        (r"\bcat\b", ["a cat."], ["concat", "cats"]),
        (r"^\B$", [""], ["a"]),
        (r"^\x41\u0042\u{43}$", ["ABC"], ["abc"]),
        (r"^\ud83d\udc32$", ["🐲"], ["🐉"]),
        (r"^\cA\0$", ["\x01\0"], ["\x01"]),
        (r"^a{2,3}?$", ["aa", "aaa"], ["a", "aaaa"]),
        (r"^a{,2}$", ["a{,2}"], ["a"]),
        (r"^(?:ab|cd)*$", ["", "abcd"], ["abc"]),
        (r"^(a)(?:b|\1)$", ["aa", "ab"], ["ac"]),
        (r"^(?<q>['\"]).*\k<q>$", ["'a'", '"a"'], ["'a\""]),
        (r"^(?:(a)|b)\1$", ["aa", "b"], ["ab", "a"]),
        (r"^(?=.*\d)(?=.*[a-z]).{4,}$", ["abc1"], ["abcd", "a1"]),
        (r"^(?!admin).*$", ["user"], ["admin"]),
        (r"(?<=\$)\d+", ["$12"], ["12"]),
        (r"(?<!\$|€)\b\d+", ["x 12"], ["$12"]),
        (r"(?<=a+b)c", ["aabc"], ["bc"]),
        (r"^\p{Lu}\p{Letter}+$", ["Émile"], ["émile", "E1"]),
        (r"^[\p{L}\d_]+$", ["naïve_1"], ["a-b"]),
        (r"^[^\P{L}a]+$", ["b"], ["a", "1"]),
        (r"^\P{Nd}$", ["a"], ["٣"]),
        (r"^\p{LC}\p{ASCII}\p{gc=Sc}$", ["aa€"], ["1a€"]),
        (r"^(?:a+)+$", ["aaa"], ["aab"]),
        (r"^(?:a|b+)*?c$", ["abbac"], ["abd"]),
        ("a\\/b-c\\-d", ["a/b-c-d"], ["a/b"]),
        ("^(|a)$", ["", "a"], ["b"]),
    ],
)
def test_a_pattern_matches_as_in_javascript(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [matches(pattern, text) for text in yes + no] == [True] * len(yes) + [False] * len(no)


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "[a", "a**", "*a", r"\Z", "(?P<n>a)", "(?i)a", r"a\1", r"\k<n>", "[b-a]",
        "a{3,2}", r"\p{Nonsense}", r"\p", r"\u{110000}", r"\xg", "^*",
        "(?<n>a)(?<n>b)", "{1}", "\\", "[\\",
    ],
)  # fmt: skip
def test_what_is_no_pattern_is_not_checkable_and_says_so(pattern: str) -> None:
    outcome = compile_schema({"pattern": pattern}).evaluate("a")

    assert outcome.valid
    assert "is not a regular expression of ECMA-262" in outcome.unchecked[0].reason


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 50_000 + "!"),
        ("^(a|a)*$", "a" * 5_000 + "!"),
        ("^(a|aa)+$", "a" * 5_000 + "!"),
        ("(a*)*b", "a" * 5_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5_000),
        (r"^([a-zA-Z0-9_.\-])+@(([a-zA-Z0-9\-])+\.)+([a-zA-Z0-9]{2,4})+$", "a@" + "a." * 900),
        (r"\s+$", " " * 20_000 + "x"),
        (r"(.*)*=.*", "x" * 5_000),
        (r"^(?:.*a){20}$", "a" * 60 + "b"),
        (r"^(\d+)*\1$", "1" * 2_000 + "x"),
        (r"(?=(a+)+$)a", "a" * 2_000 + "!"),
        (r"(?<=a+)b", "a" * 3_000),
        (r"^(a{0,1000}){0,1000}$", "a" * 100 + "!"),
        ("a?" * 40 + "a" * 40, "a" * 40),
        ("((((((a{1000}){1000}){1000}){1000}){1000}){1000})", "a" * 1_000),
        ("((((((){1000}){1000}){1000}){1000}){1000}){1000})b", "a" * 100),
        (r"((((((\b){1000}){1000}){1000}){1000}){1000}){1000})b", "a" * 100),
        (r"((((((\p{L}?){100}){100}){100}){100}){100}){100}", "a" * 100),
        (r"(?:((((){1000}){1000}){1000}){1000}a*)*b", "a" * 100),
        (r"^(x+x+)+y", "x" * 5_000),
        (r"^\S+@\S+\.\S+$", "a@" * 20_000),
        ("(?:" * 50 + "a" + ")*" * 50 + "b", "a" * 1_000),
    ],
)
def test_no_pattern_hangs(pattern: str, text: str) -> None:
    schema = compile_schema({"items": {"pattern": pattern}})
    start = time.process_time()

    schema.evaluate([text] * 10)

    assert time.process_time() - start < 20  # seconds; one is usual, hours are the danger


def test_a_match_that_takes_too_long_is_not_checkable() -> None:
    outcome = compile_schema({"pattern": "^(a+)+$"}).evaluate("a" * 200_000 + "!")

    assert outcome.valid
    assert "takes too many steps" in outcome.unchecked[0].reason


def test_names_that_a_pattern_cannot_be_tried_on_are_not_surplus() -> None:
    schema = {"patternProperties": {"^(a+)+$": {"type": "null"}}, "additionalProperties": False}

    outcome = compile_schema(schema).evaluate({"a" * 300_000 + "!": 1, "a": 1})

    assert [(e.instance, e.keyword) for e in outcome.errors] == [("/a", "type")]
    assert outcome.unchecked[0].keyword == "patternProperties"


def test_an_ordinary_pattern_takes_a_long_text() -> None:
    assert matches("^[A-Za-z0-9+/]*={0,2}$", "QUJD" * 250_000) is True


def test_white_space_is_what_ecmascript_calls_so() -> None:
    """ECMA-262, WhiteSpace and LineTerminator; Python's own `\\s` has U+001C, and lacks U+FEFF."""
    judge = compile_schema({"pattern": r"^\s$"})
    spaces = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
    expected = {*spaces, *map(chr, range(0x2000, 0x200B))}

    assert {one for one in map(chr, range(0x10000)) if judge.is_valid(one)} == expected
