"""Schemas with instances to measure validators with: suite, GitHub, Stripe-like, a megabyte."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests import inputs
from tests.core.schema import suite

_LISTS = (
    "/repos/{owner}/{repo}/issues",
    "/orgs/{org}/repos",
    "/repos/{owner}/{repo}/pulls",
    "/repos/{owner}/{repo}/commits",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One schema, and the instances that are judged with it in one go."""

    schema: Any
    instances: list[Any]


def official(draft: str, dialect: str) -> list[Work]:
    """Every required group of the official suite that stands for itself."""
    return [
        Work(schema=_in(group["schema"], dialect), instances=[t["data"] for t in group["tests"]])
        for path in suite.files(draft)
        if "optional" not in path.parts
        for group in suite.cases(path)
        if not _leads_away(group["schema"])
    ]


def _in(schema: Any, dialect: str) -> Any:
    return {**schema, "$schema": dialect} if isinstance(schema, dict) else schema


def _leads_away(schema: Any) -> bool:
    text = json.dumps(schema)
    return any(word in text for word in ("localhost:1234", "json-schema.org/draft-", '/schema"}'))


def github() -> list[Work]:
    """Four lists of GitHub's REST API, 100 items each, from GitHub's own examples."""
    document = json.loads(inputs.github().read_text("utf-8"))
    parts = document["components"]
    found = []
    for path in _LISTS:
        content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        reference = content["examples"]["default"]["$ref"].rpartition("/")[2]
        items = parts["examples"][reference]["value"]
        schema = _bundled(content["schema"], parts["schemas"])
        found.append(Work(schema=schema, instances=[_hundred(items)]))
    return found


def _hundred(items: list[Any]) -> list[Any]:
    return [copy.deepcopy(items[i % len(items)]) for i in range(100)]


def _bundled(schema: Any, components: dict[str, Any]) -> Any:
    """A schema of OpenAPI 3.0 as draft 7 and 2020-12 both read it, with all that it refers to."""
    wanted: dict[str, Any] = {}
    todo = [schema]
    while todo:
        for name in _names(todo.pop()):
            if name not in wanted:
                wanted[name] = components[name]
                todo.append(components[name])
    result = _modern(schema)
    result["definitions"] = {name: _modern(value) for name, value in wanted.items()}
    return result


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def _modern(value: Any) -> Any:
    if isinstance(value, list):
        return [_modern(item) for item in value]
    if not isinstance(value, dict):
        return value
    result = {k: _modern(v) for k, v in value.items() if k not in ("example", "nullable")}
    if isinstance(result.get("$ref"), str):
        result = {"$ref": result["$ref"].replace("components/schemas", "definitions")}
    if value.get("nullable") is True:
        if isinstance(result.get("type"), str):
            result["type"] = [result["type"], "null"]
            if "enum" in result:
                result["enum"] = [*result["enum"], None]
        else:
            result = {"anyOf": [result, {"type": "null"}]}
    return result


def stripe() -> list[Work]:
    """Objects that expand into each other by anyOf, four levels deep, in a list of 100."""
    text = {"type": "string", "maxLength": 5000}
    code = {"type": "string", "pattern": "^[a-z]{3}$"}
    kinds = ["charge", "customer", "invoice", "subscription", "refund", "source", "card", "plan"]
    schemas: dict[str, Any] = {}
    for place, kind in enumerate(kinds):
        others = [
            {"$ref": f"#/definitions/{kinds[(place + step) % len(kinds)]}"} for step in (1, 2, 3)
        ]
        schemas[kind] = {
            "type": "object",
            "required": ["id", "object", "created", "livemode"],
            "properties": {
                "id": text,
                "object": {"type": "string", "enum": [kind]},
                "amount": {"type": "integer", "minimum": 0},
                "created": {"type": "integer"},
                "livemode": {"type": "boolean"},
                "currency": {"anyOf": [code, {"type": "null"}]},
                "metadata": {"type": "object", "additionalProperties": text},
                "owner": {"anyOf": [text, *others]},
                "previous": {"anyOf": [{"type": "null"}, text, *others]},
                "lines": {
                    "type": "object",
                    "required": ["data", "has_more"],
                    "properties": {
                        "data": {
                            "type": "array",
                            "items": {"anyOf": [{"$ref": f"#/definitions/{k}"} for k in kinds]},
                        },
                        "has_more": {"type": "boolean"},
                        "url": text,
                    },
                },
            },
        }

    def example(place: int, depth: int) -> Any:
        result: dict[str, Any] = {
            "id": f"id_{place:06}",
            "object": kinds[place % len(kinds)],
            "amount": place * 10,
            "created": 1_700_000_000 + place,
            "livemode": place % 2 == 0,
            "currency": "eur" if place % 3 else None,
            "metadata": {"order": f"no. {place}", "note": "none"},
            "owner": example(place + 1 + place % 3, depth - 1) if depth else f"id_{place + 1}",
            "previous": None,
        }
        if depth > 2:
            data = [example(place + step, 0) for step in range(4)]
            result["lines"] = {"data": data, "has_more": False, "url": "/v1/lines"}
        return result

    schema = {
        "type": "array",
        "items": {"anyOf": [{"$ref": f"#/definitions/{k}"} for k in kinds]},
        "definitions": schemas,
    }
    return [Work(schema=schema, instances=[[example(place, 4) for place in range(100)]])]


def megabyte() -> list[Work]:
    """An array of about a megabyte of records."""
    schema = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "name", "price", "tags", "active"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer", "minimum": 1},
                "name": {"type": "string", "minLength": 1, "maxLength": 80},
                "price": {"type": "number", "exclusiveMinimum": 0},
                "state": {"enum": ["new", "used", "sold"]},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 8},
                "size": {
                    "type": "object",
                    "properties": {"width": {"type": "number"}, "height": {"type": "number"}},
                },
                "active": {"type": "boolean"},
                "parent": {"type": ["integer", "null"]},
            },
        },
    }
    records = [
        {
            "id": i + 1,
            "name": f"record number {i}",
            "price": i + 0.5,
            "state": ("new", "used", "sold")[i % 3],
            "tags": ["red", "green", f"tag-{i}"],
            "size": {"width": i, "height": 2.5},
            "active": i % 2 == 0,
            "parent": None if i % 5 else i,
        }
        for i in range(6200)
    ]
    return [Work(schema=schema, instances=[records])]


def damaged(works: list[Work]) -> list[Work]:
    """The same lists, where one item in twenty has lost its types."""
    found = []
    for work in works:
        instances = copy.deepcopy(work.instances)
        for item in instances[0][::20]:
            for name in list(item)[::4]:
                item[name] = ["wrong"]
        found.append(Work(schema=work.schema, instances=instances))
    return found
