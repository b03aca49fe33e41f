"""Writes the generated parts of the manual anew: `make manual`."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.sections import ROOT, SECTIONS
from tryfield.checking import rule_manual

DOCS = ROOT / "docs"
_PART = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """A page with its generated parts as the code has them now."""
    return _PART.sub(lambda found: f"{found[1]}\n{SECTIONS[found[2]]()}\n\n{found[3]}", text)


def pages() -> list[Path]:
    """The pages with generated parts."""
    return [path for path in sorted(DOCS.glob("*.md")) if _PART.search(path.read_text("utf-8"))]


def main() -> None:
    """Write what has changed, and say so."""
    wanted = {path: renewed(path.read_text("utf-8")) for path in pages()}
    wanted[DOCS / "rules.md"] = rule_manual.manual()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"docs/{path.name}")


if __name__ == "__main__":
    main()
