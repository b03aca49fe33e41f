"""Sees what the HTTP clients of a test suite send, without a change in any test.

httpx2, httpx, requests, aiohttp and the test clients of Starlette, FastAPI, Flask and Django are
watched from the moment they are imported. A hook takes what a client has anyway: it never reads a
stream that a test wants to read, and an error in it never reaches the test.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from tryfield.checking.traffic.recorded_exchanges import RecordedExchange, parts_recorded
from tryfield.core.wire import WireRequest, WireResponse

Seen: TypeAlias = "Callable[[RecordedExchange], None]"
_Undo: TypeAlias = "Callable[[], None]"
#: Hosts that stand for the application itself in test clients.
_IN_PROCESS = frozenset({"testserver", "test", "testserver.local", "localhost", "app"})


class ClientHooks:
    """Watches the clients that are imported, until its end."""

    def __init__(self, seen: Seen) -> None:
        """Tell `seen` each exchange, in the thread of the client."""
        self._seen = seen
        self._undo: list[_Undo] = []
        self._watched: set[str] = set()

    def watch(self) -> None:
        """Watch the libraries that are there now; cheap where nothing is new."""
        for name, install in _LIBRARIES.items():
            if name in sys.modules and name not in self._watched:
                self._watched.add(name)
                with suppress(Exception):  # a version that we do not know stays as it is
                    install(self, sys.modules[name])

    def end(self) -> None:
        """Take all hooks away."""
        while self._undo:
            self._undo.pop()()
        self._watched.clear()

    def replace(self, owner: Any, name: str, made: Callable[[Any], Any]) -> None:
        """Put a function around a method, until the end."""
        before = getattr(owner, name)
        own = name in vars(owner)
        setattr(owner, name, made(before))
        self._undo.append(
            (lambda: setattr(owner, name, before)) if own else (lambda: delattr(owner, name))
        )

    def tell(self, make: Callable[[], RecordedExchange | None]) -> None:
        """Tell an exchange; whatever goes wrong is ours, and the test goes on."""
        try:
            exchange = make()
            if exchange is not None:
                self._seen(exchange)
        except Exception:  # noqa: BLE001, S110 - a test must not fail because of us
            pass


def _exchange(
    method: str,
    url: str,
    *,
    headers: Iterable[tuple[Any, Any]],
    body: bytes | None,
    status: int,
    answered: Iterable[tuple[Any, Any]],
    content: bytes | None,
) -> RecordedExchange:
    parts = urlsplit(url)
    if (parts.hostname or "") in _IN_PROCESS:
        url = (parts.path or "/") + f"?{parts.query}" * bool(parts.query)
    return RecordedExchange(
        request=WireRequest(
            method=method.upper(), url=url, headers=_texts(headers), body=body or b""
        ),
        response=WireResponse(
            status=status, headers=_texts(answered), body=content or b"", url=url
        ),
        recorded=parts_recorded(request_body=body is not None, response_body=content is not None),
    )


def _texts(headers: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(value)) for name, value in headers)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# --- httpx and httpx2, and the test clients of Starlette and FastAPI


def _httpx(hooks: ClientHooks, module: Any) -> None:
    def sync(send: Any) -> Any:
        @wraps(send)
        def sending(self: Any, request: Any, *args: Any, **options: Any) -> Any:
            response = send(self, request, *args, **options)
            _httpx_seen(hooks, response)
            return response

        return sending

    def asynchronous(send: Any) -> Any:
        @wraps(send)
        async def sending(self: Any, request: Any, *args: Any, **options: Any) -> Any:
            response = await send(self, request, *args, **options)
            _httpx_seen(hooks, response)
            return response

        return sending

    hooks.replace(module.Client, "send", sync)
    hooks.replace(module.AsyncClient, "send", asynchronous)


def _httpx_seen(hooks: ClientHooks, response: Any) -> None:
    for one in (*response.history, response):
        hooks.tell(lambda one=one: _httpx_exchange(one))  # type: ignore[misc]


def _httpx_exchange(response: Any) -> RecordedExchange:
    request = response.request
    return _exchange(
        request.method,
        str(request.url),
        headers=request.headers.multi_items(),
        body=getattr(request, "_content", None),
        status=response.status_code,
        answered=response.headers.multi_items(),
        content=getattr(response, "_content", None),
    )


# --- requests


def _requests(hooks: ClientHooks, module: Any) -> None:
    def made(send: Any) -> Any:
        @wraps(send)
        def sending(self: Any, request: Any, **options: Any) -> Any:
            response = send(self, request, **options)
            # Those that it was redirected to came here themselves.
            first = response.history[0] if response.history else response
            hooks.tell(lambda: _requests_exchange(first))
            return response

        return sending

    hooks.replace(module.Session, "send", made)


def _requests_exchange(response: Any) -> RecordedExchange:
    request, content = response.request, getattr(response, "_content", None)
    body = request.body
    if isinstance(body, str):
        body = body.encode()
    return _exchange(
        request.method,
        request.url,
        headers=request.headers.items(),
        body=b"" if body is None else body if isinstance(body, bytes) else None,
        status=response.status_code,
        answered=response.headers.items(),
        content=content if isinstance(content, bytes) else None,
    )


# --- aiohttp


def _aiohttp(hooks: ClientHooks, module: Any) -> None:
    def requesting(request: Any) -> Any:
        @wraps(request)
        async def sending(self: Any, method: Any, url: Any, **options: Any) -> Any:
            response = await request(self, method, url, **options)
            with suppress(Exception):
                response._tryfield_sent = _aiohttp_body(options)
            for one in getattr(response, "history", ()):
                hooks.tell(lambda one=one: _aiohttp_exchange(one, None, None))  # type: ignore[misc]
            return response

        return sending

    def reading(read: Any) -> Any:
        @wraps(read)
        async def received(self: Any) -> Any:
            content = await read(self)
            if not getattr(self, "_tryfield_told", False):
                self._tryfield_told = True
                sent = getattr(self, "_tryfield_sent", None)
                hooks.tell(lambda: _aiohttp_exchange(self, sent, content))
            return content

        return received

    def releasing(release: Any) -> Any:
        @wraps(release)
        def released(self: Any) -> Any:
            if not getattr(self, "_tryfield_told", False):
                self._tryfield_told = True  # nobody reads its body
                sent = getattr(self, "_tryfield_sent", None)
                hooks.tell(lambda: _aiohttp_exchange(self, sent, None))
            return release(self)

        return released

    hooks.replace(module.ClientSession, "_request", requesting)
    hooks.replace(module.ClientResponse, "read", reading)
    hooks.replace(module.ClientResponse, "release", releasing)


def _aiohttp_body(options: Mapping[str, Any]) -> bytes | None:
    import json

    if options.get("json") is not None:
        return json.dumps(options["json"]).encode()
    data = options.get("data")
    if data is None:
        return b""
    if isinstance(data, str):
        return data.encode()
    return bytes(data) if isinstance(data, bytes | bytearray) else None


def _aiohttp_exchange(response: Any, sent: bytes | None, content: Any) -> RecordedExchange:
    info = response.request_info
    return _exchange(
        info.method,
        str(info.url),
        headers=info.headers.items(),
        body=sent,
        status=response.status,
        answered=response.headers.items(),
        content=content if isinstance(content, bytes) else None,
    )


# --- Flask, and whatever is tested with Werkzeug


def _werkzeug(hooks: ClientHooks, module: Any) -> None:
    def made(opening: Any) -> Any:
        @wraps(opening)
        def opened(self: Any, *args: Any, **options: Any) -> Any:
            response = opening(self, *args, **options)
            for one in (*getattr(response, "history", ()), response):
                hooks.tell(lambda one=one: _werkzeug_exchange(one))  # type: ignore[misc]
            return response

        return opened

    hooks.replace(module.Client, "open", made)


def _werkzeug_exchange(response: Any) -> RecordedExchange | None:
    request = getattr(response, "request", None)
    if request is None or getattr(response, "_tryfield_told", False):
        return None
    response._tryfield_told = True
    body: bytes | None = None
    stream = request.environ.get("wsgi.input")
    if getattr(stream, "seekable", bool)() and not getattr(stream, "closed", False):
        at = stream.tell()
        stream.seek(0)
        body = stream.read()
        stream.seek(at)
    whole = response.content_length is not None or not response.is_streamed
    query = request.query_string.decode("latin-1")
    return _exchange(
        request.method,
        request.base_url + f"?{query}" * bool(query),
        headers=request.headers.items(),
        body=body,
        status=response.status_code,
        answered=response.headers.items(),
        content=response.get_data() if whole else None,
    )


# --- Django


def _django(hooks: ClientHooks, module: Any) -> None:
    def made(generic: Any) -> Any:
        @wraps(generic)
        def sending(self: Any, method: Any, path: Any, data: Any = "", *a: Any, **o: Any) -> Any:
            response = generic(self, method, path, data, *a, **o)
            if inspect.isawaitable(response):
                return _django_later(hooks, method, response, data)
            hooks.tell(lambda: _django_exchange(method, response, data))
            return response

        return sending

    for name in ("RequestFactory", "AsyncRequestFactory"):
        if (factory := getattr(module, name, None)) is not None:
            hooks.replace(factory, "generic", made)


async def _django_later(hooks: ClientHooks, method: str, pending: Any, data: Any) -> Any:
    response = await pending
    hooks.tell(lambda: _django_exchange(method, response, data))
    return response


def _django_exchange(method: str, response: Any, data: Any) -> RecordedExchange | None:
    request = getattr(response, "wsgi_request", None) or getattr(response, "asgi_request", None)
    if request is None or not hasattr(response, "status_code"):
        return None  # of a factory, which only makes requests
    content = None if getattr(response, "streaming", False) else bytes(response.content)
    return _exchange(
        method,
        f"http://testserver{request.get_full_path()}",
        headers=request.headers.items(),
        body=data if isinstance(data, bytes) else str(data).encode(),
        status=response.status_code,
        answered=response.items(),
        content=content,
    )


_LIBRARIES: Mapping[str, Callable[[ClientHooks, Any], None]] = {
    "httpx": _httpx,
    "httpx2": _httpx,
    "requests": _requests,
    "aiohttp": _aiohttp,
    "werkzeug.test": _werkzeug,
    "django.test.client": _django,
}
