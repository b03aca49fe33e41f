"""Every report says the same findings, in the words of whoever asked."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tryfield.checking.check_result import Case, Check, FieldCoverage
from tryfield.checking.reports import report_formats, text_report
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.model import Endpoint, Reference, Span
from tryfield.core.rules import rule_registry
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
    evidence=(Evidence(speaker="docs", words="string", span=Span("a|b.mdx", 1, 1)),),
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
    here: dict[str, Any] = {"file": "a|b.mdx", "endpoint": "GET /a"}
    cases = (
        Case(kind="example", name="response 200", span=Span("a|b.mdx", 1, 1, 4, 1), **here),
        Case(kind="example", name="response 404", unchecked="no field of it is documented", **here),
        Case(kind="definition", name="definition", **here),
        Case(kind="definition", file="a|b.mdx", endpoint="GET /b", name="definition"),
    )
    coverage = FieldCoverage(
        endpoint="GET /a", file="a|b.mdx", documented=4, shown=3, judged=3, statuses=("404",)
    )
    return Check(project=project, cases=cases, findings=(ERROR, NOTE), coverage=(coverage,))


def test_the_text_shows_the_line_with_a_caret_under_the_fault(check: Check) -> None:
    text = text_report.text_report(check)

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
    assert text_report.text_report(check).splitlines()[-4:] == [
        "Not checked: 1 example: no field of it is documented (GET /a).",
        "Passed over: 1 file: no fields (c.md).",
        "Coverage: 3 of 4 documented fields judged (75 %); 1 documented status never exercised.",
        "2 endpoints in 1 file, 1 example checked: 1 error, 1 note.",
    ]


def test_notes_can_be_counted_instead_of_shown(check: Check) -> None:
    text = text_report.text_report(check, notes=False)

    assert "type-not-checkable" not in text
    assert text.endswith("1 error, 1 note.\n")


def test_coverage_says_which_statuses_were_never_exercised(check: Check) -> None:
    text = text_report.text_report(check, coverage=True)

    assert "GET /a  3 of 4 fields judged; never exercised: 404" in text


def test_control_characters_of_a_file_never_reach_the_terminal(check: Check) -> None:
    hostile = replace(ERROR, message="a\x1b]0;title\x07b")
    text = text_report.text_report(replace(check, findings=(hostile,)))

    assert "\x1b" not in text


def test_colours_are_used_only_when_asked_for(check: Check) -> None:
    assert "\x1b[" not in text_report.text_report(check)
    assert "\x1b[31mexample-field-type\x1b[0m" in text_report.text_report(check, colour=True)


def test_json_has_a_version_and_stable_fingerprints(check: Check) -> None:
    document = json.loads(report_formats.FORMATS["json"](check))

    assert document["version"] == 1
    assert [f["rule"] for f in document["findings"]] == ["example-field-type", "type-not-checkable"]
    assert document["findings"][0]["span"]["line"] == 2
    assert document["findings"][0]["fingerprint"]


def test_junit_has_a_case_for_each_example_passes_included(check: Check) -> None:
    root = ET.fromstring(report_formats.FORMATS["junit"](check))

    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("GET /a::response 200", ["failure"]),
        ("GET /a::response 404", ["skipped"]),
        ("GET /a::definition", []),
        ("GET /b::definition", []),
    ]


def test_junit_holds_what_xml_cannot(check: Check) -> None:
    hostile = replace(ERROR, message="a\x00\x0b\ufffe")

    ET.fromstring(report_formats.FORMATS["junit"](replace(check, findings=(hostile,))))


def test_sarif_places_findings_in_the_docs_own_files(check: Check) -> None:
    (run,) = json.loads(report_formats.FORMATS["sarif"](check))["runs"]

    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%7Cb.mdx"
    assert place["region"] == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 8}
    assert run["results"][0]["partialFingerprints"]


def test_github_annotations_escape_what_would_end_them(check: Check) -> None:
    first = report_formats.FORMATS["github"](check).splitlines()[0]

    assert first.startswith("::error file=a|b.mdx,line=2,endLine=2,col=7,title=tryfield%3A ")
    assert first.endswith("Write a string: 50%25, maybe.")


def test_github_annotations_are_capped_and_say_so(check: Check) -> None:
    many = replace(check, findings=(ERROR,) * 12)

    lines = report_formats.FORMATS["github"](many).splitlines()

    assert sum(line.startswith("::error") for line in lines) == 10
    assert "2 more errors are not annotated; see the whole report." in lines


def test_markdown_tables_survive_what_they_quote(check: Check) -> None:
    text = report_formats.FORMATS["markdown"](check)

    assert "### `a\\|b.mdx`" in text
    assert "documented as &lt;string>." in text


def test_sarif_shows_known_findings_as_suppressed_with_their_reason(check: Check) -> None:
    known = replace(
        check, findings=(), known=(ERROR,), accepted={rule_registry.fingerprint(ERROR): "API-7"}
    )

    (run,) = json.loads(report_formats.FORMATS["sarif"](known))["runs"]
    assert run["results"][0]["suppressions"] == [{"kind": "external", "justification": "API-7"}]


def test_sarif_explains_each_rule(check: Check) -> None:
    (run,) = json.loads(report_formats.FORMATS["sarif"](check))["runs"]

    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])


def test_sarif_has_what_the_standard_requires_and_nothing_out_of_bounds(check: Check) -> None:
    """SARIF 2.1.0: 3.13 log, 3.14 run, 3.18 tool, 3.27 result, 3.28 location, 3.30 region."""
    log = json.loads(report_formats.FORMATS["sarif"](replace(check, known=(NOTE,))))
    (run,) = log["runs"]
    driver = run["tool"]["driver"]

    assert (log["version"], driver["name"]) == ("2.1.0", "tryfield")
    assert set(run) <= {"tool", "results", "invocations", "columnKind"}
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert all(isinstance(one["executionSuccessful"], bool) for one in run["invocations"])
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["shortDescription"]["text"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        assert all(
            one["kind"] in ("inSource", "external") for one in result.get("suppressions", ())
        )
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            physical = place["physicalLocation"]
            assert ":" not in physical["artifactLocation"]["uri"].partition("/")[0]
            assert all(isinstance(n, int) and n >= 1 for n in physical["region"].values())
