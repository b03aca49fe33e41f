"""Answers, requests and examples against documented fields: one verdict each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tryfield.core.jsontext import parse
from tryfield.core.model import Auth, Body, Content, Endpoint, Parameter, Requirement, Response
from tryfield.core.verdict import (
    FieldVerdict,
    Judgement,
    judge_request,
    judge_response,
    judge_value,
)
from tryfield.core.wire import WireAnswer, WireRequest

JSON = "application/json"
PLACE = f"response 200 {JSON}"


def endpoint(schema: Any, **components: Any) -> Endpoint:
    return Endpoint(
        id="x",
        method="GET",
        path="/users",
        components=components,
        responses=(Response(status="200", contents=(Content(media_type=JSON, schema=schema),)),),
    )


def judge(schema: Any, value: Any, **components: Any) -> Judgement:
    return judge_value(endpoint(schema, **components), PLACE, value)


def answer(value: Any, status: int = 200, kind: str = JSON) -> WireAnswer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = (("Content-Type", kind),) if kind else ()
    return WireAnswer(status=status, headers=headers, body=body)


def field(judgement: Judgement, path: str) -> FieldVerdict:
    (found,) = [one for one in judgement.fields if one.path == path]
    return found


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {one.path: one.verdict for one in judgement.fields}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def objects(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


# Fields


def test_each_documented_field_gets_a_verdict() -> None:
    judgement = judge(
        objects(
            id={"type": "integer"},
            name={"type": "string"},
            plan={"type": "string"},
            owner={"x-tryfield-type": "User Object", "x-tryfield-unchecked": "it says nothing"},
        ),
        {"id": 7, "name": 8, "owner": {"id": 1}},
    )

    assert verdicts(judgement) == {
        "": "matches",
        "id": "matches",
        "name": "differs",
        "plan": "absent",
        "owner": "not-checkable",
    }
    assert judgement.coverage.to_json() == {"documented": 4, "seen": 3, "judged": 2}


def test_a_difference_says_what_was_expected_what_came_and_where() -> None:
    name = field(judge(objects(name={"type": "string"}), {"name": 8}), "name")

    assert (name.expected, name.actual, name.where) == ("string", "number 8", ("/name",))
    assert name.keyword == "type"
    assert name.pointer.endswith("/schema/properties/name")


def test_a_required_field_that_is_absent_differs_and_an_optional_one_is_absent() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["id"]}
    judgement = judge(schema, {})

    assert field(judgement, "id").verdict == "differs"
    assert field(judgement, "id").actual == "absent"
    assert field(judgement, "id").note == "Required but absent."
    assert field(judgement, "name").verdict == "absent"


def test_items_of_an_array_are_one_field() -> None:
    schema = objects(items={"type": "array", "items": objects(price={"type": "number"})})
    value = {"items": [{"price": None if n in (3, 5, 8) else n / 2} for n in range(20)]}
    price = field(judge(schema, value), "items[].price")

    assert (price.verdict, price.actual, price.count, price.total) == ("differs", "null", 3, 20)
    assert price.where == ("/items/3/price", "/items/5/price", "/items/8/price")


def test_null_is_not_absent() -> None:
    schema = objects(
        a={"type": ["string", "null"]}, b={"type": "string"}, c={"anyOf": [{"type": "string"}]}
    )
    judgement = judge(schema, {"a": None, "b": None})

    assert verdicts(judgement) == {"": "matches", "a": "matches", "b": "differs", "c": "absent"}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "1.0"),
        ({"type": "integer"}, "9223372036854775808"),
        ({"type": "number"}, "0.1000000000000000055511151231257827"),
        ({"type": "number", "multipleOf": 0.1}, "0.3"),
        ({"type": "string", "format": "date-time"}, '"2026-01-01T00:00:00Z"'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "null"),
        ({"enum": ["a", None]}, "null"),
    ],
)
def test_what_the_docs_allow_is_no_difference(schema: Any, text: str) -> None:
    judgement = judge(objects(a=schema), parse(f'{{"a": {text}}}'))

    assert field(judgement, "a").verdict == "matches"


@pytest.mark.parametrize(
    ("schema", "value", "keyword"),
    [
        ({"enum": ["a", "b"]}, "c", "enum"),
        ({"const": "a"}, "c", "const"),
        ({"type": "string", "maxLength": 2}, "abc", "maxLength"),
        ({"type": "integer", "minimum": 3}, 2, "minimum"),
        ({"type": "string", "format": "uuid"}, "1", "format"),
        ({"type": "string", "pattern": "^a"}, "b", "pattern"),
        ({"type": "array", "minItems": 1}, [], "minItems"),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, "c", "enum"),
    ],
)
def test_a_broken_limit_differs_with_its_keyword(schema: Any, value: Any, keyword: str) -> None:
    found = field(judge(objects(a=schema), {"a": value}), "a")

    assert (found.verdict, found.keyword) == ("differs", keyword)


def test_dates_are_judged_by_format_with_a_note() -> None:
    schema = objects(at={"type": "string", "format": "date"})

    for value, verdict in (("2026-02-30", "differs"), ("2026-02-28", "matches")):
        found = field(judge(schema, {"at": value}), "at")
        assert found.verdict == verdict
        assert found.note == "Judged by its format, not by its meaning."


def test_a_nameless_root_value_has_the_empty_path() -> None:
    judgement = judge({"type": "array", "items": {"type": "string"}}, ["a", 1])

    assert verdicts(judgement) == {"": "matches", "[]": "differs"}


def test_a_recursive_schema_is_judged_as_deep_as_the_instance_goes() -> None:
    node = objects(name={"type": "string"}, next=ref("Node"))
    value: Any = {"name": 1, "nest": 1}
    for _ in range(40):
        value = {"name": "a", "next": value}
    judgement = judge(ref("Node"), value, Node=node)

    deep = "/next" * 40
    assert field(judgement, "name").where == (f"{deep}/name",)
    assert (field(judgement, "name").count, field(judgement, "name").total) == (1, 41)
    (stranger,) = judgement.undocumented
    assert (stranger.path, stranger.where) == ("nest", (f"{deep}/nest",))
    assert stranger.suggestion == "next"


# Names that nobody documented


def test_an_undocumented_name_says_where_it_would_belong() -> None:
    schema = objects(data={"type": "array", "items": objects(created_at={"type": "string"})})
    value = {"data": [{"createdAt": "x"}, {"createdAt": None}, {"created_at": "y"}]}
    (name,) = judge(schema, value).undocumented

    assert name.path == "data[].createdAt"
    assert name.parent == "data[]"
    assert name.suggestion == "data[].created_at"
    assert name.actual == "string or null"
    assert (name.count, name.total) == (2, 3)
    assert name.where == ("/data/0/createdAt", "/data/1/createdAt")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"properties": {"a": {}}, "additionalProperties": True},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"patternProperties": {"^n": {"type": "integer"}}},
        {},
        True,
    ],
)
def test_free_form_objects_and_maps_cover_every_name(schema: Any) -> None:
    judgement = judge(objects(meta=schema), {"meta": {"name": 1}})

    assert judgement.undocumented == ()
    assert field(judgement, "meta").verdict != "differs"


def test_all_of_covers_the_names_of_all_its_parts() -> None:
    schema = {
        "allOf": [objects(a={"type": "string"}), objects(b={"type": "string"})],
        "additionalProperties": False,
    }
    judgement = judge(objects(x=schema), {"x": {"a": 1, "b": "y", "c": 1}})

    assert [name.path for name in judgement.undocumented] == ["x.c"]
    assert field(judgement, "x.a").verdict == "differs"


def test_a_type_error_beside_it_does_not_hide_an_undocumented_name() -> None:
    schema = objects(a={"type": "string"}) | {"unevaluatedProperties": False}
    judgement = judge(schema, {"a": 1, "b": 2})

    assert [name.path for name in judgement.undocumented] == ["b"]


def test_an_object_documented_as_empty_covers_nothing() -> None:
    judgement = judge(objects(a={"type": "object", "additionalProperties": False}), {"a": {"b": 1}})

    assert [name.path for name in judgement.undocumented] == ["a.b"]


def test_values_of_a_map_are_judged_under_one_path() -> None:
    schema = objects(m={"type": "object", "additionalProperties": objects(n={"type": "integer"})})
    judgement = judge(schema, {"m": {"x": {"n": 1}, "y": {"n": "1", "o": 1}}})

    assert field(judgement, "m{}.n").where == ("/m/y/n",)
    assert [name.path for name in judgement.undocumented] == ["m{}.o"]


# Choices

CARD = objects(kind={"const": "card"}, number={"type": "string"}) | {"required": ["number"]}
BANK = objects(kind={"const": "bank"}, iban={"type": "string"}) | {"required": ["iban"]}


def test_the_discriminator_chooses_the_branch() -> None:
    schema = {
        "oneOf": [ref("Card"), ref("Bank")],
        "discriminator": {"propertyName": "kind", "mapping": {"bank": "#/components/schemas/Bank"}},
    }
    judgement = judge(
        objects(pay=schema), {"pay": {"kind": "bank", "iban": 1}}, Card=CARD, Bank=BANK
    )

    assert field(judgement, "pay").note == "Taken as 'bank'."
    assert field(judgement, "pay<2>.iban").verdict == "differs"
    assert field(judgement, "pay<1>.number").verdict == "absent"


def test_a_constant_name_chooses_the_branch() -> None:
    schema = objects(pay={"oneOf": [ref("Card"), ref("Bank")]})
    judgement = judge(schema, {"pay": {"kind": "bank"}}, Card=CARD, Bank=BANK)

    assert field(judgement, "pay<2>.iban").actual == "absent"
    assert field(judgement, "pay").note == "Taken as 'Bank'."


def test_the_branch_with_the_fewest_differences_is_meant() -> None:
    one = objects(a={"type": "integer"}, b={"type": "integer"}, c={"type": "integer"})
    other = objects(a={"type": "string"}, b={"type": "string"}, c={"type": "integer"})
    judgement = judge({"anyOf": [one, other]}, {"a": "x", "b": "y", "c": "z"})

    assert field(judgement, "<2>.a").verdict == "matches"
    assert field(judgement, "<2>.c").verdict == "differs"
    assert field(judgement, "<1>.a").verdict == "absent"


def test_names_decide_between_branches_that_both_fit() -> None:
    schema = {"anyOf": [objects(a={"type": "string"}), objects(b={"type": "string"})]}
    judgement = judge(schema, {"b": "x"})

    assert field(judgement, "<2>.b").verdict == "matches"
    assert judgement.undocumented == ()


def test_a_value_of_no_branch_differs_as_a_whole() -> None:
    schema = objects(a={"oneOf": [{"type": "string"}, objects(b={"type": "string"})]})
    found = field(judge(schema, {"a": 5}), "a")

    assert (found.verdict, found.expected, found.actual) == (
        "differs",
        "string or object",
        "number 5",
    )


def test_a_value_that_fits_two_branches_of_one_of_is_no_difference() -> None:
    schema = objects(a={"oneOf": [objects(x={}), objects(y={})]})
    judgement = judge(schema, {"a": {"x": 1}})

    assert field(judgement, "a").verdict == "matches"
    assert "choices 1 and 2" in field(judgement, "a").note


def test_names_beside_a_choice_are_documented_as_well() -> None:
    schema = objects(id={"type": "integer"}) | {"oneOf": [CARD, BANK]}
    judgement = judge(schema, {"id": 1, "kind": "card", "number": "4", "extra": 1})

    assert [name.path for name in judgement.undocumented] == ["extra"]


# Shapes


def test_a_list_of_what_is_documented_is_reported_once_and_its_items_are_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"})
    judgement = judge(schema, [{"id": 1, "name": "a"}, {"id": "2", "name": "b"}])

    assert field(judgement, "").actual == "array of 2 items"
    assert field(judgement, "id").where == ("/1/id",)
    assert field(judgement, "name").verdict == "matches"


def test_an_envelope_is_one_undocumented_name_and_its_content_is_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["id"]}
    judgement = judge(schema, {"data": {"id": "1", "name": "a"}})

    assert [name.path for name in judgement.undocumented] == ["data"]
    assert field(judgement, "id").where == ("/data/id",)
    assert field(judgement, "name").verdict == "matches"


# Examples


def test_what_a_text_only_hints_at_is_not_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["name"]}
    judgement = judge(schema, parse('{"id": <id>, ...}'))

    assert field(judgement, "id").verdict == "not-checkable"
    assert field(judgement, "name").verdict == "absent"


def test_lines_of_json_are_judged_one_by_one() -> None:
    judgement = judge(objects(id={"type": "integer"}), parse('{"id": 1}\n{"id": "2"}'))

    assert field(judgement, "id").where == ("/1/id",)
    assert [problem.detail for problem in judgement.problems] == ["several-values"]


def test_a_place_that_is_not_documented_is_a_problem() -> None:
    judgement = judge_value(endpoint({}), "response 999 text/css", 1)

    assert [problem.code for problem in judgement.problems] == ["place-unknown"]


# Answers


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

    assert judge_response(one, WireAnswer(status=500)).status == "default"


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
        sent = WireAnswer(status=200, headers=headers, body=b"{}")
        return field(judge_response(answers(), sent, **options), "X-Rate")

    assert rate().verdict == "differs"
    assert rate(headers_hidden=True).verdict == "absent"
    assert rate(headers=(("x-rate", "10"),)).verdict == "matches"
    assert rate(headers=(("x-rate", "ten"),)).actual == 'string "ten"'


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
    data = judge_response(endpoint(schema), answer({"id": "1", "ids": 2})).to_json()

    assert json.loads(json.dumps(data)) == data
    assert list(data) == [
        "place",
        "status",
        "mediaType",
        "agrees",
        "fields",
        "undocumented",
        "problems",
        "coverage",
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
    ]


# Requests


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
    assert judgement.coverage.to_json() == {"documented": 8, "seen": 7, "judged": 7}


@pytest.mark.parametrize(
    ("url", "path", "actual"),
    [
        ("https://a.example/users/me/notes", "id", 'string "me"'),
        ("https://a.example/users/7/notes?limit=11", "limit", "11"),
        ("https://a.example/users/7/notes?tags=1&tags=x", "tags[]", 'string "x"'),
        ("https://a.example/users/7/notes?filter[age]=old", "filter.age", 'string "old"'),
    ],
)
def test_parameters_are_judged_by_their_types(url: str, path: str, actual: str) -> None:
    assert field(sent(url), path).actual == actual


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

    assert field(judgement, "sid").actual == 'string "x"'


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
