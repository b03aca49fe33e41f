"""Recorded traffic: every drift is found, and the time is a part of that of `redocly drift`.

The recordings are made from the examples of GitHub's REST description, with other values in each
exchange. All ratios are of one run on one machine, of whole processes. Run with `-s` to see them.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import inputs
from tests.benchmarks.peers import NODE, from_npm, from_pypi
from tryfield import project
from tryfield.checking.traffic.recorded_exchanges import ReadingNotes, read_recording
from tryfield.checking.traffic.traffic_judge import JudgedExchange, TrafficJudge
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.model import Endpoint
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

SERVER = "https://api.github.com"
#: Python that keeps what it compiled. Else pytest compiles all modules of a plugin at each start.
USUAL = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_TRYFIELD = [sys.executable, "-c", "from tryfield.cli import main; main()"]


@pytest.fixture(scope="module")
def description() -> Path:
    return inputs.github()


@pytest.fixture(scope="module")
def endpoints(description: Path) -> tuple[Endpoint, ...]:
    return project.read([description], root=description.parent).reference.endpoints


def documented(endpoints: tuple[Endpoint, ...]) -> list[tuple[str, str, int, Any]]:
    """Method, address, status and body of each documented example of a JSON response."""
    found = []
    for endpoint in endpoints:
        for response in endpoint.responses if endpoint.kind == "path" else ():
            for content in response.contents:
                if content.media_type == "application/json" and content.examples:
                    if not response.status.isdigit():
                        continue
                    body = json.loads(content.examples[0].text)
                    path = re.sub(r"\{[^}]*\}", "1", endpoint.path)
                    found.append((endpoint.method, SERVER + path, int(response.status), body))
    return found


def recording(
    file: Path, endpoints: tuple[Endpoint, ...], count: int, *, drift: bool = True
) -> dict[int, tuple[str, str]]:
    """Write exchanges; the names that are added or of another type, by number of the exchange."""
    chance = random.Random(11)
    known = documented(endpoints)
    put: dict[int, tuple[str, str]] = {}
    entries = []
    for number in range(1, count + 1):
        method, url, status, body = known[number % len(known)]
        body = other_values(body, number)
        if drift and isinstance(body, dict) and body and number % 5 == 0:
            name = chance.choice(sorted(body))
            if number % 2 and isinstance(body[name], str | int | float):
                body[name] = {"odd": number}
                put[number] = "retyped", name
            else:
                body[f"{name}_added"] = number
                put[number] = "added", f"{name}_added"
        headers = [{"name": "Content-Type", "value": "application/json"}]
        content = {"mimeType": "application/json", "text": json.dumps(body)}
        entries.append(
            {
                "request": {"method": method, "url": url, "headers": [], "bodySize": 0},
                "response": {"status": status, "headers": headers, "content": content},
            }
        )
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    return put


def other_values(value: Any, number: int) -> Any:
    """The same with other numbers, so that no body is like another one."""
    if isinstance(value, dict):
        return {name: other_values(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [other_values(one, number) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > 100:
        return value + number
    return value


def judged(file: Path, endpoints: tuple[Endpoint, ...]) -> list[JudgedExchange]:
    judge = TrafficJudge(endpoints, bases=[SERVER])
    return [judge.judge(one) for one in read_recording(file, ReadingNotes.none())]


def places(one: JudgedExchange) -> set[tuple[str, str, str]]:
    """What an exchange has against the documentation."""
    found: set[tuple[str, str, str]] = set()
    for difference in one.differences:
        what = difference.what
        if isinstance(what, FieldVerdict | UndocumentedField):
            keyword = what.keyword if isinstance(what, FieldVerdict) else "undocumented"
            found.add((difference.sender, what.path.replace("\\", ""), keyword))
        else:
            found.add((difference.sender, what.code, what.actual))
    return found


def at(path: str, name: str) -> bool:
    """Whether a path is that of a name of the body, in whichever branch of a choice."""
    return re.fullmatch(rf"(?:<\d+>\.)?{re.escape(name)}(?:\..*)?", path) is not None


def test_every_drift_is_found_at_its_field_and_nothing_else_changes(
    endpoints: tuple[Endpoint, ...], tmp_path: Path
) -> None:
    put = recording(tmp_path / "drift.har", endpoints, 1_000)
    recording(tmp_path / "clean.har", endpoints, 1_000, drift=False)

    allowed: list[str] = []
    bodies: list[str] = []
    other: list[tuple[str, str, str]] = []
    pairs = zip(
        judged(tmp_path / "drift.har", endpoints),
        judged(tmp_path / "clean.har", endpoints),
        strict=True,
    )
    for number, (one, clean) in enumerate(pairs, 1):
        new, gone = places(one) - places(clean), places(clean) - places(one)
        if number not in put:
            assert (new, gone) == (set(), set())
            continue
        name = put[number][1]
        mine = {place for place in new if at(place[1], name) or not place[1]}
        if not mine and not any(at(place[1], name) for place in places(one)):
            # An example that is no array where one is documented differs as a whole.
            whole = ("response", "", "type") in places(clean)
            (bodies if whole else allowed).append(f"{number}: {put[number]}")
        other += new - mine

    found = len(put) - len(allowed) - len(bodies)
    print(f"\n{len(put)} drifts, {found} found; the schema allows {allowed}; all differs: {bodies}")
    assert len(allowed) <= len(put) // 50
    assert other == []


def spent(words: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of the processor, and megabytes at most, of a whole process."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            words, cwd=folder, env=USUAL, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), (folder / "output").read_text()[-2000:]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def test_it_takes_a_third_of_the_time_and_half_of_the_memory_of_redocly(
    description: Path, endpoints: tuple[Endpoint, ...], tmp_path: Path
) -> None:
    redocly = from_npm() / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
    ours: dict[int, tuple[float, float]] = {}
    for count in (1_000, 8_000):
        recording(tmp_path / "a.har", endpoints, count)
        ours[count] = spent(
            [*_TRYFIELD, "check", str(description), "--traffic", "a.har", "--base", SERVER],
            tmp_path,
        )
        words = [str(NODE / "bin/node"), str(redocly), "drift", "a.har", "--api", str(description)]
        theirs = spent([*words, "--format", "json"], tmp_path)
        print(f"\n{count:,}: ours {ours[count]}, redocly {theirs} (s, MB)")
        assert ours[count][0] <= theirs[0] / 3
        assert ours[count][1] <= theirs[1] / 2
    recording(tmp_path / "a.har", endpoints, 1)
    start, _ = spent(
        [*_TRYFIELD, "check", str(description), "--traffic", "a.har", "--base", SERVER], tmp_path
    )
    ratio = (ours[8_000][0] - start) / (ours[1_000][0] - start)
    print(f"8 times the exchanges take {ratio:.1f} times as long beyond {start:.1f} s")
    assert ratio <= 8.5


def test_matching_costs_nearly_the_same_for_all_sizes(endpoints: tuple[Endpoint, ...]) -> None:
    paths = [one for one in endpoints if one.kind == "path"]
    asked = [(one.method, SERVER + re.sub(r"\{[^}]*\}", "x", one.path)) for one in paths[:50]]

    def matching(index: EndpointIndex) -> float:
        rounds = []
        for _ in range(15):
            begin = time.process_time()
            for method, url in asked:
                index.endpoint_for(method, url, bases=[SERVER], whole=True)
            rounds.append(time.process_time() - begin)
        return min(rounds)

    few, many = EndpointIndex(paths[:50]), EndpointIndex(endpoints)
    ratio = matching(many) / matching(few)
    print(f"\nmatching among {len(paths):,} instead of 50: {ratio:.2f} times as long")
    assert ratio <= 1.5


SUITE = """
import sqlite3, fastapi, fastapi.testclient, pydantic, pytest

