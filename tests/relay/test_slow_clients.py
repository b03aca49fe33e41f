"""Clients that stop in the middle of a request, leave, or send garbage: others notice nothing."""

from __future__ import annotations

import base64
import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx2
import pytest
from starlette.responses import PlainTextResponse

from tests.relay.target import Target
from tests.serving import running
from tryfield.demo.users_api import api as users_api
from tryfield.relay.relay_application import application
from tryfield.relay.relay_limits import Limits
from tryfield.relay.relay_server import Bounded, Connection

HEAD = b"POST /relay HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


class Hasty(Connection):
    patience = 0.5


def connected(address: str, sent: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=20)
    client.sendall(sent)
    return client


def seconds_until_closed(client: socket.socket) -> float:
    begin = time.monotonic()
    try:
        while client.recv(4096):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - begin


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /x HTTP/1.1\r\nHos",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTT",
    ],
    ids=["nothing", "half a head", "half a body", "half a chunk", "half a second request"],
)
def test_a_client_that_stops_within_a_request_is_let_go(sent: bytes) -> None:
    with running(users_api(), http=Hasty) as address, connected(address, sent) as client:
        assert seconds_until_closed(client) < 10


def test_a_response_may_take_its_time_and_a_body_may_come_in_pieces() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        import anyio

        if scope["type"] != "http":
            return
        body = b""
        while (message := await receive()).get("more_body") or message.get("body"):
            body += message["body"]
            if not message["more_body"]:
                break
        await anyio.sleep(1.2)
        await PlainTextResponse(body.decode())(scope, receive, send)

    def pieces() -> Iterator[bytes]:
        for _ in range(6):
            time.sleep(0.2)
            yield b"a"

    with running(slow, http=Hasty) as address:
        assert httpx2.post(address, content=pieces(), timeout=30).text == "aaaaaa"


@contextmanager
def relaying(**limits: Any) -> Iterator[tuple[str, str]]:
    with running(Target()) as api:
        relay = application([f"{api}/v1"], origins=["http://docs.test"], limits=Limits(**limits))
        with running(relay, http=Hasty) as address:
            yield address, api


def posted(address: str, api: str) -> int:
    envelope = {"method": "GET", "url": f"{api}/v1/echo", "headers": [], "body": ""}
    headers = {"Origin": "http://docs.test"}
    return httpx2.post(f"{address}/relay", json=envelope, headers=headers, timeout=30).status_code


def test_requests_that_are_still_being_sent_do_not_keep_others_from_the_relay() -> None:
    with relaying(at_once=2) as (address, api), ExitStack() as stack:
        start = HEAD + b"Origin: http://docs.test\r\nContent-Length: 1000\r\n\r\n{"
        for _ in range(20):
            stack.enter_context(connected(address, start))
        time.sleep(0.2)

        assert posted(address, api) == 200


def test_what_is_still_being_sent_is_held_up_to_a_bound() -> None:
    body = base64.b64encode(b"x" * 3_000)
    envelope = json.dumps({"method": "POST", "url": "https://a.test", "body": body.decode()})
    with relaying(held_bytes=2_000) as (address, _):
        headers = {"Origin": "http://docs.test", "Content-Type": "application/json"}
        answer = httpx2.post(f"{address}/relay", content=envelope, headers=headers, timeout=30)

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "too-many-at-once")


def test_a_client_that_leaves_writes_nothing_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with running(users_api(), http=Hasty) as address:
        logging.getLogger("uvicorn").addHandler(caplog.handler)  # which passes nothing on
        for _ in range(50):
            start = b"POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
            connected(address, start).close()
        time.sleep(0.5)

    assert caplog.records == []


def test_the_log_has_a_few_lines_a_minute_and_says_how_many_were_left_out() -> None:
    moments = iter([*[1.0] * 1000, 61.0])
    bounded = Bounded(lambda: next(moments))
    written = [
        record.getMessage()
        for _ in range(1001)
        if bounded.filter(record := logging.makeLogRecord({"msg": "Invalid HTTP request."}))
    ]

    assert len(written) == Bounded.most + 1
    assert written[-1] == "Invalid HTTP request. (980 lines before it were left out)"
