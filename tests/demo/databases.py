"""Databases for the users API: a file of SQLite, and a PostgreSQL server of our own."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx2
import pytest

from tests.serving import calling
from tryfield.demo.users_api import api

SERVE = """
import socket, sys, uvicorn
from tryfield.demo.users_api import api
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
application = api(database=sys.argv[1])
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(application, log_level="error")).run(sockets=[listening])
"""


class AnyDatabase(Protocol):
    """A database that can be killed."""

    @property
    def address(self) -> str:
        """As SQLAlchemy writes it."""

    def crash(self) -> None:
        """Stop its server, if it has one, as a power cut would, and start it again."""


class SQLite:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.address = f"sqlite:///{folder / 'users.sqlite3'}"

    def crash(self) -> None:
        """There is no server."""


class PostgreSQL:
    """A server on a free port of this machine, with its data in a folder."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._programs = programs
        self._data = folder
        # It refuses to be run by root; Debian's package makes a user for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._data, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._do("initdb", "--auth=trust", "--username=users", "--encoding=UTF8")
        self.start()
        self.address = f"postgresql+psycopg://users@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k ''"
        self._do("pg_ctl", "start", "-w", "-l", str(self._data / "log"), "-o", options)

    def stop(self) -> None:
        """End it."""
        self._do("pg_ctl", "stop", "-w", "-m", "immediate")

    def crash(self) -> None:
        """End it without writing anything, and start it again."""
        self.stop()
        self.start()

    def _do(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *words]
        subprocess.run(
            command, user=self._user, cwd="/", check=True, timeout=120,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server for the block; the test is skipped where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    here = shutil.which("initdb")
    if not found and not here:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not below pytest's folder, which the user that runs it may not enter.
    with tempfile.TemporaryDirectory(prefix="tryfield-") as folder:
        server = PostgreSQL(Path(folder), (found[-1] if found else Path(str(here))).parent)
        try:
            yield server
        finally:
            server.stop()


def acknowledged_and_kept(database: AnyDatabase, *, rounds: int) -> int:
    """Kill the API in the middle of its work, again and again; how much it acknowledged.

    Raises:
        AssertionError: Something that was acknowledged is gone, or is another thing.
    """
    acknowledged: dict[str, str] = {}
    for round_ in range(rounds):
        _killed(database, round_, acknowledged)
        if round_ % 5 == 4:
            database.crash()
    with calling(api(database=database.address)) as client:
        for number, token in acknowledged.items():
            answer = client.request("GET", "/api/user", json={"user_group_id": number}).json()
            assert (answer["new_user_group"], answer["user_group"]["token"]) == (False, token)
    return len(acknowledged)


def _killed(database: AnyDatabase, round_: int, acknowledged: dict[str, str]) -> None:
    """Ask for new groups until the server is killed (SIGKILL)."""
    moment = random.Random(round_).uniform(0.02, 0.3)
    command = [sys.executable, "-c", SERVE, database.address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        killer = threading.Timer(moment, server.kill)
        try:
            assert server.stdout is not None
            address = f"http://127.0.0.1:{int(server.stdout.readline())}"
            headers = {"Authorization": "Token demo-token"}
            with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
                for number in range(100_000):
                    name = f"{round_}-{number}"
                    answer = client.request("GET", "/api/user", json={"user_group_id": name})
                    acknowledged[name] = answer.json()["user_group"]["token"]
                    if number == 1:  # however slow: something is acknowledged before
                        killer.start()
        except httpx2.TransportError:
            pass  # it was killed while it answered
        finally:
            server.kill()
