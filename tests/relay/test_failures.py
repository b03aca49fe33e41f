"""What a page is told when an API does not speak as it should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.relay.conftest import LIMITS, Page
from tests.relay.target import Target
from tests.serving import running
from tryfield.relay import relay_limits as limits_module


@contextmanager
def saying(*pieces: bytes) -> Iterator[str]:
    """A server that answers every connection with the same bytes, and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    for piece in pieces:
                        connection.sendall(piece)

        threading.Thread(target=answer, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"this is no HTTP\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",),
    ],
)
def test_an_answer_that_breaks_off_is_said_to_be_so(
    opened: Callable[..., Page], pieces: tuple[bytes, ...]
) -> None:
    with saying(*pieces) as api:
        answer = opened([api]).post({"url": api})

    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "answer-broken"


@pytest.mark.parametrize(
    "location", [b"http://127.0.0.1:port/", b"ftp://api.example/", b"http://me@a.example/"]
)
def test_a_redirection_to_no_url_is_said_to_be_so(
    opened: Callable[..., Page], location: bytes
) -> None:
    with saying(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n") as api:
        assert opened([api]).refused(api) == "redirect-invalid"


def test_a_redirection_without_a_location_is_an_answer(opened: Callable[..., Page]) -> None:
    with saying(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") as api:
        assert opened([api]).send(api)["status"] == 302


def test_an_answer_without_a_length_ends_with_the_connection(opened: Callable[..., Page]) -> None:
    with saying(b"HTTP/1.1 200 OK\r\n\r\nall", b" of it") as api:
        assert opened([api]).send(api)["body"] == b"all of it"


def test_answers_to_head_have_no_body(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/echo", method="HEAD")

    assert (answer["status"], answer["body"]) == (200, b"")


def test_a_host_that_takes_no_connections_is_given_up(opened: Callable[..., Page]) -> None:
    # Full backlog: the system takes no further connection, and refuses none.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        limits = limits_module.Limits(connect_seconds=0.3)
        page = opened([f"http://127.0.0.1:{address[1]}"], limits=limits)
        answer = page.post({"url": f"http://127.0.0.1:{address[1]}/"})
        for one in waiting:
            one.close()

    assert answer.status_code == 504
    assert answer.json()["error"]["code"] == "unreachable"


def test_a_relay_goes_on_after_failures(opened: Callable[..., Page]) -> None:
    limits = limits_module.Limits(seconds=LIMITS.seconds, at_once=1)
    with running(Target()) as api:
        page = opened([api], limits=limits)
        codes = [page.refused(f"{api}/broken") for _ in range(3)]
        status = page.send(f"{api}/echo")["status"]

    assert (codes, status) == (["answer-broken"] * 3, 200)
