"""The definitions of a site: the handler, the MkDocs plugin and `generate` see the same ones."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tryfield import project
from tryfield.configuration import configuration
from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader
from tryfield.readers.reading_result import Reading
from tryfield.rendering import stamps
from tryfield.rendering.options import Options
from tryfield.rendering.stamps import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was read, and how it is shown unless a page says otherwise."""

    root: Path
    project: project.Project
    options: Options
    by_id: Mapping[str, Endpoint]
    files: tuple[Path, ...]  #: every file that was looked at
    stamps: Mapping[str, Stamp]  #: when endpoints were last compared with the API

    def stamp(self, endpoint: Endpoint) -> Stamp | None:
        """When an endpoint was last compared with the API; None when nobody knows."""
        found = self.stamps.get(endpoint.id) or self.stamps.get(endpoint.name)
        if found is None:
            return None
        names = {server.url: server.description for server in endpoint.servers}
        for one in self.options.environments:
            names[str(one.get("url", ""))] = str(one.get("name", ""))
        return stamps.named(found, {url.rstrip("/"): name for url, name in names.items()})


def site(root: Path, settings: Mapping[str, Any]) -> Site:
    """Read the definitions of a site; what has not changed since is not read again.

    Args:
        root: The folder of `mkdocs.yml`.
        settings: `sources`, `options` and `stamp`, as the plugin or the handler was given them;
            without sources, those of the project's own configuration hold.

    Raises:
        ConfigurationError: No sources are named, one leads nowhere, or an option is wrong.
    """
    sources = settings.get("sources") or ()
    if isinstance(sources, str):
        sources = (sources,)
    if not sources:
        found = configuration(root)
        root, sources, settings = found.root, found.sources, {**found.options, **settings}
    if not sources:
        raise ConfigurationError(
            "no definitions are named. Give the tryfield plugin, or the tryfield handler of "
            "mkdocstrings, a list of `sources`."
        )
    options = Options().updated(settings.get("options") or {}, where="options of tryfield")
    files = project.find(sources, root)
    state = tuple((file, *_state(file)) for file in files)
    read, by_id = _read(root, state)
    stamp = settings.get("stamp")
    return Site(
        root=root,
        project=read,
        options=options,
        by_id=by_id,
        files=files,
        stamps=stamps.read(root / str(stamp)) if stamp else {},
    )


def _state(file: Path) -> tuple[int, int]:
    found = os.stat(file)  # noqa: PTH116 - nothing is gained by a Path here
    return found.st_mtime_ns, found.st_size


_ELSEWHERE = re.compile(r'"(?:\$ref|externalValue)"\s*+:\s*+"(?!#)')


def _reading(file: Path, *, root: Path, docs: Path | None) -> Reading:
    """One file; a JSON document that needs no other is not read again while it stays the same."""
    if file.suffix != ".json":
        return definition_reader.read(file, root=root, docs=docs)
    state = _state(file)
    read = _kept if _alone(file, state) else _read_again
    return read(file, root, docs, state)


@lru_cache(maxsize=16)
def _alone(file: Path, state: tuple[int, int]) -> bool:  # noqa: ARG001
    try:
        return not _ELSEWHERE.search(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:  # the reader says it better
        return False


def _read_again(file: Path, root: Path, docs: Path | None, state: tuple[int, int]) -> Reading:  # noqa: ARG001
    return definition_reader.read(file, root=root, docs=docs)


_kept = lru_cache(maxsize=16)(_read_again)


@lru_cache(maxsize=4)
def _read(
    root: Path, state: tuple[tuple[Path, int, int], ...]
) -> tuple[project.Project, Mapping[str, Endpoint]]:
    read = project.read((file for file, *_ in state), root=root, reader=_reading)
    return read, {endpoint.id: endpoint for endpoint in read.reference.endpoints}
