"""Fixes splice text: what they do not mend stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.checking import check_run, fix_applier
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


NESTED = """openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: Yes.
          content:
            application/json:
              schema:
                type: object
                properties:
                  inner:
                    type: object
                    properties:
                      a:
                        type: string
                  list:
                    type: array
                    items:
                      type: object
                      properties:
                        b:
                          type: string
              examples:
                one: {value: {inner: {a: x, y: 1}, list: [{b: z, c: 2}]}}
                two: {value: {inner: {a: x, y: 1.5}, list: [{b: z, c: 2}]}}
"""


def test_a_name_that_two_examples_show_is_documented_once(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(NESTED, encoding="utf-8")
    found = check_run.run_check([path], root=tmp_path, settings=check_run.CheckSettings())
    (change,) = fix_applier.changes(found.findings, root=tmp_path, unsafe=True)
    change.write()
    again = check_run.run_check([path], root=tmp_path, settings=check_run.CheckSettings())

    assert change.after.count('"y":') == 1
    assert [one.rule for one in again.findings if one.severity is not Severity.NOTE] in (
        [],
        ["example-field-type"],  # the other example shows it as a number
    )


def test_a_fix_that_makes_a_file_worse_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(NESTED, encoding="utf-8")
    end = Span("api.yaml", 13, 1, 13, 1)
    bad = Fix(title="Break it", edits=(Edit(span=end, text="  broken: [\n"),), safe=True)
    finding = Finding(
        rule="x", severity=Severity.ERROR, span=end, message="It.", advice="", fixes=(bad,)
    )

    assert fix_applier.changes([finding], root=tmp_path) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_that_is_added_ends_as_the_lines_of_the_file_do(
    tmp_path: Path, newline: str
) -> None:
    (tmp_path / "a.mdx").write_bytes(f"one{newline}two{newline}".encode())

    (change,) = fix_applier.changes([finding((1, 4, 4, "\nmore"))], root=tmp_path)
    change.write()

    written = (tmp_path / "a.mdx").read_bytes().decode()
    assert written == f"one{newline}more{newline}two{newline}"