class User(pydantic.BaseModel):
    id: int
    name: str
    email: str

app = fastapi.FastAPI()
base = sqlite3.connect(":memory:", check_same_thread=False)
base.execute("create table users (id integer primary key, name text, email text)")

@app.post("/users/{user_id}", status_code=201)
def add(user_id: int, user: User) -> User:
    base.execute("insert or replace into users values (?, ?, ?)", (user_id, user.name, user.email))
    base.commit()
    return user

@app.get("/users")
def users() -> list[User]:
    rows = base.execute("select id, name, email from users limit 20")
    return [User(id=a, name=b, email=c) for a, b, c in rows]

@pytest.fixture
def client():
    with fastapi.testclient.TestClient(app) as client:
        yield client

@pytest.mark.parametrize("number", range(250))
def test_users(number, client):
    sent = {"id": number, "name": f"Ada {number}", "email": "ada@shop.test"}
    assert client.post(f"/users/{number}", json=sent).json() == sent
    assert client.get("/users").status_code == 200
"""


def test_judging_a_suite_of_500_requests_adds_a_tenth_at_most(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SUITE, encoding="utf-8")
    document = "import json, test_it; print(json.dumps(test_it.app.openapi()))"
    made = subprocess.run(
        [sys.executable, "-c", document], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    (tmp_path / "openapi.json").write_text(made.stdout, encoding="utf-8")
    (tmp_path / "tryfield.toml").write_text('sources = ["openapi.json"]\n', encoding="utf-8")
    plain = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    rounds = []
    for _ in range(5):
        without, _ = spent(plain, tmp_path)
        judging, _ = spent([*plain, "--tryfield-traffic"], tmp_path)
        rounds.append(judging / without)
    print(f"\na suite of 500 requests: {[f'{one:.3f}' for one in rounds]} times as long")
    assert "2 of 2 operations called, 2 with success" in (tmp_path / "output").read_text()
    assert statistics.median(rounds) <= 1.1


class _Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        body = b'{"id": 1, "name": "Ada"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def started(words: list[str], folder: Path, port: int) -> Iterator[int]:
    """A server of its own process, once it listens."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def seconds(connection: http.client.HTTPConnection) -> float:
    begin = time.perf_counter()
    connection.request("GET", "/users/1")
    connection.getresponse().read()
    return time.perf_counter() - begin


