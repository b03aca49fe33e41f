"""Opens the database of the users API, so that what was acknowledged stays written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from tryfield.core.errors import ConfigurationError
from tryfield.demo.demo_tables import Base

_Result = TypeVar("_Result")
_TRIES = 5


def default_database() -> str:
    """The address of the SQLite file that is used when nobody names another."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return f"sqlite:///{home / 'tryfield' / 'demo.sqlite3'}"


class Database:
    """Tables that exist, and transactions that are repeated when two writers collide.

    Raises:
        ConfigurationError: The address cannot be understood, its driver is not installed, or
            nothing answers there.
    """

    def __init__(self, address: str) -> None:
        url = _url(address)
        #: fit for people: without the password
        self.address = url.render_as_string(hide_password=True)
        try:
            self._engine = _engine(url)
            _repeated(lambda: Base.metadata.create_all(self._engine), OperationalError)
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"{self.address}: database-driver-missing: Python has no module {error.name!r}."
                f" Install the driver that SQLAlchemy uses for {url.drivername!r}."
            ) from error
        except (SQLAlchemyError, OSError) as error:
            reason = getattr(error, "orig", None) or error
            raise ConfigurationError(
                f"{self.address}: database-unusable: {reason}."
                " Name a database that can be written to, with --database URL."
            ) from error

    def transaction(self, work: Callable[[Session], _Result]) -> _Result:
        """What `work` returns, once all that it wrote is committed.

        `work` is called again when another writer made the same row first, so that it then finds
        that row.
        """

        def once() -> _Result:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                return work(session)

        return _repeated(once, IntegrityError)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def _repeated(act: Callable[[], _Result], collision: type[SQLAlchemyError]) -> _Result:
    for _ in range(_TRIES - 1):
        try:
            return act()
        except collision:
            continue
    return act()


def _url(address: str) -> URL:
    try:
        return make_url(address)
    except ArgumentError as error:
        raise ConfigurationError(
            "--database: database-address: this is not the address of a database."
            " Write it as in sqlite:///users.sqlite3 or postgresql+psycopg://user@host/name."
        ) from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database in (None, "", ":memory:"):
        # Each connection would have a memory of its own, so there is exactly one.
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # with WAL, NORMAL may lose the last commits
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in
    # between; asking for the right to write at the beginning makes it wait instead.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
