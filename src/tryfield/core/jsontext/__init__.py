"""JSON text as people and servers write it: the value, where each part stands, what was wrong.

Readers and rules read the examples of a definition with it, the verdict a live answer.
"""

from __future__ import annotations

from tryfield.core.jsontext.document import Document, Problem
from tryfield.core.jsontext.envelope import parse
from tryfield.core.jsontext.pointers import child, parts, wildcard

__all__ = ["Document", "Problem", "child", "parse", "parts", "wildcard"]
