"""What leaves the reader's screen holds no value of a response, whatever the response holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.core.verdict.judging import JSON
from tryfield.core.console.response_report import issue_report, response_report
from tryfield.core.model import Content, Endpoint, Parameter, Response
from tryfield.core.verdict.difference_wording import (
    actual_words,
    api_contradiction,
    contradiction,
    note_words,
    problem_sentence,
)
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest, WireResponse

NAMES = ("alpha", "bravo", "charlie", "delta")
REQUEST = WireRequest(method="GET", url="https://api.test/users")

# Values are told apart from what may be shown (names, types, sizes, counts) by how they look.
LETTERS = st.text("QXZ", min_size=6, max_size=70).map(lambda text: f"Q{text}")
TEXTS = st.one_of(
    LETTERS,
    LETTERS.map(lambda text: f"<{text}>"),
    LETTERS.map(lambda text: f'{text}" or string "{text}\\ `|{text}'),
    LETTERS.map(lambda text: f"{text}@example.net"),
    LETTERS.map(lambda text: f"\u202e{text}\n\t{text}"),
    st.integers(10**9, 10**30).map(str),
)
NUMBERS = st.one_of(
    st.integers(10**9, 10**30),
    st.integers(-(10**30), -(10**9)),
    st.integers(10**9, 10**12).map(lambda number: number + 0.5),
)
# A name that nobody documented has to be named; keys that are values are withheld.
KEYS = st.one_of(
    LETTERS.map(lambda text: f"{text}@example.net"),
    st.integers(10**9, 10**30).map(str),
    st.uuids().map(str),
)
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())


def instances() -> st.SearchStrategy[Any]:
    """Values below documented names, and keys that are values."""
    return st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=6),
            st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
            st.dictionaries(KEYS, inner, min_size=1, max_size=3).map(lambda it: {"map": it}),
        ),
        max_leaves=12,
    )


LIMITS: tuple[dict[str, Any], ...] = (
    {},
    {"type": "string"},
    {"type": "integer"},
    {"type": ["boolean", "null"]},
    {"type": "array", "items": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"enum": ["a", "b"]},
    {"const": None},
    {"minimum": 31415926535 * 10**30},
    {"exclusiveMaximum": 3.0},
    {"multipleOf": 7.5},
    {"minLength": 200, "enum": ["a"], "type": "string"},
    {"maxLength": 2, "pattern": "^b"},
    {"format": "email"},
    {"format": "date-time", "type": "string"},
    {"minItems": 9},
    {"uniqueItems": True, "maxItems": 1},
    {"contains": {"type": "null"}},
    {"maxProperties": 0, "propertyNames": {"pattern": "^b"}},
    {"additionalProperties": False},
    {"unevaluatedProperties": False, "required": ["echo"]},
    {"prefixItems": [{"const": 1}], "unevaluatedItems": False},
    {"not": {}},
    {"writeOnly": True},
    {"oneOf": [{"type": "string"}, {"type": "integer"}, {"minLength": 1}]},
    {"anyOf": [{"const": "a"}, {"enum": ["b"]}]},
    {"anyOf": [{"required": ["echo"]}, {"required": ["foxtrot"]}]},
    {"dependentRequired": {"alpha": ["echo"]}},
    {"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "string"}},
)


def schemas() -> st.SearchStrategy[Any]:
    limits = st.sampled_from(LIMITS)
    names = st.sampled_from((*NAMES, "map"))
    return st.recursive(
        limits,
        lambda inner: st.one_of(
            st.fixed_dictionaries(
                {"properties": st.dictionaries(names, inner, min_size=1, max_size=5)},
                optional={"type": st.just("object"), "required": st.just(list(NAMES))},
            ),
            st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
            st.fixed_dictionaries({"additionalProperties": inner}),
            st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=2, max_size=3)}),
        ),
        max_leaves=8,
    )


def written(value: Any) -> st.SearchStrategy[bytes]:
    """A value as JSON, or as one of the things that are not quite JSON."""
    text = json.dumps(value, ensure_ascii=False)
    return st.sampled_from(
        [
            text,
            text.replace('"', "'"),
            text.replace('": ', ": ").replace('{"', "{").replace(', "', ", "),
            text[: 2 * len(text) // 3],
            text.replace("}", ",}").replace("]", ",]"),
            f"{text}\n{text}",
            f"{text} trailing QXZQXZQXZ",
            f"data: {text}\n\n",
            json.dumps(text),
            f"// QXZQXZQXZ\n{text}",
            text.replace(":", ""),
        ]
    ).map(str.encode)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A documented response, and one that came."""

    endpoint: Endpoint
    answer: WireResponse
    values: frozenset[str]


