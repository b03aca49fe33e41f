"""Every kind of code in the manual is held by a test, and what it shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.docs.fences import Snippet, pages, snippets
from tests.docs.sections import ROOT
from tryfield import project
from tryfield.checking.snippets.snippet_fences import read_snippets as runnable
from tryfield.cli import main
from tryfield.scaffold import new_site

#: By which test a language is held; those of `rules.md` are wrong on purpose, half of them.
HELD = {
    "python": "run by `tryfield check`, see test_docs.py and below",
    "mdx": "read and checked where it is a whole definition, see test_docs.py",
    "yaml": "read, checked where it is a definition, options looked up, see test_docs.py",
    "toml": "read, options looked up, see test_docs.py",
    "json": "read, see test_docs.py",
    "jinja": "parsed, see test_docs.py",
    "console": "programs, targets and options looked up, answers compared, see below",
    "bash": "programs, targets and options looked up; curl compared by `tryfield check`",
    "markdown": "endpoints and links looked up, Python compiled, see below",
    "http": "parsed, see below",
    "text": "generated, or a drawing",
}
PROGRAMS = {"tryfield", "make", "mkdocs", "pip", "python3", "cd", "curl", "pytest", "."}


def test_every_language_of_the_manual_is_held_by_a_test() -> None:
    assert {one.language for one in snippets(*_languages())} == set(HELD)


def _languages() -> set[str]:
    found = re.compile(r"^ *`{3,} ?(\S*).*$", re.MULTILINE)
    return {word for page in pages() for word in found.findall(page.read_text("utf-8"))}


@pytest.mark.parametrize("snippet", snippets("python"), ids=str)
def test_every_python_of_the_manual_is_run(snippet: Snippet) -> None:
    marked = {one.span.line: one for one in runnable(snippet.page, file=str(snippet.page))}

    assert snippet.line + 1 in marked, "unmarked: neither readers nor CI run it"
    assert not {"no_run"} & marked[snippet.line + 1].states
    assert not marked[snippet.line + 1].skip


@pytest.mark.parametrize("snippet", snippets("console", "bash"), ids=str)
def test_commands_are_of_programs_that_a_reader_has(snippet: Snippet) -> None:
    targets = set(
        re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )
    for words in _commands(snippet):
        assert words[0] in PROGRAMS
        if words[0] == "make":
            assert next(one for one in words[1:] if "=" not in one) in targets


def _commands(snippet: Snippet) -> list[list[str]]:
    text = snippet.text.replace("\\\n", " ")
    lines = text.splitlines()
    if snippet.language == "console":
        lines = [line[2:] for line in lines if line.startswith("$ ")]
    parts = [part for line in lines for part in line.split("&&")]
    return [words for part in parts if (words := shlex.split(part, comments=True))]


@pytest.mark.parametrize("snippet", snippets("markdown"), ids=str)
def test_markdown_names_endpoints_that_are_there_and_python_that_compiles(
    snippet: Snippet,
) -> None:
    files = project.find(["docs/api/*"], ROOT)
    found = project.read(files, root=ROOT).reference.endpoints
    names = {name for one in found for name in (one.id, one.name, one.operation_id)}
    links = re.findall(r"\[([^]]+)\]\[([^]]*)\]", snippet.text)

    assert set(re.findall(r"^::: (.+)$", snippet.text, re.MULTILINE)) <= names
    assert {(to or words).partition("-response-")[0] for words, to in links} <= names
    for code in re.findall(r"^```python.*?\n(.*?)^```", snippet.text, re.MULTILINE | re.DOTALL):
        compile(code, str(snippet), "exec")


@pytest.mark.parametrize("snippet", snippets("http"), ids=str)
def test_headers_are_headers(snippet: Snippet) -> None:
    assert [line for line in snippet.text.splitlines() if not re.match(r"[\w-]+: \S", line)] == []


@pytest.mark.parametrize("name", ["README.md", "docs/quickstart.md"])
def test_the_finding_that_is_shown_is_what_the_check_prints(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = _answers(ROOT / name)
    new_site.from_nothing(tmp_path)
    monkeypatch.chdir(tmp_path)

    clean = CliRunner().invoke(main, ["check"]).output
    page = tmp_path / "docs/api/get-greeting.mdx"
    page.write_text(page.read_text("utf-8").replace('"times": 3', '"times": "3"'), "utf-8")
    broken = CliRunner().invoke(main, ["check"]).output

    assert broken in shown
    assert set(shown) <= {clean, broken}


def _answers(page: Path) -> list[str]:
    """What stands below `$ tryfield check` in the fences of a page."""
    fences = [one.text for one in snippets("console") if one.page == page]
    answers = [
        re.findall(r"^\$ tryfield check\n((?:[^$].*\n?)+)", one, re.MULTILINE) for one in fences
    ]
    return [one.rstrip("\n") + "\n" for found in answers for one in found]
