"""Code that waits for responses, where nothing can wait in the middle of Python.

A browser without JavaScript Promise Integration cannot hold a function until a response comes.
There, code is stopped at the call, and runs again from its beginning once the response is known:
each request is sent once, what was printed already is not printed again, and names are as they
were.
"""

from __future__ import annotations

import asyncio
import copy
import io
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import urlsplit

CHANGED = (
    "This browser cannot wait in the middle of Python, so your code ran again from its beginning "
    "once a response had come; but then it sent another request than before. "
    "Await it instead: `async with httpx.AsyncClient() as client: "
    "response = await client.get(url)`."
)


class Suspended(BaseException):
    """Stops code at a call whose response is not known yet; nobody's error, so none catches it."""


class ReplayError(RuntimeError):
    """Code that ran again sent something else."""


@dataclass(slots=True, eq=False)
class _Sent:
    """A request, as JSON text, and its response, as soon as somebody asks for it."""

    message: str
    response: asyncio.Future[Any] | None = None


class Replay:
    """One run of code, which may take several attempts."""

    def __init__(self, send: Callable[[str], Awaitable[Any]]) -> None:
        """Know how to send.

        Args:
            send: Takes a `WireRequest` as JSON text, gives the result of `bridge.carry`.
        """
        self._send = send
        self._sent: list[_Sent] = []
        self._unused: list[_Sent] = []
        self._awaited: _Sent | None = None
        self._resumed: _Sent | None = None
        self._dice = random.getstate()

    @property
    def suspended(self) -> bool:
        """Whether code was stopped at a call, so that it has to run again."""
        return self._awaited is not None

    @property
    def muted(self) -> bool:
        """Whether what code prints now has been printed before, or is of no use."""
        return self._awaited is not None or self._resumed is not None

    def begin(self) -> None:
        """Forget the run before."""
        self._sent, self._unused = [], []
        self._awaited = self._resumed = None
        self._dice = random.getstate()

    async def again(self) -> None:
        """Wait for the response at which code was stopped; its next attempt finds it."""
        if self._awaited is None:
            return
        await self._response(self._awaited)
        self._resumed, self._awaited = self._awaited, None
        self._unused = list(self._sent)
        random.setstate(self._dice)

    def now(self, message: str) -> Any:
        """The response to a request.

        Raises:
            Suspended: It is not known yet.
            ReplayError: An earlier attempt sent something else.
        """
        sent = self._found(message)
        if sent.response is None or not sent.response.done():
            self._awaited = sent
            raise Suspended
        return sent.response.result()

    async def later(self, message: str) -> Any:
        """The response to a request of code that awaits it.

        Raises:
            Suspended: Code was stopped at another call meanwhile.
            ReplayError: An earlier attempt sent something else.
        """
        return await asyncio.shield(self._response(self._found(message)))

    @contextmanager
    def printing(self, out: TextIO, err: TextIO) -> Iterator[None]:
        """Have code print where it printed, but nothing twice."""
        with redirect_stdout(_Once(self, out)), redirect_stderr(_Once(self, err)):
            yield

    def _response(self, sent: _Sent) -> asyncio.Future[Any]:
        if sent.response is None:
            sent.response = asyncio.ensure_future(self._send(sent.message))
        return sent.response

    def _found(self, message: str) -> _Sent:
        """What an earlier attempt sent at this point, or a request that nobody has sent."""
        if self._awaited is not None:
            raise Suspended
        if not self._unused:
            sent = _Sent(message)
            self._sent.append(sent)
            return sent
        same = [one for one in self._unused if one.message == message]
        # The time, and names by chance, are others in each attempt.
        alike = [one for one in self._unused if _purpose(one.message) == _purpose(message)]
        if not (found := same or alike):
            raise ReplayError(CHANGED)
        self._unused.remove(found[0])
        if found[0] is self._resumed:
            self._resumed = None
        return found[0]


class _Once(io.TextIOBase):
    """Text goes on to a stream, unless it went there in an earlier attempt."""

    def __init__(self, replay: Replay, stream: TextIO) -> None:
        self._replay = replay
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not self._replay.muted:
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


def copied(names: Mapping[str, Any]) -> dict[str, Any]:
    """Names with values of their own, as far as values can be copied.

    What cannot be, such as a module, an open file or a client, stays the same object.
    """
    known: dict[int, Any] = {}
    result = {}
    for name, value in names.items():
        tried = dict(known)
        try:
            result[name] = copy.deepcopy(value, tried)
        except Exception:  # noqa: BLE001 - any class may refuse, in its own way
            result[name] = value
        else:
            known = tried
    return result


def _purpose(message: str) -> tuple[str, str]:
    request = json.loads(message)
    return request["method"], urlsplit(request["url"]).netloc
