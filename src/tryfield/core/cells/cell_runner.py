"""Runs a reader's code: one namespace for a page, tracebacks that show the reader's lines only."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import traceback
from collections.abc import Awaitable
from types import ModuleType
from typing import Any

from tryfield.core.cells.replay import Replay, copied
from tryfield.core.cells.transport_bridge import TransportBridge, install, received

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_CLIENTS = {"httpx": "httpx", "httpx2": "httpx", "requests": "requests"}


class DifferenceError(AssertionError):
    """An answer differs from its documentation; a line for each difference."""


class Page:
    """The one namespace that the cells of a page share."""

    def __init__(self, door: TransportBridge, package: ModuleType) -> None:
        """Begin with nothing but `tryfield` and its `check`.

        Args:
            door: Where requests go.
            package: `tryfield` itself, which code imports; it gets `check`.
        """
        self._door = door
        self._installed: set[str] = set()
        self._count = 0
        module = ModuleType("__main__")
        self._names = vars(module)
        self._names["tryfield"] = package
        sys.modules["__main__"] = module
        vars(package)["check"] = check

    def run(self, code: str) -> str | Awaitable[str]:
        """Run one cell; an awaitable when the code awaits something, or may have to run again.

        Returns:
            "" when it ran through, else the traceback, to be printed.
        """
        self._count += 1
        name = f"<cell {self._count}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        try:
            self._prepare(code)
            body, last = _compiled(code, name)
        except BaseException as error:  # noqa: BLE001 - a cell ends no page
            return _reader_traceback(error, name)
        if self._installed and not self._door.waits:
            return self._replayed(self._door.replay, body, last, name)
        return self._attempted(body, last, name)

    async def _replayed(self, replay: Replay, body: Any, last: Any, name: str) -> str:
        """Run a cell again as often as it was stopped at a call."""
        replay.begin()
        before = copied(self._names)
        with replay.printing(sys.stdout, sys.stderr):
            while True:
                told = self._attempted(body, last, name)
                if not isinstance(told, str):
                    told = await told
                if not replay.suspended:
                    return told
                await replay.again()
                self._names.clear()
                self._names.update(copied(before))

    def _attempted(self, body: Any, last: Any, name: str) -> str | Awaitable[str]:
        try:
            pending = eval(body, self._names)  # noqa: S307 - that is what it is for
            if inspect.iscoroutine(pending):
                return self._awaited(pending, last, name)
            result = eval(last, self._names) if last else None  # noqa: S307
            if inspect.iscoroutine(result) and last and last.co_flags & inspect.CO_COROUTINE:
                return self._shown_later(result, name)
            _show(result)
        except BaseException as error:  # noqa: BLE001 - a cell ends no page
            return _reader_traceback(error, name)
        return ""

    async def _awaited(self, pending: Awaitable[Any], last: Any, name: str) -> str:
        try:
            await pending
            result = eval(last, self._names) if last else None  # noqa: S307
            if inspect.iscoroutine(result) and last.co_flags & inspect.CO_COROUTINE:
                result = await result
            _show(result)
        except BaseException as error:  # noqa: BLE001 - as above
            return _reader_traceback(error, name)
        return ""

    async def _shown_later(self, pending: Awaitable[Any], name: str) -> str:
        try:
            _show(await pending)
        except BaseException as error:  # noqa: BLE001 - as above
            return _reader_traceback(error, name)
        return ""

    def _prepare(self, code: str) -> None:
        for client in clients_of(code) - self._installed:
            install(client, self._door)
            self._installed.add(client)


def clients_of(code: str) -> set[str]:
    """The HTTP clients that code imports: `httpx`, `requests`; none when it is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return set()
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    return {_CLIENTS[name] for name in names if name in _CLIENTS}


def check(response: Any) -> Any:
    """The response itself, when it is as documented.

    Raises:
        DifferenceError: It differs from its documentation, or nothing is documented.
        TypeError: It is no response of httpx2, httpx or requests.
    """
    came = received(response)
    if came is None:
        raise TypeError("check() takes a response of httpx2, httpx or requests.")
    if not came.documented:
        request = response.request
        url = str(request.url).partition("?")[0]
        raise DifferenceError(f"{request.method} {url} is not documented.")
    if came.faults:
        raise DifferenceError("\n".join(came.faults))
    sys.stdout.write(f"✓ {came.outcome}\n")
    return response


def _compiled(code: str, name: str) -> tuple[Any, Any]:
    """The code, and its last expression by itself, whose value is shown."""
    tree = ast.parse(code, name)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        final = tree.body.pop()
        last = compile(ast.Expression(final.value), name, "eval", flags=_FLAGS, dont_inherit=True)  # type: ignore[attr-defined]
    return compile(tree, name, "exec", flags=_FLAGS, dont_inherit=True), last


def _show(value: Any) -> None:
    if value is not None:
        sys.stdout.write(f"{value!r}\n")


def _reader_traceback(error: BaseException, name: str) -> str:
    """The traceback as the reader shall see it: without our frames and those of libraries."""
    kept = traceback.TracebackException.from_exception(error, compact=True)
    seen: set[int] = set()
    one: traceback.TracebackException | None = kept
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        own = [frame for frame in one.stack if frame.filename.startswith("<cell ")]
        one.stack = traceback.StackSummary.from_list(own)
        one = one.__cause__ or one.__context__
    # What a client was doing inside when it failed says nothing to a reader.
    inner = kept.__cause__ or kept.__context__
    if inner is not None and not inner.stack:
        kept.__cause__ = kept.__context__ = None
    shown = "".join(kept.format()).replace("tryfield.core.cells.cell_runner.", "")
    for module in ("replay", "transport_bridge"):
        shown = shown.replace(f"tryfield.core.cells.{module}.", "")
    return shown.replace(f'File "{name}"', "Your code")
