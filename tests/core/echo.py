"""A server on loopback that tells what it was sent, letter by letter."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tryfield.core.wire import WireRequest


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came."""

    method: str
    target: str  #: path and query, undecoded
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._keep
        raise AttributeError(name)

    def _keep(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = tuple(
            (name, value.encode("latin-1").decode("utf-8", "replace"))
            for name, value in self.headers.items()
        )
        body = self.rfile.read(length)
        self.server.received.append(
            Received(method=self.command, target=self.path, headers=headers, body=body)
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []


@dataclass(frozen=True)
class Echo:
    """The running server: its address, and what came so far."""

    url: str
    received: list[Received]


@contextlib.contextmanager
def echo() -> Iterator[Echo]:
    """Run the server while the block runs."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Echo(f"http://127.0.0.1:{server.server_port}", server.received)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def same(received: Received, sent: WireRequest) -> dict[str, tuple[object, object]]:
    """What differs between a request as it was meant and as it came; nothing when they agree."""
    target = "/" + sent.url.partition("://")[2].partition("/")[2]
    pairs: dict[str, tuple[object, object]] = {
        "method": (received.method, sent.method),
        "target": (received.target, target),
        "body": (received.body, sent.body),
    }
    for name, _ in sent.headers:
        came = [value for key, value in received.headers if key.lower() == name.lower()]
        meant = [value for key, value in sent.headers if key.lower() == name.lower()]
        pairs[f"header {name}"] = (", ".join(came), ", ".join(meant))
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
