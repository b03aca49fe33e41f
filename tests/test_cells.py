"""Marked fences of Markdown become blocks that readers can run."""

from __future__ import annotations

import re
from typing import Any

import markdown
import pytest

EXTENSIONS = ["pymdownx.superfences", "pymdownx.highlight", "tryfield.cells"]


def html(text: str, **settings: Any) -> str:
    """What Python-Markdown makes of a page."""
    configured = {"tryfield.cells": {"settings": settings}} if settings else {}
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=configured)


def fence(info: str, before: str = "") -> str:
    return f"Words.\n\n{before}```{info}\nprint(1)\n```\n\nMore words.\n"


@pytest.mark.parametrize(
    "page",
    [
        fence("python tryfield"),
        fence("py tryfield should_fail"),
        fence("python", "<!-- tryfield: run -->\n"),
        fence("python", "<!-- tryfield: continue -->\n\n"),
    ],
)
def test_a_marked_fence_is_a_cell(page: str) -> None:
    made = html(page)

    assert made.count("<tryfield-cell>") == made.count("</tryfield-cell>") == 1
    assert "highlight" in made, "without JavaScript it is a block of code like any other"
    assert "should_fail" not in made


@pytest.mark.parametrize(
    "page",
    [
        fence("python"),
        fence("bash tryfield"),
        fence("python tryfield no_run"),
        fence("python tryfield no_cell"),
        fence('python tryfield skip="why"'),
        fence("python", "<!-- tryfield: no_cell -->\n"),
        fence("python", '<!-- tryfield: ignore snippet-failed reason="why" -->\n'),
        fence("python", "<!-- tryfield: run -->\n\nWords between.\n\n"),
    ],
)
def test_other_code_is_none(page: str) -> None:
    made = html(page)

    assert "tryfield-cell" not in made
    assert "print" in re.sub("<[^>]+>", "", made)


def test_a_fence_that_shows_a_marked_fence_is_none() -> None:
    made = html(f"````markdown\n{fence('python tryfield')}````\n")

    assert "<tryfield-cell" not in made


def test_settings_reach_the_cell() -> None:
    made = html(fence("python tryfield"), relay="/relay")

    assert '<tryfield-cell data-settings="{&quot;relay&quot;: &quot;/relay&quot;}">' in made
