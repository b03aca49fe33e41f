"""What holds for every rule and every finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.core.rules.documents import (
    Change,
    only,
    openapi,
    page,
)
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint
from tryfield.core.rules import rule_registry


def test_a_rule_that_fails_is_a_finding_and_stops_no_other() -> None:
    def broken_rule(endpoint: Endpoint) -> Iterator[Finding]:
        yield from ()
        raise KeyError("x")

    endpoint = page(('"id": 7', '"id": "seven"'))
    findings = rule_registry.check(endpoint, rules=(broken_rule, *rule_registry.RULES))

    assert [finding.rule for finding in findings] == ["rule-failed", "example-field-type"]
    assert "'broken-rule'" in findings[0].message


def test_a_fingerprint_knows_neither_words_nor_lines_nor_indices() -> None:
    schema: tuple[Change, ...] = (
        (
            'type="integer" required>\n  Number of the user.\n</ResponseField>',
            'type="array of integer">\n</ResponseField>',
        ),
    )
    one = only(page(*schema, ('"id": 7', '"id": [1, "x"]')))
    other = only(
        page(
            *schema, ('"id": 7', '"id": ["y", 1, 2]'), ("<ResponseExample>", "\n<ResponseExample>")
        )
    )

    assert rule_registry.fingerprint(one) == rule_registry.fingerprint(other)
    assert rule_registry.fingerprint(one) == "example-field-type PUT /v1/users/{id} 200 /id/*"


def test_every_rule_has_a_page_with_what_why_a_bad_and_a_good_example_and_the_fix() -> None:
    pages = rule_registry.pages()

    assert set(map(rule_registry.name_of, rule_registry.RULES)) <= set(pages)
    for rule in rule_registry.RULES:
        text = pages[rule_registry.name_of(rule)]
        assert re.match(r"[A-Z].*\.\n\n[A-Z`]", text), rule
        assert "\nBad" in text
        assert "\nGood" in text
        assert "\nTo fix it: " in text


def test_findings_do_not_depend_on_what_was_checked_before() -> None:
    endpoint = page(('"id": 7', '"id": "seven"'))
    first = rule_registry.check(endpoint)
    rule_registry.check(openapi())

    assert rule_registry.check(endpoint) == first
    assert rule_registry.check(page(('"id": 7', '"id": "seven"'))) == first
