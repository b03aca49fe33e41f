"""The whole demo, as a process of its own."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tryfield.core.errors import ConfigurationError
from tryfield.demo.demo_server import serve
from tryfield.relay.relay_server import listening

SERVE = """
import json, pathlib, sys
from tryfield.demo.demo_server import serve
options = json.loads(sys.argv[1])
if "site" in options:
    options["site"] = pathlib.Path(options["site"])
serve(port=0, say=lambda line: print(line, flush=True), **options)
"""


@contextmanager
def serving(**options: object) -> Iterator[tuple[list[str], httpx2.Client]]:
    command = [sys.executable, "-c", SERVE, json.dumps(options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline().rstrip("\n") for _ in range(5)]
            address = lines[0].rsplit(" ", 1)[-1]
            with httpx2.Client(base_url=address) as client:
                yield lines, client
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 0
        finally:
            process.kill()


def test_the_demo_says_where_it_is_and_what_to_try(tmp_path: Path, database: str) -> None:
    (tmp_path / "index.html").write_text("<title>Home</title>")
    with serving(database=database, site=str(tmp_path)) as (lines, client):
        home = client.get("/").text

    assert lines[0] == f"The site, the users API and the relay are at {client.base_url}".rstrip("/")
    assert "demo-token" in lines[1]
    assert [line[:4] for line in lines[2:]] == ["  1.", "  2.", "  3."]
    assert home == "<title>Home</title>"


def test_a_get_with_a_body_reaches_the_demo_by_its_own_relay(database: str) -> None:
    with serving(database=database) as (_, client):
        address = str(client.base_url).rstrip("/")
        envelope = {
            "method": "GET",
            "url": f"{address}/api/user",
            "headers": [
                ["Authorization", "Token demo-token"],
                ["Content-Type", "application/json"],
            ],
            "body": base64.b64encode(b'{"user_group_id": "by-relay"}').decode(),
        }
        own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        answer = client.post("/relay", json=envelope, headers=own).json()
        foreign = client.post("/relay", json=envelope, headers={"Origin": "http://localhost:1"})

    group = json.loads(base64.b64decode(answer["body"]))["user_group"]
    assert (answer["status"], group["provided_id"]) == (200, "by-relay")
    assert foreign.status_code == 403


def test_there_is_no_relay_where_none_is_wanted(database: str) -> None:
    with serving(database=database, relay=False) as (_, client):
        assert client.get("/relay").status_code == 404


def test_what_was_written_is_there_when_the_demo_starts_again(database: str) -> None:
    headers = {"Authorization": "Token demo-token"}
    answers = []
    for _ in range(2):
        with serving(database=database) as (_, client):
            answers.append(client.get("/api/user", headers=headers).json())

    assert [answer["new_user_group"] for answer in answers] == [True, False]
    assert answers[0]["user_group"] == answers[1]["user_group"]


def test_a_port_that_is_taken_ends_the_demo_before_it_begins(database: str) -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"port-taken: .* PORT={port + 1} "):
            serve(port=port, database=database)

    assert not Path(database.removeprefix("sqlite:///")).exists()
