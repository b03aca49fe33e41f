"""A request against the parameters, headers and body that are documented."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from tests.core.verdict.judging import (
    JSON,
    field,
    objects,
)
from tryfield.core.model import Auth, Body, Content, Endpoint, Parameter, Requirement
from tryfield.core.verdict.judgement import Judgement
from tryfield.core.verdict.request_judge import judge_request, judge_value
from tryfield.core.wire import WireRequest


def request_endpoint() -> Endpoint:
    key = Auth(name="key", kind="apiKey", location="query", parameter="api_key")
    return Endpoint(
        id="x",
        method="POST",
        path="/users/{id}/notes",
        security=((Requirement(auth=key),),),
        parameters=(
            Parameter(name="id", location="path", schema={"type": "integer"}, required=True),
            Parameter(name="limit", location="query", schema={"type": "integer", "maximum": 10}),
            Parameter(
                name="tags",
                location="query",
                schema={"type": "array", "items": {"type": "integer"}},
                style="form",
                explode=True,
            ),
            Parameter(
                name="filter",
                location="query",
                schema=objects(age={"type": "integer"}),
                style="deepObject",
                explode=True,
            ),
            Parameter(name="X-Trace", location="header", schema={"type": "string"}, required=True),
            Parameter(name="sid", location="cookie", schema={"type": "integer"}),
        ),
        body=Body(
            required=True,
            contents=(
                Content(media_type=JSON, schema=objects(text={"type": "string"})),
                Content(
                    media_type="application/x-www-form-urlencoded",
                    schema=objects(text={"type": "string"}, count={"type": "integer"}),
                ),
            ),
        ),
    )


def sent(url: str = "https://a.example/v1/users/7/notes", **changes: Any) -> Judgement:
    values = {
        "method": "POST",
        "url": url,
        "headers": (("X-Trace", "1"), ("Content-Type", JSON)),
        "body": b'{"text": "a"}',
    }
    return judge_request(request_endpoint(), WireRequest(**(values | changes)))


def test_a_request_as_documented_agrees() -> None:
    judgement = sent(
        "https://a.example/v1/users/7/notes?limit=3&tags=1&tags=2&filter[age]=4&api_key=k"
    )

    assert judgement.agrees
    assert asdict(judgement.coverage) == {"documented": 8, "seen": 7, "judged": 7}


@pytest.mark.parametrize(
    ("url", "path", "actual"),
    [
        ("https://a.example/users/me/notes", "id", "me"),
        ("https://a.example/users/7/notes?limit=11", "limit", 11),
        ("https://a.example/users/7/notes?tags=1&tags=x", "tags[]", "x"),
        ("https://a.example/users/7/notes?filter[age]=old", "filter.age", "old"),
    ],
)
def test_parameters_are_judged_by_their_types(url: str, path: str, actual: Any) -> None:
    assert field(sent(url), path).actual[0].value == actual


def test_a_query_parameter_that_nobody_documented_is_found() -> None:
    (name,) = sent("https://a.example/users/7/notes?lmit=1").undocumented

    assert (name.place, name.name, name.suggestion) == ("query", "lmit", "limit")


def test_method_path_and_body_are_compared() -> None:
    judgement = sent("https://a.example/groups/7", method="PUT", body=b"")

    assert [problem.code for problem in judgement.problems] == [
        "method-differs",
        "path-differs",
        "body-missing",
    ]


def test_a_required_header_that_is_not_sent_differs() -> None:
    assert field(sent(headers=()), "X-Trace").keyword == "required"


def test_cookies_are_judged() -> None:
    judgement = sent(headers=(("X-Trace", "1"), ("Cookie", "a=b; sid=x")))

    assert field(judgement, "sid").string == "x"


def test_a_form_is_judged_by_the_types_of_its_fields() -> None:
    kind = "application/x-www-form-urlencoded"
    judgement = sent(headers=(("X-Trace", "1"), ("Content-Type", kind)), body=b"text=5&count=x&a=1")

    assert judgement.place == f"body {kind}"
    assert field(judgement, "text").verdict == "matches"
    assert field(judgement, "count").verdict == "differs"
    assert [name.path for name in judgement.undocumented] == ["a"]


def test_values_of_parameters_are_judged_by_place() -> None:
    judgement = judge_value(request_endpoint(), "query", {"limit": 11, "page": 1})

    assert field(judgement, "limit").verdict == "differs"
    assert [name.name for name in judgement.undocumented] == ["page"]
