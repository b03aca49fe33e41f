"""What a browser cannot send is known before it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tryfield.core.console.browser_restrictions import browser_restrictions
from tryfield.core.wire import WireRequest


def obstacle_codes(page: str = "https://docs.test", **more: Any) -> list[str]:
    defaults: dict[str, Any] = {"method": "GET", "url": "https://api.test/x"}
    return [one.code for one in browser_restrictions(WireRequest(**(defaults | more)), page=page)]


@pytest.mark.parametrize(
    ("request_parts", "code"),
    [
        ({"body": b"{}"}, "get-body"),
        ({"method": "HEAD", "body": b"{}"}, "get-body"),
        ({"method": "TRACE"}, "method"),
        ({"headers": (("Cookie", "a=b"),)}, "cookie"),
        ({"headers": (("User-Agent", "me"),)}, "header"),
        ({"headers": (("Sec-Fetch-Mode", "x"),)}, "header"),
        ({"headers": (("Host", "x"),)}, "header"),
        ({"headers": (("X-HTTP-Method-Override", "trace"),)}, "header"),
        ({"headers": (("X-Name", "日本"),)}, "header-text"),
        ({"headers": (("Bad Name", "x"),)}, "header-text"),
        ({"url": "http://api.test/x"}, "mixed-content"),
        ({"url": "https://user:pass@api.test/x"}, "userinfo"),
        ({"url": "https://api.test/users/{id}"}, "address"),
        ({"url": "/users"}, "address"),
        ({"url": "https://api.test/users/../x?a=1"}, "address"),
        ({"url": "https://api.test/users/%2E."}, "address"),
        ({"url": "wss://api.test/x"}, "address"),
        ({"url": "https://api.test:6000/x"}, "port"),
    ],
)
def test_what_a_browser_cannot_send_is_said_in_one_sentence(
    request_parts: dict[str, Any], code: str
) -> None:
    assert obstacle_codes(**request_parts) == [code]
    parts = {"method": "GET", "url": "https://api.test"} | request_parts
    (one,) = browser_restrictions(WireRequest(**parts), page="https://docs.test")
    assert one.message.endswith(".")
    assert one.relay == (code != "address")


@pytest.mark.parametrize(
    "request_parts",
    [
        {},
        {"method": "POST", "body": b"{}"},
        {"url": "http://localhost:8000/x"},
        {"url": "http://127.0.0.1/x"},
        {"url": "http://[::1]:1234/x"},
        {"headers": (("X-Name", "é"), ("Authorization", "x"))},
        {"method": "QUERY", "body": b"{}"},
    ],
)
def test_an_ordinary_request_meets_no_obstacle(request_parts: dict[str, Any]) -> None:
    assert obstacle_codes(**request_parts) == []


def test_a_page_without_https_may_speak_http() -> None:
    assert obstacle_codes(page="http://docs.test", url="http://api.test") == []
