"""A page for every rule: those of the engine, and those of snippets and live calls.

`tryfield rules`, `docs/rules.md` and SARIF show them. The pages of the rules in `core` are the
docstrings of these rules; those of snippets and live calls stand beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc

from tryfield.checking.live.live_rules import LIVE_RULE_PAGES
from tryfield.checking.snippets.snippet_rules import SNIPPET_RULE_PAGES
from tryfield.core.rules import rule_registry

_OWN: Mapping[str, str] = {
    "ignore-unused": """
        A comment answers a finding that nobody reports any more.

        What it hid is fixed, or the rule has another name; left in place, it would hide the next
        error without anybody knowing.

        Bad: the example below is fine.

        ```mdx
        {/* tryfield: ignore example-field-type reason="legacy" */}
        ```

        Good: the comment is gone.

        To fix it: remove the comment. Comments about live rules are only reported by live checks.
    """,
    "rule-failed": """
        A rule failed on a definition; the error is ours.

        The other rules have run, and nothing that they found is lost.

        Bad: the finding names the rule and the kind of failure.

        Good: no such finding.

        To fix it: report it, with the definition if you may share it.
    """,
}


_PREFACE = """\
What `tryfield check` reports, by name; `tryfield rules NAME` shows the same on a terminal. This
page is written by `tryfield rules --markdown`."""


#: Judged by hand on the pages of 15 public sites and on 191 OpenAPI documents that nobody of us
#: wrote, at most 12 findings of each: rule, severity, judged, true, debatable, false. A debatable
#: one is right about the definition, and its author may want it so.
PRECISION = (
    ("content-type-differs", "error, warning", 1, 1, 0, 0),
    ("example-field-missing", "error, warning", 10, 10, 0, 0),
    ("example-field-type", "error, warning", 21, 18, 3, 0),
    ("example-field-undocumented", "error, warning", 37, 36, 0, 1),
    ("example-not-json", "error, warning", 6, 6, 0, 0),
    ("fence-unclosed", "error, warning", 1, 1, 0, 0),
    ("field-example-differs", "error, warning", 25, 25, 0, 0),
    ("field-twice", "error, warning", 2, 0, 2, 0),
    ("get-with-body", "error, warning", 6, 6, 0, 0),
    ("openapi-invalid", "error, warning", 8, 8, 0, 0),
    ("openapi-not-found", "error, warning", 19, 19, 0, 0),
    ("openapi-reference", "error, warning", 1, 1, 0, 0),
    ("openapi-version", "error, warning", 16, 16, 0, 0),
    ("path-parameter-undocumented", "error, warning", 1, 0, 1, 0),
    ("path-parameter-unused", "error, warning", 9, 9, 0, 0),
    ("request-field-missing", "error, warning", 4, 4, 0, 0),
    ("request-field-undocumented", "error, warning", 16, 16, 0, 0),
    ("request-url-differs", "error, warning", 5, 4, 1, 0),
    ("write-only-in-response", "error, warning", 1, 1, 0, 0),
    ("deprecated-used", "note", 1, 1, 0, 0),
    ("example-field-type", "note", 2, 2, 0, 0),
    ("example-not-json", "note", 2, 2, 0, 0),
    ("export-skipped", "note", 1, 1, 0, 0),
    ("field-example-differs", "note", 10, 9, 1, 0),
    ("field-never-shown", "note", 57, 55, 2, 0),
    ("import-skipped", "note", 1, 0, 1, 0),
    ("openapi-invalid", "note", 1, 1, 0, 0),
    ("openapi-not-found", "note", 2, 2, 0, 0),
    ("path-parameter-undocumented", "note", 1, 0, 1, 0),
    ("status-undocumented", "note", 4, 0, 4, 0),
    ("type-not-checkable", "note", 18, 6, 12, 0),
)


def _precision() -> str:
    """How often findings are right, as a table by rule."""
    lines = [
        "**How often a finding is right.** A random sample of the findings on the MDX pages of 15",
        "public sites and on 191 OpenAPI documents, at most 12 of each, judged by hand. A",
        "debatable finding is right about the definition, but its author may want it so.",
        "",
        "| rule | severity | judged | true | debatable | false |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows = [
        f"| [`{rule}`](#{rule}) | {severity} | {' | '.join(map(str, counts))} |"
        for rule, severity, *counts in PRECISION
    ]
    return "\n".join([*lines, *rows])


def pages() -> dict[str, str]:
    """The page of each rule as Markdown, by name; the first line is a sentence."""
    own = (_OWN, SNIPPET_RULE_PAGES, LIVE_RULE_PAGES)
    return rule_registry.pages() | {
        name: cleandoc(page) for part in own for name, page in part.items()
    }


def manual() -> str:
    """docs/rules.md: every rule with its page."""
    described = "Everything that tryfield check reports, rule by rule."
    head = f"---\ntitle: Rules\ndescription: {described}\n---"
    parts = [head, "# Rules", _PREFACE, _precision()]
    for name, page in pages().items():
        parts.append(f"## {name}\n\n{page}")
    return "\n\n".join(parts) + "\n"