def values_in(value: Any) -> frozenset[str]:
    """The texts by which values, and keys that are values, would be recognised."""
    if isinstance(value, dict):
        inner = (values_in(one) for one in value.values())
        return frozenset(name for name in value if name not in (*NAMES, "map")).union(*inner)
    if isinstance(value, list):
        return frozenset[str]().union(*map(values_in, value))
    if isinstance(value, bool | None):
        return frozenset()
    return frozenset((value if isinstance(value, str) else json.dumps(value),))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    value = draw(instances())
    header = draw(TEXTS.filter(str.isprintable))
    kinds = [JSON, JSON, JSON, "text/plain", "", "application/x-www-form-urlencoded", header]
    headers = (("Content-Type", draw(st.sampled_from(kinds))), ("X-Rate", header))
    documented = draw(st.sampled_from([JSON, JSON, JSON, "application/x-ndjson", "text/plain"]))
    content = Content(media_type=documented, schema=draw(schemas()))
    rate = Parameter(name="X-Rate", location="header", schema=draw(st.sampled_from(LIMITS)))
    return Case(
        endpoint=Endpoint(
            id="x",
            method="GET",
            path="/users",
            responses=(Response(status="200", contents=(content,), headers=(rate,)),),
        ),
        answer=WireResponse(
            status=draw(st.sampled_from([200, 200, 404])),
            headers=headers,
            body=draw(written(value)),
        ),
        values=values_in(value) | {header},
    )


def told(text: str, values: frozenset[str]) -> list[str]:
    """The values that a text shows, or the beginning of one."""
    marks = {"QXZQXZ", *(value.strip("-<")[:7] for value in values)}
    return [mark for mark in marks if mark in text]


def case(schema: Any, value: Any) -> Case:
    content = Content(media_type=JSON, schema=schema)
    responses = (Response(status="200", contents=(content,)),)
    return Case(
        endpoint=Endpoint(id="x", method="GET", path="/users", responses=responses),
        answer=WireResponse(
            status=200, headers=(("Content-Type", JSON),), body=json.dumps(value).encode()
        ),
        values=values_in(value),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
@example(case({"properties": {"alpha": {"type": "string"}}}, {"alpha": 4915112345678}))
@example(
    case({"properties": {"alpha": {"type": "string"}}}, {"4915112345678": {"alpha": "QXZQXZQ"}})
)
@example(case({"properties": {"alpha": {}}}, {"ada@example.net": {"alpha": "QXZQXZQ"}}))
def test_what_is_published_or_kept_holds_no_value_of_a_response(given: Case) -> None:
    judgement = judge_response(given.endpoint, given.answer)
    issue = issue_report(given.endpoint, REQUEST, given.answer, link="https://docs.test/x")
    kept = response_report(given.endpoint, given.answer, headers_hidden=False)["words"]

    differing = [one for one in judgement.fields if one.verdict == "differs"]
    said = [
        *(actual_words(one, values=False) for one in differing),
        *(note_words(one, values=False) for one in judgement.fields),
        *(contradiction(one, missing="not returned", values=False) for one in differing),
        *(api_contradiction(one, values=False) for one in differing),
        *(problem_sentence(one, values=False) for one in judgement.problems),
    ]
    for text in (str(issue["title"]), str(issue["markdown"]), str(kept), *said):
        assert told(text, given.values) == []
