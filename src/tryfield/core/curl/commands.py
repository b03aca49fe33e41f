"""Shell text as simple commands: words up to an operator, with what each reads on its input.

`core.curl` uses it; how one word is read is in `core.curl.words`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tryfield.core.curl.values import Word
from tryfield.core.curl.words import BLANK, HEREDOC, PLACEHOLDER, Scanner

_OPERATOR = re.compile(r"&&|\|\||;;|\|&|[|;&()\n]")
_PROMPT = re.compile(r"[ \t]+(?:-|curl\b)")
_REDIRECT = re.compile(r"\d*(?:>>|>\||>&|<&|<<<|&>|<|>)")


@dataclass(slots=True, kw_only=True)
class Simple:
    """One simple command, and the operator that ended it."""

    words: list[Word] = field(default_factory=list)
    program: Word | None = None  #: set when it is found to call curl
    stdin: Word | None = None  #: a here-document, or a here-string
    piped: bool = False  #: reads the output of the command before it
    end: str = ""


class Lexer(Scanner):
    """Cuts a text into `commands`; call `run` once."""

    def __init__(self, text: str, *, windows: bool = False, apostrophes: bool = False) -> None:
        super().__init__(text, windows=windows, apostrophes=apostrophes)
        self.commands: list[Simple] = [Simple()]
        self._heredocs: list[tuple[re.Match[str], Simple]] = []

    def run(self) -> Lexer:
        """Read everything; linear in the length of the text."""
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if char in BLANK:
                self.at += 1
            elif skipped := self.continuation():
                self.at = skipped
            elif char == "#":
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            elif self._redirect():
                continue
            elif match := _OPERATOR.match(text, self.at):
                self._operator(match[0])
            else:
                self.commands[-1].words.append(self.word())
        return self

    def _operator(self, operator: str) -> None:
        self.at += len(operator)
        if operator == "\n":
            for match, command in self._heredocs:
                command.stdin = self.heredoc(match)
            self._heredocs.clear()
        self.commands[-1].end = operator
        self.commands.append(Simple(piped=operator in ("|", "|&")))

    def _redirect(self) -> bool:
        text, at = self.text, self.at
        if PLACEHOLDER.match(text, at):
            return False
        if match := HEREDOC.match(text, at):
            self._heredocs.append((match, self.commands[-1]))
            self.at = match.end()
            return True
        if not (match := _REDIRECT.match(text, at)):
            return False
        self.at = match.end()
        prompt = not text[text.rfind("\n", 0, at) + 1 : at].strip()
        if match[0] == ">" and prompt and _PROMPT.match(text, self.at):
            return True
        while self.at < len(text) and text[self.at] in " \t":
            self.at += 1
        if self.at < len(text) and not _OPERATOR.match(text, self.at):
            word = self.word()
            if match[0] == "<<<":
                self.commands[-1].stdin = word
        return True


def without_carets(text: str) -> tuple[str, list[int]]:
    """Text of the Windows command line as its programs see it, and where each character stood.

    A caret outside of quotes joins a line to the next one, or takes the character after it as
    it is; `^` before a line end and an empty line is a line end inside a value.
    """
    characters: list[str] = []
    offsets: list[int] = []
    quoted, at = False, 0
    while at < len(text):
        char = text[at]
        if char == '"':
            quoted = not quoted
        elif char == "^" and not quoted and at + 1 < len(text):
            at += 1
            line_end = re.compile(r"[ \t]*\r?\n(\r?\n)?").match(text, at)
            if line_end:
                at = line_end.end()
                characters.append("\n" if line_end[1] else " ")
                offsets.append(at - 1)
                continue
            char = text[at]
        characters.append(char)
        offsets.append(at)
        at += 1
    return "".join(characters), [*offsets, len(text)]
