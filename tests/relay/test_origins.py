"""Which pages may use the relay, and what they may post."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.relay.conftest import Page, address_of, head
from tests.relay.target import Target


def test_a_page_of_the_same_origin_may_use_it(page: Page, api: str) -> None:
    answer = page.post({"url": f"{api}/v1/echo"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_page_from_elsewhere_may_not(
    page: Page, api: str, target: Target, headers: dict[str, str]
) -> None:
    answer = page.post({"url": f"{api}/v1/echo"}, **headers)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "origin-not-allowed"
    assert target.seen == []


def test_a_name_that_might_lead_here_for_any_page_must_be_named(page: Page, api: str) -> None:
    port = page.address.rpartition(":")[2]
    rebound = {"origin": f"http://evil.example:{port}", "host": f"evil.example:{port}"}
    answer = page.post({"url": f"{api}/v1/echo"}, **rebound)

    assert answer.status_code == 403
    assert "--origin http://evil.example" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "origin", ["https://docs.example", "http://localhost:8001", "http://[::1]"]
)
def test_a_page_behind_a_proxy_that_keeps_the_host_may(page: Page, api: str, origin: str) -> None:
    answer = page.post({"url": f"{api}/v1/echo"}, origin=origin, host=origin.partition("://")[2])

    assert answer.status_code == 200


def test_a_program_without_an_origin_may_not(page: Page, api: str) -> None:
    answer = page.client.post(page.address, json={"url": f"{api}/v1/echo"})

    assert answer.status_code == 403


def test_a_named_origin_may_use_it_from_another_host(opened: Callable[..., Page], api: str) -> None:
    page = opened([api], origins=["https://docs.example"])
    headers = {"origin": "https://docs.example", "sec-fetch-site": "cross-site"}
    asked = page.client.options(
        page.address, headers=headers | {"access-control-request-method": "POST"}
    )
    answer = page.post({"url": f"{api}/echo"}, **headers)

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "https://docs.example"
    assert asked.headers["access-control-allow-headers"] == "Content-Type"
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://docs.example"
    assert answer.headers["vary"] == "Origin"


def test_where_origins_are_named_the_host_header_counts_for_nothing(
    opened: Callable[..., Page], api: str
) -> None:
    page = opened([api], origins=["https://docs.example"])

    assert page.post({"url": f"{api}/echo"}).status_code == 403


@pytest.mark.parametrize(
    "value",
    [
        [],
        "x",
        {},
        {"url": 1},
        {"url": None},
        {"url": "http://x", "method": ""},
        {"url": "http://x", "method": "GET /"},
        {"url": "http://x", "method": "CONNECT"},
        {"url": "http://x", "method": "TRACE"},
        {"url": "http://x", "method": "connect"},
        {"url": "http://x", "method": 1},
        {"url": "http://x", "headers": {"a": "b"}},
        {"url": "http://x", "headers": [["a"]]},
        {"url": "http://x", "headers": [["a", 1]]},
        {"url": "http://x", "body": "é"},
        {"url": "http://x", "body": "e30"},
        {"url": "http://x", "body": {}},
        {"url": "http://x", "redirect": "error"},
        {"url": "http://x", "stream": "yes"},
    ],
)
def test_an_envelope_of_another_shape_is_refused(page: Page, value: Any) -> None:
    answer = page.post(value)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "envelope-invalid"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_an_envelope_that_is_no_json_is_refused(page: Page, content: bytes) -> None:
    headers = {"origin": page.address, "content-type": "application/json"}
    answer = page.client.post(page.address, content=content, headers=headers)

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_an_envelope_that_needs_no_preflight_is_refused(page: Page, kind: str) -> None:
    headers = {"origin": page.address, "content-type": kind}
    answer = page.client.post(page.address, content=b"{}", headers=headers)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "header",
    [["a b", "1"], ["", "1"], ["x:", "1"], ["x", "1\r\ny: 2"], ["x", "\u0000"], ["x", "\u20ac"]],
)
def test_a_header_that_cannot_be_sent_is_refused(page: Page, api: str, header: list[str]) -> None:
    assert page.refused(f"{api}/v1/echo", headers=[header]) == "header-invalid"


def test_it_says_where_it_sends(page: Page, api: str) -> None:
    answer = page.client.get(page.address)

    assert answer.json()["relay"] == 1
    assert answer.json()["allow"] == [f"{api}/v1"]
    assert answer.json()["limits"]["answer_bytes"] == 100_000


def test_another_method_is_answered_with_those_that_are_there(page: Page) -> None:
    answer = page.client.put(page.address)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST, OPTIONS"


def test_an_envelope_that_never_arrives_is_given_up(impatient: Page) -> None:
    with socket.create_connection(address_of(impatient), timeout=60) as connection:
        connection.sendall(head(impatient, length=2) + b"{")
        answer = connection.makefile("rb").readline()

    assert answer.startswith(b"HTTP/1.1 408 ")
