"""Regular expressions of ECMA-262."""

from __future__ import annotations

import re

from tryfield.core.schema.node import State


class Pattern:
    """A regular expression."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.reason = ""
        try:
            self._search = re.compile(source).search
        except re.error:
            self._search = None
            self.reason = f"{source} is not a regular expression."

    def search(self, text: str, state: State) -> bool | None:
        """Whether it matches somewhere."""
        return None if self._search is None else self._search(text) is not None
