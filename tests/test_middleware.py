"""Middleware for ASGI and WSGI: judges a running application, and never gets in its way."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import flask
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.checking.shop_traffic import shop
from tryfield.core.wire import BodyCopy
from tryfield.middleware import AsgiTraffic, WsgiTraffic


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    (tmp_path / "shop.json").write_text(json.dumps(shop()), encoding="utf-8")
    return tmp_path


def asgi(folder: Path, **options: Any) -> AsgiTraffic:
    async def one(request: Request) -> Response:
        return JSONResponse({"id": "x", "name": "Ada"})

    async def add(request: Request) -> Response:
        return JSONResponse({"id": 1, **await request.json()}, 201)

    async def users(request: Request) -> Response:
        return StreamingResponse(iter([b"[", b"]"]), media_type="application/json")

    async def fails(request: Request) -> Response:
        raise RuntimeError("the application's own")

    app = Starlette(
        routes=[
            Route("/users", users),
            Route("/users", add, methods=["POST"]),
            Route("/users/{user_id}", one),
            Route("/fails", fails),
        ]
    )
    return AsgiTraffic(app, definitions=["shop.json"], root=folder, share=1.0, **options)


def wsgi(folder: Path, **options: Any) -> tuple[flask.Flask, WsgiTraffic]:
    app = flask.Flask("shop")

    @app.get("/users/<user_id>")
    def one(user_id: str) -> Any:
        return {"id": "x", "name": "Ada"}

    @app.post("/users")
    def add() -> Any:
        return {"id": 1, **(flask.request.json or {})}, 201

    made = WsgiTraffic(app.wsgi_app, definitions=["shop.json"], root=folder, share=1.0, **options)
    app.wsgi_app = made  # type: ignore[method-assign]
    return app, made


def rules(made: AsgiTraffic | WsgiTraffic) -> list[str]:
    made.close()
    return sorted(f"{one.rule} {one.field}" for one in made.findings())


def test_an_asgi_application_is_judged(definitions: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = asgi(definitions)
    client = TestClient(made)

    with caplog.at_level(logging.WARNING, "tryfield.traffic"):
        client.get("/users/1")
        client.get("/users/2")
        client.get("/users?offset=3")
        client.post("/users", json={"name": 3})
        found = rules(made)

    assert found == [
        "live-field-type id",
        "live-field-type name",
        "live-request-missing id",
        "live-request-type name",
        "live-request-undocumented offset",
    ]
    once = [one for one in caplog.messages if "'id' is string" in one]
    assert len(once) == 1


def test_a_wsgi_application_is_judged(definitions: Path) -> None:
    app, made = wsgi(definitions)

    assert app.test_client().get("/users/1").json == {"id": "x", "name": "Ada"}
    sent = app.test_client().post("/users", json={"name": "Bo", "admin": True})

    assert sent.json == {"id": 1, "name": "Bo", "admin": True}
    assert rules(made) == [
        "live-field-type id",
        "live-field-undocumented admin",
        "live-request-missing id",
        "live-request-undocumented admin",
    ]


def test_bodies_beyond_the_limit_pass_and_are_not_judged(definitions: Path) -> None:
    made = asgi(definitions, largest_body=5)

    assert TestClient(made).get("/users/1").json()["id"] == "x"
    assert rules(made) == []


def test_a_sample_is_taken(definitions: Path) -> None:
    made = asgi(definitions, sample=0.0)

    TestClient(made).get("/users/1")

    assert rules(made) == []


def test_an_error_of_the_application_stays_its_own(definitions: Path) -> None:
    with pytest.raises(RuntimeError, match="the application's own"):
        TestClient(asgi(definitions)).get("/fails")


@pytest.mark.parametrize("name", ["gone.json", "shop.json"])
def test_definitions_that_cannot_be_read_are_logged_and_nothing_else_happens(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "shop.json").write_text("{", encoding="utf-8")
    made = AsgiTraffic(
        Starlette(routes=[Route("/", lambda _: Response("ok"))]), definitions=[name], root=tmp_path
    )

    assert TestClient(made).get("/").text == "ok"
    made.close()
    assert made.findings() == ()


def test_what_does_not_fit_is_dropped_and_counted(definitions: Path) -> None:
    made = asgi(definitions)
    client = TestClient(made)
    client.get("/users/1")
    assert made._monitor is not None
    made._monitor.close()
    for _ in range(1_100):
        made._put(
            method="GET",
            path="/users/1",
            query="",
            headers=(),
            sent=BodyCopy(10),
            status=200,
            answered=(),
            content=BodyCopy(10),
        )

    assert made.dropped == 100


def test_a_wsgi_application_that_raises_or_streams_is_served_as_without_it(
    definitions: Path,
) -> None:
    closed: list[bool] = []

    class Pieces:
        def __iter__(self) -> Any:
            return iter([b"a", b"b"])

        def close(self) -> None:
            closed.append(True)

    def app(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/fails":
            raise RuntimeError("its own")
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Pieces()

    made = WsgiTraffic(app, definitions=["shop.json"], root=definitions)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/users"}
    answered = made(dict(environ), lambda *_: None)

    assert b"".join(answered) == b"ab"
    answered.close()  # type: ignore[attr-defined]
    assert closed == [True]
    with pytest.raises(RuntimeError, match="its own"):
        made({**environ, "PATH_INFO": "/fails"}, lambda *_: None)
    made.close()
