"""A text as a literal of a programming language, letter by letter the same when it runs."""

from __future__ import annotations

import json


def shell(text: str) -> str:
    """POSIX shell: single quotes, in which nothing is special but the quote itself."""
    return "'" + text.replace("'", r"'\''") + "'"


def double(text: str) -> str:
    """JavaScript, Java, C#, Go: the escapes of JSON mean the same in all of them."""
    text = json.dumps(text, ensure_ascii=False)
    return text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029").replace("\x7f", r"\u007f")


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
    return f"`{text}`" if "\n" in text and "`" not in text and "\r" not in text else double(text)


def single(text: str) -> str:
    """PHP and Ruby: single quotes, in which backslash and quote are escaped."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell(text: str) -> str:
    """PowerShell: single quotes, doubled inside; it takes typographic ones for quotes too."""
    for quote in "'‘’‚‛":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"
