"""A made OpenAPI document of the shape of Stripe's: objects that expand into one another.

Fields that hold the id of another object, or that object: `anyOf` of a string, the object and its
deleted form. Every object leads to nearly every other within a few steps, lists wrap them, errors
hold some, requests are forms of nested objects without names. No registry has Stripe's own.

    python -m tests.benchmarks.expandable_objects > api.json
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

OBJECTS = 120
ENDPOINTS = 402
_TEXT = """
account amount balance billing card charge city code color country coupon created credit
currency customer date default delivery description dispute email end event expires fee file
fraud group hold invoice issuer item key language level line link location mandate method
mode name network number offer order owner parent payment payout period person phone plan
price product quantity quote rate reader reason receipt refund region report return review
rule schedule score seller session setup shipping source start state statement status
subscription tax terminal test time token top transaction transfer trial unit url usage
value verification
"""
_WORDS = _TEXT.split()


def document(
    *, objects: int = OBJECTS, endpoints: int = ENDPOINTS, seed: int = 1
) -> dict[str, Any]:
    """The document: OpenAPI 3.0, as many of its kind are."""
    making = _Making(random.Random(seed), objects)
    schemas: dict[str, Any] = {}
    for name in making.names:
        schemas[name] = making.resource(name)
        schemas[f"deleted_{name}"] = making.deleted(name)
        for part in making.parts.pop(name, ()):
            schemas[part] = making.part(part)
    schemas["api_errors"] = making.errors()
    schemas["error"] = {
        "type": "object",
        "description": "An error response of the API.",
        "properties": {"error": _ref("api_errors")},
        "required": ["error"],
    }
    paths: dict[str, Any] = {}
    for number in range(endpoints):
        name = making.names[number // 5 % objects]
        path, method, operation = making.operation(name, number)
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.0.0",
        "info": {"title": "Expandable objects", "version": "1", "description": "A made API."},
        "servers": [{"url": "https://api.example.com/"}],
        "security": [{"bearerAuth": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


class _Making:
    def __init__(self, chance: random.Random, objects: int) -> None:
        self.chance = chance
        self.names = self._unique(objects)
        self.parts: dict[str, list[str]] = {}

    def _unique(self, count: int) -> list[str]:
        names: dict[str, None] = {}
        while len(names) < count:
            names.setdefault("_".join(self.chance.sample(_WORDS, 2)))
        return list(names)

    def words(self, count: int) -> str:
        text = " ".join(self.chance.choice(_WORDS) for _ in range(count))
        return f"The {text}. See `{self.chance.choice(_WORDS)}`."

    def plain(self) -> dict[str, Any]:
        kind = self.chance.random()
        said: dict[str, Any] = {"description": self.words(self.chance.randint(6, 24))}
        if kind < 0.5:
            return said | {"type": "string", "maxLength": 5000, "nullable": kind < 0.3}
        if kind < 0.65:
            return said | {"type": "string", "enum": sorted(self.chance.sample(_WORDS, 4))}
        if kind < 0.85:
            return said | {"type": "integer", "format": "unix-time"}
        if kind < 0.95:
            return said | {"type": "boolean"}
        return said | {"type": "object", "additionalProperties": {"type": "string"}}

    def expandable(self) -> dict[str, Any]:
        other = self.chance.choice(self.names)
        branches = [{"type": "string", "maxLength": 5000}, _ref(other)]
        if self.chance.random() < 0.3:
            branches.append(_ref(f"deleted_{other}"))
        return {
            "anyOf": branches,
            "nullable": True,
            "description": self.words(10),
            "x-expansionResources": {"oneOf": branches[1:]},
        }

    def fields(self, count: int, expandable: int) -> dict[str, Any]:
        names = self.chance.sample(_WORDS, min(count, len(_WORDS)))
        made = {name: self.plain() for name in names}
        for name in names[:expandable]:
            made[name] = self.expandable()
        return made

    def resource(self, name: str) -> dict[str, Any]:
        made = {
            "id": {"type": "string", "maxLength": 5000, "description": "Unique identifier."},
            "object": {"type": "string", "enum": [name], "description": "The type of the object."},
            "livemode": {"type": "boolean", "description": "Whether it is no test."},
            **self.fields(self.chance.randint(16, 34), self.chance.randint(4, 8)),
        }
        parts = [f"{name}_{word}" for word in self.chance.sample(_WORDS, 3)]
        self.parts[name] = parts
        for part in parts:
            made[part.removeprefix(f"{name}_")] = {
                "anyOf": [_ref(part)],
                "nullable": True,
                "description": self.words(8),
            }
        made[self.chance.choice(_WORDS) + "s"] = self.listed(self.chance.choice(self.names))
        return {
            "title": name.replace("_", " ").title(),
            "description": self.words(30),
            "type": "object",
            "required": ["id", "object", "livemode"],
            "properties": made,
            "x-resourceId": name,
        }

    def part(self, name: str) -> dict[str, Any]:
        made = self.fields(self.chance.randint(3, 9), self.chance.randint(0, 2))
        return {"description": "", "type": "object", "properties": made, "title": name}

    def deleted(self, name: str) -> dict[str, Any]:
        made = {
            "deleted": {"type": "boolean", "enum": [True], "description": "Always true."},
            "id": {"type": "string", "maxLength": 5000, "description": "Unique identifier."},
            "object": {"type": "string", "enum": [name], "description": "The type of the object."},
        }
        return {"type": "object", "title": f"Deleted {name}", "properties": made}

    def errors(self) -> dict[str, Any]:
        made = self.fields(12, 0)
        for word in self.chance.sample(self.names, 5):
            made[word] = _ref(word)
        return {"type": "object", "title": "APIErrors", "properties": made}

    def listed(self, name: str) -> dict[str, Any]:
        return {
            "type": "object",
            "description": self.words(12),
            "required": ["data", "has_more", "object", "url"],
            "properties": {
                "data": {"type": "array", "items": _ref(name)},
                "has_more": {"type": "boolean", "description": "True if there is another page."},
                "object": {"type": "string", "enum": ["list"], "description": "Always `list`."},
                "url": {"type": "string", "maxLength": 5000, "description": "Where it is."},
            },
        }

    def form(self, depth: int) -> dict[str, Any]:
        made = {
            name: self.plain() for name in self.chance.sample(_WORDS, self.chance.randint(4, 12))
        }
        for name in self.chance.sample(_WORDS, 3) if depth else ():
            made[name] = {
                "anyOf": [self.form(depth - 1), {"type": "string", "enum": [""]}],
                "description": self.words(8),
            }
        return {"type": "object", "properties": made, "title": f"param_{depth}"}

    def operation(self, name: str, number: int) -> tuple[str, str, dict[str, Any]]:
        kind = number % 5
        base = f"/v1/{name}s" if number < 5 * len(self.names) else f"/v2/{name}s"
        path = base if kind < 2 else f"{base}/{{id}}" if kind < 4 else f"{base}/{{id}}/close"
        method = ("get", "post", "get", "post", "post")[kind]
        answer = self.listed(name) if kind == 0 else _ref(name)
        said: dict[str, Any] = {
            "operationId": f"{method.title()}{name.title().replace('_', '')}{number}",
            "summary": f"{('List', 'Create', 'Retrieve', 'Update', 'Close')[kind]} {name}",
            "description": f"<p>{self.words(30)}</p>",
            "tags": [name],
            "parameters": [
                {
                    "name": "expand",
                    "in": "query",
                    "description": "Which fields are expanded.",
                    "style": "deepObject",
                    "explode": True,
                    "schema": {"type": "array", "items": {"type": "string", "maxLength": 5000}},
                }
            ],
            "responses": {
                "200": _answer("Successful response.", answer),
                "default": _answer("Error response.", _ref("error")),
            },
        }
        if kind > 1:
            said["parameters"].append(
                {
                    "name": "id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "maxLength": 5000},
                }
            )
        if method == "post":
            (depth,) = self.chance.choices((0, 1, 2), (4, 5, 1))
            form = {
                "application/x-www-form-urlencoded": {"schema": self.form(depth), "encoding": {}}
            }
            said["requestBody"] = {"content": form, "required": False}
        return path, method, said


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
