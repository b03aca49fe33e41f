"""A project's definitions: which files they are, and what was read from all of them.

Every front end asks here, so that the site, CI and the command line see the same endpoints.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tryfield.configuration import Configuration, configuration, docs_folder, project_folder
from tryfield.core.contract.openapi_terms import unused
from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Reference, Span
from tryfield.readers import definition_reader
from tryfield.readers.file_access import DOCUMENTS
from tryfield.readers.reading_result import Reading
from tryfield.readers.remote_documents import local_copy, shown_address
from tryfield.relative_paths import address_of, is_address, shown

if TYPE_CHECKING:
    from tryfield.readers.openapi.openapi_overlays import Overlays

SUFFIXES = frozenset({".json", ".md", ".mdx", ".txt", ".yaml", ".yml"})
_SKIPPED = frozenset({".git", ".venv", "__pycache__", "node_modules", "site", "dist", "build"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What the definitions of a project say, together."""

    root: Path  #: spans name files relative to it
    reference: Reference
    findings: tuple[Finding, ...] = ()  #: of reading; rules have not run yet
    files: tuple[Path, ...] = ()  #: the definitions
    references: tuple[Reference, ...] = ()  #: what each of them says, in the same order
    passed_over: tuple[tuple[Path, str], ...] = ()  #: files without an endpoint, and why
    unreadable: tuple[Path, ...] = ()
    whole: bool = True  #: whether all configured definitions were read, not only some

    def endpoint(self, name: str) -> Endpoint | None:
        """The endpoint with this id, operation id, or method and path; None when there is none."""
        wanted = name.strip()
        for endpoint in self.reference.endpoints:
            if wanted in (endpoint.id, endpoint.operation_id):
                return endpoint
        method, _, path = wanted.partition(" ")
        return next(
            (
                endpoint
                for endpoint in self.reference.endpoints
                if (endpoint.method, endpoint.path) == (method.upper(), path.strip())
            ),
            None,
        )


def find(patterns: Iterable[str], root: Path) -> tuple[Path, ...]:
    """The files that paths, folders and globs name, each once, in the order they are named.

    Args:
        patterns: Relative to `root`; `**` crosses folders; a folder means every file in it that
            can hold a definition. What lies at an `https://` address is fetched, once.
        root: Where relative patterns start.

    Raises:
        ConfigurationError: A pattern matches nothing.
        ReadError: An address holds no document.
        UnreachableError: Nobody answers at an address.
    """
    # By their real paths: a link to a folder above would lead to the same files for ever.
    found: dict[Path, Path] = {}
    for pattern in patterns:
        matches = list(_matches(pattern, root))
        if not matches:
            raise ConfigurationError(
                f"{pattern}: nothing is there. Name a file, a folder or a glob below {root}."
            )
        for match in matches:
            known = found.setdefault(match.resolve(), match)
            if len(match.parts) < len(known.parts):
                found[match.resolve()] = match
    return tuple(found.values())


def _matches(pattern: str, root: Path) -> Iterator[Path]:
    if is_address(pattern):
        yield local_copy(pattern)
        return
    path = root / pattern
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from inside(path)
    else:
        for match in sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 - absolute too
            yield from [Path(match)] if Path(match).is_file() else inside(Path(match))


def inside(folder: Path) -> Iterator[Path]:
    """The files below a folder that can hold a definition, or something that one refers to."""
    for directory, names, files in os.walk(folder):
        names[:] = sorted(n for n in names if n not in _SKIPPED and not n.startswith("."))
        for file in sorted(files):
            if Path(file).suffix in SUFFIXES:
                yield Path(directory, file)


