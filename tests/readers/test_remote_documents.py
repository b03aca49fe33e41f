"""Documents at an address: named by the user, or published by the API itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

from tests.serving import running
from tryfield import project
from tryfield.cli import main
from tryfield.configuration import configuration
from tryfield.core.errors import ConfigurationError, ReadError, UnreachableError
from tryfield.readers.openapi_discovery import discovered, documented_base
from tryfield.readers.remote_documents import fetched

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Users", "version": "1"},
    "servers": [{"url": "/api"}],
    "paths": {
        "/users": {
            "get": {
                "operationId": "listUsers",
                "responses": {"200": {"description": "All users."}},
            }
        }
    },
}
YAML = 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths:\n  /a: {$ref: "other.yaml"}\n'


class Site:
    """A server whose paths a test chooses, and what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.address = ""

    async def answer(self, request: Request) -> Any:
        path = request.url.path
        self.asked.append((path, request.headers.get("x-key", "")))
        found = self.pages.get(path)
        return found(request) if callable(found) else found or PlainTextResponse("no", 404)


@pytest.fixture
def server() -> Iterator[Site]:
    made = Site()
    with running(Starlette(routes=[Route("/{path:path}", made.answer)])) as address:
        made.address = address
        yield made


def json_page(_request: Request) -> JSONResponse:
    return JSONResponse(DOCUMENT)


# --- documents that the user names


def test_a_document_at_an_address_is_a_definition_with_the_address_as_its_name(
    server: Site, tmp_path: Path
) -> None:
    server.pages["/openapi.json"] = json_page
    address = f"{server.address}/openapi.json"

    read = project.read(project.find([address], tmp_path), root=tmp_path)

    (endpoint,) = read.reference.endpoints
    assert endpoint.span is not None
    assert (endpoint.operation_id, endpoint.span.file) == ("listUsers", address)


def test_it_is_fetched_once_and_what_it_refers_to_is_not(server: Site, tmp_path: Path) -> None:
    server.pages["/a.yaml"] = lambda _request: PlainTextResponse(YAML)
    server.pages["/other.yaml"] = lambda _request: PlainTextResponse("get: {}")
    address = f"{server.address}/a.yaml"

    read = project.read(project.find([address, address], tmp_path), root=tmp_path)

    assert [path for path, _ in server.asked] == ["/a.yaml"]
    assert [finding.rule for finding in read.findings] == ["openapi-remote-reference"]


def test_credentials_in_an_address_are_sent_and_never_shown(server: Site, tmp_path: Path) -> None:
    server.pages["/openapi.json"] = json_page
    plain = f"{server.address}/openapi.json"
    address = plain.replace("://", "://user:secret-word@") + "?api_key=secret-word"

    read = project.read(project.find([address], tmp_path), root=tmp_path)
    with pytest.raises(ReadError) as raised:
        project.find([address.replace("openapi", "gone")], tmp_path)

    (span,) = {endpoint.span for endpoint in read.reference.endpoints}
    assert span is not None
    assert span.file == f"{plain}?api_key=<secret>"
    assert "secret-word" not in str(raised.value)


def test_redirections_stay_on_the_origin(server: Site) -> None:
    server.pages["/old.json"] = lambda _request: RedirectResponse("/openapi.json")
    server.pages["/openapi.json"] = json_page
    server.pages["/away.json"] = lambda _request: RedirectResponse("http://127.0.0.1:1/x")
    server.pages["/round.json"] = lambda _request: RedirectResponse("/round.json")

    assert fetched(f"{server.address}/old.json", headers={}).status == 200
    with pytest.raises(ReadError, match=r"moved to http://127\.0\.0\.1:1/x"):
        fetched(f"{server.address}/away.json", headers={})
    with pytest.raises(ReadError, match="without end"):
        fetched(f"{server.address}/round.json", headers={})


def test_a_document_that_is_too_large_is_not_read_to_its_end(server: Site) -> None:
    server.pages["/large.json"] = lambda _request: PlainTextResponse("x" * 100_000)

    with pytest.raises(ReadError, match="too-large"):
        fetched(f"{server.address}/large.json", headers={}, limit=10_000)


@pytest.mark.parametrize(
    ("path", "page", "words"),
    [
        ("/gone.json", None, "It answered 404. Correct the address."),
        ("/docs", lambda _request: HTMLResponse("<html></html>"), "This is a page"),
        ("/closed.json", lambda _request: PlainTextResponse("", 401), "It answered 401. Name the"),
        ("/latin.json", lambda _request: PlainTextResponse(b"{\xff}"), "not UTF-8"),
    ],
)
def test_what_is_no_document_says_what_to_do(
    server: Site, tmp_path: Path, path: str, page: Any, words: str
) -> None:
    server.pages[path] = page

    with pytest.raises(ReadError) as raised:
        project.find([server.address + path], tmp_path)

    assert words in str(raised.value)
    assert str(raised.value).startswith(server.address + path)


