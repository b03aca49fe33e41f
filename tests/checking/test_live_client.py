"""A live check waits as it is told to, tries again where that is safe, and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from tryfield.checking.live.live_client import Client
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.core.errors import UnreachableError
from tryfield.core.wire import WireRequest


class World:
    """A clock that sleeping moves, and an API made of functions."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.sent: list[httpx2.Request] = []
        self._answers = list(answers)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **patience: float) -> Client:
        return Client(
            LiveLimits(**patience),  # type: ignore[arg-type]
            transport=httpx2.MockTransport(self.handle),
            sleep=self.sleep,
            clock=lambda: self.now,
        )


def request(method: str = "GET", body: bytes = b"") -> WireRequest:
    return WireRequest(method=method, url="https://api.example.com/x", body=body)


OK = httpx2.Response(200, text="fine")


def test_a_get_keeps_its_body() -> None:
    world = World(OK)

    world.client().send(request(body=b'{"a": 1}'))

    assert world.sent[0].content == b'{"a": 1}'


@pytest.mark.parametrize("value", ["Bearer müde", "Bearer 秘密", "Bearer \ud800"])
def test_a_header_beyond_ascii_travels_as_utf_8(value: str) -> None:
    world = World(OK)

    world.client().send(replace(request(), headers=(("Authorization", value),)))

    raw = dict(world.sent[0].headers.raw)
    assert raw[b"Authorization"] == value.encode("utf-8", "replace")


def test_a_busy_api_is_asked_again_when_it_said() -> None:
    world = World(httpx2.Response(429, headers={"Retry-After": "7"}), OK)

    answer = world.client().send(request())

    assert (answer.status, world.slept) == (200, [7.0])


def test_a_busy_api_that_does_not_say_when_gets_a_second() -> None:
    world = World(httpx2.Response(503), OK)

    world.client().send(request())

    assert world.slept == [1.0]


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("-1", 1.0),
        ("1.5", 1.0),
        ("²", 1.0),
        ("٣", 1.0),
        ("soon", 1.0),
        ("", 1.0),
        ("9" * 5000, 60.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
        ("Wed, 21 Oct 2015 07:28:00", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60.0),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 60.0),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 +9999", 0.0),
        ("Wed, 21 Oct 99999 07:28:00 GMT", 1.0),
        ("Wed, 21 Oct 2015 07:28:00 +" + "9" * 5000, 0.0),
        ("Wed, 21 Oct " + "9" * 5000 + " 07:28:00 GMT", 1.0),
    ],
)
def test_whatever_an_api_says_about_when_the_wait_is_bounded(said: str, waits: float) -> None:
    busy = httpx2.Response(429, headers=[(b"Retry-After", said.encode())])
    world = World(busy, OK)

    assert world.client().send(request()).status == 200
    assert world.slept == [waits]


def test_an_api_that_stays_busy_has_answered() -> None:
    world = World(httpx2.Response(429))

    assert world.client(retries=1).send(request()).status == 429


def test_a_lost_connection_is_tried_again_only_where_that_is_safe() -> None:
    lost = httpx2.ConnectError("refused")

    safe, unsafe = World(lost), World(lost)
    for world, method in ((safe, "GET"), (unsafe, "POST")):
        with pytest.raises(UnreachableError, match="cannot be reached"):
            world.client(retries=2).send(request(method))

    assert (len(safe.sent), len(unsafe.sent)) == (3, 1)


def test_a_time_limit_is_said_in_seconds() -> None:
    world = World(httpx2.ReadTimeout("slow"))

    with pytest.raises(UnreachableError, match="no answer within 2 s"):
        world.client(timeout=2, retries=0).send(request())


def test_requests_keep_the_distance_that_a_rate_asks_for() -> None:
    world = World(OK)

    with world.client(rate=2) as client:
        for _ in range(3):
            client.send(request())

    assert world.slept == [0.0, 0.5, 0.5]


def test_a_redirect_is_an_answer() -> None:
    world = World(httpx2.Response(302, headers={"Location": "https://elsewhere.example.com"}))

    assert world.client().send(request()).status == 302


@pytest.mark.parametrize(
    "url", ["https://api.example.com\\@b.example.com/x", "https://a@b@c.example.com/x", "/x"]
)
def test_an_address_that_clients_read_in_different_ways_is_not_called(url: str) -> None:
    world = World(OK)

    with world.client() as client, pytest.raises(UnreachableError, match=r"base URL|no host"):
        client.send(WireRequest(method="GET", url=url))
    assert world.sent == []


def test_a_call_goes_to_the_host_that_the_address_names() -> None:
    world = World(OK)

    with world.client() as client:
        client.send(WireRequest(method="GET", url="http://a.example.com:1//b.example.com:2/x"))
    (sent,) = world.sent
    assert (sent.url.host, sent.url.port) == ("a.example.com", 1)


class Slow(httpx2.SyncByteStream):
    """A body that comes in parts, each of which takes a second."""

    def __init__(self, world: World, *parts: bytes) -> None:
        self._world = world
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._world.now += 1
            yield part


def slow(media_type: str, *parts: bytes) -> World:
    world = World(OK)
    stream = Slow(world, *parts)
    headers = {"Content-Type": media_type}
    world.handle = lambda _: httpx2.Response(200, headers=headers, stream=stream)  # type: ignore[method-assign, assignment]
    return world


def test_the_time_limit_is_for_the_whole_response() -> None:
    world = slow("application/json", *[b"x"] * 9)

    with pytest.raises(UnreachableError, match="no answer within 2 s"):
        world.client(timeout=2, retries=0).send(request())


def test_a_stream_is_judged_by_the_lines_that_came_in_time() -> None:
    world = slow("application/x-ndjson", b'{"a": 1}\n', b'{"a": 2}\n{"a"', b": 3}\n")

    answer = world.client(timeout=1.5).send(request())

    assert answer.body == b'{"a": 1}\n{"a": 2}\n'


def test_a_connection_that_the_server_closed_is_tried_again_where_nothing_came() -> None:
    closed = httpx2.RemoteProtocolError("Server disconnected without sending a response.")
    world = World(closed, OK)

    answer = world.client().send(request("POST"))

    assert (answer.status, len(world.sent)) == (200, 2)


def test_without_retries_a_request_is_sent_once() -> None:
    world = World(httpx2.Response(503))

    assert world.client(retries=0).send(request()).status == 503
    assert (len(world.sent), world.slept) == (1, [])


def test_a_request_is_sent_as_often_as_retries_allow() -> None:
    world = World(httpx2.Response(503))

    world.client(retries=2).send(request())

    assert len(world.sent) == 3
