"""Middleware that judges the traffic of a running application, for ASGI and WSGI.

```python
app = AsgiTraffic(app, definitions=["openapi.json"], sample=0.1)
```

What differs from the documentation is logged by the logger `tryfield.traffic`, each difference
once. A response never waits for its judgement, and nothing that goes wrong here reaches the
application. Values of requests and responses are never logged.

Source: ASGI 3.0, HTTP and WebSocket message format; PEP 3333.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tryfield import project
from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange, parts_recorded
from tryfield.checking.traffic.traffic_findings import traffic_findings
from tryfield.checking.traffic.traffic_judge import JudgedExchange, TrafficJudge
from tryfield.checking.traffic.traffic_monitor import TrafficMonitor
from tryfield.configuration import configuration
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding
from tryfield.core.wire import BodyCopy, WireRequest, WireResponse
from tryfield.relative_paths import relative

_log = logging.getLogger("tryfield.traffic")
_LINES = 10_000  # differences that are remembered as logged


class _Traffic:
    """What both kinds of middleware share: which exchanges are taken, and who judges them."""

    def __init__(
        self,
        app: Any,
        *,
        definitions: Sequence[str | Path] = (),
        root: str | Path | None = None,
        sample: float = 1.0,
        share: float = 0.05,
        largest_body: int = 1_000_000,
        ignore_headers: Iterable[str] = (),
    ) -> None:
        """Judge what an application receives and sends.

        Args:
            app: The application.
            definitions: Files, folders and globs; without any, the configured sources.
            root: The folder that they are relative to; where the process runs by default.
            sample: How many of all exchanges are judged: 0.1 is one of ten.
            share: How much of one processor judging may take at most. What does not fit is dropped.
            largest_body: Bytes; larger bodies are not judged.
            ignore_headers: Headers that need no documentation; `*` stands for any text.
        """
        self.app = app
        self._definitions = tuple(map(str, definitions))
        self._root = Path(root) if root is not None else Path.cwd()
        self._sample = sample
        self._largest = largest_body
        self._ignored = tuple(ignore_headers)
        self._share = share
        self._logged: set[str] = set()
        self._monitor: TrafficMonitor | None = None
        self._starting = threading.Lock()

    def findings(self) -> tuple[Finding, ...]:
        """What the exchanges so far say, each difference once, as a check reports it."""
        monitor = self._monitor
        if monitor is None or monitor.judge is None:
            return ()
        return tuple(relative(traffic_findings(monitor.judge), self._root))

    @property
    def dropped(self) -> int:
        """How many exchanges were not judged since too many were waiting."""
        return self._monitor.dropped if self._monitor else 0

    def close(self) -> None:
        """Judge what is waiting, and stop."""
        if self._monitor is not None:
            self._monitor.close()

    def _taken(self) -> bool:
        """Whether an exchange that begins now is judged."""
        try:
            if self._sample < 1 and random.random() >= self._sample:  # noqa: S311 - no secret
                return False
            if self._monitor is None:
                with self._starting:  # after a server has forked its workers
                    if self._monitor is None:
                        self._monitor = TrafficMonitor(
                            self._made, self._told, share=self._share, failed=_failed
                        )
            if self._monitor.full:
                self._monitor.dropped += 1
                return False
        except Exception as error:  # noqa: BLE001 - the application goes on
            _failed(error)
            return False
        return True

    def _made(self) -> TrafficJudge:
        found = configuration(self._root)
        root = self._root if self._definitions else found.root
        files = project.find(self._definitions or found.sources, root)
        if not files:
            raise ConfigurationError("no definitions are named. Give `definitions`.")
        endpoints = project.read(files, root=root).reference.endpoints
        if not endpoints:
            raise ConfigurationError("the definitions document no endpoint. Run `tryfield check`.")
        return TrafficJudge(endpoints, headers=HeaderFilter(self._ignored))

    def _told(self, _: RecordedExchange, judged: JudgedExchange) -> None:
        for line in judged.lines():
            if line not in self._logged and len(self._logged) < _LINES:
                self._logged.add(line)
                _log.warning("%s (%s)", line, judged.endpoint.name if judged.endpoint else "")

    def _put(
        self,
        *,
        method: str,
        path: str,
        query: str,
        headers: Iterable[tuple[str, str]],
        sent: BodyCopy,
        status: int,
        answered: Iterable[tuple[str, str]],
        content: BodyCopy,
    ) -> None:
        url = (path or "/") + f"?{query}" * bool(query)
        exchange = RecordedExchange(
            request=WireRequest(method=method, url=url, headers=tuple(headers), body=sent.value),
            response=WireResponse(
                status=status, headers=tuple(answered), body=content.value, url=url
            ),
            source="the application",
            recorded=parts_recorded(request_body=sent.whole, response_body=content.whole),
        )
        if self._monitor is not None:
            self._monitor.put(exchange)


def _failed(error: Exception) -> None:
    _log.error("tryfield judges nothing here: %s: %s", type(error).__name__, error)


class AsgiTraffic(_Traffic):
    """For Starlette, FastAPI and every other ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass everything through, and keep a copy of what is judged."""
        if scope["type"] != "http" or not self._taken():
            await self.app(scope, receive, send)
            return
        sent, content = BodyCopy(self._largest), BodyCopy(self._largest)
        head: dict[str, Any] = {}
        ended = False

        async def receiving() -> Any:
            message = await receive()
            if message["type"] == "http.request":
                with suppress(Exception):
                    sent.add(message.get("body", b""))
                    nonlocal ended
                    ended = not message.get("more_body", False)
            return message

        async def sending(message: Any) -> None:
            await send(message)
            with suppress(Exception):
                if message["type"] == "http.response.start":
                    head.update(message)
                elif message["type"] == "http.response.body":
                    content.add(message.get("body", b""))
                    if not message.get("more_body", False):
                        self._asgi(scope, head, sent if ended else _unread(sent), content)

        await self.app(scope, receiving, sending)

    def _asgi(self, scope: Any, head: dict[str, Any], sent: BodyCopy, content: BodyCopy) -> None:
        raw = scope.get("raw_path") or quote(scope["path"], safe="/:@!$&'()*+,;=~").encode()
        self._put(
            method=scope["method"],
            path=raw.decode("latin-1").partition("?")[0],
            query=scope.get("query_string", b"").decode("latin-1"),
            headers=_texts(scope["headers"]),
            sent=sent,
            status=head["status"],
            answered=_texts(head.get("headers", ())),
            content=content,
        )


def _unread(sent: BodyCopy) -> BodyCopy:
    """A request body that the application did not read to its end."""
    sent.whole = False
    return sent


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    return ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


class WsgiTraffic(_Traffic):
    """For Flask, Django and every other WSGI application."""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Pass everything through, and keep a copy of what is judged."""
        if not self._taken():
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer
        sent, content = BodyCopy(self._largest), BodyCopy(self._largest)
        head: dict[str, Any] = {}
        with suppress(Exception):
            length = int(environ.get("CONTENT_LENGTH") or 0)
            head["wanted"] = length
            if length:
                environ["wsgi.input"] = _Copying(environ["wsgi.input"], sent, head)

        def starting(status: str, headers: Any, *more: Any) -> Any:
            head.update(status=status, headers=list(headers))
            return start_response(status, headers, *more)

        called = dict(environ)  # applications change theirs
        answered = self.app(environ, starting)

        def done() -> None:
            if head.get("read", 0) < head.get("wanted", 0):
                sent.whole = False
            self._wsgi(called, head, sent, content)

        return _Passing(answered, content, done)

    def _wsgi(self, environ: Any, head: dict[str, Any], sent: BodyCopy, content: BodyCopy) -> None:
        path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1")
        headers = [
            (name[5:].replace("_", "-").title(), value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        ]
        headers += [
            (name.replace("_", "-").title(), environ[name])
            for name in ("CONTENT_TYPE", "CONTENT_LENGTH")
            if environ.get(name)
        ]
        self._put(
            method=environ["REQUEST_METHOD"],
            path=quote(path, safe="/:@!$&'()*+,;=~"),
            query=environ.get("QUERY_STRING", ""),
            headers=headers,
            sent=sent,
            status=int(head["status"].split()[0]),
            answered=head["headers"],
            content=content,
        )


class _Copying:
    """A stream of a request that keeps a copy of what the application reads."""

    def __init__(self, stream: Any, body: BodyCopy, head: dict[str, Any]) -> None:
        self._stream, self._body, self._head = stream, body, head

    def _kept(self, piece: bytes) -> bytes:
        with suppress(Exception):
            self._body.add(piece)
            self._head["read"] = self._head.get("read", 0) + len(piece)
        return piece

    def read(self, *size: int) -> bytes:
        return self._kept(self._stream.read(*size))

    def readinto(self, into: Any) -> int:
        size = int(self._stream.readinto(into))
        self._kept(bytes(into[:size]))
        return size

    def readline(self, *size: int) -> bytes:
        return self._kept(self._stream.readline(*size))

    def readlines(self, *hint: int) -> list[bytes]:
        return [self._kept(line) for line in self._stream.readlines(*hint)]

    def __iter__(self) -> Iterator[bytes]:
        return (self._kept(line) for line in self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Passing:
    """A response that keeps a copy of itself while the server sends it."""

    def __init__(self, answered: Iterable[bytes], body: BodyCopy, done: Callable[[], None]) -> None:
        self._answered, self._body, self._done = answered, body, done
        self._finished = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._answered:
            with suppress(Exception):
                self._body.add(piece)
            yield piece
        self._finish()

    def close(self) -> None:
        try:
            if (close := getattr(self._answered, "close", None)) is not None:
                close()
        finally:
            if not self._finished:  # the client went away
                self._body.whole = False
            self._finish()

    def _finish(self) -> None:
        if not self._finished:
            self._finished = True
            with suppress(Exception):
                self._done()
