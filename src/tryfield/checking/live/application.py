"""An ASGI or WSGI application, called in this process: no port, no network.

`--app package.module:app` and `pytest --tryfield-app` use it. An application gets what a server
would give it: its lifespan, one task or thread for each request, and a 500 for an exception that
it lets go.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import io
import logging
import queue
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

import httpx2

from tryfield.core.errors import ConfigurationError

_STARTING = 60.0  # seconds for a lifespan to start or to end

_Message = MutableMapping[str, Any]


class Application:
    """One application, started by its first request. Use it as a context manager, or `close` it."""

    def __init__(self, name: str, *, folder: Path | None = None) -> None:
        """Import an application.

        Args:
            name: `package.module:app`; a function without required parameters is called for it,
                and `app.api` names an attribute of an attribute.
            folder: Where modules lie, as for a server that is started there; none when absent.

        Raises:
            ConfigurationError: There is no such module or name, importing it fails, or it is no
                application.
        """
        self.name = name
        self._server: _Asgi | _Wsgi | None = None
        if folder is not None and str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
        self._found = _imported(name)
        self._is_asgi = _is_asgi(name, self._found)
        # Where an application logs all that happens, our own requests are none of it.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def document_path(self) -> str:
        """Where the application itself says that its OpenAPI document is; "" when it does not."""
        path = getattr(self._found, "openapi_url", None)  # FastAPI
        return path if isinstance(path, str) else ""

    def transport(self) -> httpx2.BaseTransport:
        """Sends requests of an HTTP client to the application.

        Raises:
            ConfigurationError: The lifespan of the application fails.
        """
        with self._turn:
            if self._server is None:
                self._server = (
                    _Asgi(self.name, self._found) if self._is_asgi else _Wsgi(self._found)
                )
        return _Transport(self._server)

    def close(self) -> None:
        """End its lifespan."""
        with self._turn:
            if self._server is not None:
                self._server.close()
                self._server = None


def _imported(name: str) -> Any:
    module, colon, attribute = name.partition(":")
    attribute, call, _ = attribute.partition("()")
    if not colon or not module or not attribute:
        raise ConfigurationError(f"--app {name}: write it as package.module:app.")
    try:
        found: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            raise ConfigurationError(
                f"--app {name}: there is no module {error.name}. Name it as Python would import it "
                "in this folder."
            ) from error
        raise ConfigurationError(
            f"--app {name}: it imports {error.name}, which is not installed here. Install tryfield "
            "where the application runs."
        ) from error
    except (Exception, SystemExit) as error:
        raise ConfigurationError(
            f"--app {name}: importing it fails: {type(error).__name__}: {_line(error)}. Import it "
            "in Python to see where."
        ) from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise ConfigurationError(f"--app {name}: {module} has no '{part}'. Correct the name.")
        found = getattr(found, part)
    if call or (inspect.isroutine(found) and _required(found) == 0):
        try:
            found = found()
        except (Exception, SystemExit) as error:
            raise ConfigurationError(
                f"--app {name}: calling it fails: {type(error).__name__}: {_line(error)}."
            ) from error
    return found


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300].rstrip(".")


def _required(function: Any) -> int:
    """How many arguments it needs; -1 when nobody knows."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return -1
    return sum(
        one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        for one in parameters
    )


def _is_asgi(name: str, found: Any) -> bool:
    """Whether it takes scope, receive and send (ASGI 3); WSGI takes two (PEP 3333)."""
    if not callable(found):
        raise ConfigurationError(
            f"--app {name}: it is no application, but {type(found).__name__}. Name the "
            "ASGI or WSGI application itself."
        )
    called = found if inspect.isroutine(found) or inspect.isclass(found) else found.__call__
    if inspect.iscoroutinefunction(called):
        return True
    needed = _required(called)
    if needed not in (2, 3):
        raise ConfigurationError(
            f"--app {name}: it is no application: ASGI takes (scope, receive, send), WSGI takes "
            "(environ, start_response)."
        )
    return needed == 3


class _Transport(httpx2.BaseTransport):
    """The application outlives the client, so closing it closes nothing."""

    def __init__(self, server: _Asgi | _Wsgi) -> None:
        self._server = server

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._server.handle(request)


_FAILED = (500, [(b"content-type", b"text/plain; charset=utf-8")], b"Internal Server Error")


# --- ASGI 3: https://asgi.readthedocs.io/en/latest/specs/www.html and lifespan.html


