"""What a reading holds, one thing a line: what the cases expect, and people can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tryfield.core.model import Endpoint, Example, Parameter
from tryfield.readers.reading_result import Reading


def outline(reading: Reading) -> str:
    """Endpoints, then findings, then the reason why a page was passed over."""
    lines = [line for endpoint in reading.reference.endpoints for line in _endpoint(endpoint)]
    lines += [
        f"finding {finding.rule} {finding.span.line}:{finding.span.column}"
        for finding in reading.findings
    ]
    if reading.passed_over:
        lines.append(f"passed over: {reading.passed_over}")
    return "\n".join(lines)


def _endpoint(endpoint: Endpoint) -> Iterator[str]:
    server = endpoint.servers[0].url if endpoint.servers else ""
    yield f"{endpoint.method} {server}{endpoint.path}"
    for name in ("title", "summary", "description"):
        if text := getattr(endpoint, name):
            yield f"{name}: {text}"
    if endpoint.deprecated:
        yield "deprecated"
    for name, value in endpoint.extensions.items():
        yield f"{name}: {value}"
    for alternative in endpoint.security:
        auths = [requirement.auth for requirement in alternative]
        yield (
            "auth "
            + " and ".join(
                f"{auth.kind} {auth.scheme or auth.location + ' ' + auth.parameter}"
                f"{' ' + auth.prefix.strip() if auth.prefix else ''} {auth.placeholder}".strip()
                for auth in auths
            )
            if auths
            else "auth none"
        )
    for parameter in endpoint.parameters:
        yield from _parameter(parameter, parameter.location)
    for content in endpoint.body.contents if endpoint.body else ():
        yield from _schema(f"body {content.media_type}", content.schema, "")
        yield from _examples("body", content.examples)
    for sample in endpoint.samples:
        yield f"sample {sample.language} {sample.name!r}"
    for response in endpoint.responses:
        yield f"response {response.status} {response.description}".rstrip()
        for header in response.headers:
            yield from _parameter(header, f"{response.status} header")
        for content in response.contents:
            yield from _schema(f"{response.status} {content.media_type}", content.schema, "")
            yield from _examples(response.status, content.examples)


def _parameter(parameter: Parameter, location: str) -> Iterator[str]:
    schema = {**(parameter.schema if isinstance(parameter.schema, dict) else {})}
    schema["description"] = parameter.description
    schema["deprecated"] = parameter.deprecated
    yield from _schema(f"{location} {parameter.name}", schema, "", required=parameter.required)


def _examples(place: str, examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples:
        yield f"example {place} {example.language} {example.name!r}".replace("  ", " ")


def _schema(head: str, schema: Any, path: str, *, required: bool = False) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    words = [f"{head} {path}".strip() + ":", _type(schema)]
    words += ["required"] if required else []
    words += ["deprecated"] if schema.get("deprecated") else []
    for name in ("enum", "default", "x-tryfield-default", "format", "minimum", "examples"):
        if name in schema:
            words.append(f"{name}={json.dumps(schema[name])}")
    if text := schema.get("description"):
        words.append(f"-- {text}")
    yield " ".join(words)
    yield from _below(head, schema, path)


def _below(head: str, schema: dict[str, Any], path: str) -> Iterator[str]:
    for name, value in schema.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        needed = name in schema.get("required", ())
        yield from _schema(head, value, inner, required=needed)
    if isinstance(schema.get("items"), dict) and schema["items"].get("properties"):
        yield from _below(head, schema["items"], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _below(head, schema["additionalProperties"], f"{path}.{{}}")
    for branch in schema.get("anyOf", ()):
        yield from _below(head, branch, path)


def _type(schema: dict[str, Any]) -> str:
    if why := schema.get("x-tryfield-unchecked"):
        return f"not checkable ({why})"
    if "anyOf" in schema:
        return " or ".join(_type(branch) for branch in schema["anyOf"])
    kind = schema.get("type")
    if kind is None:
        return "any of" if "enum" in schema else "anything"
    if isinstance(kind, list):
        return "/".join(kind)
    if kind == "array" and isinstance(schema.get("items"), dict):
        return f"array of {_type(schema['items'])}"
    return str(kind)
