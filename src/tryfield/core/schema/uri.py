"""URI references as schemas use them (RFC 3986): joined, split, unescaped."""

from __future__ import annotations

import re

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def join(base: str, reference: str) -> str:
    """What a reference means at a base; the base may be empty (RFC 3986, 5.2)."""
    if reference.startswith("#") or not reference:
        return base.partition("#")[0] + reference
    scheme, host, path, query, fragment = _PARTS.findall(reference)[0]
    if scheme:
        return reference
    base_scheme, base_host, base_path, _, _ = _PARTS.findall(base)[0]
    if not host:
        host = base_host
        if not path.startswith("/"):
            folder, slash, _ = base_path.rpartition("/")
            path = folder + (slash or "/" * bool(base_host)) + path
    return str(base_scheme + host + _without_dots(path) + query + fragment)


def split(uri: str) -> tuple[str, str]:
    """The resource, and the fragment with its escapes undone."""
    resource, _, fragment = uri.partition("#")
    return resource, _ESCAPES.sub(_unescape, fragment)


def _without_dots(path: str) -> str:
    if "." not in path:
        return path
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if len(kept) > 1 or (kept and kept[0]):
                kept.pop()
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _unescape(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
