"""All rules, in their order, and what runs them.

Front ends call `check` for each endpoint; `pages` is the manual's list of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from typing import TypeAlias

from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import wildcard_pointer
from tryfield.core.model import Endpoint, Span
from tryfield.core.rules.credential_rules import auth_differs, placeholder_secret_looks_real
from tryfield.core.rules.definition_rules import (
    duplicate_field,
    field_never_shown,
    path_parameter_undocumented,
    path_parameter_unused,
    reference_broken,
    status_undocumented,
    type_not_checkable,
)
from tryfield.core.rules.example_rules import (
    deprecated_used,
    example_field_enum,
    example_field_format,
    example_field_limit,
    example_field_missing,
    example_field_type,
    example_field_undocumented,
    example_not_checkable,
    example_not_json,
    read_only_in_request,
    write_only_in_response,
)
from tryfield.core.rules.field_rules import field_example_differs
from tryfield.core.rules.reader_rules import READING
from tryfield.core.rules.request_rules import (
    content_type_differs,
    curl_unreadable,
    get_with_body,
    request_body_undocumented,
    request_field_missing,
    request_field_undocumented,
    request_method_differs,
    request_url_differs,
)

Rule: TypeAlias = Callable[[Endpoint], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    example_not_json,
    example_field_type,
    example_field_missing,
    example_field_undocumented,
    example_field_enum,
    example_field_format,
    example_field_limit,
    example_not_checkable,
    field_example_differs,
    field_never_shown,
    request_method_differs,
    request_url_differs,
    request_field_undocumented,
    request_field_missing,
    request_body_undocumented,
    content_type_differs,
    get_with_body,
    auth_differs,
    placeholder_secret_looks_real,
    path_parameter_undocumented,
    path_parameter_unused,
    status_undocumented,
    read_only_in_request,
    write_only_in_response,
    deprecated_used,
    type_not_checkable,
    duplicate_field,
    reference_broken,
    curl_unreadable,
)


def check(endpoint: Endpoint, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """Everything that rules find in one endpoint, in the order of the rules.

    A rule that fails on a definition becomes a finding of its own, `rule-failed`.
    """
    findings: list[Finding] = []
    for rule in rules:
        try:
            findings += rule(endpoint)
        except (RecursionError, Exception) as fault:  # noqa: BLE001 - one bad rule stops no other
            findings.append(_failed(rule, endpoint, fault))
    return tuple(dict.fromkeys(findings))


def name_of(rule: Rule) -> str:
    """The public name of a rule: `example-field-type`."""
    return rule.__name__.replace("_", "-")


def pages() -> dict[str, str]:
    """The page of each rule as Markdown, by name: what, why, a bad and a good example, the fix.

    Findings of the readers have their pages here as well. The first line is a sentence.
    """
    known = {name_of(rule): cleandoc(rule.__doc__ or "") for rule in RULES}
    return known | {name: page for name, page in READING.items() if name not in known}


def fingerprint(finding: Finding) -> str:
    """What stays the same while a finding is the same: for baselines and reports.

    Rule, method, path, status and the pointer of the value with every index as `*`; the field
    where there is no pointer. Never words or lines.
    """
    where = wildcard_pointer(finding.pointer) or finding.field
    return " ".join(
        (finding.rule, finding.endpoint or finding.span.file, finding.status or "-", where)
    )


def _failed(rule: Rule, endpoint: Endpoint, fault: BaseException) -> Finding:
    return Finding(
        rule="rule-failed",
        severity=Severity.WARNING,
        span=endpoint.span or Span(""),
        message=f"The rule '{name_of(rule)}' failed here: {type(fault).__name__}.",
        advice="Please report the definition that it failed on.",
        endpoint=endpoint.name,
        field=name_of(rule),
    )
