"""A comment in the page answers a finding, and says so when it answers none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.checking import ignore_comments
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span


def finding(line: int, rule: str = "example-field-type") -> Finding:
    span = Span("a.mdx", line, 1, line, 2)
    return Finding(rule=rule, severity=Severity.ERROR, span=span, message="m", advice="a")


def applied(tmp_path: Path, text: str, *findings: Finding) -> list[str]:
    (tmp_path / "a.mdx").write_text(text, encoding="utf-8")
    return [f"{f.rule}:{f.span.line}" for f in ignore_comments.applied(findings, root=tmp_path)]


@pytest.mark.parametrize(
    "comment",
    [
        '{/* tryfield: ignore example-field-type reason="legacy" */}',
        "<!-- tryfield: ignore example-field-type -->",
        "# tryfield: ignore example-field-type",
    ],
)
def test_a_comment_answers_the_finding_on_the_next_line(tmp_path: Path, comment: str) -> None:
    assert applied(tmp_path, f"{comment}\n\nvalue\n", finding(3)) == []


def test_it_answers_the_finding_on_its_own_line(tmp_path: Path) -> None:
    text = "type: string # tryfield: ignore example-field-type\n"

    assert applied(tmp_path, text, finding(1)) == []


def test_it_holds_for_a_whole_fence(tmp_path: Path) -> None:
    text = "{/* tryfield: ignore example-field-type */}\n```json\n{\n}\n```\nafter\n"

    assert applied(tmp_path, text, finding(4), finding(6)) == ["example-field-type:6"]


def test_it_holds_for_a_whole_element(tmp_path: Path) -> None:
    text = (
        "{/* tryfield: ignore example-field-type */}\n"
        '<ResponseField name="a">\n<ResponseField name="b"/>\n\ndeep\n</ResponseField>\nafter\n'
    )

    assert applied(tmp_path, text, finding(5), finding(7)) == ["example-field-type:7"]


def test_it_answers_one_rule_only(tmp_path: Path) -> None:
    text = "{/* tryfield: ignore example-field-type */}\nvalue\n"

    assert applied(tmp_path, text, finding(2), finding(2, "auth-differs")) == ["auth-differs:2"]


def test_ignore_file_holds_for_the_whole_file(tmp_path: Path) -> None:
    text = "one\n{/* tryfield: ignore-file example-field-type */}\nthree\n"

    assert applied(tmp_path, text, finding(1), finding(3)) == []


def test_a_comment_that_answers_nothing_is_a_finding(tmp_path: Path) -> None:
    text = "{/* tryfield: ignore auth-differs */}\nvalue\n"

    assert applied(tmp_path, text, finding(2)) == ["example-field-type:2", "ignore-unused:1"]


def test_a_page_may_show_in_a_fence_how_such_a_comment_looks(tmp_path: Path) -> None:
    text = '````mdx\n{/* tryfield: ignore example-field-type reason="legacy" */}\n```\n````\n'
    (tmp_path / "a.mdx").write_text(text, encoding="utf-8")

    assert ignore_comments.applied((), root=tmp_path, files=["a.mdx"]) == ()


@pytest.mark.parametrize("fence", ["```", "~~~", "~~~~"])
def test_it_holds_for_fences_of_either_kind(tmp_path: Path, fence: str) -> None:
    text = f"{{/* tryfield: ignore example-field-type */}}\n{fence}json\n{{\n}}\n{fence}\nafter\n"

    assert applied(tmp_path, text, finding(4), finding(6)) == ["example-field-type:6"]
