"""The three ways to start: from nothing, from an OpenAPI document, from a Mintlify folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tryfield import project
from tryfield.configuration import docs_folder
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Severity
from tryfield.readers import definition_reader
from tryfield.scaffold.making import Made, Maker, configured
from tryfield.scaffold.mintlify import Migration
from tryfield.scaffold.referring import referred_to


def from_nothing(folder: Path) -> Made:
    """A site with one endpoint, described on an MDX page."""
    maker = Maker(folder)
    configured(
        maker,
        name="My API",
        sources=["docs/api"],
        nav=[{"Home": "index.md"}, {"Reference": "api/"}],
    )
    maker.template("docs/index.md", "index.md")
    maker.template("docs/api/get-greeting.mdx", "get-greeting.mdx")
    return maker.write()


def from_openapi(folder: Path, document: Path, *, root: Path | None = None) -> Made:
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
        raise ConfigurationError(
            f"{document}: no endpoint is documented here. Name an OpenAPI document with paths."
        )
    docs = docs_folder(root)
    files, left = referred_to(document.resolve(), root, docs)
    top = Path(os.path.commonpath([home, *(file.parent for file in files)]))
    source = document.resolve().relative_to(top).as_posix()
    title = " ".join((reading.reference.title or "My API").split())
    maker = Maker(folder)
    configured(
        maker,
        name=title,
        sources=[source],
        nav=[{"Home": "index.md"}, {"Reference": "reference/"}],
    )
    maker.template("docs/index.md", "index-openapi.md", name=title)
    for file in (document.resolve(), *files):
        maker.copy(file.relative_to(top).as_posix(), file)
    return _looked_at(maker.write(tuple(f"{document.name}: {one}" for one in left)), [source])


def from_mintlify(folder: Path, source: Path) -> Made:
    """A site from the folder of a Mintlify site: its navigation, pages, definitions and pictures.

    Raises:
        ConfigurationError: There is no docs.json and no mint.json, or one cannot be read; or the
            folder cannot be written.
    """
    if folder.resolve().is_relative_to(source.resolve()):
        raise ConfigurationError(
            f"{folder}: the new site cannot lie in {source} itself. Name a folder beside it."
        )
    migration = Migration(source, Maker(folder))
    made, sources = migration.made(project.SUFFIXES)
    return _looked_at(made, sources)


def _looked_at(made: Made, sources: Sequence[str]) -> Made:
    """With what is wrong in the definitions themselves, for which a strict build would fail."""
    root = made.folder.resolve()
    read = project.read(project.find(sources, root), root=root)
    faults = tuple(one for one in read.findings if one.severity is not Severity.NOTE)
    return replace(made, faults=faults)
