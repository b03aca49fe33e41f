"""The manual lists what the relay can say."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_code_of_an_error_is_in_the_manual() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src/tryfield/relay").glob("*.py"))
    raised = set(re.findall(r'RelayError\(\s*\d{3},\s*"([a-z-]+)"', source))
    manual = (ROOT / "docs" / "relay.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)` \| \d", manual, re.MULTILINE))

    assert raised == listed
