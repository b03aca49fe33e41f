"""What is kept, by one process or several, and when a process dies."""

from __future__ import annotations

import re
import sqlite3
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import httpx2
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.demo.databases import AnyDatabase, acknowledged_and_kept
from tests.serving import calling, running
from tryfield.core.errors import ConfigurationError
from tryfield.demo import group_tokens
from tryfield.demo.demo_database import Database, default_database
from tryfield.demo.users_api import api


def one_group(database: str, gate: threading.Barrier) -> tuple[int, bool]:
    """Ask for one id at the same time as others, in a process of its own."""
    opened = Database(database)
    gate.wait()
    caller = group_tokens.Caller(environment="Customer")
    wanted = group_tokens.Wanted(id="same")
    group, new = opened.transaction(
        lambda session: group_tokens.get_or_create(session, caller, wanted)
    )
    opened.close()
    return group.id, new


def test_two_requests_at_once_for_one_id_make_one_group(client: httpx2.Client) -> None:
    gate = threading.Barrier(12)

    def ask(_: int) -> tuple[int, bool]:
        gate.wait()
        answer = client.request("GET", "/api/user", json={"user_group_id": "same"}).json()
        return answer["user_group"]["team_id"], answer["new_user_group"]

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(ask, range(12)))

    assert len({team for team, _ in answers}) == 1
    assert sum(new for _, new in answers) == 1


def test_two_processes_at_once_make_one_group(database: str) -> None:
    context = get_context("spawn")
    with context.Manager() as manager, context.Pool(4) as processes:
        gate = manager.Barrier(4)
        answers = processes.starmap(one_group, [(database, gate)] * 4, chunksize=1)

    assert len({team for team, _ in answers}) == 1
    assert sum(new for _, new in answers) == 1


def test_a_collision_is_resolved_by_finding_what_the_other_made(database: str) -> None:
    opened = Database(database)
    caller = group_tokens.Caller(environment="Customer")
    seen: list[bool] = []

    def work(session: Session) -> int:
        group, new = group_tokens.get_or_create(session, caller, group_tokens.Wanted(id="same"))
        seen.append(new)
        if len(seen) == 1:  # what happens on a database that lets another one write in between
            raise IntegrityError("another made it first", None, Exception())
        return group.id

    opened.transaction(work)
    opened.close()

    assert seen == [True, True]


def test_killed_processes_lose_nothing_that_they_acknowledged(
    any_database: AnyDatabase,
) -> None:
    assert acknowledged_and_kept(any_database, rounds=20) > 20


def test_a_token_that_is_replaced_from_many_places_at_once_is_replaced_once(
    any_database: AnyDatabase,
) -> None:
    gate = threading.Barrier(100)
    with (
        running(api(database=any_database.address)) as address,
        httpx2.Client(base_url=address, timeout=120) as client,
    ):
        asked = {"Authorization": "Token demo-token"}
        group = client.get("/api/user", headers=asked).json()["user_group"]
        own = {"Authorization": f"Token {group['token']}"}
        for says_it in (False, True):
            body = {"current_token": group["token"]} if says_it else {}

            def rotate(_: int, body: dict[str, str] = body) -> int:
                gate.wait()
                answer = httpx2.post(f"{address}/api/user", headers=own, json=body, timeout=120)
                return answer.status_code

            with ThreadPoolExecutor(100) as threads:
                statuses = Counter(threads.map(rotate, range(100)))
            assert statuses[200] == 1
            assert set(statuses) <= {200, 401, 404}
            group = client.get("/api/user", headers=asked).json()["user_group"]
            own["Authorization"] = f"Token {group['token']}"


def test_a_file_is_written_through_to_the_disk(database: str) -> None:
    opened = Database(database)
    settings = opened.transaction(
        lambda session: [
            session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )
    opened.close()

    assert settings == ["wal", 2, 1]


def test_a_database_that_fails_later_is_said_in_json(database: str) -> None:
    with calling(api(database=database)) as client:
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as file:
            file.execute("DROP TABLE user_groups")
        answer = client.get("/api/user", headers={"Authorization": "Token demo-token"})

    assert answer.status_code == 503
    assert answer.json() == {"success": 0, "message": "The database does not answer. Try again."}


def test_a_group_whose_token_is_replaced_is_locked_where_transactions_overlap() -> None:
    statement = group_tokens.with_token("t", to_change=True).compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]

    assert str(statement).endswith("FOR UPDATE")


def test_a_database_in_memory_is_one_for_all_threads() -> None:
    with calling(api()) as client, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: client.get("/api/user").json(), range(24)))

    assert sum(answer["new_user_group"] for answer in answers) == 1


def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'a' / 'b' / 'users.sqlite3'}").close()

    assert (tmp_path / "a" / "b" / "users.sqlite3").is_file()


def test_the_default_is_a_file_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")

    assert default_database() == "sqlite:////data/tryfield/demo.sqlite3"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("users.sqlite3", "database-address"),
        ("sqlite:////proc/nowhere/users.sqlite3", "database-unusable"),
        ("nodatabase://host/name", "database-unusable"),
        ("postgresql+pg8000://ada:secret@host/name", "database-driver-missing"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_in_one_line(address: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(address)

    assert re.fullmatch(rf"\S+: {words}: .+\.", str(caught.value))
    assert "secret" not in str(caught.value)