class _Asgi:
    """A loop in a thread of its own, the lifespan, and a task for each request."""

    def __init__(self, name: str, application: Any) -> None:
        self._application = application
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._state: dict[str, Any] = {}
        self._told: asyncio.Queue[_Message] = asyncio.Queue()
        self._started: Future[str] = Future()
        self._ended: Future[str] = Future()
        self._lifespan = asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self._tell("lifespan.startup")
        try:
            error = self._started.result(_STARTING)
        except TimeoutError:
            error = f"it takes longer than {_STARTING:g} s"
        if error:
            self._stop()
            raise ConfigurationError(f"--app {name}: its lifespan does not start: {error}.")

    def close(self) -> None:
        if not self._lifespan.done():
            self._tell("lifespan.shutdown")
            with suppress(TimeoutError):
                self._ended.result(_STARTING)
        self._stop()

    def _stop(self) -> None:
        ending = asyncio.run_coroutine_threadsafe(self._end_tasks(), self._loop)
        with suppress(TimeoutError):
            ending.result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        if not self._loop.is_running():
            self._loop.close()

    async def _end_tasks(self) -> None:
        """Cancel what is still running: the lifespan, and streams without end."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    def _tell(self, kind: str) -> None:
        self._loop.call_soon_threadsafe(self._told.put_nowait, {"type": kind})

    async def _live(self) -> None:
        async def send(message: _Message) -> None:
            _, _, what = message["type"].partition(".")
            moment = self._started if what.startswith("startup") else self._ended
            failed = what.endswith("failed")
            words = str(message.get("message", "")).strip().rpartition("\n")[2][:300]
            if not moment.done():
                moment.set_result((words.rstrip(".") or "it failed") if failed else "")

        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }
        try:
            await self._application(scope, self._told.get, send)
        except BaseException as error:  # noqa: BLE001 - an application without a lifespan raises
            del error
        finally:
            for moment in (self._started, self._ended):
                if not moment.done():
                    moment.set_result("")

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        body = request.read()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": url.scheme,
            "path": unquote(url.raw_path.partition(b"?")[0].decode("ascii")),
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": (url.host, url.port or {"https": 443}.get(url.scheme, 80)),
            "client": ("127.0.0.1", 50000),
            "state": self._state.copy(),
        }
        exchange = _AsgiExchange(body)
        task = asyncio.run_coroutine_threadsafe(exchange.run(self._application, scope), self._loop)
        seconds = request.extensions.get("timeout", {}).get("read")
        stream = _AsgiStream(exchange, task, self._loop, seconds, request)
        first = stream.next()
        return httpx2.Response(first["status"], headers=list(first["headers"]), stream=stream)


class _AsgiExchange:
    """What passes between an application and the thread that waits for its response."""

    def __init__(self, body: bytes) -> None:
        self.said: queue.Queue[_Message | None] = queue.Queue()
        self._body: bytes | None = body
        self.left = asyncio.Event()  #: nobody reads the response any more

    async def receive(self) -> _Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def run(self, application: Callable[..., Awaitable[None]], scope: _Message) -> None:
        begun = False

        async def send(message: _Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            self.said.put(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.left.set()

        try:
            await application(scope, self.receive, send)
        except Exception:  # noqa: BLE001 - a server answers 500, whatever it is
            if not begun:
                self._failed()
        else:
            if not begun:
                self._failed()
        finally:
            self.said.put(None)

    def _failed(self) -> None:
        status, headers, body = _FAILED
        self.said.put({"type": "http.response.start", "status": status, "headers": headers})
        self.said.put({"type": "http.response.body", "body": body})


class _AsgiStream(httpx2.SyncByteStream):
    """A response as it comes, part by part."""

    def __init__(
        self,
        exchange: _AsgiExchange,
        task: Future[None],
        loop: asyncio.AbstractEventLoop,
        seconds: float | None,
        request: httpx2.Request,
    ) -> None:
        self._exchange = exchange
        self._task = task
        self._loop = loop
        self._seconds = seconds
        self._request = request

    def next(self) -> _Message:
        """The next message; the end of all is a body without more of it."""
        try:
            message = self._exchange.said.get(timeout=self._seconds)
        except queue.Empty:
            self.close()
            raise httpx2.ReadTimeout("", request=self._request) from None
        if message is None:
            return {"type": "http.response.body", "body": b"", "more_body": False}
        return message if "status" not in message else {"headers": (), **message}

    def __iter__(self) -> Iterator[bytes]:
        more = self._request.method != "HEAD"
        while more:
            message = self.next()
            if message["type"] != "http.response.body":
                continue  # trailers, pushes and the like
            yield bytes(message.get("body", b""))
            more = bool(message.get("more_body"))

    def close(self) -> None:
        if not self._task.done() and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._exchange.left.set)


# --- WSGI: PEP 3333


class _Wsgi:
    """Calls a WSGI application in the thread of whoever sends, as a threaded server does."""

    def __init__(self, application: Any) -> None:
        self._inner = httpx2.WSGITransport(
            app=application, raise_app_exceptions=False, wsgi_errors=io.StringIO()
        )

    def close(self) -> None:
        """It has no lifespan."""

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        answers: queue.Queue[httpx2.Response] = queue.Queue()
        threading.Thread(target=self._answer, args=(request, answers), daemon=True).start()
        try:
            return answers.get(timeout=request.extensions.get("timeout", {}).get("read"))
        except queue.Empty:
            raise httpx2.ReadTimeout("", request=request) from None

    def _answer(self, request: httpx2.Request, answers: queue.Queue[httpx2.Response]) -> None:
        try:
            answer = self._inner.handle_request(request)
            answer.read()
        except BaseException:  # noqa: BLE001 - a server answers 500, whatever it is
            status, headers, body = _FAILED
            answer = httpx2.Response(status, headers=headers, content=body)
        answers.put(answer)
