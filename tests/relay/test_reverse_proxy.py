"""`tryfield proxy`: everything passes as it is, to one API only, and what passes is judged."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests.checking.conftest import search_path
from tests.checking.shop_traffic import shop
from tests.serving import running
from tryfield.checking.traffic.har_recorder import HarRecorder
from tryfield.checking.traffic.personal_data import without_personal_data
from tryfield.checking.traffic.recorded_exchanges import (
    ReadingNotes,
    RecordedExchange,
    read_recording,
)
from tryfield.core.errors import ConfigurationError
from tryfield.core.wire import WireRequest, WireResponse
from tryfield.relay.reverse_proxy import Passed, ReverseProxy


async def echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": dict(request.headers),
            "size": len(body),
        },
        headers={"X-Twice": "a", "Connection": "keep-alive"},
    )


async def slow(_: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.5)
        yield b"second"

    return StreamingResponse(pieces(), media_type="text/plain")


async def away(request: Request) -> Response:
    return RedirectResponse(f"http://{request.headers['host']}/v1/echo")


async def talk(websocket: WebSocket) -> None:
    await websocket.accept("chat" if "chat" in websocket.scope["subprotocols"] else None)
    await websocket.send_text(await websocket.receive_text() + "!")
    await websocket.send_bytes(await websocket.receive_bytes() + b"?")
    await websocket.close(1000)


API = Starlette(
    routes=[
        Route("/v1/slow", slow),
        Route("/v1/away", away),
        WebSocketRoute("/v1/talk", talk),
        Route("/v1/{rest:path}", echo, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
    ]
)


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    with running(API) as url:
        yield url


@pytest.fixture
def passed() -> list[Passed]:
    return []


@pytest.fixture
def proxy(api: str, passed: list[Passed]) -> Iterator[str]:
    with running(ReverseProxy(f"{api}/v1", passed.append)) as url:
        yield url


def test_a_request_arrives_as_it_was_sent(proxy: str, api: str, passed: list[Passed]) -> None:
    headers = [(b"X-Own", "é".encode("latin-1")), (b"TE", b"trailers"), (b"Accept-Encoding", b"br")]

    said = httpx2.post(
        f"{proxy}/a%2Fb/%C3%BC?x=1&x=%20",
        headers=headers,
        content=b"[1]",
    )

    assert said.json()["path"] == "/v1/a%2Fb/%C3%BC"
    assert said.json()["query"] == "x=1&x=%20"
    arrived = said.json()["headers"]
    assert (arrived["x-own"], arrived["accept-encoding"]) == ("é", "br")
    assert arrived["host"] == api.removeprefix("http://")
    assert "te" not in arrived
    assert said.json()["size"] == 3
    assert said.headers["x-twice"] == "a"
    time.sleep(0.05)
    (seen,) = passed
    assert seen.request.url == f"{api}/v1/a%2Fb/%C3%BC?x=1&x=%20"
    assert (seen.request.body, seen.response.status) == (b"[1]", 200)
    assert seen.whole_request
    assert seen.whole_response


def test_a_stream_passes_piece_by_piece(proxy: str) -> None:
    start = time.monotonic()
    with httpx2.stream("GET", f"{proxy}/slow") as response:
        pieces = response.iter_raw()

        assert next(pieces) == b"first"
        assert time.monotonic() - start < 0.45
        assert b"".join(pieces) == b"second"


def test_an_upload_of_unknown_length_passes(proxy: str, passed: list[Passed]) -> None:
    said = httpx2.put(f"{proxy}/file", content=(b"x" * 65_536 for _ in range(200)))

    assert said.json()["size"] == 13_107_200
    assert said.json()["headers"]["transfer-encoding"] == "chunked"
    time.sleep(0.05)
    assert not passed[0].whole_request
    assert passed[0].request.body == b""


def test_a_redirection_to_the_api_comes_back_to_the_proxy(proxy: str) -> None:
    assert httpx2.get(f"{proxy}/away").headers["location"] == f"{proxy}/echo"


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "10.0.0.1"])
def test_it_answers_to_names_of_this_machine_only(proxy: str, host: str) -> None:
    said = httpx2.get(f"{proxy}/echo", headers={"Host": host})

    assert said.status_code == 421


@pytest.mark.parametrize(
    "line", [b"GET http://example.com/ HTTP/1.1", b"CONNECT example.com:443 HTTP/1.1"]
)
def test_it_is_no_open_proxy(proxy: str, line: bytes, passed: list[Passed]) -> None:
    port = int(proxy.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        said = connection.recv(1000)

    assert said.startswith(b"HTTP/1.1 400")
    assert passed == []


def test_an_api_that_is_down_is_a_bad_gateway() -> None:
    with running(ReverseProxy("http://127.0.0.1:1", lambda _: None)) as url:
        said = httpx2.get(url)

    assert said.status_code == 502
    assert "gives no response" in said.text


def test_a_watcher_that_fails_changes_nothing(api: str) -> None:
    def fails(_: Passed) -> None:
        raise RuntimeError

    with running(ReverseProxy(f"{api}/v1", fails)) as url:
        assert httpx2.get(f"{url}/echo").status_code == 200


def test_200_exchanges_pass_at_the_same_time(proxy: str) -> None:
    async def all_at_once() -> list[int]:
        limits = httpx2.Limits(max_connections=200)
        async with httpx2.AsyncClient(limits=limits, timeout=60) as client:
            closing = {"Connection": "close"}
            calls = (client.get(f"{proxy}/slow", headers=closing) for _ in range(200))
            return [one.status_code for one in await asyncio.gather(*calls)]

    with ThreadPoolExecutor(1) as thread:  # this one may have Playwright's event loop
        assert thread.submit(asyncio.run, all_at_once()).result() == [200] * 200


def test_a_websocket_passes_through(proxy: str) -> None:
    client = pytest.importorskip("websockets.sync.client")
    url = f"ws{proxy.removeprefix('http')}/talk"

    with client.connect(url, subprotocols=["chat"]) as websocket:
        websocket.send("hello")
        assert websocket.recv() == "hello!"
        websocket.send(b"bytes")
        assert websocket.recv() == b"bytes?"
        assert websocket.subprotocol == "chat"


def test_what_cannot_be_sent_to_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="--to"):
        ReverseProxy("shop.test", lambda _: None)


def test_the_command_shows_what_passes_and_reports_at_the_end(tmp_path: Path) -> None:
    async def one(_: Request) -> Response:
        return JSONResponse({"id": "x", "name": "Ada"})

    with running(Starlette(routes=[Route("/v1/users/{id}", one)])) as url:
        (tmp_path / "shop.json").write_text(json.dumps(shop()), encoding="utf-8")
        words = ["proxy", "shop.json", "--to", f"{url}/v1", "--port", "0", "--record", "a.har"]
        words += ["--output", "json=report.json"]
        process = subprocess.Popen(
            [sys.executable, "-c", "from tryfield.cli import main; main()", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": search_path()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        address = process.stderr.readline().split()[2]
        httpx2.get(f"{address}/users/7", timeout=30)
        assert "GET /users/{user_id} 200" in process.stderr.readline()
        differing = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)

    assert "'id' is string, but documented as an integer." in differing
    assert "live-field-type" in out
    assert f"1 exchange to {url}/v1: 1 error." in out
    assert process.returncode == 1
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["calls"] == 1
    (kept,) = read_recording(tmp_path / "a.har", ReadingNotes.none())
    assert json.loads(kept.response.body) == {"id": "x", "name": "Xxx"}


# --- what is recorded

TEXT = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x17F), min_size=8)
VALUE = TEXT.map(lambda text: f"Q7{text}")


@settings(max_examples=60, deadline=None)
@given(value=VALUE, name=st.sampled_from(["email", "who", "token", "a", "firstName", "x-y"]))
def test_no_value_of_an_exchange_is_recorded(value: str, name: str) -> None:
    import tempfile
    from urllib.parse import quote

    body = json.dumps({name: value, "list": [{name: [value]}], "mail": f"{value}@x.org"}).encode()
    spoken = value.encode("ascii", "ignore").decode()
    exchange = RecordedExchange(
        request=WireRequest(
            method="POST",
            url=f"https://{spoken}:pw@a.test/users/{quote(value)}?{name}={quote(value)}",
            headers=(("X-Who", spoken), ("Cookie", spoken), ("Content-Type", "application/json")),
            body=body,
        ),
        response=WireResponse(
            status=200,
            headers=(("Set-Cookie", f"a={spoken}"), ("Content-Type", "application/json")),
            body=body,
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.har"
        with HarRecorder(path) as recorder:
            recorder.write(exchange)
        text = path.read_text(encoding="utf-8")

    assert value not in text
    assert quote(value) not in text
    assert spoken not in text


def test_what_is_recorded_keeps_its_shape() -> None:
    value = {
        "id": 1234,
        "email": "ada@shop.test",
        "status": "active",
        "birth_date": "1990-05-17",
        "created": "2026-11-30T10:00:00Z",
        "uuid": "3f2b8c1a-9d4e-4c3a-8b1f-0a1b2c3d4e5f",
        "url": "https://shop.test/ada",
        "phone": 4917012345,
        "vip": True,
    }

    assert without_personal_data(value) == {
        "id": 1234,
        "email": "xxx@xxxx.xxxx",
        "status": "active",
        "birth_date": "2000-01-01",
        "created": "2000-01-01T10:00:00Z",
        "uuid": "0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
        "url": "https://xxxx.xxxx/xxx",
        "phone": 1111011111,
        "vip": True,
    }


def test_an_archive_is_whole_after_each_exchange(tmp_path: Path) -> None:
    exchange = RecordedExchange(
        request=WireRequest(method="GET", url="https://a.test/users"),
        response=WireResponse(status=204),
    )
    with HarRecorder(tmp_path / "a.har") as recorder:
        for count in (1, 2, 3):
            recorder.write(exchange)
            entries = json.loads((tmp_path / "a.har").read_text())["log"]["entries"]
            assert len(entries) == count
