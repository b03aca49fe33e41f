"""JSON pointers (RFC 6901) as plain text: built, taken apart, compared."""

from __future__ import annotations

import re

_INDEX = re.compile(r"/(?:0|[1-9][0-9]*)(?=/|\Z)")


def child_pointer(pointer: str, name: str | int) -> str:
    """The pointer of a name or index below a pointer."""
    if isinstance(name, str) and ("~" in name or "/" in name):
        name = name.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{name}"


def pointer_tokens(pointer: str) -> list[str]:
    """The names and indices of a pointer, unescaped."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def wildcard_pointer(pointer: str) -> str:
    """A pointer with every index as `*`, so that the items of an array share one."""
    return _INDEX.sub("/*", pointer)
