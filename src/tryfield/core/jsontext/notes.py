"""What the forgiving readers note down about a text while they read it."""

from __future__ import annotations

from tryfield.core.jsontext.document import Problem, line_starts, span_of
from tryfield.core.jsontext.messages import WORDS

_PROBLEMS = 200
_SAID = 60


class Notes:
    """The problems of one text, and the pointers at which it says less than a value."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines = line_starts(text)
        self.problems: list[Problem] = []
        self.unknown: set[str] = set()
        self.elided: set[str] = set()

    def problem(
        self, code: str, begin: int, end: int, fix: str | None, *, safe: bool = True, said: str = ""
    ) -> None:
        """Note one problem; beyond some hundred nobody reads on."""
        if len(self.problems) >= _PROBLEMS:
            return
        message, advice = WORDS[code]
        words = " ".join((said or self.text[begin : min(end, begin + 4 * _SAID)]).split())
        if len(words) > _SAID:
            words = words[: _SAID - 3] + "..."
        self.problems.append(
            Problem(
                code=code,
                message=message.format(said=words),
                advice=advice,
                span=span_of(self.lines, self.file, begin, end),
                fix=fix,
                safe=safe,
            )
        )
