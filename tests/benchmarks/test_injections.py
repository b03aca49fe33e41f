"""Contradictions put into our own pages are reported as errors or warnings at their line.

Pages of others: `python -m tests.benchmarks.injections FOLDER...`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.injections import KINDS, is_reported, sample
from tests.core.rules.documents import PAGE

DOCS = Path(__file__).resolve().parents[2] / "docs"
_STATE = (
    '<ResponseField name="state" type="string" required>\n'
    "  Possible values: `active`, `paused`.\n</ResponseField>\n\n<RequestExample>"
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_contradiction_in_our_own_pages_is_reported_at_its_line(
    tmp_path: Path, seed: int
) -> None:
    own = tmp_path / "users.mdx"
    with_state = PAGE.replace("<RequestExample>", _STATE)
    own.write_text(with_state.replace('  "id": 7,\n', '  "id": 7,\n  "state": "paused",\n'))
    pages = [(own, tmp_path), *((page, DOCS) for page in sorted((DOCS / "api").glob("*.mdx")))]

    chosen = sample(pages, count=150, seed=seed)

    assert [one for one in chosen if not is_reported(one)] == []
    assert len(chosen) > 100
    assert {one.kind for one in chosen} == set(KINDS)
