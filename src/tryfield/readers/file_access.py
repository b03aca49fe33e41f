"""Which files a definition may bring into a site, decided here for every reader and for `new`.

A definition may be a stranger's, and what it names is published: so it must not reach what only
happens to lie on the same disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tryfield.readers.openapi.openapi_overlays import Overlays

from tryfield.core.media_types import essence

#: What names the file: a `$ref` (or `openapi:` of a page), an `externalValue`, the `$ref` of a code
#: sample, an import of a page.
Use: TypeAlias = Literal["reference", "example", "sample", "snippet"]

DOCUMENTS = (".json", ".yaml", ".yml")
_SNIPPETS = (".md", ".mdx")
_LANGUAGES = """
bash c cc cpp cs curl dart ex fs go groovy http java jl js jsx json kt lua m mjs php pl ps1 py r rb
rs scala sh swift ts tsx txt
"""
_SAMPLES = tuple(f".{suffix}" for suffix in _LANGUAGES.split())
_JSON_LINES = (".jsonl", ".ndjson", ".json", ".txt")
#: Suffixes by media type (RFC 6838); `+json` and `+xml` count as their own.
_EXAMPLES = {
    "application/json": (".json",),
    "application/xml": (".xml",),
    "application/yaml": DOCUMENTS,
    "application/jsonl": _JSON_LINES,
    "application/x-ndjson": _JSON_LINES,
    "application/json-seq": _JSON_LINES,
    "application/x-www-form-urlencoded": (".txt",),
    "application/graphql": (".graphql", ".gql"),
    "application/javascript": (".js", ".mjs"),
    "image/svg+xml": (".svg", ".xml"),
    "text/csv": (".csv",),
    "text/css": (".css",),
    "text/event-stream": (".txt", ".sse"),
    "text/html": (".html", ".htm"),
    "text/javascript": (".js", ".mjs"),
    "text/markdown": (".md", ".markdown"),
    "text/plain": (".txt", ".text"),
    "text/tab-separated-values": (".tsv",),
    "text/vcard": (".vcf",),
    "text/calendar": (".ics",),
    "text/xml": (".xml",),
    "text/yaml": DOCUMENTS,
}
_ANY = tuple(dict.fromkeys(suffix for known in _EXAMPLES.values() for suffix in known))
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)


class FileRefusedError(Exception):
    """Why a file is not read: a sentence, and what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        self.message = message
        self.advice = advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a definition lies, and the folders of its project."""

    path: Path | None = None  #: None for a text in no file, which can bring no file
    root: Path | None = None  #: of the project; the folder of `path` when None
    docs: Path | None = None  #: of the pages, where it is known
    overlays: Overlays | None = None  #: of the project, for the documents that are read


def readable_file(name: str, target: Path, *, use: Use, where: Where, media_type: str = "") -> Path:
    """The real path of a file that a definition names, if the definition may bring it.

    Args:
        name: As it is written, for messages.
        target: Where that leads, from the folder of the file that says so.
        use: What it is named as. A reference may lie anywhere in the project, all else in the
            docs folder or in the folder of the definition.
        where: Of the definition that the reader was asked to read. Outside of the project, its
            own folder stands for the project's.
        media_type: Of an example; "" where none is said.

    Raises:
        FileRefusedError: It lies outside, by itself or through a symbolic link; it or a folder of
            it is hidden; or its suffix does not fit.
    """
    if where.path is None:
        raise FileRefusedError(
            f"{name!r} is another file, and this text is read alone.", "Read it from its file."
        )
    path, home = _real(target), _real(where.path.parent)
    project = _real(where.root) if where.root is not None else home
    # Where the common folder of all that is named is the whole disk, nobody called it a project.
    if not home.is_relative_to(project) or project == project.parent:
        project = home
    roots = [project] if use == "reference" else [home]
    if use != "reference" and where.docs is not None:
        roots.append(_real(where.docs))
    if not any(path.is_relative_to(root) for root in roots):
        raise _outside(name, use)
    if _is_hidden(path, home) or _is_hidden(_absolute(target), _absolute(where.path.parent)):
        raise FileRefusedError(
            f"{name!r} is hidden, or lies in a hidden folder; such a file is never published.",
            "Name a file that is not hidden.",
        )
    fitting = _suffixes(use, media_type)
    if path.suffix.lower() not in fitting or target.suffix.lower() not in fitting:
        what = {"reference": "document", "sample": "code sample"}.get(use, use)
        of = f" in {media_type}" if use == "example" and media_type else ""
        raise FileRefusedError(
            f"{name!r} does not end as the file of a{'n' * (what[0] == 'e')} {what}{of} does.",
            "Use the suffix of a programming language."
            if use == "sample"
            else f"Name a file that ends in {_listed(fitting)}.",
        )
    return path


def leads_outside(path: Path, root: Path) -> bool:
    """Whether a path in a folder is, or passes, a symbolic link to a place outside of it."""
    inside = any(_absolute(path).is_relative_to(one) for one in (_absolute(root), _real(root)))
    return inside and not _real(path).is_relative_to(_real(root))


def _outside(name: str, use: Use) -> FileRefusedError:
    if use == "reference":
        return FileRefusedError(
            f"{name!r} lies outside of the project folder.",
            "Move the file inside, or put the configuration (tryfield.toml) into a folder above "
            "both.",
        )
    inside = "copy what it says" if use == "snippet" else f"write the {use} into the document"
    return FileRefusedError(
        f"{name!r} lies outside of the docs folder, and of the folder of the document.",
        f"Move the file inside, or {inside}.",
    )


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed


def _real(path: Path) -> Path:
    try:
        return Path(os.path.realpath(path))  # unlike `resolve`, calm about links in a circle
    except (OSError, ValueError) as error:
        raise FileRefusedError(
            f"{str(path)!r} is no name of a file: {error}.", "Correct it."
        ) from None


def _is_hidden(path: Path, home: Path) -> bool:
    """Whether a part is hidden that the document itself does not lie in."""
    return any(part.name.startswith(".") or _is_marked(part) for part in _own_parts(path, home))


def _own_parts(path: Path, home: Path) -> Iterator[Path]:
    for part in (path, *path.parents):
        if home.is_relative_to(part):
            return
        yield part


def _is_marked(path: Path) -> bool:
    """Whether the file system calls it hidden: attributes of Windows, flags of macOS."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return False
    marked: int = getattr(found, "st_file_attributes", 0) & _HIDDEN
    return bool(marked or getattr(found, "st_flags", 0) & stat.UF_HIDDEN)


def _suffixes(use: Use, media_type: str) -> tuple[str, ...]:
    if use == "reference":
        return DOCUMENTS
    if use in ("sample", "snippet"):
        return _SAMPLES if use == "sample" else _SNIPPETS
    kind = essence(media_type)
    if known := _EXAMPLES.get(kind):
        return known
    for ending in ("json", "xml", "yaml"):
        if kind.endswith((f"+{ending}", f"-{ending}")):
            return _EXAMPLES[f"application/{ending}"]
    return _ANY


def _listed(suffixes: tuple[str, ...]) -> str:
    *others, last = suffixes
    return f"{', '.join(others)} or {last}" if others else last
