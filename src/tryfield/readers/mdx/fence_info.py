"""What stands behind the backticks of a fence: language, title and status."""

from __future__ import annotations

import re
from dataclasses import dataclass

_META = re.compile(
    r"\b[A-Za-z_][\w-]*+=(?:\{[^{}]*+\}|\"[^\"]*+\"|'[^']*+'|[^\s\"'{}]++)|\{[\d\s,-]*+\}"
)
_NAMED = re.compile(
    r"\b(?:title|filename|name|label)=(?:\"([^\"]*+)\"|'([^']*+)'|\{[\"'`]([^\"'`]*+)[\"'`]\})"
)
_FLAGS = frozenset(
    {"wrap", "lines", "expandable", "twoslash", "copy", "nocopy", "linenumbers", "showlinenumbers"}
)
_STATUS = re.compile(r"(?<![\w.-])([1-5])(\d\d|XX|xx)(?![\w.-]*\d)(?!\w)")
_REASONS = {
    "unauthorized": "401",
    "unauthorised": "401",
    "forbidden": "403",
    "not found": "404",
    "bad request": "400",
    "unprocessable": "422",
    "validation error": "422",
    "conflict": "409",
    "too many requests": "429",
    "rate limit": "429",
    "internal server error": "500",
    "payment required": "402",
}
_ERROR = re.compile(
    r"\b(?:errors?|fail(?:ed|ure)?|fehler\w*|invalid|denied|exception|erro|échec|erreur)\b|错误|失败|错误响应|エラー",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceInfo:
    """Language in lower case, and the words of the tab."""

    language: str = ""
    title: str = ""


def read_info(info: str) -> FenceInfo:
    """Read an info string: `json 404 Not Found theme={null}`."""
    named = _NAMED.search(info)
    words = _META.sub(" ", info[:1000]).split()
    words = [word for word in words if word.lower() not in _FLAGS]
    if not words:
        language, rest = "", []
    elif _STATUS.fullmatch(words[0]):
        language, rest = "", words
    else:
        language, rest = words[0].lower(), words[1:]
    title = " ".join(rest)
    if named and not title:
        title = next(group for group in named.groups() if group is not None)
    return FenceInfo(language=language, title=title.strip())


def status_of(words: str) -> str:
    """The response status that words name: `404 Not Found`, `Unauthorized`, `Error`.

    Returns:
        `"404"`, `"4XX"`, `"default"` for an error without a number, "" when they name none.
    """
    found = _STATUS.search(words)
    if found:
        return found.group(1) + found.group(2).upper()
    lowered = words.lower()
    for reason, status in _REASONS.items():
        if reason in lowered:
            return status
    return "default" if _ERROR.search(words) else ""
