"""Shell text as simple commands: words without their quoting, operators, here-documents.

`curl_parser` uses it. Every character keeps its offset. What a shell would expand (`$VAR`, `$(…)`,
`<placeholder>`) stays as it is written, because a documented command is read, never run.

Source: POSIX.1-2024, Shell Command Language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tryfield.core.curl.curl_model import CurlError, Word

BLANK = " \t\r\u00a0\u3000"
PLACEHOLDER = re.compile(r"<(?![<(&])[^<>|;&\n'\"]{1,80}>")
HEREDOC = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([\w.-]+))")
_TYPOGRAPHIC = {"“": "”“", "”": "”“", "„": "“”", "‘": "’‘", "’": "’‘"}
_CAT = re.compile(r"\$\([ \t]*cat[ \t]*(?=<<)")
_NEXT_CURL = re.compile(r"\n[ \t]*(?:\$ )?curl\s")
_PLAIN = re.compile(r"[^\n'\"\\$`<>|;&()" + BLANK + "]+")
_DOUBLE = re.compile(r'["\\$`]')
_ANSI_STOP = re.compile(r"['\\]")
_ANSI = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))", re.DOTALL
)
_ESCAPES = dict(zip("ntrabfveE\\'\"?", "\n\t\r\a\b\f\v\x1b\x1b\\'\"?", strict=True))


class WordScanner:
    """A place in a text from which words are read; `errors` and `nested` grow on the way."""

    def __init__(self, text: str, *, windows: bool = False, apostrophes: bool = False) -> None:
        self.text = text
        self.at = 0
        self.windows = windows  #: a backslash escapes quotes only
        self.apostrophes = apostrophes  #: a `'` between two letters does not end a quote
        self.unclosed = False
        self.nested: list[tuple[int, int]] = []  #: what stands inside `$(…)`
        self.errors: list[CurlError] = []
        self._chunks: list[str] = []
        self._runs: list[tuple[int, int]] = []
        self._length = 0
        self._query = False

    def continuation(self) -> int:
        """The offset after an escaped line end here, or 0."""
        text, at = self.text, self.at
        if text[at] not in "\\`":
            return 0
        end = at + 1
        while end < len(text) and text[end] in BLANK:
            end += 1
        if end < len(text) and text[end] != "\n":
            return 0
        blanks = text[at + 1 : end].rstrip("\r")
        if blanks and end < len(text):
            self.report(
                ("curl-continuation", at + 1, at + 1 + len(blanks)),
                "Blanks after the backslash end the command here.",
                "Remove the blanks.",
                edit="",
            )
        return min(end + 1, len(text))

    def word(self) -> Word:
        """The word that begins here."""
        start, text = self.at, self.text
        self._chunks, self._runs, self._length, self._query = [], [], 0, False
        while self.at < len(text):
            char = text[self.at]
            if char in BLANK or char == "\n":
                break
            if char in "'\"" or (char == "$" and text[self.at + 1 : self.at + 2] in ("'", '"')):
                self._quote()
            elif char in _TYPOGRAPHIC and self._length == 0:
                self._typographic(_TYPOGRAPHIC[char])
            elif char in "\\`" and (skipped := self.continuation()):
                self.at = skipped
                break
            elif char == "\\":
                self._escape()
            elif char in "$`":
                self._expansion()
            elif char == "<" and (match := PLACEHOLDER.match(text, self.at)):
                self._take(match.end())
            elif char in "|;&()<>":
                if not self._part_of_url(char):
                    break
                self._take(self.at + 1)
            else:
                match = _PLAIN.match(text, self.at)
                self._take(match.end() if match else self.at + 1)
        if self.at == start:  # An operator that nobody expected here: never stand still.
            self._take(start + 1)
        found = tuple(self._runs) or ((0, min(start + 1, self.at)),)
        return Word(text="".join(self._chunks), start=start, end=self.at, runs=found)

    def heredoc(self, match: re.Match[str]) -> Word:
        """The lines from here to the delimiter of a `<<`."""
        delimiter = match[2] or match[3] or match[4]
        start, text = self.at, self.text
        lines: list[str] = []
        runs: list[tuple[int, int]] = []
        length = 0
        while self.at < len(text):
            end = text.find("\n", self.at)
            end = len(text) if end < 0 else end
            line = text[self.at : end]
            begin, self.at = self.at, min(end + 1, len(text))
            if line.strip() == delimiter:
                break
            kept = line.lstrip("\t") if match[1] else line
            runs.append((length, begin + len(line) - len(kept)))
            lines.append(kept + "\n")
            length += len(kept) + 1
        else:
            self.report(
                ("curl-unreadable", match.start(), match.end()),
                f"The text after '<<{delimiter}' has no end.",
                f"End it with a line '{delimiter}'.",
            )
        found = tuple(runs) or ((0, start),)
        return Word(text="".join(lines), start=start, end=self.at, runs=found)

    def report(
        self, place: tuple[str, int, int], message: str, advice: str, *, edit: str | None = None
    ) -> None:
        """Remember an error: its rule, where it begins and ends, and what to do."""
        rule, start, end = place
        self.errors.append(
            CurlError(rule=rule, start=start, end=end, message=message, advice=advice, edit=edit)
        )

    def _put(self, text: str, offset: int) -> None:
        if text:
            self._runs.append((self._length, offset))
            self._chunks.append(text)
            self._query = self._query or "?" in text
            self._length += len(text)

    def _take(self, end: int) -> None:
        self._put(self.text[self.at : end], self.at)
        self.at = end

    def _part_of_url(self, char: str) -> bool:
        """Whether an unquoted `&` was meant as a character of a URL."""
        after = self.text[self.at + 1 : self.at + 2]
        if char != "&" or not self._query or not (after.isalnum() or after in tuple("_<{$")):
            return False
        self.report(
            ("curl-unquoted", self.at, self.at + 1),
            "A shell ends the command at '&' in a URL without quotes.",
            "Put the URL in single quotes.",
        )
        return True

    def _escape(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if self.windows and following != '"':
            self._take(self.at + 1)
        else:
            self._put(following, self.at + 1)
            self.at += 2

    def _expansion(self) -> None:
        """`$NAME`, `${…}`, `$(…)` and backticks stay as they are."""
        text, start = self.text, self.at
        if (match := _CAT.match(text, start)) and (found := HEREDOC.match(text, match.end())):
            self._cat(found)
            return
        closing = {"(": ")", "{": "}"}.get(text[start + 1 : start + 2], "")
        end = start + 1
        if text[start] == "`":
            end = text.find("`", start + 1) + 1 or end
        elif closing:
            end = _balanced(text, start + 1, closing)
        if end > start + 1 and closing != "}":
            self.nested.append((start + 1 + (closing == ")"), end - 1))
        self._take(end)

    def _cat(self, found: re.Match[str]) -> None:
        """`$(cat <<EOF` stands for the lines up to `EOF`."""
        line = self.text.find("\n", found.end())
        self.at = len(self.text) if line < 0 else line + 1
        word = self.heredoc(found)
        ends = [at for at, _ in word.runs[1:]] + [len(word.text.rstrip("\n"))]
        for (at, source), end in zip(word.runs, ends, strict=True):
            self._put(word.text[at:end], source)
        close = self.text.find(")", self.at)
        self.at = len(self.text) if close < 0 else close + 1

    def _quote(self) -> None:
        text, start = self.text, self.at
        dollar = text[start] == "$"
        quote = text[start + dollar]
        ansi = dollar and quote == "'"
        self.at = start + 1 + dollar
        while True:
            end = self._special(quote, ansi)
            if end < 0:
                self._unclosed(start, quote)
                return
            self._take(end)
            if text[end] == quote:
                if not self._is_apostrophe(end, quote):
                    self.at += 1
                    return
                self.report(
                    ("curl-unreadable", end, end + 1),
                    "The apostrophe ends the quoted text here.",
                    r"Write '\'' instead.",
                    edit=r"'\''",
                )
                self._take(end + 1)
            elif text[end] == "\\":
                self._backslash(ansi)
            else:
                self._expansion()

    def _special(self, quote: str, ansi: bool) -> int:
        """The next character inside a quote that is not taken as it is; -1 when it never ends."""
        if quote == "'" and not ansi:
            return self.text.find("'", self.at)
        match = (_ANSI_STOP if ansi else _DOUBLE).search(self.text, self.at)
        return match.start() if match else -1

    def _unclosed(self, start: int, quote: str) -> None:
        self.unclosed = True
        self.report(
            ("curl-unreadable", start, self.at),
            f"The quote {quote} is never closed.",
            "Close it, or escape the quote inside.",
        )
        # At least the commands after this one are read.
        following = _NEXT_CURL.search(self.text, self.at)
        self._take(following.start() if following else len(self.text))

    def _is_apostrophe(self, at: int, quote: str) -> bool:
        around = self.text[max(0, at - 1) : at + 2]
        inside = quote == "'" and len(around) == 3 and (around[0] + around[2]).isalpha()
        return self.apostrophes and inside

    def _backslash(self, ansi: bool) -> None:
        text, at = self.text, self.at
        if ansi and (match := _ANSI.match(text, at)):
            digits = match[1] or match[2] or match[3]
            code = int(digits, 16) if digits else int(match[4], 8) if match[4] else -1
            plain = _ESCAPES.get(match[5] or "", match[0] if match[5] else "")
            self._put(chr(code) if 0 <= code < 0x110000 else plain or "\ufffd", at)
            self.at = match.end()
            return
        following = text[at + 1 : at + 2]
        if following == "\n":
            self.at += 2
        elif following and following in ('"\\' if self.windows else '"\\$`'):
            self._put(following, at + 1)
            self.at += 2
        else:
            self._take(at + 1)

    def _typographic(self, closing: str) -> None:
        text, start = self.text, self.at
        end = start + 1
        while end < len(text) and text[end] not in closing + "\n":
            end += 1
        self._put(text[start + 1 : end], start + 1)
        self.at = min(end + 1, len(text))
        quote = '"' if text[start] in "“”„" else "'"
        for at in (start, end):
            self.report(
                ("curl-typographic", at, min(at + 1, len(text))),
                "A shell does not know typographic quotes.",
                f"Write {quote} instead.",
                edit=quote,
            )


def _balanced(text: str, at: int, closing: str) -> int:
    """The offset after the bracket that closes the one at an offset; quotes are respected."""
    opening, depth = text[at], 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "'" and closing == ")":
            at = text.find("'", at + 1)
            if at < 0:
                break
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(text)


_OPERATOR = re.compile(r"&&|\|\||;;|\|&|[|;&()\n]")
_PROMPT = re.compile(r"[ \t]+(?:-|curl\b)")
_REDIRECT = re.compile(r"\d*(?:>>|>\||>&|<&|<<<|&>|<|>)")


@dataclass(slots=True, kw_only=True)
class SimpleCommand:
    """One simple command, and the operator that ended it."""

    words: list[Word] = field(default_factory=list)
    program: Word | None = None  #: set when it is found to call curl
    stdin: Word | None = None  #: a here-document, or a here-string
    piped: bool = False  #: reads the output of the command before it
    end: str = ""


class ShellLexer(WordScanner):
    """Cuts a text into `commands`; call `run` once."""

    def __init__(self, text: str, *, windows: bool = False, apostrophes: bool = False) -> None:
        super().__init__(text, windows=windows, apostrophes=apostrophes)
        self.commands: list[SimpleCommand] = [SimpleCommand()]
        self._heredocs: list[tuple[re.Match[str], SimpleCommand]] = []

    def run(self) -> ShellLexer:
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
        self.commands.append(SimpleCommand(piped=operator in ("|", "|&")))

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
