"""Reading one command, and what stands at a place of it."""

from __future__ import annotations

from tryfield.core.curl.curl_model import Command
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.model import Span


def only(text: str, **options: Span) -> Command:
    (command,) = parse_curl(text, **options)
    return command


def cut(text: str, span: Span | None) -> str:
    """What stands in a text at a span."""
    assert span is not None
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)
