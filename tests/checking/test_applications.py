"""`--app` calls an ASGI or WSGI application in this process, and reads its own document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.checking.conftest import Ran, search_path
from tryfield.checking.live.application import Application
from tryfield.core.errors import ConfigurationError

Run = Callable[..., Ran]

# Each has users as documented, and one field of a pet that is not what its document says.
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/users": {
            "get": {
                "responses": {
                    "200": {
                        "description": "All users.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "properties": {"name": {"type": "string"}},
                                    },
                                }
                            }
                        },
                    }
                }
            }
        },
        "/pet": {
            "get": {
                "responses": {
                    "200": {
                        "description": "One pet.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"age": {"type": "integer"}},
                                }
                            }
                        },
                    }
                }
            }
        },
    },
}
FASTAPI = """
from contextlib import asynccontextmanager
from typing import Any
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

class User(BaseModel):
    name: str

class Pet(BaseModel):
    age: int

@asynccontextmanager
async def lifespan(app: FastAPI) -> Any:
    print("started")
    yield {"users": [{"name": "Ada"}]}
    print("ended")

app = FastAPI(lifespan=lifespan, openapi_url="/described.json")

@app.get("/users", response_model=list[User])
async def users(request: Request) -> Any:
    return request.state.users

@app.get("/pet", response_model=Pet)
def pet() -> Any:
    return JSONResponse({"age": "three"})
"""
FLASK = f"""
import json
from flask import Flask

DOCUMENT = json.loads({json.dumps(json.dumps(DOCUMENT))})

def create_app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/swagger.json", "document", lambda: DOCUMENT)
    app.add_url_rule("/users", "users", lambda: [{{"name": "Ada"}}])
    app.add_url_rule("/pet", "pet", lambda: {{"age": "three"}})
    return app

app = create_app()
"""
DJANGO = f"""
import json
import django
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="test", ALLOWED_HOSTS=["localhost"])
django.setup()

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path

DOCUMENT = json.loads({json.dumps(json.dumps(DOCUMENT))})
PAGE = "<html><script>SwaggerUIBundle({{url: '/described/'}})</script>"
urlpatterns = [
    path("docs/", lambda request: HttpResponse(PAGE)),
    path("described/", lambda request: JsonResponse(DOCUMENT)),
    path("users", lambda request: JsonResponse([{{"name": "Ada"}}], safe=False)),
    path("pet", lambda request: JsonResponse({{"age": "three"}})),
]
app = get_wsgi_application()
asynchronous = get_asgi_application()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("fast", FASTAPI), ("flasky", FLASK), ("djangoes", DJANGO)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def command(*words: str) -> Ran:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": search_path()},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(code=done.returncode, out=done.stdout, err=done.stderr)

    return command


@pytest.fixture
def tryfield(run: Run) -> Run:
    return lambda *words: run("-c", "from tryfield.cli import main; main()", *words)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("fast:app", "/described.json"),
        ("flasky:app", "/swagger.json"),
        ("flasky:create_app", "/swagger.json"),
        ("djangoes:app", "/described/"),
        ("djangoes:asynchronous", "/described/"),
    ],
)
def test_an_application_is_checked_against_the_document_that_it_publishes(
    tryfield: Run, name: str, document: str
) -> None:
    done = tryfield("check", "--app", name, "--format", "json")

    report = json.loads(done.out)  # what the application prints is not in it
    assert f"OpenAPI document: http://localhost{document}" in done.err
    assert report["summary"]["target"] == name
    assert report["summary"]["files"] == [f"{name}{document}"]
    assert report["summary"]["calls"] == 2
    assert [(f["rule"], f["endpoint"], f["field"]) for f in report["findings"]] == [
        ("live-field-type", "GET /pet", "age")
    ]
    assert done.code == 1


def test_the_lifespan_is_begun_and_ended(tryfield: Run) -> None:
    done = tryfield("check", "--app", "fast:app", "--only", "/users")

    assert done.code == 0
    assert [line for line in done.err.splitlines() if line.endswith("ed")] == ["started", "ended"]


