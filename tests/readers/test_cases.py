"""Each case is a page and what is read from it: the specification of the dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readers.outline import outline
from tryfield.readers import definition_reader

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n`{6}\w*\n(?P<given>.*?)\n?`{6}\n\n"
    r"`{6}text\n(?P<expected>.*?)\n?`{6}$",
    re.MULTILINE | re.DOTALL,
)


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("*.md")):
        for found in _CASE.finditer(path.read_text("utf-8")):
            name = f"{path.stem}: {found['title']}"
            yield pytest.param(found["given"], found["expected"], id=name)


@pytest.mark.parametrize(("given", "expected"), list(cases()))
def test_a_page_is_read_as_its_case_says(given: str, expected: str) -> None:
    reading = definition_reader.read_text(given, file="page.mdx")

    assert outline(reading) == expected
