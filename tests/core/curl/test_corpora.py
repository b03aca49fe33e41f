"""The commands of real documentation."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.inputs import corpora
from tryfield.core.curl.curl_parser import parse_curl


def fences(folder: Path) -> list[tuple[str, str, int]]:
    """Name, text and number of curl commands of each fence that the truth files count."""
    found = []
    for truth in sorted((folder / "truth").glob("*.json")):
        for row in json.loads(truth.read_text(encoding="utf-8")):
            path = folder / truth.stem / row["path"]
            lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
            for fence in row["fences"]:
                opening = re.match(r"\s*(`{3,}|~{3,})", lines[fence["line"] - 1])
                language = fence["info"].split(" ")[0]
                if opening is None or language not in ("bash", "sh", "shell", "curl", "json"):
                    continue
                inside = lines[fence["line"] :]
                closed = (n for n, line in enumerate(inside) if line.strip() == opening[1])
                text = "\n".join(inside[: next(closed, len(inside))])
                counted = fence["curl"]
                found.append((f"{row['path']}:{fence['line']}", text, counted))
    return found


def test_every_command_of_the_corpora_is_read() -> None:
    counted = [fence for fence in fences(corpora()) if fence[2]]
    read = [(name, parse_curl(text), count) for name, text, count in counted]

    assert [(name, len(commands), count) for name, commands, count in read
            if len(commands) != count] == []  # fmt: skip
    assert sum(len(commands) for _, commands, _ in read) > 400
    assert all("://" in one.request.url for _, commands, _ in read for one in commands)