def test_an_address_where_nobody_answers_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        project.find(["http://127.0.0.1:1/openapi.json"], tmp_path)


def test_a_site_starts_from_an_address(server: Site, tmp_path: Path) -> None:
    server.pages["/v1/users.json"] = json_page

    made = CliRunner().invoke(
        main, ["new", str(tmp_path / "site"), "--openapi", f"{server.address}/v1/users.json"]
    )

    assert made.exit_code == 0, made.output
    assert json.loads((tmp_path / "site/users.json").read_text("utf-8")) == DOCUMENT
    assert configuration(tmp_path / "site").sources == ("users.json",)


# --- the document that an API publishes


@pytest.mark.parametrize(
    "path", ["/openapi.json", "/v3/api-docs", "/api/schema/", "/v1/openapi.json", "/spec.json"]
)
def test_the_document_is_found_at_the_usual_addresses(server: Site, path: str) -> None:
    server.pages[path] = json_page

    assert discovered(f"{server.address}/v1", headers={}).url == server.address + path


@pytest.mark.parametrize(
    "page",
    [
        "<script>SwaggerUIBundle({url: '/hidden/it.json', x: 1})</script>",
        '<redoc spec-url="/hidden/it.json"></redoc>',
        '<script id="api-reference" data-url="../hidden/it.json"></script>',
    ],
)
def test_a_page_of_documentation_names_the_document(server: Site, page: str) -> None:
    server.pages["/docs"] = lambda _request: HTMLResponse(page)
    server.pages["/hidden/it.json"] = json_page

    assert discovered(server.address, headers={}).url == f"{server.address}/hidden/it.json"


def test_a_page_that_names_another_origin_is_not_followed(server: Site) -> None:
    with running(Starlette(routes=[Route("/{path:path}", json_page)])) as other:
        page = f"<redoc spec-url='{other}/openapi.json'></redoc>"
        server.pages["/docs"] = lambda _request: HTMLResponse(page)

        with pytest.raises(ConfigurationError, match="no OpenAPI document is at the usual"):
            discovered(server.address, headers={})


def test_an_api_that_asks_for_a_credential_is_named(server: Site) -> None:
    server.pages["/openapi.json"] = lambda _request: PlainTextResponse("", 403)

    with pytest.raises(ConfigurationError, match=r"openapi\.json answered 403: name a credential"):
        discovered(server.address, headers={})


def test_so_is_one_that_leads_to_a_login(server: Site) -> None:
    server.pages["/openapi.json"] = lambda _request: RedirectResponse("/login?next=/openapi.json")
    server.pages["/login"] = lambda _request: HTMLResponse("<form></form>")

    with pytest.raises(ConfigurationError, match=r"openapi\.json leads to a login: name a cred"):
        discovered(server.address, headers={})


@pytest.mark.parametrize(
    ("server_url", "base", "expected"),
    [
        ("/api", "http://h:8", "http://h:8/api"),
        ("/", "http://h:8", "http://h:8"),
        ("./v2", "http://h:8", "http://h:8/docs/v2"),
        ("http://h:8/api/", "http://h:8", "http://h:8/api"),
        ("https://elsewhere.example/api", "http://h:8", "http://h:8"),
        ("/{stage}", "http://h:8", "http://h:8"),
        ("/api", "http://h:8/mine", "http://h:8/mine"),
    ],
)
def test_the_document_says_the_base_path_where_the_user_says_none(
    tmp_path: Path, server_url: str, base: str, expected: str
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({**DOCUMENT, "servers": [{"url": server_url}]}), encoding="utf-8")
    endpoints = project.read([file], root=tmp_path).reference.endpoints

    assert documented_base(base, "http://h:8/docs/openapi.json", endpoints) == expected


def test_a_live_check_needs_no_file_at_all(
    server: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", "secret-key")
    server.pages["/openapi.json"] = json_page
    server.pages["/api/users"] = lambda _request: PlainTextResponse("ok")
    words = ["check", "--live", server.address, "--header", "X-Key: ${KEY}"]

    done = CliRunner().invoke(main, words)

    assert f"OpenAPI document: {server.address}/openapi.json" in done.output
    assert server.asked == [("/openapi.json", "secret-key"), ("/api/users", "secret-key")]
    assert f"1 call to {server.address}/api" in done.output


def test_another_origin_than_that_of_the_api_is_not_shown_its_headers(
    server: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", "secret-key")
    server.pages["/api/users"] = lambda _request: PlainTextResponse("ok")
    asked: list[str] = []

    def elsewhere(request: Request) -> JSONResponse:
        asked.append(request.headers.get("x-key", ""))
        return JSONResponse(DOCUMENT)

    with running(Starlette(routes=[Route("/{path:path}", elsewhere)])) as other:
        words = [f"{other}/d.json", "--live", f"{server.address}/api", "--header", "X-Key: ${KEY}"]
        CliRunner().invoke(main, ["check", *words])

    assert asked == [""]
    assert server.asked == [("/api/users", "secret-key")]
