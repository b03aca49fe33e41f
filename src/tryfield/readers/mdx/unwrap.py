"""Markdown with one line per paragraph, whatever the width and indent it was written with."""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"[ \t]*+(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|\||```|~~~|<|!!!|\?\?\?|===|:::|\[\^"
    r"|\$\$)"
    r"|\t| {4}"
)
_RULE = re.compile(r"[ \t]*+(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,}|=+[ \t]*+)$")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_ITEM = re.compile(r"[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]++\S")


def dedented(text: str) -> str:
    """Text without the indentation that all of its whole lines share."""
    lines = text.split("\n")
    filled = [line for line in lines[1:] if line.strip()]
    common = min((len(line) - len(line.lstrip(" \t")) for line in filled), default=0)
    if not common:
        return text
    return "\n".join([lines[0], *(line[common:] if line.strip() else "" for line in lines[1:])])


def unwrapped(text: str) -> str:
    """Markdown whose paragraphs are one line each; lists, tables, code and HTML stay.

    A paragraph's own indentation is dropped; a line that ends with two blanks or a backslash
    still breaks.
    """
    out: list[str] = []
    fence = ""
    paragraph = False
    for line in text.split("\n"):
        mark = line.strip()
        if fence:
            out.append(line.rstrip())
            if mark.startswith(fence) and not mark.strip(fence[0]):
                fence = ""
            continue
        if not mark:
            if out and out[-1]:
                out.append("")
            paragraph = False
        elif mark.startswith(("```", "~~~")):
            fence = mark[: len(mark) - len(mark.lstrip(mark[0]))]
            out.append(line.rstrip())
            paragraph = False
        elif paragraph and not _starts_block(line):
            out[-1] = _joined(out[-1], line)
        elif _starts_block(line):
            out.append(line.rstrip())
            # What follows an item on the next line belongs to it.
            paragraph = _ITEM.match(line) is not None
        else:
            out.append(line.strip() + ("  " if line.endswith("  ") else ""))
            paragraph = True
    return "\n".join(out).strip()


def _starts_block(line: str) -> bool:
    return _BLOCK.match(line) is not None or _RULE.match(line) is not None


def _joined(before: str, line: str) -> str:
    after = line.strip()
    if before.endswith(("  ", "\\")):
        return f"{before}\n{after}"
    before = before.rstrip()
    if before and _WIDE.match(before[-1]) and _WIDE.match(after[:1]):
        return before + after
    trailing = "  " if line.endswith("  ") else ""
    return f"{before} {after}{trailing}"
