"""An answer against what is documented for its status and content type."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.verdict.judging import (
    JSON,
    answer,
    endpoint,
    field,
    judge,
    objects,
    verdicts,
)
from tryfield.core.model import Content, Endpoint, Parameter, Response
from tryfield.core.verdict.difference_wording import judgement_message
from tryfield.core.verdict.judgement import FieldVerdict
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse


def answers() -> Endpoint:
    error = objects(message={"type": "string"})
    return Endpoint(
        id="x",
        method="GET",
        path="/users",
        responses=(
            Response(
                status="200",
                headers=(
                    Parameter(
                        name="X-Rate", location="header", schema={"type": "integer"}, required=True
                    ),
                    Parameter(name="Content-Type", location="header", schema={"const": "x"}),
                ),
                contents=(Content(media_type=JSON, schema=objects(id={"type": "integer"})),),
            ),
            Response(status="404", contents=(Content(media_type=JSON, schema=objects(gone={})),)),
            Response(status="4XX", contents=(Content(media_type=JSON, schema=error),)),
            Response(status="204"),
        ),
    )


@pytest.mark.parametrize(
    ("status", "documented"), [(200, "200"), (404, "404"), (418, "4XX"), (204, "204")]
)
def test_the_documented_status_is_exact_or_of_its_class(status: int, documented: str) -> None:
    assert judge_response(answers(), answer({}, status)).status == documented


def test_default_covers_every_other_status() -> None:
    one = Endpoint(id="x", method="GET", path="/", responses=(Response(status="default"),))

    assert judge_response(one, WireResponse(status=500)).status == "default"


def test_a_status_that_nobody_documented_is_a_problem_and_nothing_else() -> None:
    judgement = judge_response(answers(), answer({"id": 1}, 500))

    assert [problem.code for problem in judgement.problems] == ["status-undocumented"]
    assert judgement.fields == ()
    assert judgement.coverage.documented == 0


def test_a_field_of_another_status_is_not_missing() -> None:
    judgement = judge_response(answers(), answer({"message": "no"}, 400))

    assert set(verdicts(judgement)) == {"", "message"}
    assert judgement.agrees


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("application/json; charset=utf-8", []),
        ("APPLICATION/JSON", []),
        ("application/problem+json", ["content-type-differs"]),
        ("text/html", ["content-type-differs"]),
        ("", ["content-type-missing"]),
    ],
)
def test_the_content_type_is_compared_without_its_parameters(kind: str, codes: list[str]) -> None:
    judgement = judge_response(answers(), answer({"message": 1}, 400, kind))

    assert [problem.code for problem in judgement.problems] == codes
    assert field(judgement, "message").verdict == "differs"


@pytest.mark.parametrize("documented", ["application/*", "*/*", "application/json;v=2"])
def test_wildcards_and_parameters_of_documented_types_fit(documented: str) -> None:
    one = Endpoint(
        id="x",
        method="GET",
        path="/",
        responses=(Response(status="200", contents=(Content(media_type=documented, schema={}),)),),
    )

    assert judge_response(one, answer({})).problems == ()


def test_a_live_answer_must_be_strict_json() -> None:
    judgement = judge_response(answers(), answer(b'{"message": "a",}', 400))

    assert [(p.code, p.detail) for p in judgement.problems] == [("not-json", "trailing-comma")]
    assert field(judgement, "message").verdict == "matches"


def test_an_answer_that_is_not_json_at_all_judges_nothing() -> None:
    judgement = judge_response(answers(), answer(b"<html>", 400))

    assert [problem.detail for problem in judgement.problems] == ["not-json"]
    assert verdicts(judgement) == {"": "absent", "message": "absent"}


@pytest.mark.parametrize(
    ("status", "body", "codes"),
    [
        (200, b"", ["body-missing"]),
        (204, b"", []),
        (204, b"{}", ["body-undocumented"]),
    ],
)
def test_a_body_is_there_where_it_is_documented(status: int, body: bytes, codes: list[str]) -> None:
    judgement = judge_response(answers(), answer(body, status))

    assert [problem.code for problem in judgement.problems] == codes


def test_headers_are_judged_by_their_schema_and_may_be_hidden() -> None:
    def rate(**options: Any) -> FieldVerdict:
        headers = (("content-type", JSON), *options.pop("headers", ()))
        sent = WireResponse(status=200, headers=headers, body=b"{}")
        return field(judge_response(answers(), sent, **options), "X-Rate")

    assert rate().verdict == "differs"
    assert rate(headers_hidden=True).verdict == "not-checkable"
    assert [note.code for note in rate(headers_hidden=True).notes] == ["hidden"]
    assert rate(headers=(("x-rate", "10"),)).verdict == "matches"
    assert rate(headers=(("x-rate", "ten"),)).string == "ten"


def test_lines_of_a_stream_are_judged_by_the_schema_of_an_item() -> None:
    item = objects(id={"type": "integer"})
    one = Endpoint(
        id="x",
        method="GET",
        path="/",
        responses=(
            Response(
                status="200",
                contents=(Content(media_type="application/x-ndjson", item_schema=item),),
            ),
        ),
    )
    sent = answer(b'{"id": 1}\n{"id": "2"}\n', kind="application/x-ndjson")
    judgement = judge_response(one, sent)

    assert judgement.problems == ()
    assert field(judgement, "id").where == ("/1/id",)


def test_a_write_only_field_in_an_answer_differs() -> None:
    schema = objects(password={"type": "string", "writeOnly": True})

    assert field(judge(schema, {"password": "x"}), "password").verdict == "differs"
    assert field(judge(schema | {"required": ["password"]}, {}), "password").verdict == "absent"


def test_a_judgement_is_json_of_a_fixed_shape() -> None:
    schema = objects(id={"type": "integer"})
    data = judgement_message(judge_response(endpoint(schema), answer({"id": "1", "ids": 2})))

    assert json.loads(json.dumps(data)) == data
    assert list(data) == [
        "place",
        "status",
        "mediaType",
        "fields",
        "undocumented",
        "problems",
    ]
    assert list(data["fields"][0]) == [
        "place",
        "path",
        "verdict",
        "expected",
        "actual",
        "where",
        "count",
        "total",
        "note",
        "pointer",
        "keyword",
        "hidden",
    ]


def response(kind: str, schema: Any = None, **options: Any) -> Endpoint:
    """An endpoint that documents one content."""
    content = Content(media_type=kind, schema=schema, **options)
    return Endpoint(
        id="x", method="GET", path="/", responses=(Response(status="200", contents=(content,)),)
    )


EVENTS = b'event: tick\nid: 0\nretry: 5\ndata: {"n": 1}\n\n: a comment\n\ndata: {"n": "x"}\n\n'
SSE = "text/event-stream"


def test_a_stream_of_events_that_is_documented_as_a_string_is_one() -> None:
    judgement = judge_response(response(SSE, {"type": "string"}), answer(EVENTS, kind=SSE))

    assert judgement.agrees
    assert verdicts(judgement) == {"": "matches"}


def test_events_are_judged_as_openapi_3_2_describes_them() -> None:
    event = objects(
        event={"const": "tick"},
        id={"type": "string"},
        retry={"type": "integer"},
        data={"type": "string", "contentMediaType": JSON},
    ) | {"required": ["data"]}
    judgement = judge_response(response(SSE, item_schema=event), answer(EVENTS, kind=SSE))

    assert judgement.agrees
    assert field(judgement, "data").count == 2


def test_data_of_events_may_be_described_inside_of_the_event() -> None:
    event = objects(data=objects(n={"type": "integer"}))
    judgement = judge_response(response(SSE, item_schema=event), answer(EVENTS, kind=SSE))

    assert field(judgement, "data.n").where == ("/data/n",)


def test_events_are_judged_by_the_schema_of_their_data() -> None:
    item = objects(n={"type": "integer"})
    judgement = judge_response(response(SSE, item_schema=item), answer(EVENTS, kind=SSE))

    assert field(judgement, "n").string == "x"
    assert judgement.problems == ()


def test_lines_may_be_documented_as_an_array() -> None:
    kind = "application/x-ndjson"
    schema = {"type": "array", "items": objects(n={"type": "integer"})}
    judgement = judge_response(response(kind, schema), answer(b'{"n": 1}\n{"n": 2}\n', kind=kind))

    assert field(judgement, "[].n").count == 2
    assert judgement.agrees


@pytest.mark.parametrize(
    ("documented", "kind"),
    [
        ("application/pdf", "application/pdf"),
        ("application/xml", "application/xml"),
        ("*/*", "application/zip"),
        ("image/*", "image/png"),
    ],
)
def test_what_cannot_be_read_is_not_checkable(documented: str, kind: str) -> None:
    schema = objects(id={"type": "integer"}) | {"required": ["id"]}
    judgement = judge_response(response(documented, schema), answer(b"PK\xff\x00", kind=kind))

    assert [problem.code for problem in judgement.problems] == ["body-not-checkable"]
    assert verdicts(judgement) == {"": "not-checkable", "id": "not-checkable"}


def test_a_response_that_is_documented_by_words_says_nothing_about_its_body() -> None:
    one = Endpoint(id="x", method="GET", path="/", responses=(Response(status="404"),))
    judgement = judge_response(one, answer({"message": "No."}, 404))

    assert [problem.code for problem in judgement.problems] == ["body-not-checkable"]


def test_a_body_is_read_in_the_charset_that_it_names() -> None:
    schema = {"const": "caf\u00e9"}
    sent = answer("caf\u00e9".encode("latin-1"), kind="text/plain; charset=ISO-8859-15")

    assert judge_response(response("text/plain", schema), sent).agrees
