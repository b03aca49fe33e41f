"""Public documentation: no traceback, in time, and as many invalid answers as somebody else saw."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from tests import inputs
from tryfield import project
from tryfield.checking import check_run
from tryfield.checking.check_result import Check
from tryfield.core.findings import Finding

#: Fences of answers that one side calls invalid and the other does not, each with the reason.
NAMED: dict[tuple[str, int], str] = {}


#: Answers as pages show them, and whether JSON has them.
ANSWERS = [
    '{"id": 7}',
    '{"id": 7,}',
    "{id: 7}",
    "{'id': 7}",
    '{"id": 7} // the number',
    '{"id": 7, ...}',
    '{"id": NaN}',
    '{"id": 07}',
    '{"id": "7\n"}',
    '{"id": 7}\n{"id": 8}',
    '[{"id": 7}, {"id": 8}]',
    '{"id": "\\u00e9 \\\\ \\/"}',
    '{"id": "\\x41"}',
    "  7  ",
    "",
    "OK",
]


@pytest.fixture(scope="module")
def checked() -> tuple[Check, float]:
    folder = inputs.corpora()
    begin = time.process_time()
    done = check_run.check(project.find(["."], folder), root=folder)
    return done, time.process_time() - begin


def test_documents_of_others_are_checked_in_time_and_without_a_failing_rule() -> None:
    files = [*inputs.openapi_documents(), inputs.github()]
    begin = time.process_time()
    project.read(files, root=inputs.FOLDER)
    read = time.process_time()
    done = check_run.check(files, root=inputs.FOLDER)
    took = (time.process_time() - read) / (read - begin)
    counts = Counter(finding.rule for finding in done.findings)

    assert counts["rule-failed"] == 0
    assert len(done.project.reference.endpoints) > 1000
    assert counts["example-field-type"] > 10
    assert counts["example-field-undocumented"] > 10
    assert took < 6  # times as long as reading; three where nothing is wrong


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_json_where_python_does_not_read_it(text: str, tmp_path: Path) -> None:
    page = "---\napi: GET https://api.example.com/x\n---\n\n<ResponseExample>\n"
    (tmp_path / "x.mdx").write_text(f"{page}```json\n{text}\n```\n</ResponseExample>\n", "utf-8")
    done = check_run.check([tmp_path / "x.mdx"], root=tmp_path)

    assert bool(_not_json(done)) is not _is_json(text)


def _not_json(done: Check) -> list[Finding]:
    return [finding for finding in done.findings if finding.rule == "example-not-json"]


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=int)  # which NaN is not
    except ValueError:
        return False
    return True


def test_everything_is_checked_without_a_failing_rule(checked: tuple[Check, float]) -> None:
    done, _ = checked

    assert [finding for finding in done.findings if finding.rule == "rule-failed"] == []
    assert len(done.project.reference.endpoints) > 1000


def test_everything_is_checked_in_less_than_a_minute(checked: tuple[Check, float]) -> None:
    assert checked[1] < 60


def test_as_many_answers_are_invalid_json_as_the_truth_files_say(
    checked: tuple[Check, float],
) -> None:
    done, _ = checked
    ours: set[tuple[str, int]] = set()
    truth: set[tuple[str, int]] = set()
    for file in sorted((inputs.corpora() / "truth").iterdir()):
        fences = {(page, line): text for page, line, text in _answers(file)}
        truth |= {place for place, verdict in fences.items() if verdict != "valid"}
        ours |= {
            place
            for place in fences
            if any(
                finding.rule == "example-not-json" and _inside(finding.span.line, place, fences)
                for finding in done.findings
                if finding.span.file == place[0]
            )
        }
    difference = ours ^ truth

    assert {place for place in difference if place not in NAMED} == set()
    assert len(truth) > 40


def _answers(file: Path) -> list[tuple[str, int, str]]:
    """Page, line and verdict of each fence in a ResponseExample that is JSON, or should be."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [
        (f"{file.stem}/{row['path']}", fence["line"], fence["json"])
        for row in rows
        for fence in row["fences"]
        if fence["box"] == "ResponseExample" and fence["json"] is not None
    ]


def _inside(line: int, place: tuple[str, int], fences: dict[tuple[str, int], str]) -> bool:
    page, begin = place
    later = [other for name, other in fences if name == page and other > begin]
    return begin <= line < min(later, default=line + 1)


def test_the_totals_are_worth_looking_at(checked: tuple[Check, float]) -> None:
    counts = Counter(finding.rule for finding in checked[0].findings)

    assert counts["example-field-type"] > 50
    assert counts["example-field-undocumented"] > 50
