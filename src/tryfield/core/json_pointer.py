"""JSON pointers (RFC 6901): built, taken apart, compared and followed.

Nothing else escapes a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tryfield.core.model import Json

_INDEX = re.compile(r"/(?:0|[1-9][0-9]*)(?=/|\Z)")


def escape_token(name: object) -> str:
    """A name or index as one reference token of a pointer (RFC 6901, section 3)."""
    text = name if type(name) is str else str(name)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text


def unescape_token(token: str) -> str:
    """The name that a reference token stands for (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def unescape_fragment_token(token: str) -> str:
    """The name that a token of a URL fragment, as in `$ref`, stands for (RFC 6901, section 6)."""
    if "%" in token:
        from urllib.parse import unquote

        token = unquote(token)
    return unescape_token(token)


def child_pointer(pointer: str, name: str | int) -> str:
    """The pointer of a name or index below a pointer."""
    return f"{pointer}/{escape_token(name)}"


def pointer_tokens(pointer: str) -> list[str]:
    """The names and indices of a pointer, unescaped."""
    return [unescape_token(token) for token in pointer.split("/")[1:]]


def pointers_above(pointer: str) -> Iterator[str]:
    """The pointer itself, then those of what it stands in, up to `""` for the whole value."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def wildcard_pointer(pointer: str) -> str:
    """A pointer with every index as `*`, so that the items of an array share one."""
    return _INDEX.sub("/*", pointer)


def at(value: Json, token: str) -> Json:
    """The member or item that an unescaped token leads to; None when there is none."""
    if type(value) is dict or isinstance(value, Mapping):
        return value.get(token)
    if isinstance(value, (list, tuple)) and token.isdecimal() and len(token) < 9:
        return value[int(token)] if int(token) < len(value) else None
    return None


def lookup(document: Json, pointer: str) -> Json:
    """The value at a pointer; None when there is none."""
    for token in pointer_tokens(pointer):
        document = at(document, token)
    return document
