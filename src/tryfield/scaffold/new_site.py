"""The three ways to start a site: from nothing, from an OpenAPI document, from a Mintlify folder.

The files that an OpenAPI document refers to are copied with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from tryfield import project
from tryfield.configuration import docs_folder
from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.core.findings import Severity
from tryfield.readers import definition_reader
from tryfield.readers.file_access import DOCUMENTS, FileRefusedError, Use, Where, readable_file
from tryfield.readers.openapi.reference_resolver import RefusedError, document
from tryfield.readers.source_text import Source, decode
from tryfield.scaffold.mintlify_migration import Migration
from tryfield.scaffold.site_writer import NewSite, SiteWriter, write_configuration


def from_nothing(folder: Path) -> NewSite:
    """A site with one endpoint, described on an MDX page."""
    maker = SiteWriter(folder)
    write_configuration(
        maker,
        name="My API",
        sources=["docs/api"],
        nav=[{"Home": "index.md"}, {"Reference": "api/"}],
    )
    maker.template("docs/index.md", "index.md")
    maker.template("docs/api/get-greeting.mdx", "get-greeting.mdx")
    return maker.write()


def from_openapi(folder: Path, document: Path, *, root: Path | None = None) -> NewSite:
    """A site from an OpenAPI document, which is copied with the files that it refers to.

    Args:
        folder: Where the site goes.
        document: In JSON or YAML, of OpenAPI 2.0 to 3.2.
        root: The project's folder: what the document refers to may lie in it. By default, and for
            a document that lies elsewhere, it is the document's own folder.

    Raises:
        ConfigurationError: There is no endpoint in it, or the folder cannot be written.
        ReadError: It cannot be read.
    """
    home = document.resolve().parent
    root = root.resolve() if root else home
    reading = definition_reader.read(document.resolve(), root=root)
    if not reading.reference.endpoints:
        refused = next(iter(reading.findings), None)
        why = f"{refused.message} {refused.advice}" if refused else "Name a document with paths."
        raise ConfigurationError(f"{document}: no endpoint is documented here. {why}")
    docs = docs_folder(root)
    files, left = referenced_files(document.resolve(), root, docs)
    top = Path(os.path.commonpath([home, *(file.parent for file in files)]))
    source = document.resolve().relative_to(top).as_posix()
    title = " ".join((reading.reference.title or "My API").split())
    maker = SiteWriter(folder)
    write_configuration(
        maker,
        name=title,
        sources=[source],
        nav=[{"Home": "index.md"}, {"Reference": "reference/"}],
    )
    maker.template("docs/index.md", "index-openapi.md", name=title)
    for file in (document.resolve(), *files):
        maker.copy(file.relative_to(top).as_posix(), file)
    return _with_findings(maker.write(tuple(f"{document.name}: {one}" for one in left)), [source])


def from_mintlify(folder: Path, source: Path) -> NewSite:
    """A site from the folder of a Mintlify site: its navigation, pages, definitions and pictures.

    Raises:
        ConfigurationError: There is no docs.json and no mint.json, or one cannot be read; or the
            folder cannot be written.
    """
    if folder.resolve().is_relative_to(source.resolve()):
        raise ConfigurationError(
            f"{folder}: the new site cannot lie in {source} itself. Name a folder beside it."
        )
    migration = Migration(source, SiteWriter(folder))
    made, sources = migration.made()
    return _with_findings(made, sources)


def _with_findings(made: NewSite, sources: Sequence[str]) -> NewSite:
    """With what is wrong in the definitions themselves, for which a strict build would fail."""
    root = made.folder.resolve()
    read = project.read(project.find(sources, root), root=root)
    findings = tuple(one for one in read.findings if one.severity is not Severity.NOTE)
    return replace(made, findings=findings)


_NAMED = re.compile(
    r"""(\$ref|externalValue)["']?\s*+:\s*+"""
    r"""(?:"([^"#\n]++)|'([^'#\n]++)|([^"'#\s,\[\]{}][^#\s,\[\]]*+))"""
)
_MOST = 2_000  # files of one OpenAPI document


def referenced_files(
    main: Path, root: Path, docs: Path | None = None
) -> tuple[list[Path], list[str]]:
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
            except (OSError, ReadError) as error:
                left.append(f"it refers to {target}, which cannot be read: {error}.")
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
