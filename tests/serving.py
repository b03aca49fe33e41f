"""Runs ASGI applications on free ports of this machine, for tests that need a real server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import uvicorn


@contextmanager
def running(application: Any, **settings: Any) -> Iterator[str]:
    """The address at which an application answers, for as long as the block lasts."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(application, log_level="error", timeout_graceful_shutdown=1, **settings)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        host, port = listening.getsockname()
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@contextmanager
def calling(application: Any) -> Iterator[httpx2.Client]:
    """A client of an application, with the token that every demo knows."""
    headers = {"Authorization": "Token demo-token"}
    with (
        running(application) as address,
        httpx2.Client(base_url=address, headers=headers, timeout=60) as client,
    ):
        yield client
