"""Which response an example of a page is: what its title says, its place, else what it holds.

Authors call a failure "Too many samples" as well as "400", and a job that failed "Ready (Failed)".
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Any

from tryfield.core.jsontext.json_parser import parse
from tryfield.readers.mdx.fenced_examples import status_of

_FAILURE = re.compile(
    r"\b(?:too (?:many|large|long|few|big)|exceed\w*|limit reached|missing|expired|insufficient|"
    r"already (?:exists|in use|taken)|unsupported|rejected|refused|not allowed|unavailable|"
    r"quota|timed? ?out|unknown|blocked|wrong)\b",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"(?:\W|\b(?:api|json|http|response|responses|example|sample|output|result|body|return\w*|"
    r"antwort|beispiel|respuesta|ejemplo|resposta|exemplo|réponse|exemple)\b)*$"
    r"|\W*(?:响应|返回|示例|レスポンス|응답)\W*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）")


def response_status(title: str, place: str, text: str, documented: AbstractSet[str]) -> str:
    """The status of an example.

    Args:
        title: Of its fence.
        place: The status of the heading or tab around it, `""` for none.
        text: The example.
        documented: Top-level names of the success, as far as the page documents them.

    Returns:
        `"404"`, `"4XX"`, `"default"` for a failure without a number, `""` for the success.
    """
    named = status_of(title)
    if named not in ("", "default"):
        return named
    if place not in ("", "default"):
        return place
    head = _ASIDE.sub("", title).strip()
    words = title if _NEUTRAL.match(head) else head
    fails = status_of(words) == "default" or _FAILURE.search(words) is not None
    value = parse(text).value if text.lstrip()[:1] == "{" else None
    names = set(value) if isinstance(value, dict) else set()
    shows_failure = isinstance(value, dict) and _is_failure(value, documented)
    if not fails:
        return place or ("default" if shows_failure else "")
    # A job that failed has the fields of a job: the request for it did not fail.
    known = names & documented
    if not place and known and len(known) * 2 > len(names) and not shows_failure:
        return ""
    return named or place or "default"


def _is_failure(value: dict[str, Any], documented: AbstractSet[str]) -> bool:
    """Whether a body says that a call failed, by names that the success does not have."""
    for name in ("error", "errors", "error_code", "errorCode", "error_message"):
        if name not in documented and value.get(name):
            return True
    if "success" not in documented and value.get("success") is False:
        return True
    codes = [value.get(name) for name in ("status_code", "statusCode", "status", "code")]
    return any(
        isinstance(code, int) and not isinstance(code, bool) and 400 <= code < 600 for code in codes
    )
