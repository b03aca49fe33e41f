"""Every rule has a page, in the manual as on the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tryfield.checking import rule_manual
from tryfield.checking.reports import report_formats
from tryfield.commands.check_command import _TYPES, check

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tryfield"
PAGES = rule_manual.pages()
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def test_the_manual_has_the_pages_of_the_code() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert written == rule_manual.manual(), "run: tryfield rules --markdown > docs/rules.md"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_sentence_a_bad_and_a_good_example_and_a_remedy(name: str) -> None:
    first, _, rest = PAGES[name].partition("\n")

    assert first.endswith(".")
    for word in ("Bad", "Good", "To fix it:"):
        assert re.search(rf"^{word}", rest, re.MULTILINE), word


def test_every_rule_that_is_reported_has_a_page() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")]
    places = dict(place for tree in trees for place in _takers(tree))
    named = {name for tree in trees for name in _given(tree, places)}

    assert "example-field-type" in named
    assert "openapi-syntax" in named
    assert named - PAGES.keys() == set()


def _takers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions and classes that are given the name of a rule, and as which argument."""
    for node in ast.walk(tree):
        owner = node.name if isinstance(node, ast.ClassDef) else ""
        for one in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(one, ast.FunctionDef) and (not owner or one.name == "__init__"):
                names = [argument.arg for argument in one.args.args]
                if "rule" in names:
                    yield owner or one.name, names.index("rule") - (names[0] == "self")


def _given(tree: ast.AST, places: dict[str, int]) -> Iterator[str]:
    """The names of rules that are written in calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [one.value for one in node.keywords if one.arg == "rule"]
            if name in places and len(node.args) > places[name]:
                given.append(node.args[places[name]])
            for one in (inner for each in given for inner in ast.walk(each)):
                if isinstance(one, ast.Constant) and _NAME.fullmatch(str(one.value)):
                    yield str(one.value)


def test_the_manual_names_every_option_and_every_format() -> None:
    manual = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    options = [name for option in check.params for name in option.opts if name.startswith("--")]
    usual = {"--format", "--output", "--snippets", "--coverage"}

    assert [name for name in options if name not in manual and name not in usual] == []
    assert [name for name in report_formats.FORMATS if f"`{name}`" not in manual] == []
    assert [
        name for name in _TYPES if f"`{name}`" not in manual and f"{name} =" not in manual
    ] == []
