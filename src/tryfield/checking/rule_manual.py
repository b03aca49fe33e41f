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


def pages() -> dict[str, str]:
    """The page of each rule as Markdown, by name; the first line is a sentence."""
    own = (_OWN, SNIPPET_RULE_PAGES, LIVE_RULE_PAGES)
    return rule_registry.pages() | {
        name: cleandoc(page) for part in own for name, page in part.items()
    }


def manual() -> str:
    """docs/rules.md: every rule with its page."""
    described = "Everything that tryfield check reports, rule by rule."
    parts = [f"---\ntitle: Rules\ndescription: {described}\n---", "# Rules", _PREFACE]
    for name, page in pages().items():
        parts.append(f"## {name}\n\n{page}")
    return "\n\n".join(parts) + "\n"
