"""Snippets: pieces of pages that lie in files of their own, inside the docs folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tryfield.core.errors import ReadError
from tryfield.readers.mdx.tokens import Code
from tryfield.readers.mdx.tree import Node
from tryfield.readers.source import Source, decode

_IMPORT = re.compile(
    r"import\s+(?:\{([^}]*)\}|([A-Za-z_$][\w$]*))(?:\s*,\s*\{([^}]*)\})?\s+from\s+[\"']([^\"'\n]+)[\"']"
)
_LARGEST = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One name that a page imports; `default` says that the name is the whole file."""

    name: str
    file: str
    default: bool
    node: Code


def imports_in(nodes: list[Node], text: str) -> list[Import]:
    """What the import statements of a page bring in."""
    found: list[Import] = []
    for node in nodes:
        if not isinstance(node, Code) or node.kind != "import":
            continue
        for match in _IMPORT.finditer(text[node.start : node.end]):
            named, default, also, file = match.groups()
            if default:
                found.append(Import(name=default, file=file, default=True, node=node))
            for name in ",".join(filter(None, (named, also))).split(","):
                if name := name.split(" as ")[-1].strip():
                    found.append(Import(name=name, file=file, default=False, node=node))
    return found


def read_snippet(file: str, *, page: Path | None, folder: Path | None) -> Source | None:
    """The text of a snippet; None when it is absent, too large, no MDX or outside of the folder."""
    if folder is None or not file.lower().endswith((".mdx", ".md")):
        return None
    base = page.parent if page is not None and file.startswith(".") else folder
    try:
        inside = folder.resolve()
        path = (base / file.lstrip("/") if not file.startswith(".") else base / file).resolve()
        if not path.is_relative_to(inside) or not path.is_file():
            return None
        if path.stat().st_size > _LARGEST:
            return None
        return Source(decode(path.read_bytes(), file=str(path)), file=_shown(path))
    except (OSError, ValueError, ReadError):
        return None


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)