def test_the_proxy_adds_no_more_than_mitmdump(tmp_path: Path) -> None:
    mitmdump = str(from_pypi("mitmproxy", programs=True) / "bin" / "mitmdump")
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    content = {"application/json": {"schema": schema}}
    get = {"responses": {"200": {"description": "", "content": content}}}
    paths = {"/users/{id}": {"get": get}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    api = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    to = f"http://127.0.0.1:{api.server_port}"
    ours, theirs = free_port(), free_port()
    proxy = [*_TRYFIELD, "proxy", "openapi.json", "--to", to, "--port", str(ours)]
    peer = [mitmdump, "--mode", f"reverse:{to}", "--listen-host", "127.0.0.1", "-p", str(theirs)]
    with (
        started([*proxy, "--record", "a.har"], tmp_path, ours),
        started([*peer, "-w", "a.flow"], tmp_path, theirs),
        ExitStack() as stack,
    ):
        ports = (api.server_port, ours, theirs)
        calling = [http.client.HTTPConnection("127.0.0.1", port) for port in ports]
        for connection in calling:
            stack.callback(connection.close)
        times = [list(map(seconds, calling)) for _ in range(600)][100:]
    medians = [statistics.median(column) * 1000 for column in zip(*times, strict=True)]
    api.shutdown()
    api.server_close()
    print(f"\nmedian ms: direct {medians[0]:.2f}, ours {medians[1]:.2f}, mitmdump {medians[2]:.2f}")
    assert medians[1] <= medians[2]
