"""Endpoints to make requests of."""

from __future__ import annotations

from typing import Any

from tryfield.core.model import Auth, Endpoint, Server

TOKEN = Auth(name="t", kind="apiKey", prefix="Token ", placeholder="<token>")
KEY = Auth(name="k", kind="apiKey", parameter="X-Key")


def endpoint(**more: Any) -> Endpoint:
    defaults: dict[str, Any] = {
        "id": "x",
        "method": "POST",
        "path": "/x",
        "servers": (Server(url="https://api.test/v1"),),
    }
    return Endpoint(**(defaults | more))
