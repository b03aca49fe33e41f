"""Listens on an address of this machine, for the relay and for the demo."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import uvicorn

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

    Args:
        asgi: The application.
        bound: As `listening` gives it.
        headers: Whether responses get `Server` and `Date`; not those that another server wrote.
    """
    settings = uvicorn.Config(
        asgi,
        log_level="warning" if headers else "critical",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=headers,
        date_header=headers,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[bound])
