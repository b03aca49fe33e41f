"""The definitions of a site, and which endpoints changed since the last build.

The handler, the MkDocs plugin and `tryfield generate` see the same ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tryfield import project
from tryfield.configuration import configuration
from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint, Span
from tryfield.readers import definition_reader
from tryfield.readers.reading_result import Reading
from tryfield.rendering import stamp_reader
from tryfield.rendering.page_options import Options
from tryfield.rendering.stamp_reader import Stamp, Stamps

if TYPE_CHECKING:
    from tryfield.readers.openapi.openapi_overlays import Overlays


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was read, and how it is shown unless a page says otherwise."""

    root: Path
    project: project.Project
    options: Options
    by_id: Mapping[str, Endpoint]
    files: tuple[Path, ...]  #: every file that was looked at
    stamps: Stamps  #: when endpoints were last compared with the API

    def stamp(self, endpoint: Endpoint) -> Stamp | None:
        """When an endpoint was last compared with the API; None when nobody knows."""
        known = self.stamps.endpoints
        found = known.get(endpoint.id) or known.get(endpoint.name)
        if found is None:
            return None
        names = {server.url: server.description for server in endpoint.servers}
        return replace(found, where=self._place(found.where, names))

    def live_totals(self) -> Stamps | None:
        """How much of the documentation the last live check reached; None when nobody knows."""
        if not self.stamps.totals:
            return None
        return replace(self.stamps, where=self._place(self.stamps.where, {}))

    def _place(self, where: str, names: Mapping[str, str]) -> str:
        known = dict(names)
        for one in self.options.environments:
            known[str(one.get("url", ""))] = str(one.get("name", ""))
        return stamp_reader.place_name(
            where, {url.rstrip("/"): name for url, name in known.items()}
        )


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
    overlays = settings.get("overlays") or ()
    if not sources:
        found = configuration(root)
        root, sources, settings = found.root, found.sources, {**found.options, **settings}
        overlays = overlays or found.overlays
    if not sources:
        raise ConfigurationError(
            "no definitions are named. Give the tryfield plugin, or the tryfield handler of "
            "mkdocstrings, a list of `sources`."
        )
    options = Options().updated(settings.get("options") or {}, where="options of tryfield")
    files = project.find(sources, root)
    state = tuple((file, *_state(file)) for file in files)
    changes = project.find([overlays] if isinstance(overlays, str) else overlays, root)
    named = project.asked_for(sources, root)
    read, by_id = _read(root, state, tuple((file, *_state(file)) for file in changes), named)
    stamp = settings.get("stamp")
    return Site(
        root=root,
        project=read,
        options=options,
        by_id=by_id,
        files=(*files, *changes),
        stamps=stamp_reader.read_stamps(root / str(stamp)) if stamp else Stamps(),
    )


def _state(file: Path) -> tuple[int, int]:
    found = os.stat(file)  # noqa: PTH116 - nothing is gained by a Path here
    return found.st_mtime_ns, found.st_size


_ELSEWHERE = re.compile(r'"(?:\$ref|externalValue)"\s*+:\s*+"(?!#)')


def _reading(file: Path, *, root: Path, docs: Path | None, overlays: Overlays | None) -> Reading:
    """One file; a JSON document that needs no other is not read again while it stays the same."""
    if file.suffix != ".json" or overlays is not None:
        return definition_reader.read(file, root=root, docs=docs, overlays=overlays)
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
    root: Path,
    state: tuple[tuple[Path, int, int], ...],
    overlays: tuple[tuple[Path, int, int], ...],
    named: frozenset[Path],
) -> tuple[project.Project, Mapping[str, Endpoint]]:
    read = project.read(
        (file for file, *_ in state),
        root=root,
        reader=_reading,
        overlays=[file for file, *_ in overlays],
        named=named,
    )
    return read, {endpoint.id: endpoint for endpoint in read.reference.endpoints}


_PLACES = frozenset({"span", "spans"})


def _same(one: Any, other: Any) -> bool:
    """Whether two values of the model say the same, wherever in a file they say it."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Span):
        return True
    if is_dataclass(one):
        return all(
            _same(getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
            if field.name not in _PLACES
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def unchanged_endpoints(before: Mapping[str, Endpoint], now: Iterable[Endpoint]) -> frozenset[str]:
    """The ids of the endpoints that say the same as before, in the same file."""
    return frozenset(
        endpoint.id
        for endpoint in now
        if (old := before.get(endpoint.id)) is not None
        and _source_file(old) == _source_file(endpoint)
        and _same(old, endpoint)
    )


def _source_file(endpoint: Endpoint) -> str:
    return endpoint.span.file if endpoint.span else ""
