"""The values of live calls: taken from responses, made to fit, and never those of somebody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checking.test_live_reach import ALL, read
from tryfield.checking.live.live_runner import LiveCalls, Target
from tryfield.checking.live.made_values import ValueMaker, fits
from tryfield.checking.live.resource_links import ResourceLinks, singular, words_of
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.wire import WireRequest, WireResponse

Answer = Callable[[WireRequest], tuple[int, Any] | tuple[int, Any, dict[str, str]]]
ID = {"type": "integer", "example": 7}


def operation(
    body: dict[str, Any] | None = None, status: str = "200", **properties: Any
) -> dict[str, Any]:
    """One operation that returns an object, perhaps with a body of its own."""
    schema = {"type": "object", "properties": properties}
    content = {"application/json": {"schema": schema}}
    made: dict[str, Any] = {"responses": {status: {"description": "", "content": content}}}
    if body is not None:
        holder = {"type": "object", "properties": body, "required": list(body)}
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": holder}},
        }
    return made


def sent(folder: Path, paths: dict[str, Any], answer: Answer) -> list[WireRequest]:
    """The requests of a run against an API that is one function."""
    said = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    requests: list[WireRequest] = []

    def send(request: WireRequest) -> WireResponse:
        requests.append(request)
        status, value, *more = answer(request)
        headers = {"Content-Type": "application/json", **(more[0] if more else {})}
        body = b"" if value is None else json.dumps(value).encode()
        return WireResponse(status=status, headers=tuple(headers.items()), body=body)

    target = Target(base_url="http://127.0.0.1", methods=ALL)
    calls = LiveCalls(target, send=send, redactor=Redactor(), maker=ValueMaker("abc"))
    calls.run(read(folder, said), lambda *_: None)
    return requests


def names(requests: list[WireRequest]) -> list[str]:
    return [f"{one.method} {one.url.removeprefix('http://127.0.0.1')}" for one in requests]


def bodies(requests: list[WireRequest], method: str, path: str) -> list[Any]:
    return [
        json.loads(one.body)
        for one in requests
        if (one.method, one.url) == (method, f"http://127.0.0.1{path}")
    ]


def test_an_id_comes_from_the_location_header_where_the_body_has_none(tmp_path: Path) -> None:
    paths = {"/jobs": {"post": operation()}, "/jobs/{id}": {"get": operation()}}

    made = sent(
        tmp_path,
        paths,
        lambda request: (
            (201, None, {"Location": "http://127.0.0.1/jobs/j-1"})
            if request.method == "POST"
            else (200, {})
        ),
    )

    assert "GET /jobs/j-1" in names(made)


def test_an_id_comes_from_the_first_item_of_a_list_in_an_envelope(tmp_path: Path) -> None:
    item = {"type": "object", "properties": {"id": {"type": "string"}}}
    listed = operation(items={"type": "array", "items": item}, total={"type": "integer"})
    paths = {"/users": {"get": listed}, "/users/{userId}": {"get": operation()}}

    made = sent(tmp_path, paths, lambda _: (200, {"items": [{"id": "u-1"}], "total": 1}))

    assert names(made) == ["GET /users", "GET /users/u-1"]


def test_a_number_stays_a_number_in_the_body_of_another_call(tmp_path: Path) -> None:
    paths = {
        "/owners": {"post": operation(id={"type": "integer"})},
        "/pets": {"post": operation({"ownerId": ID})},
    }

    made = sent(tmp_path, paths, lambda _: (201, {"id": 41}))

    assert bodies(made, "POST", "/pets")[0] == {"ownerId": 41}


def test_an_id_of_an_example_is_not_sent_by_an_unsafe_method(tmp_path: Path) -> None:
    optional = {"type": "object", "properties": {"user_id": ID, "size": {"type": "integer"}}}
    paths = {
        "/transfers": {"post": operation({"account_id": ID})},
        "/orders": {"post": operation({"options": {**optional, "example": {"user_id": 7}}})},
        "/accounts/{account_id}": {
            "parameters": [{"name": "account_id", "in": "path", "required": True, "schema": ID}],
            "delete": operation(),
            "get": operation(),
        },
    }

    made = sent(tmp_path, paths, lambda _: (200, {}))

    assert names(made)[0] == "GET /accounts/7"
    assert {one.method for one in made} == {"GET", "POST"}
    assert bodies(made, "POST", "/transfers") == []
    assert bodies(made, "POST", "/orders") == [{"options": {}}]


def test_a_field_that_the_refusal_names_is_sent_the_next_time(tmp_path: Path) -> None:
    paths = {"/search": {"get": operation()}}
    parameter = {"name": "client", "in": "query", "schema": {"type": "string"}}
    paths["/search"]["get"]["parameters"] = [parameter, {**parameter, "name": "other"}]

    made = sent(
        tmp_path,
        paths,
        lambda request: (200, {}) if "client=" in request.url else (422, {"missing": "client"}),
    )

    assert names(made) == ["GET /search", "GET /search?client=text"]


def test_a_name_is_tried_where_the_api_knows_nothing_of_the_id(tmp_path: Path) -> None:
    properties = {"id": {"type": "string"}, "name": {"type": "string"}}
    paths = {
        "/sets": {"post": operation({"name": {"type": "string"}}, status="201", **properties)},
        "/sets/{set_id}": {"get": operation()},
    }

    def answer(request: WireRequest) -> tuple[int, Any]:
        if request.method == "POST":
            return 201, {"id": "s-1", **json.loads(request.body)}
        return (404, {}) if request.url.endswith("s-1") else (200, {})

    made = sent(tmp_path, paths, answer)

    assert names(made)[1:] == ["GET /sets/s-1", "GET /sets/tryfieldabc1"]


def test_what_is_made_without_an_example_is_switched_off(tmp_path: Path) -> None:
    body = {"url": {"type": "string", "format": "uri"}, "enabled": {"type": "boolean"}}
    paths = {"/hooks": {"post": operation(body)}, "/hooks/{id}": {"get": operation()}}

    made = sent(tmp_path, paths, lambda _: (201, {"id": "h"}))

    assert bodies(made, "POST", "/hooks")[0]["enabled"] is False


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "maxLength": 12},
        {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        {"type": "string", "pattern": "^[A-Z]"},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "email"},
        {"type": "integer", "minimum": 1, "maximum": 2_000_000},
    ],
)
@pytest.mark.parametrize("old", [None, "my name"])
def test_a_made_name_fits_its_schema_and_is_never_made_twice(
    schema: dict[str, Any], old: str | None
) -> None:
    maker = ValueMaker()

    values = [maker.fresh(schema, old) for _ in range(20)]

    assert len(set(values)) == 20
    assert all(fits(value, schema) and maker.is_own(value) for value in values)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("flow_id", ("flow", "id")),
        ("flowIds", ("flow", "id")),
        ("Work-Pools", ("work", "pool")),
        ("APIKey", ("api", "key")),
        ("status", ("status",)),
    ],
)
def test_names_are_compared_by_their_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("many", "one"),
    [("flows", "flow"), ("policies", "policy"), ("boxes", "box"), ("status", "status")],
)
def test_a_collection_is_compared_by_one_of_its_things(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize(
    ("path", "resource", "attribute"),
    [
        ("/flows/{id}", "flow", "id"),
        ("/flows/{flow_id}/graph", "flow", "id"),
        ("/flows/name/{name}", "flow", "name"),
        ("/sets/by-id/{set_id}", "set", "id"),
        ("/sessions/{session}", "session", "id"),
        ("/v2/limits/{id_or_name}", "limit", "id"),
    ],
)
def test_a_path_says_what_its_names_stand_for(
    tmp_path: Path, path: str, resource: str, attribute: str
) -> None:
    said = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}
    (endpoint,) = read(tmp_path, {**said, "paths": {path: {"get": operation()}}})

    (need,) = ResourceLinks([endpoint]).needs(endpoint)

    assert (need.resource, need.attribute) == (resource, attribute)


def test_how_much_is_no_name_of_a_thing(tmp_path: Path) -> None:
    paths = {"/delay/{seconds}": {"post": operation()}, "/status/{code}": {"get": operation()}}

    made = sent(tmp_path, paths, lambda _: (200, {}))

    assert sorted(names(made)) == ["GET /status/200", "POST /delay/1"]
    assert all(re.fullmatch(r"[A-Z]+ /\w+/\d+", one) for one in names(made))


def test_what_a_quantity_or_a_kind_chooses_is_not_deleted(tmp_path: Path) -> None:
    kind = {"name": "kind", "in": "path", "required": True, "schema": {"enum": ["a", "b"]}}
    paths = {
        "/logs/{year}": {"delete": operation(), "get": operation()},
        "/settings/{kind}": {"parameters": [kind], "delete": operation(), "get": operation()},
    }

    made = sent(tmp_path, paths, lambda _: (200, {}))

    assert names(made) == ["GET /logs/1", "GET /settings/a"]


def test_an_optional_body_is_left_out_where_the_api_fails_with_it(tmp_path: Path) -> None:
    paths = {"/kernels": {"post": operation({"name": {"type": "string"}})}}
    paths["/kernels"]["post"]["requestBody"]["required"] = False

    made = sent(tmp_path, paths, lambda request: (500, {}) if request.body else (201, {}))

    assert made[-1].body == b""
