"""One API with an endpoint for each kind of page that looks different."""

from __future__ import annotations

from typing import Any


def _said(schema: Any, description: str = "OK", **more: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}, **more}


_NODE = {"$ref": "#/components/schemas/Node"}
_PET = {"$ref": "#/components/schemas/Pet"}

KINDS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Kinds", "version": "1", "description": "All *kinds* of pages."},
    "servers": [
        {"url": "https://kinds.example/{version}", "variables": {"version": {"default": "v1"}}},
        {"url": "https://test.kinds.example", "description": "For tests"},
    ],
    "tags": [{"name": "Trees", "description": "What grows."}, {"name": "Pets"}],
    "security": [{"key": []}, {"login": ["read", "write"]}],
    "paths": {
        "/trees/{id}": {
            "get": {
                "operationId": "recursion",
                "summary": "A tree in a tree",
                "description": "Has `code`, a [link](https://kinds.example) and\n\n"
                "| a | table |\n| --- | --- |\n| 1 | 2 |\n\n```json\n{}\n```\n",
                "tags": ["Trees"],
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                    {
                        "name": "kind",
                        "in": "query",
                        "description": "Which ones.",
                        "schema": {"enum": [f"kind-{number}" for number in range(20)]},
                    },
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {"200": _said(_NODE)},
            },
        },
        "/pets": {
            "post": {
                "operationId": "choices",
                "summary": "One of several",
                "tags": ["Pets"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": _PET},
                        "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
                    },
                },
                "responses": {
                    "201": _said(
                        _PET, headers={"Location": {"schema": {"type": "string", "format": "uri"}}}
                    ),
                    "400": _said({"type": "object", "properties": {"message": {"type": "string"}}}),
                    "404": {"description": "No such owner."},
                    "5XX": {"description": "Try again."},
                    "default": _said({"type": "string"}, "Anything else"),
                },
                "callbacks": {
                    "born": {
                        "{$request.body#/url}": {
                            "post": {
                                "requestBody": {"content": {"application/json": {"schema": _PET}}},
                                "responses": {"204": {"description": "Heard."}},
                            }
                        }
                    }
                },
            },
            "delete": {
                "operationId": "deprecated",
                "summary": "No longer",
                "deprecated": True,
                "tags": ["Pets"],
                "security": [{}],
                "responses": {"204": {"description": "Gone."}},
            },
        },
    },
    "webhooks": {
        "grown": {
            "post": {
                "operationId": "webhook",
                "summary": "A tree has grown",
                "requestBody": {"content": {"application/json": {"schema": _NODE}}},
                "responses": {"200": {"description": "Heard."}},
            }
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://kinds.example/token",
                        "scopes": {"read": "To read", "write": "To write"},
                    }
                },
            },
        },
        "schemas": {
            "Node": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 20, "examples": ["oak"]},
                    "kind": {
                        "enum": ["leaf", "branch"],
                        "x-enumDescriptions": {"leaf": "An end.", "branch": "Goes on."},
                    },
                    "children": {"type": "array", "items": _NODE},
                    "weights": {
                        "type": "array",
                        "items": {"type": "number", "description": "In kilograms.", "minimum": 0},
                    },
                    "old": {"type": ["string", "null"], "deprecated": True, "readOnly": True},
                    "labels": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "properties": {"text": {"type": "string"}},
                        },
                    },
                },
            },
            "Pet": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Cat"},
                    {"$ref": "#/components/schemas/Dog"},
                ],
                "discriminator": {"propertyName": "species"},
            },
            "Cat": {
                "type": "object",
                "description": "It *purrs*.",
                "properties": {"species": {"const": "cat"}, "lives": {"type": "integer"}},
            },
            "Dog": {
                "type": "object",
                "properties": {"species": {"const": "dog"}, "owner": _NODE},
            },
        },
    },
}
