"""The files that an OpenAPI document refers to, so that they can come along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

_REFERENCE = re.compile(
    r"""\$ref["']?\s*+:\s*+(?:"([^"#\n]++)|'([^'#\n]++)|([^"'#\s,\[\]{}][^#\s,\[\]]*+))"""
)
_SUFFIXES = (".json", ".yaml", ".yml")
_MOST = 2_000  # files of one OpenAPI document


def referred_to(document: Path, root: Path) -> tuple[list[Path], list[str]]:
    """Every file that a document needs, and a sentence for each that cannot come along.

    Args:
        document: Its real path.
        root: The folder that everything has to lie in. Above the document's own folder only what
            is a document by its name is taken: foreign documents name files, too.
    """
    todo, seen = [document], {document}
    files: list[Path] = []
    left: list[str] = []
    while todo and len(seen) < _MOST:
        file = todo.pop()
        for target in _targets(file.read_text(encoding="utf-8", errors="replace")):
            path = (file.parent / target).resolve()
            if path in seen:
                continue
            seen.add(path)
            if not path.is_file():
                left.append(f"it refers to {target}, which is not there.")
            elif not _may_come(path, document.parent, root):
                left.append(
                    f"it refers to {target}, which lies elsewhere. Run the command in a folder "
                    "above both, or put the file beside it."
                )
            else:
                todo.append(path)
                files.append(path)
    return files, left


def _targets(text: str) -> Iterator[str]:
    for found in _REFERENCE.finditer(text):
        target = unquote(found[1] or found[2] or _plain(found[3]))
        if "://" not in target:
            yield target


def _plain(text: str) -> str:
    """A name without quotes, up to the brace that ends the mapping it stands in."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return text[:place]
    return text


def _may_come(path: Path, home: Path, root: Path) -> bool:
    if path.is_relative_to(home):
        return True
    if not path.is_relative_to(root) or path.suffix not in _SUFFIXES:
        return False
    return not any(part.startswith(".") for part in path.relative_to(root).parts)
