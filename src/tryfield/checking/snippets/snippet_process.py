"""Runs the snippets of one page; a process of its own, started by `snippet_runner`.

A page may leave what it likes behind: threads, a changed folder, an endless loop.
"""

from __future__ import annotations

import ast
import json
import linecache
import sys
import traceback
from dataclasses import asdict
from types import CodeType
from typing import Any

import tryfield
from tryfield.checking.snippets import snippet_calls
from tryfield.checking.snippets.snippet_calls import SnippetResponses
from tryfield.checking.snippets.snippet_job import Fence, Job, Ran, WrittenReference


def main() -> None:
    """Read a job from the standard input, write how each snippet ended to the standard output."""
    job = Job.from_json(json.loads(sys.stdin.readline()))
    reference = WrittenReference(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr  # what snippets print is not ours
    answering = SnippetResponses(job, reference)
    snippet_calls.install(answering.exchange, network=bool(job.base_url))
    vars(tryfield)["check"] = answering.check  # `import tryfield` in a snippet finds it
    page = _Page(job, answering)
    for fence in job.fences:
        out.write(json.dumps(asdict(page.run(fence))) + "\n")
        out.flush()


class _Page:
    """The one namespace that the snippets of a page share."""

    def __init__(self, job: Job, answering: SnippetResponses) -> None:
        self._file = job.page
        self._answering = answering
        self._names: dict[str, Any] = {"__name__": "__main__", "tryfield": tryfield}
        self._before = "ran"

    def run(self, fence: Fence) -> Ran:
        calls = self._answering.calls
        calls.clear()
        ran = self._run(fence)
        self._before = ran.result
        return Ran(
            result=ran.result,
            error=ran.error,
            line=ran.line,
            traceback=ran.traceback,
            calls=tuple(calls),
        )

    def _run(self, fence: Fence) -> Ran:
        if "continue" in fence.states and self._before not in ("ran", "compiled"):
            return Ran(result="passed-over")
        try:
            code = self._compiled(fence)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or fence.line
            return Ran(result="not-python", error=_error_text(error), line=line)
        if "no_run" in fence.states or ("continue" in fence.states and self._before == "compiled"):
            return Ran(result="compiled")
        try:
            exec(code, self._names)  # noqa: S102 - the author marked it to be run
        except BaseException as error:  # noqa: BLE001 - also SystemExit; a page ends no check
            return self._failed(error, fence)
        return Ran(result="ran")

    def _compiled(self, fence: Fence) -> CodeType:
        # Empty lines before it give each line its number in the page.
        source = "\n" * (fence.line - 1) + fence.code
        tree = ast.parse(source, self._file)
        return compile(tree, self._file, "exec", dont_inherit=True)

    def _failed(self, error: BaseException, fence: Fence) -> Ran:
        linecache.checkcache(self._file)
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == self._file
        ]
        return Ran(
            result="failed",
            error=_error_text(error),
            line=frames[-1].lineno or fence.line if frames else fence.line,
            traceback="".join(traceback.format_list(frames)).rstrip("\n"),
        )


def _error_text(error: BaseException) -> str:
    words = "".join(traceback.format_exception_only(error)).strip().splitlines()
    first = next((line for line in words if line.startswith(_name(error))), words[-1])
    return first.removeprefix("tryfield.checking.response_check.").removeprefix(
        "tryfield.checking.snippets.snippet_calls."
    )


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


if __name__ == "__main__":
    main()
