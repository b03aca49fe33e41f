"""A text as a literal of a programming language, letter by letter the same when it runs."""

from __future__ import annotations

import json
import re

_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def shell(text: str) -> str:
    """POSIX shell: single quotes, in which nothing is special but the quote itself."""
    return "'" + text.replace("'", r"'\''") + "'"


def double(text: str) -> str:
    """JavaScript, Java, C#, Go: the escapes of JSON mean the same in all of them."""
    # Line ends to some of these languages, a mark to Go that may only begin a file, and what
    # nobody sees.
    return _HIDDEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def python(text: str) -> str:
    """Python: double quotes like its formatters, three of them for several lines."""
    lines = text.count("\n") > 0 and text.isprintable() is False
    plain = all(char == "\n" or char.isprintable() for char in text)
    if lines and plain and "\\" not in text and '"""' not in text and not text.endswith('"'):
        return f'"""{text}"""'
    if all(char.isprintable() or char in "\n\t\r" for char in text):
        return json.dumps(text, ensure_ascii=False)
    return repr(text)


def javascript(text: str) -> str:
    """JavaScript: a template for several lines, otherwise double quotes."""
    if "\n" not in text or "\r" in text:  # A template turns CR LF into LF.
        return double(text)
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"


def go(text: str) -> str:
    """Go: a raw string for several lines, otherwise double quotes."""
    raw = "\n" in text and all(one.isprintable() or one in "\n\t" for one in text)
    return f"`{text}`" if raw and "`" not in text else double(text)


def single(text: str) -> str:
    """PHP and Ruby: single quotes, in which backslash and quote are escaped."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell(text: str) -> str:
    """PowerShell: single quotes, doubled inside; it takes typographic ones for quotes too."""
    for quote in "'‘’‚‛":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"
