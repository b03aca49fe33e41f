"""A second API, for what the first has not: all styles, uploads, streams, auth of every kind.

It answers with what it got, so that a journey can see what was really sent.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import json
from collections.abc import AsyncIterator
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Streaming
from starlette.routing import Route

from tests.browser import hostile
from tests.core.request.test_style_matrix import CELLS, Cell

PAYLOAD = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
SECRETS = ("hunter2-key", "hunter2-query", "hunter2-bearer", "hunter2-pass", "hunter2-prefix")
LARGE = 20_000_000
_codes: dict[str, tuple[str, str]] = {}
asked: list[str] = []  #: paths that `echo` answered


async def echo(request: Request) -> Response:
    asked.append(request.url.path)
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": {name: value for name, value in request.headers.items() if name[:2] == "x-"},
            "authorization": request.headers.get("authorization", ""),
            "type": request.headers.get("content-type", ""),
            "body": body.decode("utf-8", "replace"),
        }
    )


def content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


async def upload(request: Request) -> Response:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + await request.body())
    parts = [
        {
            "name": part.get_param("name", header="content-disposition"),
            "filename": part.get_filename(),
            "type": part.get_content_type(),
            "size": len(content(part)),
            "digest": hashlib.sha256(content(part)).hexdigest(),
        }
        for part in message.iter_parts()
    ]
    return JSONResponse({"parts": parts})


async def stored(request: Request) -> Response:
    size = 0
    async for piece in request.stream():
        size += len(piece)
    return JSONResponse({"size": size})


async def events(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(1000):
            yield f'data: {{"number": {number}}}\n\n'.encode()
            await asyncio.sleep(0.05)

    return Streaming(pieces(), media_type="text/event-stream")


async def lines(request: Request) -> Response:
    return Response('{"n": 1}\n{"n": 2}\n', media_type="application/x-ndjson")


async def large(request: Request) -> Response:
    one = json.dumps({"id": 12345678901234567890, "name": "x" * 160})
    return Response(
        f"[{','.join([one] * (LARGE // (len(one) + 1)))}]", media_type="application/json"
    )


async def slow(request: Request) -> Response:
    await asyncio.sleep(30)
    return JSONResponse({})


async def moved(request: Request) -> Response:
    return RedirectResponse("/landed?from=moved", 302)


async def openid(request: Request) -> Response:
    """Where to sign in, as OpenID Connect Discovery says it."""
    own = str(request.base_url).rstrip("/")
    return JSONResponse(
        {
            "issuer": own,
            "authorization_endpoint": f"{own}/authorize",
            "token_endpoint": f"{own}/token",
        }
    )


async def payloads(request: Request) -> Response:
    if request.path_params["kind"] == "all":
        headers = {"X-Payload": hostile.ALL, "Access-Control-Expose-Headers": "X-Payload"}
        return JSONResponse(hostile.answer(), headers=headers)
    if request.path_params["kind"] == "html":
        return HTMLResponse(PAYLOAD, headers={"X-Payload": PAYLOAD})
    names = {PAYLOAD: PAYLOAD, "__proto__": {"polluted": True}, "constructor": PAYLOAD}
    return JSONResponse(names, headers={"X-Payload": PAYLOAD})


async def image(request: Request) -> Response:
    gif = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
    return Response(gif, media_type="image/gif")


async def authorize(request: Request) -> Response:
    asked = request.query_params
    code = f"code-{len(_codes)}"
    _codes[code] = (asked["code_challenge"], asked["redirect_uri"])
    issuer = quote(str(request.base_url).rstrip("/"), safe="")
    back = f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={issuer}"
    if "apart" in asked["client_id"]:  # a login page that cuts the tie to who opened it
        page = f'<a href="{html.escape(back)}">Yes, it is me</a>'
        return HTMLResponse(page, headers={"Cross-Origin-Opener-Policy": "same-origin"})
    return RedirectResponse(back, 302)


async def token(request: Request) -> Response:
    said = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
    challenge, address = _codes.pop(said.get("code", ""), ("", ""))
    digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
    proved = base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
    if not proved or said.get("redirect_uri") != address or "client_secret" in said:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse({"access_token": "hunter2-oauth", "token_type": "Bearer"})


def application() -> Starlette:
    """The API, readable from every origin."""
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
            Route("/upload", upload, methods=["POST"]),
            Route("/stored", stored, methods=["POST"]),
            Route("/events", events),
            Route("/lines", lines),
            Route("/large", large),
            Route("/slow", slow),
            Route("/moved", moved),
            Route("/image", image),
            Route("/hostile/{kind}", payloads, methods=["GET", "POST"]),
            Route("/.well-known/openid-configuration", openid),
            Route("/{rest:path}", echo, methods=methods),
        ],
        middleware=[
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]
            )
        ],
    )


def _parameter(name: str, location: str, style: str, explode: bool, schema: Any) -> dict[str, Any]:
    return {
        "name": name, "in": location, "style": style, "explode": explode, "schema": schema,
        "required": True,
        "example": {"R": 100, "G": 200} if schema["type"] == "object" else [3, 4],
    }  # fmt: skip


_LIST = {"type": "array", "items": {"type": "integer"}}
_OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}},
}
_ECHO = {"200": {"description": "What came.", "content": {"application/json": {}}}}


def _operation(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": name, "summary": name, "responses": _ECHO, "security": [], **more}


def _multipart() -> dict[str, Any]:
    properties = {
        "file": {"type": "string", "format": "binary"},
        "pages": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "about": {"type": "object", "properties": {"title": {"type": "string"}}},
        "note": {"type": "string"},
    }
    encoding = {"about": {"contentType": "application/json"}}
    schema = {"type": "object", "properties": properties}
    return {"content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}}


#: Kinds of values that show each rule of the style tables.
SAMPLE = ("string", "integer", "array", "items with delimiters", "object", "empty string")


def cells(location: str) -> dict[str, Cell]:
    """A sample of the cells of a location, by the names that their parameters have here."""
    found = [one for one in CELLS if one.parameter.location == location and one.kind in SAMPLE]
    # A browser takes a segment away that is only a dot, as RFC 3986, 5.2.4 says.
    sent = [one for one in found if one.wire not in ("", ".")]
    return {f"X-Cell-{number}": one for number, one in enumerate(sent)}


def _cells(location: str) -> dict[str, Any]:
    parameters = [
        _parameter(name, location, one.parameter.style, one.parameter.explode, one.parameter.schema)
        | {"example": one.value}
        for name, one in cells(location).items()
    ]
    return {"get": _operation(f"{location}cells", parameters=parameters)}


def definition(address: str) -> dict[str, Any]:
    """What is documented of the API at an address."""
    styles = [
        _parameter("m", "path", "matrix", True, _LIST),
        _parameter("l", "path", "label", False, _OBJECT),
        _parameter("s", "path", "simple", True, _OBJECT),
        _parameter("form", "query", "form", True, _LIST),
        _parameter("joined", "query", "form", False, _LIST),
        _parameter("spaced", "query", "spaceDelimited", False, _LIST),
        _parameter("piped", "query", "pipeDelimited", False, _LIST),
        _parameter("deep", "query", "deepObject", True, _OBJECT),
        _parameter("X-Styled", "header", "simple", False, _LIST),
    ]
    wanted = {"type": "object", "properties": {"n": {"type": "integer"}}}
    plain = ("events", "lines", "large", "slow", "moved", "image")
    schemes = ("key", "inQuery", "bearer", "basic", "prefixed", "oauth", "openid")
    # The API says back what it got, so that a difference quotes the credential.
    told = {"authorization": {"enum": ["nothing"]}, "query": {"const": "nothing"}}
    drifting = {
        "200": {
            "description": "x",
            "content": {"application/json": {"schema": {"type": "object", "properties": told}}},
        }
    }
    json_body = {"content": {"application/json": {"schema": wanted}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Second API", "version": "1"},
        "servers": [{"url": address}],
        "paths": {
            "/styles/{m}/{l}/{s}": {"get": _operation("styles", parameters=styles)},
            "/cells/" + "/".join(f"{{{name}}}" for name in cells("path")): _cells("path"),
            "/cells/query": _cells("query"),
            "/cells/header": _cells("header"),
            "/upload": {"post": _operation("upload", requestBody=_multipart())},
            "/stored": {"post": _operation("stored", requestBody=_multipart())},
            **{f"/{name}": {"get": _operation(name)} for name in plain},
            "/hostile/html": {"get": _operation("hostileHtml")},
            "/hostile/json": {"get": _operation("hostileJson")},
            "/change": {"delete": _operation("change", requestBody=json_body)},
            **{
                f"/auth/{name}": {
                    "get": _operation(f"auth{name}", security=[{name: []}], responses=drifting)
                }
                for name in schemes
            },
            "/auth/both": {"get": _operation("authBoth", security=[{"key": [], "basic": []}])},
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "inQuery": {"type": "apiKey", "in": "query", "name": "api_key"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "prefixed": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "x-tryfield-prefix": "Token ",
                },
                "openid": {
                    "type": "openIdConnect",
                    "openIdConnectUrl": f"{address}/.well-known/openid-configuration",
                },
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "authorizationCode": {
                            "authorizationUrl": f"{address}/authorize",
                            "tokenUrl": f"{address}/token",
                            "scopes": {"read": "Read"},
                        }
                    },
                },
            }
        },
    }  # fmt: skip
