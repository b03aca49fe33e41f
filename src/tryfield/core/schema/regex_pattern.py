"""A `pattern` of a schema: ECMA-262, matched anywhere in a text, within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tryfield.core.schema.schema_node import State

if TYPE_CHECKING:
    from tryfield.core.schema.regex.regex_matcher import Program


_PATHS = 1_000_000  #: that `re` may try; about 20 ms
_STEPS = 200_000  #: that our own matcher may make on one text
_FUEL = 4  #: that each of them uses


class Pattern:
    """A regular expression, with the reason why it cannot be checked, if there is one."""

    def __init__(self, source: str) -> None:
        from tryfield.core.schema.regex import regex_parser, regex_translation

        self.source = source
        self.reason = ""
        self._program: Program | None = None
        self._quick: Callable[[str], object] | None = None
        self._longest = -1  #: text for which `re` is known to be quick enough
        self._light = -1  #: text for which that need not be counted
        try:
            expression = regex_parser.parse(source)
        except regex_parser.PatternError as problem:
            self.reason = f"{source} is not a regular expression of ECMA-262: {problem}."
            return
        self._expression = expression
        try:
            self._quick = re.compile(regex_translation.translate(expression.tree), re.ASCII).search
            self._longest = regex_translation.longest(expression.tree, _PATHS)
            self._light = regex_translation.longest(expression.tree, _PATHS // 50)
        except (regex_translation.UntranslatableError, re.error, OverflowError, RecursionError):
            pass

    def search(self, text: str, state: State) -> bool | None:
        """Whether it matches somewhere; None when that cannot be found out."""
        if self._quick is not None and len(text) <= self._longest:
            if len(text) > self._light:
                state.burn(_PATHS // 16)
            return self._quick(text) is not None
        return None if self.reason else self._search(text, state)

    def _search(self, text: str, state: State) -> bool | None:
        from tryfield.core.schema.regex import regex_matcher

        try:
            if self._program is None:
                self._program = regex_matcher.assemble(self._expression)
            runner = regex_matcher.Machine(text, min(_STEPS, state.fuel // _FUEL))
            limit = runner.left
            try:
                return runner.search(self._program)
            finally:
                state.fuel -= _FUEL * (limit - max(runner.left, 0))
        except regex_matcher.TooLargeError:
            self.reason = f"{self.source} counts too far to be checked."
        except regex_matcher.TooManyStepsError:
            pass
        return None

    @property
    def why(self) -> str:
        """Why it cannot be checked."""
        return self.reason or f"Matching {self.source} here takes too many steps."
