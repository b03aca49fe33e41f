"""Every report says the same findings, in the words of whoever asked."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tryfield.checking import reports
from tryfield.checking.static import Check
from tryfield.core.findings import Finding, Severity, Voice
from tryfield.core.model import Endpoint, Reference, Span
from tryfield.project import Project

PAGE = '{\n\t"a": 1,\n}\n'
ERROR = Finding(
    rule="example-field-type",
    severity=Severity.ERROR,
    span=Span("a|b.mdx", 2, 7, 2, 8),
    message="The example has 1 (number) for 'a', documented as <string>.",
    advice="Write a string: 50%, maybe.",
    endpoint="GET /a",
    status="200",
    field="a",
    pointer="/a",
    voices=(Voice(speaker="docs", words="string", span=Span("a|b.mdx", 1, 1)),),
    curl="curl https://api.example.com/a",
)
NOTE = Finding(
    rule="type-not-checkable",
    severity=Severity.NOTE,
    span=Span("a|b.mdx", 1, 1),
    message="Nothing to check.",
    advice="Name a type.",
    endpoint="GET /b",
)


@pytest.fixture
def check(tmp_path: Path) -> Check:
    (tmp_path / "a|b.mdx").write_text(PAGE, encoding="utf-8")
    endpoints = tuple(
        Endpoint(id=path, method="GET", path=path, span=Span("a|b.mdx")) for path in ("/a", "/b")
    )
    project = Project(
        root=tmp_path,
        reference=Reference(endpoints=endpoints),
        files=(tmp_path / "a|b.mdx",),
        passed_over=((tmp_path / "c.md", "no fields"),),
    )
    return Check(project=project, findings=(ERROR, NOTE), examples=3)


def test_the_text_shows_the_line_with_a_caret_under_the_fault(check: Check) -> None:
    text = reports.text.report(check)

    assert text.splitlines()[:6] == [
        (
            "a|b.mdx:2:7: example-field-type: The example has 1 (number) for 'a', documented as "
            "<string>. Write a string: 50%, maybe."
        ),
        '    \t"a": 1,',
        "    \t     ^",
        "    the docs say: string  (a|b.mdx:1:1)",
        "    curl https://api.example.com/a",
        "a|b.mdx:1:1: type-not-checkable: Nothing to check. Name a type.",
    ]


def test_the_text_ends_with_what_was_checked_and_what_was_not(check: Check) -> None:
    assert reports.text.report(check).splitlines()[-1] == (
        "2 endpoints in 1 file, 3 examples checked; 1 file without an endpoint: 1 error, 1 note."
    )


def test_colours_are_used_only_when_asked_for(check: Check) -> None:
    assert "\x1b[" not in reports.text.report(check)
    assert "\x1b[31mexample-field-type\x1b[0m" in reports.text.report(check, colour=True)


def test_json_has_a_version_and_stable_fingerprints(check: Check) -> None:
    document = json.loads(reports.FORMATS["json"](check))

    assert document["version"] == 1
    assert [f["rule"] for f in document["findings"]] == ["example-field-type", "type-not-checkable"]
    assert document["findings"][0]["span"]["line"] == 2
    assert document["findings"][0]["fingerprint"]


def test_junit_has_a_case_for_each_endpoint_passes_included(check: Check) -> None:
    root = ET.fromstring(reports.FORMATS["junit"](check))

    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["GET /a", "GET /b"]


def test_sarif_places_findings_in_the_docs_own_files(check: Check) -> None:
    (run,) = json.loads(reports.FORMATS["sarif"](check))["runs"]

    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%7Cb.mdx"
    assert place["region"] == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 8}
    assert run["results"][0]["partialFingerprints"]


def test_github_annotations_escape_what_would_end_them(check: Check) -> None:
    first = reports.FORMATS["github"](check).splitlines()[0]

    assert first.startswith("::error file=a|b.mdx,line=2,endLine=2,col=7,title=tryfield%3A ")
    assert first.endswith("Write a string: 50%25, maybe.")


def test_github_annotations_are_capped_and_say_so(check: Check) -> None:
    many = Check(project=check.project, findings=(ERROR,) * 12, examples=3)

    lines = reports.FORMATS["github"](many).splitlines()

    assert sum(line.startswith("::error") for line in lines) == 10
    assert "2 more errors are not annotated; see the whole report." in lines


def test_markdown_tables_survive_what_they_quote(check: Check) -> None:
    text = reports.FORMATS["markdown"](check)

    assert "### `a|b.mdx`" in text
    assert "documented as &lt;string>." in text
