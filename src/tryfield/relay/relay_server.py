"""Listens on an address of this machine, for the relay and for the demo."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from tryfield.core.errors import ConfigurationError
from tryfield.relay.relay_allowlist import origin_of
from tryfield.relay.relay_application import application
from tryfield.relay.relay_limits import Limits

_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised, not chosen


def serve(
    allow: Sequence[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    origins: Sequence[str] = (),
    networks: Sequence[str] = (),
    limits: Limits | None = None,
    say: Callable[[str], object] = print,
) -> None:
    """Run a relay until it is interrupted. `say` is told its address, and what it sends to.

    Raises:
        ConfigurationError: An option cannot be followed, or the port is taken.
    """
    relay = application(allow, origins=origins, networks=networks, limits=limits)
    with listening(host, port) as bound:
        say(f"Relay at {addresses(bound, host)[0]} to {', '.join(allow) or 'nowhere'}")
        run(relay, bound)


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound to an address; port 0 takes any that is free.

    Raises:
        ConfigurationError: The port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small pieces at once (TCP_NODELAY) only where the protocol is named.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it lets two programs have the same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(128)
    except (OSError, OverflowError) as error:
        bound.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"{host}:{port}: port-taken: another program listens there."
                f" Choose another port, with PORT={port + 1} or --port {port + 1}."
            ) from error
        raise ConfigurationError(
            f"{host}:{port}: address-unusable: {error}. Choose another with --host and --port."
        ) from error
    return bound


def addresses(bound: socket.socket, host: str) -> list[str]:
    """The origins that a socket is reached at from this machine, the best one first."""
    port = bound.getsockname()[1]
    hosts = ["127.0.0.1", "localhost"] if host in {*_EVERYWHERE, "127.0.0.1"} else [host]
    hosts = ["localhost", "127.0.0.1"] if host == "localhost" else hosts
    hosts = ["::1", "localhost"] if host == "::1" else hosts
    return [origin_of("http", name, port) for name in hosts]


def run(asgi: Any, bound: socket.socket, *, headers: bool = True) -> None:
    """Answer on a socket until the process is interrupted.

    A client that stops in the middle of a request is let go after a few seconds, and the log says
    no more than a few lines a minute, whatever clients do.

    Args:
        asgi: The application.
        bound: As `listening` gives it.
        headers: Whether responses get `Server` and `Date`; not those that another server wrote.
    """
    settings = uvicorn.Config(
        asgi,
        http=Connection,
        log_level="warning" if headers else "critical",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=headers,
        date_header=headers,
    )
    for name in ("uvicorn.error", "tryfield.demo"):
        logging.getLogger(name).addFilter(Bounded())
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[bound])


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection of uvicorn whose client may not stop in the middle of a request.

    The head of a request comes within `patience` seconds of the connection, or of its first byte;
    between two pieces of a body there are no more than that. Waiting for us costs no time.
    """

    patience = 10.0

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering:
            self._rest()
            if self.cycle.more_body:
                self._wait()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = asyncio.get_running_loop().call_later(self.patience, self._give_up)

    def _rest(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self._is_answering and (not self.cycle.more_body or self.flow.read_paused):
            return  # it is our turn
        self.transport.abort()


class Bounded(logging.Filter):
    """Lets a few records a minute through; what it left out is counted in the next one."""

    most = 20

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._minute = -1
        self._count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        minute = int(self._clock() // 60)
        if minute != self._minute:
            left_out = self._count - self.most
            if left_out > 0:
                record.msg = f"{record.msg} ({left_out} lines before it were left out)"
            self._minute, self._count = minute, 0
        self._count += 1
        return self._count <= self.most
