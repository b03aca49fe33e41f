"""Why we cannot go on. A fault in an author's document is a finding, never one of these."""

from __future__ import annotations


class TryfieldError(Exception):
    """What a front end shows as one line, `where: rule: what is wrong. What to do.`"""


class ReadError(TryfieldError):
    """A file that is missing, too large, or not text; `line` and `column` say where, from 1."""

    def __init__(self, message: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class ConfigurationError(TryfieldError):
    """An option or a configuration file that says something we cannot follow."""


class RequestError(TryfieldError):
    """Values from which no request can be built."""


class UnreachableError(TryfieldError):
    """A live API that does not answer at all."""
