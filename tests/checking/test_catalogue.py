"""Every rule has a page, in the manual as on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tryfield.checking import catalogue, reports
from tryfield.cli.asked import _TYPES
from tryfield.cli.check import check

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tryfield"
PAGES = catalogue.pages()


def test_the_manual_has_the_pages_of_the_code() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert written == catalogue.manual(), "run: tryfield rules --markdown > docs/rules.md"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_sentence_a_bad_and_a_good_example_and_a_remedy(name: str) -> None:
    first, _, rest = PAGES[name].partition("\n")

    assert first.endswith(".")
    for word in ("Bad", "Good", "To fix it:"):
        assert re.search(rf"^{word}", rest, re.MULTILINE), word


@pytest.mark.parametrize("folder", ["checking", "core", "project.py"])
def test_every_rule_that_is_reported_has_a_page(folder: str) -> None:
    path = SOURCE / folder
    files = path.rglob("*.py") if path.is_dir() else [path]
    named = {
        name
        for file in files
        for name in re.findall(r"\brule=\"([a-z-]+)\"", file.read_text(encoding="utf-8"))
    }

    assert named - PAGES.keys() == set()


def test_the_manual_names_every_option_and_every_format() -> None:
    manual = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    options = [name for option in check.params for name in option.opts if name.startswith("--")]
    usual = {"--format", "--output", "--snippets", "--coverage"}

    assert [name for name in options if name not in manual and name not in usual] == []
    assert [name for name in reports.FORMATS if f"`{name}`" not in manual] == []
    assert [
        name for name in _TYPES if f"`{name}`" not in manual and f"{name} =" not in manual
    ] == []
