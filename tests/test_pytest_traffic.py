"""`pytest --tryfield-traffic`: what the tests of a project send is judged, as they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checking.conftest import search_path
from tests.checking.shop_traffic import shop

Run = Callable[..., str]

FASTAPI = """
import fastapi, fastapi.testclient, pytest
app = fastapi.FastAPI()

@app.get("/users/{user_id}")
def one(user_id: int):
    return {"id": user_id, "name": "Ada"} if user_id == 1 else {"id": "x", "name": "Ada"}

@app.post("/users", status_code=201)
def add(body: dict):
    return {"id": 2, "name": body.get("name", "")}

@app.get("/teams")
def teams():
    return []

@pytest.fixture
def client():
    return fastapi.testclient.TestClient(app)

def test_good(client):
    assert client.get("/users/1").json()["id"] == 1

def test_bad(client):
    assert client.get("/users/2").status_code == 200

def test_more(client):
    client.post("/users", json={"id": 2, "name": "Bo", "admin": True})
    client.get("/teams")
"""
FLASK = """
import flask, pytest
app = flask.Flask(__name__)

@app.get("/users/<int:user_id>")
def one(user_id):
    return {"id": user_id if user_id == 1 else "x", "name": "Ada"}

@app.post("/users")
def add():
    return {"id": 2, "name": flask.request.json["name"]}, 201

@app.get("/teams")
def teams():
    return []

def test_good():
    assert app.test_client().get("/users/1").json["id"] == 1

def test_bad():
    assert app.test_client().get("/users/2").get_json()["id"] == "x"

def test_more():
    app.test_client().post("/users", json={"id": 2, "name": "Bo", "admin": True})
    app.test_client().get("/teams")
"""
DJANGO = """
import asyncio, json
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x")
import django
django.setup()
from django.http import JsonResponse
from django.test import AsyncClient, Client
from django.urls import path

def one(request, user_id):
    return JsonResponse({"id": user_id if user_id == 1 else "x", "name": "Ada"})

def users(request):
    return JsonResponse({"id": 2, "name": json.loads(request.body)["name"]}, status=201)

def teams(request):
    return JsonResponse([], safe=False)

urlpatterns = [path("users/<int:user_id>", one), path("users", users), path("teams", teams)]

def test_good():
    assert Client().get("/users/1").json()["id"] == 1

def test_bad():
    assert asyncio.run(AsyncClient().get("/users/2")).json()["id"] == "x"

def test_more():
    sent = {"id": 2, "name": "Bo", "admin": True}
    Client().post("/users", data=sent, content_type="application/json")
    Client().get("/teams")
"""
SERVER = """
import http.server, json, threading, pytest

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        made = {"/users/1": {"id": 1, "name": "Ada"}, "/users/2": {"id": "x", "name": "Ada"}}
        body = json.dumps(made.get(self.path, [])).encode()
        status = 201 if self.command == "POST" else 200
        if self.command == "POST":
            body = b'{"id": 2, "name": "Bo"}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
    def log_message(self, *args): pass

@pytest.fixture(scope="module")
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
"""
REQUESTS = (
    SERVER
    + """
def test_good(url):
    import requests  # not before the first test runs
    assert requests.get(url + "/users/1").json()["id"] == 1

def test_bad(url):
    import requests
    with requests.Session() as session:
        assert session.get(url + "/users/2").ok

def test_more(url):
    import requests
    requests.post(url + "/users", json={"id": 2, "name": "Bo", "admin": True})
    requests.get(url + "/teams")
"""
)
HTTPX = (
    SERVER
    + """
import asyncio, httpx2

def test_good(url):
    assert httpx2.get(url + "/users/1").json()["id"] == 1

async def bad(url):
    async with httpx2.AsyncClient(base_url=url) as client:
        assert (await client.get("/users/2")).status_code == 200

def test_bad(url):
    asyncio.run(bad(url))

def test_more(url):
    httpx2.post(url + "/users", json={"id": 2, "name": "Bo", "admin": True})
    with httpx2.stream("GET", url + "/teams") as response:
        assert [*response.iter_bytes()]
"""
)
AIOHTTP = (
    SERVER
    + """
import asyncio, aiohttp

async def call(*calls):
    async with aiohttp.ClientSession() as session:
        for method, url, body in calls:
            async with session.request(method, url, json=body) as response:
                if "teams" not in url:
                    await response.json()

def test_good(url):
    asyncio.run(call(("GET", url + "/users/1", None)))

def test_bad(url):
    asyncio.run(call(("GET", url + "/users/2", None)))

def test_more(url):
    sent = {"id": 2, "name": "Bo", "admin": True}
    asyncio.run(call(("POST", url + "/users", sent), ("GET", url + "/teams", None)))
"""
)
SUITES = {
    "fastapi": FASTAPI,
    "flask": FLASK,
    "django": DJANGO,
    "requests": REQUESTS,
    "httpx2": HTTPX,
    "aiohttp": AIOHTTP,
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "shop.json").write_text(json.dumps(shop()), encoding="utf-8")
    (tmp_path / "tryfield.toml").write_text('sources = ["shop.json"]\n', encoding="utf-8")

    def run_suite(text: str, *words: str) -> str:
        (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": search_path()},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.stdout + done.stderr

    return run_suite


@pytest.mark.parametrize("client", SUITES)
def test_a_response_that_differs_fails_the_test_that_received_it(client: str, run: Run) -> None:
    pytest.importorskip(client)

    out = run(SUITES[client], "--tryfield-traffic")

    assert "1 failed, 2 passed" in out
    assert "'id' is string, but documented as an integer. (GET " in out
    assert "shop.json:1:" in out
    assert "FAILED test_it.py::test_bad" in out
    assert "A client sends 'admin' (boolean), which is not documented." in out
    assert "GET /teams is called, but not documented." in out
    assert "first in test_it.py::test_more." in out
    assert "Not reached: GET /users\n" in out
    assert "2 of 3 operations called, 2 with success" in out


def test_it_can_warn_instead(run: Run) -> None:
    out = run(FASTAPI, "--tryfield-traffic-warn")

    assert "3 passed" in out
    assert "TrafficWarning: shop.json:1:" in out


def test_several_processes_reach_the_same(run: Run) -> None:
    out = run(FASTAPI, "--tryfield-traffic", "-n", "2")

    assert "1 failed, 2 passed" in out
    assert "2 of 3 operations called, 2 with success" in out
    assert "GET /teams is called, but not documented." in out


def test_a_test_that_fails_by_itself_keeps_its_own_error(run: Run) -> None:
    out = run(FASTAPI.replace("status_code == 200", "status_code == 300"), "--tryfield-traffic")

    assert "assert 200 == 300" in out
    assert "'id' is string, but documented as an integer." in out


def test_a_suite_that_sends_nothing_says_so(run: Run) -> None:
    out = run("def test_it(): pass\n", "--tryfield-traffic")

    assert "The tests sent nothing by a client that tryfield can watch." in out


def test_without_the_option_no_client_is_touched(run: Run) -> None:
    assert "3 passed" in run(FASTAPI)


def test_without_definitions_it_says_how_to_name_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tryfield.toml").unlink()

    assert "no definitions are named. Name them as" in run(FASTAPI, "--tryfield-traffic")
