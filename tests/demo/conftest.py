"""The users API on a real port, with a real file as its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.demo.databases import AnyDatabase, SQLite, postgresql
from tests.serving import calling
from tryfield.demo.users_api import api


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'users.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyDatabase]:
    if request.param == "sqlite":
        yield SQLite(tmp_path)
    else:
        with postgresql() as server:
            yield server


@pytest.fixture
def client(database: str) -> Iterator[httpx2.Client]:
    with calling(api(database=database)) as client:
        yield client


@pytest.fixture
def drifting(database: str) -> Iterator[httpx2.Client]:
    with calling(api(database=database, drift=True)) as client:
        yield client
