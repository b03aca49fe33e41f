"""What the users API says to requests that it cannot follow."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.serving import calling
from tryfield.demo.users_api import api


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with calling(api()) as client:
        yield client


ENDPOINTS = [("GET", "/api/user"), ("POST", "/api/user"), ("POST", "/v1/users")]
UNREADABLE = {
    "cut off": b'{"name": ',
    "a trailing comma": b'{"name": "x",}',
    "no UTF-8": b'{"name": "\xff"}',
    "NaN": b'{"properties": {"a": NaN}}',
    "a number past all bounds": b'{"properties": {"a": 1e999}}',
    "an integer of many digits": b'{"properties": {"a": ' + b"9" * 5_000 + b"}}",
    "half a character": rb'{"name": "\ud800"}',
    "very deep": b'{"properties": ' + b'{"a":' * 90_000 + b"1" + b"}" * 90_000 + b"}",
    "deep": b'{"properties": ' + b'{"a":' * 150 + b"1" + b"}" * 150 + b"}",
    "an array": b"[]",
    "a string": b'"x"',
    "null": b"null",
    "spaces": b"  ",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_a_body_that_is_no_json_object_is_refused(
    client: httpx2.Client, method: str, path: str, content: bytes
) -> None:
    answer = client.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["message"].startswith("The body ")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/user", {"user_group_id": 1}),
        ("GET", "/api/user", {"user_group_id": None}),
        ("GET", "/api/user", {"name": []}),
        ("GET", "/api/user", {"mapping": "x"}),
        ("GET", "/api/user", {"properties": [1]}),
        ("GET", "/api/user", {"properties": None}),
        ("POST", "/api/user", {"current_token": {}}),
        ("POST", "/v1/users", {"identifier": 1.5}),
        ("POST", "/v1/users", {"group": False}),
        ("POST", "/v1/users", {"issueAccessToken": "true"}),
        ("POST", "/v1/users", {"issueAccessToken": 1}),
        ("POST", "/v1/users", {"accessTokenExpiration": 4102444800000}),
        ("POST", "/v1/users", {"accessTokenExpiration": "tomorrow"}),
        ("POST", "/v1/users", {"accessTokenExpiration": ""}),
        ("POST", "/v1/users", {"accessTokenExpiration": "2023-02-29T00:00:00Z"}),
        ("POST", "/v1/users", {"identifier": "x" * 81}),
    ],
)
def test_a_value_of_another_type_is_refused_by_its_name(
    client: httpx2.Client, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = client.request(method, path, json=body)

    assert answer.status_code == 400
    assert repr(next(iter(body))) in answer.json()["message"]


def test_an_identifier_may_have_eighty_characters(client: httpx2.Client) -> None:
    answer = client.post("/v1/users", json={"identifier": "\U0001f40e" * 80})

    assert answer.status_code == 200


def test_a_refusal_of_the_user_group_endpoints_says_success_0(client: httpx2.Client) -> None:
    answer = client.post("/api/user", json={"current_token": 1})

    assert answer.json() == {
        "success": 0,
        "message": "'current_token' is a number. Send a string, or leave it out.",
    }


def test_a_refusal_of_create_a_user_has_a_message_only(client: httpx2.Client) -> None:
    answer = client.post("/v1/users", json={"group": 1})

    assert answer.json() == {"message": "'group' is a number. Send a string, or leave it out."}


def test_another_media_type_is_refused(client: httpx2.Client) -> None:
    answer = client.post("/v1/users", data={"identifier": "ada"})

    assert answer.status_code == 400
    assert "application/x-www-form-urlencoded" in answer.json()["message"]


def test_a_body_that_is_too_large_is_refused(client: httpx2.Client) -> None:
    answer = client.post("/v1/users", json={"identifier": "x" * 1_000_000})

    assert answer.status_code == 413
    assert "1000000 bytes" in answer.json()["message"]


@pytest.mark.parametrize(
    ("authorization", "words"),
    [
        ("", "missing"),
        ("Token", "'Token', a space and a token"),
        ("Bearer demo-token", "'Token', a space and a token"),
        ("demo-token", "'Token', a space and a token"),
        ("Token <token>", "placeholder"),
        ("Token wrong", "Nobody has this token"),
        ("Token demo-toke", "Nobody has this token"),
        ("Token \N{LATIN SMALL LETTER E WITH ACUTE}", "Nobody has this token"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_token_is_refused(
    client: httpx2.Client, method: str, authorization: str, words: str
) -> None:
    headers = [(b"Authorization", authorization.encode("latin-1"))]
    answer = client.request(method, "/api/user", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Token"
    assert answer.json()["success"] == 0
    assert words in answer.json()["message"]


def test_the_scheme_of_the_authorization_has_no_case(client: httpx2.Client) -> None:
    answer = client.post("/api/user", headers={"Authorization": "tOKEN demo-token"})

    assert answer.status_code == 200


@pytest.mark.parametrize("authorization", ["", "Token wrong", "Basic eDp5"])
def test_create_a_user_asks_nobody_who_they_are(client: httpx2.Client, authorization: str) -> None:
    answer = client.post("/v1/users", headers={"Authorization": authorization})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "allow"), [("/api/user", "GET, POST, OPTIONS"), ("/v1/users", "POST, OPTIONS")]
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PROPFIND", "HEAD"])
def test_a_method_that_is_not_there_is_answered_with_those_that_are(
    client: httpx2.Client, method: str, path: str, allow: str
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == allow
    assert method == "HEAD" or f"has no {method}" in answer.json()["message"]


def test_options_says_which_methods_there_are(client: httpx2.Client) -> None:
    answer = client.options("/api/user")

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, POST, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/api", "/api/user/", "/api/users", "/v1/users/1", "/user"])
def test_a_path_that_is_not_there_is_answered_in_json(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"success": 0, "message": f"There is nothing at {path}."}


def test_a_client_that_goes_away_half_way_harms_nobody(client: httpx2.Client) -> None:
    url = client.base_url
    with socket.create_connection((url.host, url.port)) as cut_off:
        cut_off.sendall(b"POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

    assert client.post("/v1/users").status_code == 200
