"""The words of a type, one token after the other."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\s*+(?:(?P<text>\"[^\"]*+\"|'[^']*+'|“[^”]*+”|‘[^’]*+’|`[^`]*+`)"
    r"|(?P<number>[+-]?\d++(?:\.\d++)?(?![\w.]))"
    r"|(?P<array>\[\s*+\]|\[\d*+\])"
    r"|(?P<mark>[|,<>\[\](){}:;?&=/*]|\.\.\.)"
    r"|(?P<word>[^\s|,<>\[\](){}:;?&\"'`“”‘’=/*]++)"
    r"|(?P<other>.))",
    re.DOTALL,
)
_LONGEST = 2000


class TypeTokens:
    """A cursor over the tokens of a type: quoted texts, numbers, words, `[]` and marks."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.tokens = [
            (found.lastgroup or "other", found.group(found.lastgroup or 0).strip())
            for found in _TOKEN.finditer(words[:_LONGEST].rstrip())
        ]
        self.at = 0

    def peek(self) -> tuple[str, str]:
        """Kind and text of the next token; two empty texts at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def stands(self, mark: str) -> bool:
        """Whether a mark is next."""
        kind, text = self.peek()
        return kind == "mark" and text == mark

    def take(self, mark: str) -> bool:
        """Go behind a mark when it is next."""
        if self.stands(mark):
            self.at += 1
            return True
        return False

    def word(self, ahead: int = 0) -> str:
        """The next token in lower case when it is a word, else ""."""
        position = self.at + ahead
        if position < len(self.tokens) and self.tokens[position][0] == "word":
            return self.tokens[position][1].lower()
        return ""

    def enclosed(self) -> list[tuple[str, str]] | None:
        """The tokens in the brackets that are next; None, without moving, when they do not end."""
        start = self.at
        opening = self.peek()[1]
        closing = {"(": ")", "<": ">", "{": "}", "[": "]"}[opening]
        level = 0
        for position in range(start, len(self.tokens)):
            kind, text = self.tokens[position]
            if kind == "mark":
                level += {opening: 1, closing: -1}.get(text, 0)
                if not level:
                    self.at = position + 1
                    return self.tokens[start + 1 : position]
        return None
