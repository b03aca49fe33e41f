"""The files that an OpenAPI document refers to, so that they can come along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tryfield.core.errors import ReadError
from tryfield.readers.file_access import DOCUMENTS, FileRefusedError, Use, Where, readable_file
from tryfield.readers.openapi.files import RefusedError, document
from tryfield.readers.source import Source, decode

_NAMED = re.compile(
    r"""(\$ref|externalValue)["']?\s*+:\s*+"""
    r"""(?:"([^"#\n]++)|'([^'#\n]++)|([^"'#\s,\[\]{}][^#\s,\[\]]*+))"""
)
_MOST = 2_000  # files of one OpenAPI document


def referred_to(main: Path, root: Path, docs: Path | None = None) -> tuple[list[Path], list[str]]:
    """Every file that a document needs, and a sentence for each that cannot come along.

    Args:
        main: The document, by its real path.
        root: The project's folder, which files have to lie in, as when they are read.
        docs: The docs folder.
    """
    where = Where(path=main, root=root, docs=docs)
    todo, seen = [main], {main}
    files: list[Path] = []
    left: list[str] = []
    while todo and len(seen) < _MOST:
        file = todo.pop()
        for use, target in _targets(file.read_text(encoding="utf-8", errors="replace")):
            try:
                path = readable_file(target, file.parent / target, use=use, where=where)
                if path in seen:
                    continue
                seen.add(path)
                if not path.is_file():
                    left.append(f"it refers to {target}, which is not there.")
                    continue
                text = decode(path.read_bytes(), file=target)
                if use == "reference":
                    document(Source(text, file=target), target)
                    todo.append(path)
                files.append(path)
            except (FileRefusedError, RefusedError) as refused:
                left.append(f"it refers to a file that stays: {refused.message} {refused.advice}")
            except (OSError, ReadError) as fault:
                left.append(f"it refers to {target}, which cannot be read: {fault}.")
    return files, list(dict.fromkeys(left))


def _targets(text: str) -> Iterator[tuple[Use, str]]:
    for found in _NAMED.finditer(text):
        target = unquote(found[2] or found[3] or _plain(found[4]))
        if "://" not in target and not target.startswith("//"):
            named: Use = "reference" if found[1] == "$ref" else "example"
            # The source of a code sample is named by a `$ref` as well.
            sample = named == "reference" and Path(target).suffix.lower() not in DOCUMENTS
            yield "sample" if sample else named, target


def _plain(text: str) -> str:
    """A name without quotes, up to the brace that ends the mapping it stands in."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return text[:place]
    return text
