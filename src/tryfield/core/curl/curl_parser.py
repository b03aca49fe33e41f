"""A documented curl command becomes a wire request, with the location of each of its parts.

Readers, rules, the console and the snippet check call `parse_curl`. Nothing is ever run, expanded
or fetched; what a shell or curl would object to becomes a finding.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from tryfield.core.curl.curl_model import Command, CurlError, FormPart, Option, Word
from tryfield.core.curl.curl_options import GivenOption, read_options
from tryfield.core.curl.curl_requests import AssembledRequest, assemble_requests
from tryfield.core.curl.shell_lexer import ShellLexer, SimpleCommand, without_carets
from tryfield.core.findings import Edit, Finding, Fix, Severity
from tryfield.core.model import Span

# Words that may stand before the name of a program.
_PREFIXES = """
sudo time exec command env do then else ! if while until xargs nohup watch eval { $ %
"""
_PREFIX_WORDS = frozenset(_PREFIXES.split())
_NOTES = frozenset({"curl-option-unknown"})
_TITLES = {
    "curl-typographic": "Write a plain quote",
    "curl-unreadable": "Write the apostrophe so that the quote goes on",
    "curl-continuation": "Remove the blanks at the end of the line",
}


def parse_curl(text: str, *, span: Span | None = None) -> tuple[Command, ...]:
    """Read every curl command in a text, in the order they are written.

    Args:
        text: Of a code fence: comments, other programs, several commands, pipes and
            here-documents may stand in it, written for a POSIX shell or for Windows.
        span: Where the text begins in its file, each line indented to the span's column.
            Without it, spans count lines and columns of the text itself.

    Returns:
        One command for each URL of each curl; none when there is no curl. A command that cannot
        be read as a whole holds what could be read, and says the rest in its `findings`.

    Source: curl man page; POSIX.1-2024, Shell Command Language, 2.2 Quoting.
    """
    if "curl" not in text:
        return ()
    source = _Source.of(text, span)
    commands = [
        _command(source, assembled, errors)
        for simple, errors in _curls(source)
        if simple.program
        for assembled in assemble_requests(simple.program, read_options(simple.words), simple.stdin)
    ]
    return tuple(sorted(commands, key=lambda command: (command.span.line, command.span.column)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The text that the lexer sees, and where each of its characters stands in the file."""

    text: str
    windows: bool
    offsets: list[int] | None  #: into the text as written, where carets were taken out
    starts: list[int]  #: of the lines of the text as written
    origin: Span

    @classmethod
    def of(cls, text: str, span: Span | None) -> _Source:
        starts = [0] + [at + 1 for at, char in enumerate(text) if char == "\n"]
        windows = "^\n" in text or "^\r\n" in text
        seen, offsets = without_carets(text) if windows else (text, None)
        return cls(
            text=seen,
            windows=windows,
            offsets=offsets,
            starts=starts,
            origin=span or Span(""),
        )

    def point(self, offset: int) -> tuple[int, int]:
        if self.offsets is not None:
            offset = self.offsets[min(offset, len(self.offsets) - 1)]
        line = bisect.bisect_right(self.starts, offset)
        return self.origin.line + line - 1, self.origin.column + offset - self.starts[line - 1]

    def span(self, start: int, end: int) -> Span:
        return Span(self.origin.file, *self.point(start), *self.point(max(start, end)))


def _curls(source: _Source) -> list[tuple[SimpleCommand, list[CurlError]]]:
    """The simple commands that call curl, each with the errors inside of it."""
    lexer = ShellLexer(source.text, windows=source.windows).run()
    if lexer.unclosed and "'" in source.text:
        again = ShellLexer(source.text, windows=source.windows, apostrophes=True).run()
        if not again.unclosed:
            lexer = again
    found = _calls(lexer)
    for start, end in lexer.nested[:20]:
        if "curl" in source.text[start:end]:
            inner = ShellLexer(source.text[:end], windows=source.windows)
            inner.at = start
            found += _calls(inner.run())
    return [(simple, _errors_within(simple, lexer.errors)) for simple in found]


def _calls(lexer: ShellLexer) -> list[SimpleCommand]:
    found: list[SimpleCommand] = []
    open_call: SimpleCommand | None = None  # A curl that a line end finished, perhaps by mistake.
    before: SimpleCommand | None = None
    for simple in lexer.commands:
        words = simple.words
        if not words:
            continue
        at = next((n for n, word in enumerate(words) if _is_program(word)), -1)
        if at >= 0 and all(word.text in _PREFIX_WORDS or "=" in word.text for word in words[:at]):
            if simple.piped and not simple.stdin and before:
                simple.stdin = _output(before)
            simple.program, simple.words = words[at], words[at + 1 :]
            open_call = simple
            found.append(simple)
        elif open_call and open_call.end == "\n" and _goes_on(words[0], open_call):
            lexer.report(
                ("curl-continuation", words[0].start, words[0].end),
                f"The line before has no backslash, so curl never sees '{words[0].text[:40]}'.",
                "End the line before with a backslash.",
            )
            open_call.words += words
            open_call.stdin = open_call.stdin or simple.stdin
            open_call.end = simple.end
        else:
            open_call = None
        before = simple
    return found


def _is_program(word: Word) -> bool:
    name = word.text.replace("\\", "/").rpartition("/")[2].lower()
    return name in ("curl", "curl.exe")


def _goes_on(word: Word, call: SimpleCommand) -> bool:
    option = word.text[:1] in "-–—" and len(word.text) > 1 and not word.text[1].isspace()
    return option or ("://" in word.text and not any("://" in w.text for w in call.words))


def _output(simple: SimpleCommand) -> Word | None:
    """What `cat <<EOF`, `echo` and `printf` write, for the curl that they are piped to."""
    words = [word for word in simple.words if not word.text.startswith("-")]
    if simple.stdin:
        return simple.stdin
    if len(words) > 1 and words[0].text in ("echo", "printf"):
        return words[-1]
    return None


def _errors_within(simple: SimpleCommand, errors: list[CurlError]) -> list[CurlError]:
    if not simple.words:
        return []
    start, end = simple.words[0].start, simple.words[-1].end
    return [error for error in errors if start <= error.start <= end + 1]


def _command(source: _Source, made: AssembledRequest, errors: list[CurlError]) -> Command:
    span = source.span
    return Command(
        request=made.request,
        span=span(made.start, made.end),
        findings=tuple(_finding(source, error) for error in [*errors, *made.errors]),
        method_span=_span_of_word(source, made.method),
        url_span=_span_of_word(source, made.url),
        header_spans=tuple(_span_of_word(source, word) for word in made.headers),
        body_span=span(made.body[0].start, made.body[-1].end) if made.body else None,
        body_text=made.body_text,
        body_runs=tuple(_runs(source, made)),
        parts=tuple(FormPart(**part, span=span(word.start, word.end)) for word, part in made.parts),
        files=tuple(made.files),
        user=made.user,
        options=tuple(_option(source, given) for given in made.options),
    )


def _span_of_word(source: _Source, word: Word | None) -> Span | None:
    return source.span(word.start, word.end) if word else None


def _option(source: _Source, given: GivenOption) -> Option:
    end = given.value or given.word
    place = source.span(given.word.start, max(end.end, given.word.end))
    return Option(name=given.name, value=given.value.text if given.value else "", span=place)


def _runs(source: _Source, made: AssembledRequest) -> list[tuple[int, int, int]]:
    """Where each piece and each line of the body stands."""
    runs: list[tuple[int, int, int]] = []
    for at, word in made.body_words:
        indices = {index for index, _ in word.runs}
        line_end = word.text.find("\n")
        while line_end >= 0:
            indices.add(line_end + 1)
            line_end = word.text.find("\n", line_end + 1)
        runs += [(at + index, *source.point(word.offset(index))) for index in sorted(indices)]
    return runs


def _finding(source: _Source, error: CurlError) -> Finding:
    place = source.span(error.start, error.end)
    fixes: tuple[Fix, ...] = ()
    if error.edit is not None and source.offsets is None:
        edit = Edit(span=place, text=error.edit)
        fixes = (Fix(title=_TITLES[error.rule], edits=(edit,), safe=True),)
    return Finding(
        rule=error.rule,
        severity=Severity.NOTE if error.rule in _NOTES else Severity.WARNING,
        span=place,
        message=error.message,
        advice=error.advice,
        fixes=fixes,
    )
