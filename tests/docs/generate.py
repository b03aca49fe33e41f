"""Writes the generated parts of the manual, and of the browser's code, anew: `make manual`."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.sections import ROOT, SECTIONS
from tryfield.checking import rule_manual
from tryfield.core import secret_names

DOCS = ROOT / "docs"
SECRET_NAMES = ROOT / "playground" / "src" / "secret-names.js"
_PART = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """A page with its generated parts as the code has them now."""
    return _PART.sub(lambda found: f"{found[1]}\n{SECTIONS[found[2]]()}\n\n{found[3]}", text)


def secret_names_module() -> str:
    """The module by which the browser knows what is secret."""
    return f"""/** Generated from `tryfield.core.secret_names` by `make manual`. */
const SECRET =
  /{secret_names.NAME_PATTERN}/i;

/**
 * Whether the value of a header, parameter or member of this name is hidden.
 * @param {{string}} name
 */
export function isSecretName(name) {{
  return SECRET.test(name);
}}
"""


def pages() -> list[Path]:
    """The pages with generated parts."""
    return [path for path in sorted(DOCS.glob("*.md")) if _PART.search(path.read_text("utf-8"))]


def main() -> None:
    """Write what has changed, and say so."""
    wanted = {path: renewed(path.read_text("utf-8")) for path in pages()}
    wanted[DOCS / "rules.md"] = rule_manual.manual()
    wanted[SECRET_NAMES] = secret_names_module()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
