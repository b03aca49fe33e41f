"""An API to send to: it says what arrived, redirects, and answers largely or slowly."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from threading import Event
from typing import Any
from urllib.parse import parse_qs


class Target:
    """ASGI application; `seen` lists the requests that arrived, as they were."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.gone = 0  #: answers whose reader went away
        self.heard = Event()  #: set by a test that has the first event of `gated`

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        seen = {
            "method": scope["method"],
            "target": (scope["raw_path"] + b"?" * bool(scope["query_string"])).decode()
            + scope["query_string"].decode(),
            "headers": [[n.decode("latin-1"), v.decode("latin-1")] for n, v in scope["headers"]],
            "body": base64.b64encode(body).decode(),
        }
        self.seen.append(seen)
        query = {
            name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()
        }
        answer = getattr(self, scope["path"].rsplit("/", 1)[-1], self.echo)
        await answer(seen, query, receive, send)

    async def echo(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await whole(send, 200, json.dumps(seen).encode())

    async def redirect(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        headers = [(b"location", query["to"].encode())]
        await whole(send, int(query.get("status", "302")), b"moved", headers)

    async def circle(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await whole(send, 307, b"", [(b"location", b"circle")])

    async def large(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await whole(send, 200, b"x" * int(query["bytes"]))

    async def zipped(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        body = gzip.compress(b"x" * int(query["bytes"]))
        await whole(
            send, 200, body * int(query.get("members", "1")), [(b"content-encoding", b"gzip")]
        )

    async def unfinished(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await whole(send, 200, gzip.compress(b"x" * 1000)[:-8], [(b"content-encoding", b"gzip")])

    async def broken(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await whole(send, 200, b"this is no gzip", [(b"content-encoding", b"gzip")])

    async def silent(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        await asyncio.wait_for(receive(), 30)
        self.gone += 1

    async def events(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number in range(int(query["count"])):
            event = f"data: {number}\n\n".encode()
            await send({"type": "http.response.body", "body": event, "more_body": True})
            await asyncio.sleep(float(query.get("pause", "0.05")))
        await send({"type": "http.response.body", "body": b""})

    async def gated(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 0\n\n", "more_body": True})
        while not self.heard.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": b"data: 1\n\n"})

    async def marked(self, seen: Any, query: Any, receive: Any, send: Any) -> None:
        headers = [
            (b"set-cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
            (b"connection", b"x-own"),
            (b"x-own", b"1"),
            (b"keep-alive", b"timeout=5"),
            (b"x-name", "é".encode("latin-1")),
        ]
        await whole(send, 418, b"{}", headers)


async def whole(
    send: Any, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send(
        {"type": "http.response.start", "status": status, "headers": [length, *(headers or [])]}
    )
    await send({"type": "http.response.body", "body": body})
