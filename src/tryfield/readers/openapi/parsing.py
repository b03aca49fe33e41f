"""Reading the text of one file, JSON or YAML, strict or not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tryfield.core.findings import Severity
from tryfield.core.jsontext import json_parser
from tryfield.core.lossless_json import loads_finite
from tryfield.core.model import Json
from tryfield.readers.openapi.file import File
from tryfield.readers.openapi.mending import compose
from tryfield.readers.source import Source

_JSON = re.compile(r"\s*(?:/[/*][^{]{0,2000})?[{\[]\s*(?:[\"}\]]|/[/*])")
_DEPTH = 200
_FAULTS = 200  # of one kind in one file


def parse(source: Source, name: str) -> File:
    """Read a file of JSON or YAML; what is wrong with it is in `findings`."""
    if name.lower().endswith(".json") or _JSON.match(source.text):
        return _parse_json(source, name)
    return _parse_yaml(source, name)


def _parse_yaml(source: Source, name: str) -> File:
    composer, faults = compose(source.text)
    file = File(source, name=name, value=composer.value, entry=composer.entry)
    for offset, words in faults:
        file.report(
            "openapi-syntax", Severity.ERROR, offset, offset + 1, f"This is not YAML: {words}.",
            "Mend the line, or put quotes around the value.",
        )  # fmt: skip
    for kind, start, end, message, advice in composer.problems[:_FAULTS]:
        severity = Severity.ERROR if kind in {"duplicate-key", "alias"} else Severity.WARNING
        file.report(f"openapi-{kind}", severity, start, end, message, advice)
    return file


def _parse_json(source: Source, name: str) -> File:
    twice = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) < len(pairs)
        return found

    try:
        value = loads_finite(source.text, members=members)
        strict = not twice and _shallow(value)
    except (ValueError, RecursionError):
        strict = False
    if strict:
        return File(source, name=name, value=value)
    document = json_parser.parse(source.text, max_depth=_DEPTH)
    file = File(source, name=name, value=_without_decimals(document.value), mended=document)
    for problem in document.problems[:_FAULTS]:
        begin = document.lines[problem.span.line - 1] + problem.span.column - 1
        end = document.lines[problem.span.end_line - 1] + problem.span.end_column - 1
        rule = "openapi-duplicate-key" if "duplicate" in problem.code else "openapi-syntax"
        file.report(rule, Severity.ERROR, begin, end, problem.message, problem.advice)
    return file


def _shallow(value: Json) -> bool:
    """Whether nothing is nested deeper than we follow."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(_DEPTH):
        if not level:
            return True
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
    return not level


def _without_decimals(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_decimals(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_decimals(inner) for inner in value]
    if isinstance(value, Decimal):
        near = float(value)
        return near if abs(near) != float("inf") else str(value)
    return value
