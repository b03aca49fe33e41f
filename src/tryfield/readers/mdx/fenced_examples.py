"""Fenced code to examples: language, title, response status, media type and span.

The info string behind the backticks says the language, the title and the status; the indentation of
the page is taken from the text. Which response an example is, its title says, its place, or what
it holds: authors call a failure "Too many samples" as well as "400", and a job that failed
"Ready (Failed)".
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Example
from tryfield.readers.mdx.mdx_parser import Fence
from tryfield.readers.source_text import Source

_MEDIA = {
    "json": "application/json",
    "json5": "application/json",
    "jsonc": "application/json",
    "jsonl": "application/jsonl",
    "ndjson": "application/x-ndjson",
    "xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
    "txt": "text/plain",
    "plaintext": "text/plain",
    "plain": "text/plain",
    "csv": "text/csv",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "sse": "text/event-stream",
    "event-stream": "text/event-stream",
    "markdown": "text/markdown",
}
SHELLS = frozenset(
    {"bash", "sh", "shell", "curl", "zsh", "console", "terminal", "cmd", "powershell", "batch"}
)


def text_of(fence: Fence, source: Source) -> tuple[str, int, bool]:
    """Text of a fence, where it begins, and whether it stands in the file letter by letter."""
    raw = source.text[fence.inside : fence.until]
    lines = raw.split("\n")
    if (
        any(line.lstrip().startswith(">") for line in lines)
        and ">" in (source.text[fence.start : fence.start + fence.indent])
    ):
        return "\n".join(line.lstrip(" >") for line in lines), fence.inside, False
    filled = [line for line in lines if line.strip()]
    if not filled:
        return "", fence.inside, True
    common = min(len(line) - len(line.lstrip(" \t")) for line in filled)
    lead = 0
    while not lines[lead].strip():
        lead += 1
    start = fence.inside + sum(len(line) + 1 for line in lines[:lead]) + common
    while not lines[-1].strip():
        lines.pop()
    text = "\n".join(line[common:] if line.strip() else "" for line in lines[lead:])
    literal = source.in_one_piece(fence.inside, fence.until)
    return text, start, literal


def media_type_of(language: str, text: str) -> str:
    """Media type of a documented body, from the language of its fence or its first character."""
    if language in _MEDIA:
        return _MEDIA[language]
    begin = text.lstrip()[:1]
    if begin and begin in "{[":
        return "application/json"
    if begin == "<":
        return "application/xml"
    return "application/json" if language == "javascript" else "text/plain"


def example_of(fence: Fence, source: Source) -> tuple[Example, FenceInfo]:
    """The fence as an example without media type and status, and what its info says."""
    info = read_info(fence.info)
    text, start, literal = text_of(fence, source)
    example = Example(
        name=info.title,
        text=text,
        language=info.language,
        literal=literal,
        span=source.span(start, max(start, fence.until)),
    )
    return example, info


_META = re.compile(
    r"\{\s*+[A-Za-z_][\w-]*+=\{[^{}]*+\}\s*+\}|\b[A-Za-z_][\w-]*+=(?:\{[^{}]*+\}|\"[^\"]*+\"|'[^']*+'|[^\s\"'{}]++)|\{[\d\s,-]*+\}"
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
