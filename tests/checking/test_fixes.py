"""Fixes splice text: what they do not mend stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.checking import fix_applier
from tryfield.core.findings import Edit, Finding, Fix, Severity
from tryfield.core.model import Span


def finding(*edits: tuple[int, int, int, str], safe: bool = True, file: str = "a.mdx") -> Finding:
    made = tuple(
        Edit(span=Span(file, line, column, line, end), text=text)
        for line, column, end, text in edits
    )
    return Finding(
        rule="example-not-json",
        severity=Severity.ERROR,
        span=made[0].span,
        message="",
        advice="",
        fixes=(Fix(title="mend it", edits=made, safe=safe),),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[1,]\n", "[1]\n"),
        ("[1,]\r\nrest\r\n", "[1]\r\nrest\r\n"),
        ("\ufeff[1,]", "\ufeff[1]"),
        ("[1,] \t", "[1] \t"),
    ],
)
def test_only_the_span_changes(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "a.mdx").write_bytes(before.encode())

    (change,) = fix_applier.changes([finding((1, 3, 4, ""))], root=tmp_path)
    change.write()

    assert (tmp_path / "a.mdx").read_bytes() == after.encode()


def test_nothing_is_written_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("[1,]", encoding="utf-8")

    fix_applier.changes([finding((1, 3, 4, ""))], root=tmp_path)

    assert (tmp_path / "a.mdx").read_text(encoding="utf-8") == "[1,]"


def test_an_unsafe_fix_waits_until_it_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("[1,]", encoding="utf-8")
    unsafe = finding((1, 3, 4, ""), safe=False)

    assert fix_applier.changes([unsafe], root=tmp_path) == []
    assert len(fix_applier.changes([unsafe], root=tmp_path, unsafe=True)) == 1


def test_several_fixes_of_a_file_are_made_together(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("[1,]\n[2,]\n", encoding="utf-8")

    (change,) = fix_applier.changes([finding((2, 3, 4, "")), finding((1, 3, 4, ""))], root=tmp_path)

    assert (change.after, change.fixed) == ("[1]\n[2]\n", 2)


def test_of_two_fixes_of_the_same_text_the_first_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("abcdef", encoding="utf-8")

    (change,) = fix_applier.changes(
        [finding((1, 1, 4, "x")), finding((1, 3, 5, "y"))], root=tmp_path
    )

    assert (change.after, change.fixed) == ("xdef", 1)


def test_a_diff_shows_what_would_change(tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("[1,]", encoding="utf-8")

    (change,) = fix_applier.changes([finding((1, 3, 4, ""))], root=tmp_path)

    assert change.diff().splitlines() == [
        "--- a/a.mdx",
        "+++ b/a.mdx",
        "@@ -1 +1 @@",
        "-[1,]",
        "+[1]",
    ]
