"""An endpoint with everything in it, and how the tests of the bridge ask about it."""

from __future__ import annotations

import base64
import json
from collections.abc import Coroutine
from typing import Any

from tryfield.core import bridge
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Parameter,
    Requirement,
    Response,
    Server,
)

SECRET = "s3cr&t key/ü"
TOKEN = Auth(name="token", kind="apiKey", prefix="Token ", placeholder="<token>")
QUERY = Auth(name="query", kind="apiKey", location="query", parameter="api_key")
BASIC = Auth(name="basic", kind="http", scheme="basic")
CURL = """\
curl --request POST 'https://api.test/v1/users/7' \\
  --header 'Authorization: Token <token>' \\
  --header 'Content-Type: application/json' \\
  --data '{"name": "Ann", "big": 12345678901234567890}'
"""
ANSWER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "owner": {"type": "object", "properties": {"full_name": {"type": "string"}}},
    },
}
ENDPOINT = Endpoint(
    id="create-user",
    method="POST",
    path="/users/{id}",
    title="Create a user",
    servers=(
        Server(url="https://api.test/v1"),
        Server(
            url="https://{r}.api.test",
            variables={"r": {"default": "eu", "enum": ["eu", "us"]}},
        ),
    ),
    parameters=(
        Parameter(name="id", location="path", required=True, schema={"type": "integer"}),
        Parameter(name="dry", location="query", style="form", schema={"type": "boolean"}),
    ),
    body=Body(
        required=True,
        contents=(
            Content(
                media_type="application/json",
                schema={
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "example": "Ann"},
                        "big": {"type": "integer"},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                },
                examples=(Example(name="small", text='{"name": "B"}'),),
            ),
            Content(media_type="multipart/form-data", schema={"type": "object"}),
        ),
    ),
    responses=(
        Response(
            status="200",
            contents=(
                Content(
                    media_type="application/json",
                    schema=ANSWER,
                    examples=(
                        Example(name="", text='{"id": 1, "owner": {"full_name": "A"}}'),
                    ),
                ),
            ),
        ),
    ),
    security=((Requirement(auth=TOKEN), Requirement(auth=QUERY)), (Requirement(auth=BASIC),)),
    samples=(Example(name="cURL", text=CURL, language="bash"),),
)  # fmt: skip


def ask(operation: str, **argument: Any) -> Any:
    return json.loads(bridge.call(operation, json.dumps(argument)))


def answer(body: Any, status: int = 200, **headers: str) -> dict[str, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    pairs = [["Content-Type", "application/json"]]
    pairs = [[name.replace("_", "-"), value] for name, value in headers.items()] or pairs
    return {
        "status": status,
        "headers": pairs,
        "body": base64.b64encode(data).decode(),
        "seconds": 0.1,
        "url": "https://api.test/v1/users/7",
    }


SENT = {
    "method": "PATCH",
    "url": "https://api.test/x?api_key=abcdef",
    "headers": [["Authorization", "Bearer abcdef"], ["Content-Type", "application/json"]],
    "body": "e30=",
}
FAILED = {"name": "TypeError", "message": "Failed to fetch"}


def finished(coroutine: Coroutine[Any, Any, str]) -> str:
    """The result of a coroutine that waits for nothing, without an event loop of its own."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return str(done.value)
    raise AssertionError("it waits for something")


def exchanged(argument: Any, given: Any) -> tuple[Any, list[Any]]:
    seen: list[Any] = []

    async def fetch(text: str) -> str:
        seen.append(json.loads(text))
        if isinstance(given, Exception):
            raise given
        return json.dumps(given)

    return json.loads(finished(bridge.exchange(json.dumps(argument), fetch))), seen
