"""The decided tables of `cases/`, for every test of who asks."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).parent / "cases"


def table(file: str, first: str) -> list[tuple[str, ...]]:
    """The rows of the table whose first column has this title, without backticks."""
    rows: list[tuple[str, ...]] = []
    inside = False
    for line in (CASES / file).read_text("utf-8").splitlines():
        cells = tuple(cell.strip().strip("`") for cell in line.strip().strip("|").split(" | "))
        if line.startswith(f"| {first} |"):
            inside = True
        elif inside and line.startswith("|"):
            rows += [] if line.startswith("| ---") else [cells]
        else:
            inside = False
    assert rows, f"{file} has no table of '{first}'"
    return rows
