"""Gives the response to one envelope back, as a whole or in lines."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import urlsplit

import anyio
from starlette.types import Receive, Send

from tryfield.relay import relay_envelope
from tryfield.relay.relay_envelope import Envelope
from tryfield.relay.relay_limits import RelayError
from tryfield.relay.relay_sender import Opened, Sender

_log = logging.getLogger("tryfield.relay")
_LINES = "application/x-ndjson"
_GRACE = 10.0


class RelayResponse:
    """Gives one response back, as a whole or in lines, until the page goes away."""

    def __init__(self, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        self._receive = receive
        self._send = send
        self._headers = headers
        self._started = False

    async def run(self, sender: Sender, wanted: Envelope, deadline: float) -> None:
        """Send what is wanted, and tell the page what came of it."""
        async with anyio.create_task_group() as tasks:
            # A page that reads slowly gets a little longer than the API had.
            tasks.cancel_scope.deadline = deadline + _GRACE
            tasks.start_soon(self._until_gone, tasks.cancel_scope)
            try:
                await self._forward(sender, wanted, deadline)
            except RelayError as error:
                await self._failed(error)
            tasks.cancel_scope.cancel()

    async def _until_gone(self, everything: anyio.CancelScope) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        everything.cancel()

    async def _forward(self, sender: Sender, wanted: Envelope, deadline: float) -> None:
        start = time.perf_counter()
        opening = sender.opened(wanted.request, follow=wanted.follow)
        try:
            with anyio.fail_after(deadline - anyio.current_time()):
                opened = await opening.__aenter__()
        except TimeoutError as error:
            raise RelayError(504, "timeout", "The API did not answer in time.") from error
        try:
            head = {"status": opened.status, "url": opened.url, "headers": opened.headers}
            if wanted.stream:
                await self._line(head)
            body, truncated = await self._body(opened, wanted.stream, deadline)
        finally:
            await opening.__aexit__(None, None, None)
        seconds = round(time.perf_counter() - start, 6)
        # No path and no query: people put secrets there as well.
        where = urlsplit(opened.url).hostname
        _log.info("%s %s: %s in %s s", wanted.request.method, where, opened.status, seconds)
        tail = {"truncated": truncated, "seconds": seconds}
        if wanted.stream:
            await self._line(tail, last=True)
        else:
            whole = relay_envelope.written(head | {"body": relay_envelope.text_of(body)} | tail)
            await self._whole(200, whole)

    async def _body(self, opened: Opened, stream: bool, deadline: float) -> tuple[bytes, str]:
        received = bytearray()
        with anyio.move_on_after(deadline - anyio.current_time()):
            async for piece, cut in opened.body():
                if stream:
                    await self._line({"body": relay_envelope.text_of(piece)})
                else:
                    received += piece
                if cut:
                    return bytes(received), "size"
            return bytes(received), ""
        return bytes(received), "time"

    async def _failed(self, error: RelayError) -> None:
        value = relay_envelope.error_value(error)
        if self._started:
            await self._line(value, last=True)
        else:
            await self._whole(error.status, relay_envelope.written(value))

    async def _whole(self, status: int, body: bytes) -> None:
        await self._begin(status, "application/json")
        await self._send({"type": "http.response.body", "body": body})

    async def _line(self, value: Any, *, last: bool = False) -> None:
        if not self._started:
            await self._begin(200, _LINES)
        body = relay_envelope.written(value) + b"\n"
        await self._send({"type": "http.response.body", "body": body, "more_body": not last})

    async def _begin(self, status: int, media_type: str) -> None:
        self._started = True
        headers = {"Content-Type": media_type} | self._headers
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})
