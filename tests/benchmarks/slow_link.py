"""A slow line to a server: a proxy that passes bytes on as a line would, and counts them.

It works at the socket, below HTTP, so that nothing is left out: headers, connections, and
what a browser asks for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_PIECE = 1460  #: bytes of a TCP segment, which is what a line passes on


class SlowLink:
    """The line, which all of its connections share."""

    def __init__(self, target: str, *, megabits: float, round_trip: float) -> None:
        """
        Args:
            target: The address of the server.
            megabits: For each second, in each direction.
            round_trip: Seconds until what was sent could be answered.
        """
        self.address = ""
        self.received = 0  #: bytes that went to the browser
        self._target = urlsplit(target)
        self._rate = megabits * 1e6 / 8
        self._delay = round_trip / 2
        self._free = {"up": 0.0, "down": 0.0}

    async def serve(self, started: threading.Event) -> None:
        """Pass on until it is cancelled."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.address = f"http://{host}:{port}"
        started.set()
        async with server:
            await server.serve_forever()

    async def _connected(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        # Before the first byte of a connection, the two sides agree on it.
        await asyncio.sleep(2 * self._delay)
        far, forth = await asyncio.open_connection(self._target.hostname, self._target.port)
        await asyncio.gather(
            self._pass("up", near, forth), self._pass("down", far, back), return_exceptions=True
        )

    async def _pass(
        self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Every piece waits for the line, and then is on its way for a while."""
        clock = asyncio.get_running_loop().time
        travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)

        async def arrive() -> None:
            while True:
                due, piece = await travelling.get()
                if not piece:
                    break
                if (left := due - clock()) > 0:
                    await asyncio.sleep(left)
                writer.write(piece)
                await writer.drain()

        arriving = asyncio.create_task(arrive())
        while piece := await reader.read(_PIECE):
            self._free[direction] = max(self._free[direction], clock()) + len(piece) / self._rate
            if direction == "down":
                self.received += len(piece)
            if (left := self._free[direction] - clock()) > 0.002:
                await asyncio.sleep(left)
            await travelling.put((self._free[direction] + self._delay, piece))
        await travelling.put((0.0, b""))
        await arriving
        writer.close()


@contextmanager
def slow_link(target: str, *, megabits: float, round_trip: float) -> Iterator[SlowLink]:
    """The line to a server, as long as the block lasts."""
    link = SlowLink(target, megabits=megabits, round_trip=round_trip)
    loop = asyncio.new_event_loop()
    started = threading.Event()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)
        for task in asyncio.all_tasks(loop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                loop.run_until_complete(task)
        loop.close()

    serving = loop.create_task(link.serve(started))
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait()
    try:
        yield link
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(10)
