"""A command that was copied for the Windows prompt, as one for a POSIX shell.

Browsers offer "Copy as cURL (cmd)": every sign that means something to `cmd.exe` has a caret before
it, and the words are quoted for the runtime of C. The console reads pasted commands with it.

Source: Microsoft, cmd (escape character) and "Parsing C command-line arguments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryfield.core.snippets.snippet_templates import shell_literal

_COPIED = re.compile(r'(?i)\bcurl(?:\.exe)?\s(?:[^\n]*\s)?(?:\^"|\^[ \t]*\r?\n)')


def is_windows_command(text: str) -> bool:
    """Whether a text is a curl command for the Windows prompt: words in `^"`, lines end in `^`."""
    return _COPIED.search(text) is not None


def as_posix_command(text: str) -> str:
    """The same command, quoted for a POSIX shell; `curl.exe` becomes `curl`."""
    first, *words = _words(_without_carets(text.strip()))
    name = re.sub(r"(?i)\.exe\Z", "", first)
    return " ".join([name, *(shell_literal(word) for word in words)])


def _without_carets(text: str) -> str:
    """The text as `cmd.exe` hands it on: a caret takes the meaning of what follows."""
    # A caret and a line end go on in the next line; a line end after that is one of the value.
    text = re.sub(r"\^[ \t]*\r?\n\r?\n", "\n", text)
    text = re.sub(r"\^[ \t]*\r?\n[ \t]*", " ", text)
    return re.sub(r"\^(.)", r"\1", text, flags=re.DOTALL)


def _words(text: str) -> Iterator[str]:
    word, quoted, begun, at = "", False, False, 0
    while at < len(text):
        char = text[at]
        slashes = re.compile(r"\\*").match(text, at)
        count = len(slashes[0]) if slashes else 0
        if count and text[at + count : at + count + 1] == '"':
            word += "\\" * (count // 2)
            begun, at = True, at + count
            if count % 2:
                word, at = word + '"', at + 1
            continue
        if char == '"':
            begun = True
            if quoted and text[at + 1 : at + 2] == '"':
                word, at = word + '"', at + 2
                continue
            quoted = not quoted
        elif char in " \t\r\n" and not quoted:
            if begun:
                yield word
            word, begun = "", False
        else:
            word, begun = word + char, True
        at += 1
    if begun:
        yield word
