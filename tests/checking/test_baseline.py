"""A baseline hides what is known, one field at a time, and no longer than it says."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tryfield.checking import baseline
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span
from tryfield.core.rules import rule_registry

TODAY = dt.date(2026, 11, 21)


def finding(field: str = "name", endpoint: str = "GET /users", line: int = 3) -> Finding:
    return Finding(
        rule="example-field-missing",
        severity=Severity.ERROR,
        span=Span("a.mdx", line),
        message=f"'{field}' is missing.",
        advice="Add it.",
        endpoint=endpoint,
        status="200",
        field=field,
        pointer=f"/{field}",
    )


def known(**values: Any) -> baseline.Baseline:
    name = rule_registry.fingerprint(finding())
    entry = {"fingerprint": name, "endpoint": "GET /users", **values}
    return baseline.Baseline(entries={name: entry}, rest={})


def test_a_known_finding_is_no_news_wherever_it_has_moved_to() -> None:
    split = baseline.split(known(), [finding(line=99)], today=TODAY)

    assert (split.new, len(split.known)) == ((), 1)


def test_a_second_missing_field_is_never_hidden_by_the_first() -> None:
    split = baseline.split(known(), [finding(), finding("id")], today=TODAY)

    assert [f.field for f in split.new] == ["id"]


@pytest.mark.parametrize(("expires", "hidden"), [("2026-11-21", True), ("2026-11-20", False)])
def test_an_entry_hides_until_the_day_it_names(expires: str, hidden: bool) -> None:
    split = baseline.split(known(expires=expires), [finding()], today=TODAY)

    assert (split.new == ()) is hidden


def test_an_expired_finding_says_that_it_was_accepted() -> None:
    split = baseline.split(known(expires="2026-01-01"), [finding()], today=TODAY)

    assert split.new[0].message == "'name' is missing. It was accepted until 2026-01-01."


def test_an_update_adds_what_is_new_with_the_day_it_was_seen() -> None:
    made = baseline.updated(baseline.EMPTY, [finding()], checked=["GET /users"], today=TODAY)

    (entry,) = made.entries.values()
    assert entry["first_seen"] == "2026-11-21"
    assert (entry["rule"], entry["field"]) == ("example-field-missing", "name")


def test_an_update_keeps_reasons_tickets_and_what_others_wrote() -> None:
    before = known(reason="legacy", ticket="API-7", owner="team-a")

    made = baseline.updated(before, [finding()], checked=["GET /users"], today=TODAY)

    assert made.entries == before.entries


def test_what_is_fixed_is_forgotten_only_when_its_endpoint_was_checked() -> None:
    checked = baseline.updated(known(), [], checked=["GET /users"], today=TODAY)
    unchecked = baseline.updated(known(), [], checked=["GET /other"], today=TODAY)

    assert (len(checked.entries), len(unchecked.entries)) == (0, 1)


def test_a_baseline_survives_the_file_with_all_of_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "drift.json"
    made = baseline.Baseline(entries=known(reason="ö").entries, rest={"note": "ours"})

    baseline.save(made, path)

    assert baseline.load(path) == made


def test_a_file_that_is_not_there_yet_is_an_empty_baseline(tmp_path: Path) -> None:
    assert baseline.load(tmp_path / "none.json") == baseline.EMPTY


@pytest.mark.parametrize(
    "document",
    ["[", "[]", {"version": 9, "findings": []}, {"version": 1, "findings": [{}]},
     {"version": 1, "findings": [{"fingerprint": "x", "expires": "soon"}]}],
)  # fmt: skip
def test_what_is_no_baseline_is_named(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "drift.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")

    with pytest.raises(ConfigurationError, match=r"drift\.json: this "):
        baseline.load(path)
