"""JSON inside HTML, so that no text of a definition can end the element it stands in."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

_UNSAFE = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def script_json(value: Any) -> Markup:
    """JSON for a `<script type="application/json">`; these characters stand in strings only."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for unsafe, escaped in _UNSAFE.items():  # many times faster than `translate`
        text = text.replace(unsafe, escaped)
    return Markup(text)  # noqa: S704 - escaped two lines above


def attribute_json(value: Any) -> str:
    """JSON for an attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
