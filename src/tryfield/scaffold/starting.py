"""The three ways to start: from nothing, from an OpenAPI document, from a Mintlify folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tryfield import project, readers
from tryfield.core.errors import ConfigurationError
from tryfield.scaffold.making import Made, Maker, configured
from tryfield.scaffold.mintlify import Migration

_REFERENCE = re.compile(r"\$ref[\"']?\s*+:\s*+[\"']?([^#\"'\s{}\[\],]++)")
_MOST = 2_000  # files of one OpenAPI document


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


def from_openapi(folder: Path, document: Path) -> Made:
    """A site from an OpenAPI document, which is copied with the files beside it that it refers to.

    Raises:
        ConfigurationError: There is no endpoint in it, or the folder cannot be written.
        ReadError: It cannot be read.
    """
    reading = readers.read(document, root=document.parent)
    if not reading.reference.endpoints:
        raise ConfigurationError(
            f"{document}: no endpoint is documented here. Name an OpenAPI document with paths."
        )
    title = reading.reference.title or "My API"
    maker = Maker(folder)
    configured(
        maker,
        name=title,
        sources=[document.name],
        nav=[{"Home": "index.md"}, {"Reference": "reference/"}],
    )
    maker.template("docs/index.md", "index-openapi.md", name=" ".join(title.split()))
    maker.copy(document.name, document)
    left = []
    for name, path in _beside(document):
        if path is None:
            left.append(f"{document.name}: it refers to {name}, which is not beside it or below.")
        elif not maker.has(name):
            maker.copy(name, path)
    return maker.write(tuple(left))


def _beside(document: Path) -> Iterator[tuple[str, Path | None]]:
    """Files that a document refers to; None where one lies outside of its folder, or nowhere."""
    home = document.resolve().parent
    todo, seen = [document.resolve()], {document.resolve()}
    while todo and len(seen) < _MOST:
        file = todo.pop()
        for target in _REFERENCE.findall(file.read_text(encoding="utf-8", errors="replace")):
            if "://" in target:
                continue
            path = (file.parent / target).resolve()
            if path in seen:
                continue
            seen.add(path)
            if path.is_file() and path.is_relative_to(home):
                todo.append(path)
                yield path.relative_to(home).as_posix(), path
            else:
                yield target, None


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
    return migration.made(project.SUFFIXES)
