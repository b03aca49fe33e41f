"""The URL that curl asks for: what it takes out of the one it is given, and what it adds.

`core.curl` uses it. Source: curl man page, `--user`, `--upload-file`, `--get`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_USER = re.compile(r"(\w+://)([^/?#@]*)@")
_PATH = re.compile(r"\w+://[^/?#]*([^?#]*)")


def without_user(url: str) -> tuple[str, str]:
    """The URL as it is sent, and the `name:password` that stood in it."""
    match = _USER.match(url)
    return (match[1] + url[match.end() :], unquote(match[2])) if match else (url, "")


def with_file(url: str, name: str) -> str:
    """The URL of an upload: curl adds the name of the file to a folder."""
    match = _PATH.match(url)
    if match is None or match[1][-1:] not in ("", "/"):
        return url
    slash = "" if match[1] else "/"
    return url[: match.end()] + slash + quote(name, errors="replace") + url[match.end() :]


def with_query(url: str, query: str) -> str:
    """The URL with more of a query, before its fragment."""
    url, fragment, rest = url.partition("#")
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return url + joint + query + fragment + rest