def read(
    files: Iterable[Path],
    *,
    root: Path,
    reader: Callable[..., Reading] = definition_reader.read,
    overlays: Iterable[Path] | None = None,
    named: Collection[Path] = (),
) -> Project:
    """Everything that the files say, as one reference with unique endpoint ids.

    Args:
        files: As `find` gives them.
        root: The folder that spans name files relative to. If it holds a configuration, relative
            references stay inside of it; else inside the common folder of the files.
        reader: What reads one file; one that remembers may stand in for ours.
        overlays: Files of OpenAPI Overlays, in their order; those of the configuration when None.
        named: Files that somebody asked for by name, not by their folder: one that holds no
            endpoint is unreadable, unless it is a page of prose.

    Raises:
        ConfigurationError: The configuration cannot be followed.
        ReadError: An overlay cannot be read.
    """
    files = tuple(files)
    found = configuration(root)
    applied = find(found.overlays, found.root) if overlays is None else tuple(overlays)
    changes = _overlays(applied)
    whole = _holds_all(files, found)
    files = tuple(file for file in files if file not in applied)
    local = [file for file in files if not address_of(file)]
    docs, folder = docs_folder(root), project_folder(root, local)
    endpoints: list[Endpoint] = []
    references: list[Reference] = []
    findings: list[Finding] = []
    definitions: list[Path] = []
    passed_over: list[tuple[Path, str]] = []
    unreadable: list[Path] = []
    for file in files:
        try:
            reading = reader(file, root=folder, docs=docs, overlays=changes)
        except ReadError as error:
            unreadable.append(file)
            findings.append(_unreadable(file, root, error))
            continue
        findings += reading.findings
        if reading.reference.endpoints:
            definitions.append(file)
            references.append(reading.reference)
            endpoints += reading.reference.endpoints
        elif file in named and (reading.foreign or file.suffix.lower() in DOCUMENTS):
            unreadable.append(file)
            if reading.foreign or not any(f.severity is Severity.ERROR for f in reading.findings):
                findings.append(_without_endpoint(file, root, reading.passed_over))
        else:
            passed_over.append((file, reading.passed_over or "no endpoint is documented here"))
    if changes:
        findings += changes.findings()
        # Of a part of the definitions, nobody knows whether an action has its target elsewhere.
        if overlays is not None or whole:
            findings += changes.missing()
    first = references[0] if len(references) == 1 else Reference()
    tags = {tag.name: tag for reference in references for tag in reference.tags}
    return Project(
        root=root,
        reference=replace(
            first, endpoints=tuple(_with_unique_ids(endpoints)), tags=tuple(tags.values())
        ),
        findings=tuple(findings),
        files=tuple(definitions),
        references=tuple(references),
        passed_over=tuple(passed_over),
        unreadable=tuple(unreadable),
        whole=whole,
    )


def _holds_all(files: tuple[Path, ...], found: Configuration) -> bool:
    """Whether files are all configured ones; no URL is fetched to know that."""
    fetched = {address_of(file) for file in files}
    urls = [source for source in found.sources if is_address(source)]
    try:
        local = find((one for one in found.sources if one not in urls), found.root)
    except ConfigurationError:
        return False
    return set(local) <= set(files) and {shown_address(url) for url in urls} <= fetched


def _overlays(files: tuple[Path, ...]) -> Overlays | None:
    if not files:
        return None
    from tryfield.readers.openapi.openapi_overlays import Overlays  # its parsers take a while

    return Overlays(files)


def _unreadable(file: Path, root: Path, error: ReadError) -> Finding:
    name = shown(str(file), root)
    at = f":{error.line}:{error.column}" if (error.line, error.column) != (1, 1) else ""
    what = str(error)
    for prefix in (f"{file}{at}: ", f"{name}{at}: ", "not-utf-8: "):
        what = what.removeprefix(prefix)
    message, _, advice = what.partition(". ")
    return Finding(
        rule="definition-unreadable",
        severity=Severity.ERROR,
        span=Span(name, error.line, error.column, error.line, error.column + 1),
        message=message.rstrip(".") + ".",
        advice=advice or "Save the file as UTF-8 text.",
    )


def _without_endpoint(file: Path, root: Path, reason: str) -> Finding:
    """A file that somebody named, and that documents no endpoint."""
    name = shown(str(file), root)
    what, _, advice = (reason or "no endpoint is documented here").partition(": ")
    return Finding(
        rule="definition-unreadable",
        severity=Severity.ERROR,
        span=Span(name),
        message=f"Nothing is checked here: {what}.",
        advice=f"{advice[:1].upper()}{advice[1:]}." if advice else "Name another file.",
    )


def asked_for(patterns: Iterable[str], root: Path) -> frozenset[Path]:
    """The files among patterns that are named themselves, without folder or glob."""
    return frozenset(
        path
        for pattern in patterns
        if not is_address(pattern) and (path := root / pattern).is_file()
    )


def _with_unique_ids(endpoints: list[Endpoint]) -> Iterator[Endpoint]:
    taken: set[str] = set()
    for endpoint in endpoints:
        if endpoint.id in taken:
            endpoint = replace(endpoint, id=unused(endpoint.id, taken))
        taken.add(endpoint.id)
        yield endpoint
