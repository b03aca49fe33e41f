"""`--refusals` breaks one thing that is documented at a time, until the API refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checking.test_live_reach import ALL, read
from tryfield.checking.live.live_findings import LiveResult
from tryfield.checking.live.live_runner import LiveCalls, Target
from tryfield.checking.live.made_values import ValueMaker
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.request.request_values import Credential
from tryfield.core.wire import WireRequest, WireResponse

Answer = Callable[[WireRequest], int]
OBJECT = {"type": "object", "properties": {"id": {"type": "integer"}}}


def operation(*statuses: str, **said: Any) -> dict[str, Any]:
    """An operation with documented statuses; each of them is an object."""
    content = {"application/json": {"schema": {"type": "object"}}}
    made: dict[str, Any] = {one: {"description": "", "content": content} for one in statuses}
    return {"responses": made, **said}


def parameter(name: str, location: str, **schema: Any) -> dict[str, Any]:
    required = location == "path"
    return {"name": name, "in": location, "required": required, "schema": schema}


def body(required: list[str], **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def run(
    folder: Path, paths: dict[str, Any], answer: Answer, **more: Any
) -> tuple[list[WireRequest], LiveResult]:
    """The requests of a run with refusals, and what it found; `answer` gives the statuses."""
    said = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **more}
    requests: list[WireRequest] = []

    def send(request: WireRequest) -> WireResponse:
        requests.append(request)
        headers = (("Content-Type", "application/json"),)
        return WireResponse(status=answer(request), headers=headers, body=b"{}")

    target = Target(
        base_url="http://127.0.0.1",
        methods=ALL,
        refusals=True,
        credentials={"": Credential(value="key-1")},
    )
    calls = LiveCalls(target, send=send, redactor=Redactor(), maker=ValueMaker("abc"))
    calls.run(read(folder, said), lambda *_: None)
    return requests, calls.result()


def address(request: WireRequest) -> str:
    return request.url.removeprefix("http://127.0.0.1")


def rules(found: LiveResult) -> list[str]:
    return [one.rule for one in found.findings]


def test_a_field_is_left_out_and_the_first_refusal_is_enough(tmp_path: Path) -> None:
    post = operation("200", "422", requestBody=body(["a"], a={"type": "string"}))

    requests, found = run(
        tmp_path, {"/x": {"post": post}}, lambda one: 200 if b'"a"' in one.body else 422
    )

    assert [json.loads(one.body).keys() for one in requests] == [{"a"}, set()]
    assert found.findings == ()


@pytest.mark.parametrize(
    ("schema", "refused"),
    [
        ({"type": "string"}, '{"a":["tryfield"]}'),
        ({"type": "array"}, '{"a":{"tryfield":true}}'),
    ],
)
def test_a_body_without_required_fields_gets_a_field_of_the_wrong_type(
    tmp_path: Path, schema: dict[str, Any], refused: str
) -> None:
    post = operation("200", "400", requestBody=body([], a=schema))

    requests, found = run(
        tmp_path,
        {"/x": {"post": post}},
        lambda one: 400 if one.body.decode().replace(" ", "") == refused else 200,
    )

    assert requests[-1].body.decode().replace(" ", "") == refused
    assert found.findings == ()


def test_what_the_api_accepts_is_one_finding_and_other_ways_are_tried(tmp_path: Path) -> None:
    post = operation("200", "400", requestBody=body(["a"], a={"type": "string"}))

    requests, found = run(
        tmp_path, {"/x": {"post": post}}, lambda one: 400 if one.body == b"{" else 200
    )

    assert [one.body for one in requests[2:]] == [b'{"a":["tryfield"]}', b'["tryfield"]', b"{"]
    assert rules(found) == ["live-not-refused"]
    assert found.findings[0].message == (
        "The API returns 200 to a body without 'a'; 400 is documented."
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"type": "boolean"},
        {"enum": ["a", "b"], "type": "string"},
        {"format": "date-time", "type": "string"},
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    ],
)
def test_a_parameter_gets_a_text_where_the_documentation_allows_none(
    tmp_path: Path, schema: dict[str, Any]
) -> None:
    get = operation("200", "422", parameters=[parameter("q", "query", **schema)])

    requests, found = run(
        tmp_path, {"/x": {"get": get}}, lambda one: 422 if "q=tryfield" in one.url else 200
    )

    assert address(requests[-1]).startswith("/x?q=tryfieldabc")
    assert found.findings == ()


def test_a_text_parameter_is_left_alone(tmp_path: Path) -> None:
    get = operation("200", "422", parameters=[parameter("q", "query", type="string")])

    requests, _ = run(tmp_path, {"/x": {"get": get}}, lambda _: 200)

    assert [address(one) for one in requests] == ["/x"]


def test_an_unknown_id_is_also_sent_for_what_stands_above_and_in_a_body(tmp_path: Path) -> None:
    post = operation(
        "200",
        "404",
        parameters=[parameter("team", "path", type="string")],
        requestBody=body(["user_id"], user_id={"type": "string"}),
    )

    requests, _ = run(tmp_path, {"/teams/{team}/users": {"post": post}}, lambda _: 200)

    _, above, named = requests
    assert address(above) != address(named)
    assert above.body != named.body


def test_a_credential_is_left_out_wherever_it_is_sent(tmp_path: Path) -> None:
    schemes = {
        "query": {"type": "apiKey", "in": "query", "name": "key"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
        "header": {"type": "http", "scheme": "bearer"},
    }
    paths = {f"/{one}": {"get": operation("200", "401", security=[{one: []}])} for one in schemes}

    requests, _ = run(tmp_path, paths, lambda _: 200, components={"securitySchemes": schemes})

    for name in schemes:
        asked = [one for one in requests if address(one).partition("?")[0] == f"/{name}"]
        assert ["key-1" in f"{one.url} {one.headers}" for one in asked] == [True, False]


@pytest.mark.parametrize(
    ("status", "header"),
    [("412", "If-Match"), ("406", "Accept")],
)
def test_what_http_defines_is_asked_where_it_is_documented(
    tmp_path: Path, status: str, header: str
) -> None:
    requests, _ = run(tmp_path, {"/x": {"get": operation("200", status)}}, lambda _: 200)

    assert "tryfield" in (requests[-1].header(header) or "")
    assert len(requests) == 2


def test_a_status_that_a_path_names_is_asked_for(tmp_path: Path) -> None:
    get = operation("200", "418", parameters=[parameter("code", "path", type="integer")])

    requests, found = run(
        tmp_path, {"/status/{code}": {"get": get}}, lambda one: int(one.url.rpartition("/")[2])
    )

    assert [address(one) for one in requests] == ["/status/200", "/status/418"]
    assert found.findings == ()


def test_what_deletes_is_only_asked_to_delete_what_does_not_exist(tmp_path: Path) -> None:
    paths = {
        "/x": {"post": operation("201", requestBody=body(["name"], name={"type": "string"}))},
        "/x/{name}": {
            "delete": operation(
                "200",
                *("400", "404", "406", "412"),
                parameters=[
                    parameter("name", "path", type="string"),
                    parameter("force", "query", type="boolean"),
                ],
            )
        },
    }
    known: set[str] = set()

    def answer(request: WireRequest) -> int:
        if request.method == "POST":
            known.add(json.loads(request.body)["name"])
            return 201
        name = address(request).rpartition("/")[2]
        if name not in known:
            return 404
        known.discard(name)
        return 200

    requests, found = run(tmp_path, paths, answer)

    deletes = [one for one in requests if one.method == "DELETE"]
    assert not known
    assert all("?" not in one.url for one in deletes)
    assert found.findings == ()


def test_what_an_accepted_call_created_is_deleted_at_the_end(tmp_path: Path) -> None:
    paths = {
        "/x": {
            "post": operation(
                "201",
                "400",
                requestBody=body(
                    ["size", "name"], size={"type": "integer"}, name={"type": "string"}
                ),
            )
        },
        "/x/{name}": {
            "delete": operation("200", parameters=[parameter("name", "path", type="string")])
        },
    }
    there: set[str] = set()

    def answer(request: WireRequest) -> int:
        if request.method == "POST":
            try:
                sent = json.loads(request.body)
            except ValueError:
                return 400
            if isinstance(sent, dict) and isinstance(sent.get("name"), str):
                there.add(sent["name"])
                return 201
            return 400
        there.discard(address(request).rpartition("/")[2])
        return 200

    _, found = run(tmp_path, paths, answer)

    assert "live-not-refused" in rules(found)
    assert there == set()


def test_a_server_error_says_which_request_had_to_be_refused(tmp_path: Path) -> None:
    get = operation("200", "422", parameters=[parameter("q", "query", type="integer")])

    _, found = run(tmp_path, {"/x": {"get": get}}, lambda one: 500 if "q=" in one.url else 200)

    assert found.findings[0].message == (
        "The API fails with 500, which is not documented, to a request with 'q' of the wrong type."
    )
    assert "refuse such a request" in found.findings[0].advice