def test_pytest_checks_an_application_and_gives_a_client_of_it(run: Run, folder: Path) -> None:
    (folder / "test_pets.py").write_text(
        """
import pytest

def test_users(tryfield_live):
    assert tryfield_live.get("/users").json() == [{"name": "Ada"}]

def test_pet(tryfield_live):
    with pytest.raises(AssertionError, match="three"):
        tryfield_live.get("/pet")
""",
        encoding="utf-8",
    )

    done = run("-m", "pytest", "--tryfield", "--tryfield-app", "fast:app", "-v", "-p", "no:faker")

    lines = [line.split(" [")[0].strip() for line in done.out.splitlines()]
    assert "test_pets.py::test_users PASSED" in lines
    assert "test_pets.py::test_pet PASSED" in lines
    assert "fast:app/described.json::GET /users::live PASSED" in lines
    assert "fast:app/described.json::GET /pet::live FAILED" in lines


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fast", "write it as package.module:app"),
        ("nowhere:app", "there is no module nowhere"),
        ("fast:nothing", "fast has no 'nothing'"),
        ("fast:User", "it is no application"),
        ("flasky:DOCUMENT", "it is no application, but dict"),
        ("broken:app", "importing it fails: KeyError: 'DATABASE'"),
        ("needy:app", "it imports not_installed_anywhere, which is not installed"),
        ("ailing:app", "its lifespan does not start: no database"),
    ],
)
def test_what_is_no_application_is_said_on_one_line(
    tryfield: Run, folder: Path, name: str, words: str
) -> None:
    (folder / "broken.py").write_text("import os\nos.environ['DATABASE']", encoding="utf-8")
    (folder / "needy.py").write_text("import not_installed_anywhere", encoding="utf-8")
    (folder / "ailing.py").write_text(
        "async def app(scope, receive, send):\n"
        "    await receive()\n"
        "    await send({'type': 'lifespan.startup.failed', 'message': 'no database'})\n",
        encoding="utf-8",
    )

    done = tryfield("check", "--app", name)

    assert done.code == 2
    assert f"--app {name}: " in done.err
    assert words in done.err
    assert "Traceback" not in done.err


# --- what a server would do


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """A client of the application `app` in a module with this text."""
    opened: list[Application] = []
    monkeypatch.setattr(sys, "path", [*sys.path])

    def client(text: str, *, seconds: float = 5) -> httpx2.Client:
        name = f"application_{tmp_path.name}_{len(opened)}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        opened.append(Application(f"{name}:app", folder=tmp_path))
        return httpx2.Client(
            transport=opened[-1].transport(), base_url="http://localhost", timeout=seconds
        )

    yield client
    for application in opened:
        application.close()


ASGI = """
async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError  # it has no lifespan
    message = await receive()
    if scope["path"] == "/fail":
        raise ValueError("inside")
    if scope["path"] == "/silent":
        return
    head = [(b"content-type", b"text/plain"), (b"x-query", scope["query_string"])]
    await send({"type": "http.response.start", "status": 201, "headers": head})
    if scope["path"] == "/endless":
        while (await send({"type": "http.response.body", "body": b"a", "more_body": True})) is None:
            if (await receive())["type"] == "http.disconnect":
                return
    await send({"type": "http.response.body", "body": scope["path"].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": message["body"]})
"""
WSGI = """
def app(environ, start_response):
    if environ["PATH_INFO"] == "/fail":
        raise SystemExit("inside")
    if environ["PATH_INFO"] == "/endless":
        import time
        time.sleep(3)
    start_response("201 Created", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode(), environ["wsgi.input"].read()]
"""


@pytest.mark.parametrize("text", [ASGI, WSGI], ids=["asgi", "wsgi"])
def test_requests_and_responses_are_those_of_a_server(module: Any, text: str) -> None:
    client = module(text)

    answer = client.post("/a%20b?x=1", content=b"body")

    assert (answer.status_code, answer.content) == (201, b"/a bbody")


@pytest.mark.parametrize("text", [ASGI, WSGI], ids=["asgi", "wsgi"])
def test_an_exception_is_a_500_as_of_a_server(module: Any, text: str) -> None:
    assert module(text).get("/fail").status_code == 500


def test_an_application_that_answers_nothing_is_a_500(module: Any) -> None:
    assert module(ASGI).get("/silent").status_code == 500


@pytest.mark.parametrize("text", [ASGI, WSGI], ids=["asgi", "wsgi"])
def test_a_response_that_does_not_come_ends_at_the_time_limit(module: Any, text: str) -> None:
    begin = time.monotonic()

    with pytest.raises(httpx2.ReadTimeout):
        module(text, seconds=0.3).get("/endless")
    assert time.monotonic() - begin < 3


def test_a_stream_is_read_as_it_comes_and_its_application_learns_who_left(module: Any) -> None:
    client = module(ASGI)

    with client.stream("GET", "/endless") as answer:
        assert next(answer.iter_bytes()) == b"a"
    assert client.get("/next").content == b"/next"


def test_a_name_that_is_no_module_raises(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        Application("no.such.module:app", folder=tmp_path)
