"""What one `-F` of curl says: a value or files, and attributes after semicolons.

`core.curl` uses it. Source: curl man page, `--form`; what curl 8 makes of quotes and semicolons.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_ATTRIBUTE = re.compile(r";\s*(type|filename|headers|encoder)=", re.IGNORECASE)
_NAMES = {"type": "media_type", "filename": "filename"}


def form_parts(name: str, text: str) -> tuple[list[dict[str, str]], list[str]]:
    """The parts of `name=content`, and texts in it that curl leaves out.

    Args:
        name: Of the option: `form`, or `form-string`, in which nothing is special.
        text: Its value.
    """
    key, _, content = text.partition("=")
    if name == "form-string":
        return [{"name": key, "value": content}], []
    mark = content[:1] if content[:1] in ("@", "<") else ""
    ends = ",;" if mark else ";"
    parts: list[dict[str, str]] = []
    left_out: list[str] = []
    rest = f",{content[len(mark) :]}"
    while rest[:1] == ",":
        word, rest = _word(rest[1:], ends)
        parts.append({"name": key} | _content(mark, word))
        rest = _attributes(rest, ends, parts[-1], left_out)
    return parts, left_out


def _content(mark: str, word: str) -> dict[str, str]:
    if not mark:
        return {"value": word}
    file = {"file": word}
    return file | ({"filename": word.replace("\\", "/").rpartition("/")[2]} if mark == "@" else {})


def _attributes(rest: str, ends: str, part: dict[str, str], left_out: list[str]) -> str:
    """Read `;type=…` and its like into a part; gives what follows."""
    before = ""
    while rest[:1] == ";":
        match = _ATTRIBUTE.match(rest)
        said, after = _word(rest[match.end() if match else 1 :], ends)
        if match:
            before = match[1].lower()
            if before in _NAMES:
                part[_NAMES[before]] = said
        elif before == "type":  # `;charset=utf-8` goes on with the media type.
            part["media_type"] += rest[: len(rest) - len(after)]
        elif said:
            left_out.append(rest[: len(rest) - len(after)])
        rest = after
    return rest


def _word(text: str, ends: str) -> tuple[str, str]:
    """A word, in double quotes or up to a character that ends it, and what follows."""
    quoted = _QUOTED.match(text)
    at = quoted.end() if quoted else 0
    while at < len(text) and text[at] not in ends:
        at += 1
    return _ESCAPE.sub(r"\1", quoted[1]) if quoted else text[:at].strip(), text[at:]
