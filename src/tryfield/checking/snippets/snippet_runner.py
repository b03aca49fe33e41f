"""Runs the Python snippets of pages in a process of their own, and reports errors as findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tryfield.checking.check_result import Case
from tryfield.checking.snippets.snippet_fences import Snippet
from tryfield.checking.snippets.snippet_job import Fence, Job, Ran, reference_lines
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.model import Endpoint, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetSettings:
    """What answers the snippets' calls, and how long a page may take."""

    base_url: str = ""  #: of the live API; "" has the documentation answer
    callable: tuple[str, ...] = ()  #: names of the endpoints that may be called live
    credentials: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0  #: seconds for all snippets of one page


class SnippetRunner:
    """Runs the Python snippets of pages; the endpoints of one reference answer what they call."""

    def __init__(self, endpoints: Iterable[Endpoint], setting: SnippetSettings) -> None:
        """Know a reference, and what else answers."""
        self._endpoints = tuple(endpoints)
        self._setting = setting

    @cached_property
    def _reference(self) -> bytes:
        return reference_lines(self._endpoints)

    def run(
        self, path: Path, snippets: Iterable[Snippet]
    ) -> Iterator[tuple[Case, tuple[Finding, ...]]]:
        """Run the Python snippets of one page, in a process of their own.

        Args:
            path: The page.
            snippets: Of the page, in order.
        """
        wanted = [one for one in snippets if one.language == "python"]
        running = [one for one in wanted if not one.skip]
        results, broken = self._results(path, running) if running else ([], "")
        ends = dict(zip((one.number for one in running), results, strict=False))
        stopped = next((one.number for one in running if one.number not in ends), None)
        for one in wanted:
            found = list(_strange(one))
            unchecked = one.skip
            if not one.skip and (ran := ends.get(one.number)) is not None:
                found += _findings(one, ran)
                if ran.result == "passed-over":
                    unchecked = "the snippet that it continues did not run through"
            elif one.number == stopped:
                found.append(_finding(one, "snippet-fails", broken, "Let it come to an end."))
            elif not one.skip:
                unchecked = "a snippet before it did not come to an end"
            yield _case(one, unchecked), tuple(found)

    def _results(self, path: Path, snippets: Iterable[Snippet]) -> tuple[list[Ran], str]:
        """How the snippets ended, as far as the process came, and why it came no further."""
        job = Job(
            page=str(path),
            fences=tuple(
                Fence(code=one.code, line=one.span.line, states=tuple(sorted(one.states)))
                for one in snippets
            ),
            base_url=self._setting.base_url,
            callable=self._setting.callable,
            credentials=dict(self._setting.credentials),
        )
        command = [sys.executable, "-m", "tryfield.checking.snippets.snippet_process"]
        source = str(Path(__file__).resolve().parents[3])
        pythonpath = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH", ""))))
        broken = "The snippet ended the process that runs it."
        timeout = self._setting.timeout
        try:
            done = subprocess.run(
                command,
                input=json.dumps(job.to_json()).encode() + b"\n" + self._reference,
                capture_output=True,
                timeout=timeout,
                check=False,
                cwd=path.parent,
                env={**os.environ, "PYTHONPATH": pythonpath, "PYTHONDONTWRITEBYTECODE": "1"},
            )
            written = done.stdout
        except subprocess.TimeoutExpired as expired:
            written = expired.stdout or b""
            broken = f"The snippets of this page did not end within {timeout:g} s."
        lines = [line for line in written.decode("utf-8", "replace").splitlines() if line]
        results = []
        for line in lines:
            try:
                results.append(Ran.from_json(json.loads(line)))
            except (ValueError, TypeError, KeyError):
                break  # cut off in the middle
        return results, broken


def _case(snippet: Snippet, unchecked: str) -> Case:
    return Case(
        kind="snippet",
        file=snippet.span.file,
        name=f"snippet {snippet.number}",
        span=snippet.span,
        unchecked=unchecked,
    )


def _findings(snippet: Snippet, ran: Ran) -> Iterator[Finding]:
    should_fail = "should_fail" in snippet.states
    if ran.result == "not-python":
        message = f"The snippet is not Python. {ran.error}."
        yield _finding(snippet, "snippet-fails", message, "Correct it.", line=ran.line)
    elif ran.result == "failed" and ran.error.startswith("UndocumentedCallError: "):
        message = f"The snippet calls what nobody documented. {ran.error.partition(': ')[2]}."
        if not should_fail:
            advice = "Correct the call, or document the endpoint."
            rule = "snippet-call-undocumented"
            yield _finding(snippet, rule, message, advice, line=ran.line)
    elif ran.result == "failed" and not should_fail:
        yield _finding(
            snippet,
            "snippet-fails",
            f"The snippet raises {ran.error}.",
            "Correct it, or mark it with should_fail.",
            line=ran.line,
            traceback=ran.traceback,
        )
    elif ran.result == "ran" and should_fail:
        message = "The snippet is marked should_fail, but it runs through."
        yield _finding(
            snippet, "snippet-should-fail", message, "Correct it, or take the mark away."
        )
    for call in ran.calls:
        what = f"{call.method} {call.url}"
        if not call.endpoint and not should_fail and ran.result == "ran":
            message = f"The snippet calls {what}, which is not documented."
            advice = "Correct the call, or document the endpoint."
            yield _finding(snippet, "snippet-call-undocumented", message, advice, line=call.line)
        for error in () if should_fail else call.differences:
            yield _finding(
                snippet,
                "snippet-call-differs",
                f"The snippet calls {call.endpoint} as it is not documented. {error}",
                "Correct the call, or the documentation.",
                line=call.line,
            )


def _strange(snippet: Snippet) -> Iterator[Finding]:
    for word in snippet.unknown:
        yield _finding(
            snippet,
            "snippet-mark-unknown",
            f"'{word}' says nothing about a snippet.",
            'Write run, no_run, should_fail, continue, no_cell or skip="why".',
        )


def _finding(
    snippet: Snippet, rule: str, message: str, advice: str, *, line: int = 0, traceback: str = ""
) -> Finding:
    span = snippet.span
    if line and span.line <= line <= max(span.end_line, span.line):
        lines = snippet.code.split("\n")
        text = lines[min(line - span.line, len(lines) - 1)]
        begin = span.column + len(text) - len(text.lstrip())
        span = Span(span.file, line, begin, line, max(span.column + len(text), begin + 1))
    return Finding(
        rule=rule,
        severity=Severity.WARNING if rule == "snippet-mark-unknown" else Severity.ERROR,
        span=span,
        message=message,
        advice=advice,
        field=f"(snippet {snippet.number})",
        pointer="",
        evidence=(Evidence(speaker="traceback", words=traceback),) if traceback else (),
    )
