"""An API of users in a small OpenAPI document, and exchanges with it as tools record them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.checking.test_live_reach import read
from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.recorded_exchanges import (
    PARTS,
    Part,
    RecordedExchange,
)
from tryfield.checking.traffic.traffic_findings import traffic_findings
from tryfield.checking.traffic.traffic_judge import TrafficJudge
from tryfield.core.findings import Finding
from tryfield.core.wire import WireRequest, WireResponse

BASE = "https://api.shop.test/v1"
USER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "maxLength": 20},
        "email": {"type": "string"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}


def shop(**server: Any) -> dict[str, Any]:
    """The document; `server` replaces the documented one."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": server.get("url", BASE)}],
        "paths": {
            "/users": {
                "get": {
                    "parameters": [
                        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                        {"name": "X-Team", "in": "header", "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {
                            "description": "All.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "array",
                                        "items": {"$ref": "#/components/schemas/User"},
                                    }
                                }
                            },
                        }
                    },
                },
                "post": {
                    "requestBody": {"required": True, "content": JSON},
                    "responses": {"201": {"description": "Made.", "content": JSON}},
                },
            },
            "/users/{user_id}": {
                "get": {
                    "parameters": [
                        {
                            "name": "user_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "integer"},
                        }
                    ],
                    "responses": {"200": {"description": "One.", "content": JSON}},
                }
            },
        },
        "components": {"schemas": {"User": USER}},
    }


def judge(folder: Path, **options: Any) -> TrafficJudge:
    """A judge of the shop."""
    patterns = options.pop("ignored", ())
    document = options.pop("document", shop())
    endpoints = read(folder, document)
    return TrafficJudge(endpoints, headers=HeaderFilter(patterns), **options)


def exchange(
    path: str = "/users/1",
    body: Any = None,
    *,
    method: str = "GET",
    status: int = 200,
    sent: Any = None,
    request_headers: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
    number: int = 1,
    recorded: frozenset[Part] = PARTS,
) -> RecordedExchange:
    """One exchange; bodies are JSON."""
    url = path if "://" in path else BASE + path
    answered = (("Content-Type", "application/json"), *headers)
    return RecordedExchange(
        request=WireRequest(
            method=method,
            url=url,
            headers=(("Content-Type", "application/json"), *request_headers),
            body=b"" if sent is None else json.dumps(sent).encode(),
        ),
        response=WireResponse(
            status=status,
            headers=answered,
            body=b"" if body is None else json.dumps(body).encode(),
        ),
        source="shop.har",
        number=number,
        recorded=recorded,
    )


def findings(judge: TrafficJudge, *exchanges: RecordedExchange) -> list[Finding]:
    """What some exchanges say together."""
    for one in exchanges:
        judge.judge(one)
    return list(traffic_findings(judge))


def rules(found: list[Finding]) -> list[str]:
    """The names of the rules, with the field."""
    return sorted(f"{one.rule} {one.field}" for one in found)
