"""A definition in which every text is a payload, and what its API answers."""

from __future__ import annotations

from typing import Any

#: Each would set `window.pwned`, where it were taken for anything but text.
PAYLOADS = (
    '"><img src=x onerror="window.pwned=1">',
    "<script>window.pwned=1</script>",
    "</template></script><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{constructor.constructor('window.pwned=1')()}}",
    "[x](javascript:window.pwned=1) ![x](x'onerror='window.pwned=1)",
    "';window.pwned=1;//",
)
ALL = " ".join(PAYLOADS)
IMAGE, SCRIPT, BROKEN, LINK, TEMPLATE, MARKDOWN, QUOTE = PAYLOADS


def answer() -> dict[str, Any]:
    """Names and values that are payloads, some documented, some not."""
    return {
        IMAGE: ALL,
        "__proto__": {"polluted": True},
        SCRIPT: [ALL, {BROKEN: QUOTE}],
        "choice": SCRIPT,
        "surplus" + BROKEN: LINK,
    }


def definition(address: str) -> dict[str, Any]:
    """An API whose author means harm; its one operation is `hostileAll`."""
    text = {"type": "string", "description": ALL, "title": SCRIPT, "example": ALL, "default": QUOTE}
    schema = {
        "type": "object",
        "description": ALL,
        "required": [IMAGE, BROKEN],
        "properties": {
            IMAGE: {**text, "pattern": "^nothing$"},
            SCRIPT: {"type": "array", "items": {"type": "object", "description": ALL}},
            BROKEN: {"type": "integer", "description": ALL},
            "choice": {"enum": [*PAYLOADS[2:]], "description": ALL},
            "link": {"type": "string", "format": "uri", "example": LINK},
            "proto": {
                "oneOf": [{"title": ALL, "type": "object"}, {"title": IMAGE, "type": "null"}]
            },
        },
    }
    body = {
        "application/json": {
            "schema": schema,
            "examples": {SCRIPT: {"summary": ALL, "value": answer()}, IMAGE: {"value": {}}},
        }
    }
    parameters = [
        {
            "name": name,
            "in": where,
            "description": ALL,
            "example": ALL,
            "schema": {"type": "string"},
        }
        for name, where in ((IMAGE, "query"), (QUOTE, "query"), ("X-Hostile", "header"))
    ]
    part = {"default": "x", "enum": ["x", IMAGE], "description": ALL}
    operation = {
        "operationId": "hostileAll",
        "summary": f"Hostile {ALL}",
        "description": ALL,
        "parameters": parameters,
        "requestBody": {"description": ALL, "content": body},
        "security": [{"hostile": []}],
        "responses": {"200": {"description": ALL, "content": body}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Hostile {SCRIPT}", "version": ALL, "description": ALL},
        "servers": [
            {"url": address, "description": ALL},
            {"url": f"{address}/{{part}}", "variables": {"part": part}},
        ],
        "paths": {"/hostile/all": {"post": operation}},
        "components": {
            "securitySchemes": {
                "hostile": {"type": "http", "scheme": "bearer", "description": ALL}
            }
        },
    }  # fmt: skip
