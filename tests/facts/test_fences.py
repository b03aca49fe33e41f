"""Which fence of a page runs is decided once: `cases/fences.md`, for the page and for the check."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest

from tryfield.checking.snippets.snippet_fences import read_snippets
from tryfield.readers.page_fences import page_fences

CASES = re.findall(
    r"^## ([^\n]+)\n\n`{5}markdown\n(.*?)^`{5}\n\n- page: ([^\n]+)\n- check: ([^\n]+)$",
    (Path(__file__).parent / "cases" / "fences.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
EXTENSIONS = ["pymdownx.superfences", "pymdownx.highlight", "tryfield.cells"]
table = pytest.mark.parametrize(
    ("text", "page", "check"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)


def said(runs: bool) -> str:
    return "runs" if runs else "does not run"


def test_every_case_is_read() -> None:
    assert len(CASES) == 28


@table
def test_a_fence_runs_in_the_page_as_decided(text: str, page: str, check: str) -> None:
    made = markdown.markdown(f"Words.\n\n{text}", extensions=EXTENSIONS)

    assert said("<tryfield-cell>" in made) == page
    assert made.count("<tryfield-cell>") == made.count("</tryfield-cell>")
    assert "{/*" not in made


@table
def test_a_fence_runs_in_the_check_as_decided(
    text: str, page: str, check: str, tmp_path: Path
) -> None:
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    run = [
        one
        for one in read_snippets(path, file="page.md")
        if one.language == "python" and not one.skip and "no_run" not in one.states
    ]

    assert said(bool(run)) == check


@table
def test_what_runs_in_a_page_runs_in_its_check(text: str, page: str, check: str) -> None:
    marks = [found.marks for found in page_fences(text)]

    assert said(any(one.runs_in_page for one in marks)) == page
    assert said(any(one.runs_in_check for one in marks)) == check


def test_a_highlighter_gets_the_info_string_without_the_marks() -> None:
    (found,) = page_fences('```{.python .tryfield title="tryfield.py" skip="a b" no_run}\n```\n')

    assert found.marks.info == '{.python title="tryfield.py" }'
