"""How deeply a JSON text is nested, found before the `json` module follows it down.

In a browser nothing stops C code that recurses too far, and the whole interpreter is lost; CPython
raises `RecursionError` in time. With this, both do.
"""

from __future__ import annotations

import re
from itertools import accumulate

DEEPEST = 1_000

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_PLAIN = re.compile(r"[^\[\]{}]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def check_depth(text: str | bytes) -> None:
    """Let a JSON text pass that is not nested too deeply.

    Raises:
        RecursionError: It is.
    """
    text = text if isinstance(text, str) else text.decode("utf-8", "replace")
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    brackets = _PLAIN.sub("", _STRING.sub("", text))
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST:
        raise RecursionError("the JSON text is nested too deeply")
