"""OpenAPI 2.0, 3.0, 3.1 and 3.2 in YAML or JSON, read into endpoints and tags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from tryfield.core.contract import openapi_terms
from tryfield.core.contract.contract_reader import endpoints
from tryfield.core.contract.contract_spans import SourceSpans
from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Endpoint, Json, Reference, Span, Tag
from tryfield.readers.file_access import Where
from tryfield.readers.openapi.openapi_file import File, parse
from tryfield.readers.openapi.openapi_links import link_findings
from tryfield.readers.openapi.openapi_overlays import Overlays
from tryfield.readers.openapi.openapi_provenance import span_of
from tryfield.readers.openapi.openapi_upgrade import Upgrade
from tryfield.readers.openapi.reference_resolver import Files
from tryfield.readers.source_text import Source, normalised

_KNOWN = ("2.0", "3.0", "3.1", "3.2")


def read_openapi(
    text: str,
    *,
    file: str,
    root: Path | None = None,
    docs: Path | None = None,
    alone: bool = False,
    first_line: int = 1,
    source: Source | None = None,
    allow: Collection[str] = (),
    fetch: Callable[[str], str] | None = None,
    overlays: Overlays | None = None,
) -> tuple[Reference, tuple[Finding, ...]]:
    """Read an OpenAPI description; nothing in it makes this raise.

    Args:
        text: The document, YAML or JSON, OpenAPI 2.0 to 3.2.
        file: Its name, used in spans; relative references start from its folder.
        root: The project's folder, which references may not leave; that of `file` when absent.
        docs: The folder of the pages, which examples may lie in as well (`externalValue`).
        alone: Whether no other file may be read, as for a text that is in none.
        first_line: The line of `file` that `text` begins on.
        source: The text with its own way back to the file, instead of `text` and `first_line`.
        allow: Addresses (`https://host/folder`) that remote references may lead to.
        fetch: Gets the text at an allowed address; raises OSError when it cannot.
        overlays: Changes that are made to the document before it is read.

    Returns:
        The endpoints that can be read, in the order they are written, with spans that are looked
        up when asked for; and what is wrong with the document, all of it.

    Source: OpenAPI 2.0, 3.0.4, 3.1.1, 3.2.0.
    """
    if source is None:
        lines = range(first_line, first_line + text.count("\n") + text.count("\r") + 2)
        source = Source(normalised(text), file=file, numbers=lines if first_line != 1 else None)
    main = parse(source, file)
    if overlays:
        main = overlays.applied(main)
    where = Where(path=None if alone else Path(file), root=root, docs=docs)
    files = Files(main, where=where, allowed=allow, fetch=fetch)
    problem = _version(main)
    if problem is not None:
        main.findings.append(problem)
    if not isinstance(main.value, dict) or not main.version:
        return Reference(), _sorted(main.findings)
    run = Upgrade(files, main)
    document = run.run()
    found = tuple(endpoints(document, spans=_Spans(run)))
    findings = [f for opened in files.opened.values() for f in opened.findings]
    findings += run.provenance.findings()
    findings += _twice(found)
    findings += link_findings(found)
    info = document.get("info", {})
    reference = Reference(
        endpoints=found,
        title=info.get("title", ""),
        version=info.get("version", ""),
        description=info.get("description", ""),
        tags=read_tags(document),
        info={n: v for n, v in info.items() if n not in ("title", "version", "description")},
        external_docs=_mapping(document.get("externalDocs")),
        extensions=_more(document, "x-tagGroups", "x-webhooks"),
    )
    return reference, _sorted(findings)


class _Spans(SourceSpans):
    """Spans by pointer into the built document, found in the files it was built from."""

    def __init__(self, run: Upgrade) -> None:
        self._origins = run.provenance.origins
        self._document = run.document

    def __getitem__(self, pointer: str) -> Span:
        file, inner = self._origin(pointer)
        return file.span(inner)

    def __iter__(self) -> Iterator[str]:
        stack: list[tuple[str, Json]] = [("", self._document)]
        while stack:
            pointer, value = stack.pop()
            if pointer in self:
                yield pointer
            below: Iterable[tuple[object, Json]] = ()
            if isinstance(value, dict):
                below = value.items()
            elif isinstance(value, list):
                below = enumerate(value)
            stack += [(f"{pointer}/{escape_token(name)}", inner) for name, inner in below]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def literal(self, pointer: str, text: str) -> Span | None:
        file, inner = self._origin(pointer)
        try:
            return file.literal(inner, text)
        except KeyError:
            return None

    def _origin(self, pointer: str) -> tuple[File, str]:
        head = pointer
        while (origin := self._origins.get(head)) is None:
            head = head.rpartition("/")[0]
        return origin[0], origin[1] + pointer[len(head) :]


def _version(main: File) -> Finding | None:
    """Note the version that a document declares; a finding when it is none we know."""
    value = main.value
    if not isinstance(value, dict):
        return _fault(
            main, "", "This is no OpenAPI document: it holds no object.", "Check the file."
        )
    for word in ("openapi", "swagger"):
        written = value.get(word)
        if written is not None:
            text = written if isinstance(written, str) else main.raw(f"/{word}")
            main.version = "2.0" if text.startswith("2") else text
            if text[:3] in _KNOWN and (word == "swagger") == text.startswith("2"):
                return None
            main.version = "2.0" if word == "swagger" else text if text[:2] == "3." else "3.1.1"
            return _fault(
                main, f"/{word}", f"OpenAPI has no version {text!r}; it is read as {main.version}.",
                f"Declare one of {', '.join(_KNOWN)}.",
            )  # fmt: skip
    if isinstance(value.get("paths"), dict) or isinstance(value.get("webhooks"), dict):
        main.version = "2.0" if "definitions" in value else "3.1.1"
        return _fault(
            main, "", f"The document does not say its version; it is read as {main.version}.",
            "Begin it with 'openapi: 3.1.1'.",
        )  # fmt: skip
    return _fault(main, "", "This is no OpenAPI document: it has no 'openapi'.", "Check the file.")


def _fault(main: File, pointer: str, message: str, advice: str) -> Finding:
    span = span_of(main, pointer, key=True)
    return Finding(
        rule="openapi-invalid", severity=Severity.ERROR, span=span, message=message, advice=advice
    )


def _twice(found: tuple[Endpoint, ...]) -> Iterator[Finding]:
    """One operation id names one operation."""
    seen: dict[str, Endpoint] = {}
    for endpoint in found:
        first = seen.setdefault(endpoint.operation_id, endpoint)
        if endpoint.operation_id and first is not endpoint:
            yield Finding(
                rule="openapi-invalid",
                severity=Severity.ERROR,
                span=endpoint.span or Span(""),
                message=f"The operationId {endpoint.operation_id!r} is also that of {first.name}.",
                advice="Give each operation its own.",
                endpoint=endpoint.name,
            )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.span.file, f.span.line, f.span.column)))


def read_tags(document: Mapping[str, Json]) -> tuple[Tag, ...]:
    """The tags of a document in its order, each after the group that it belongs to."""
    parents: dict[str, str] = {}
    found: dict[str, Tag] = {}
    for group in _objects(document.get("x-tagGroups")):
        name = _text(group, "name")
        members = group.get("tags")
        for member in members if isinstance(members, list) else ():
            if isinstance(member, str) and name and member != name:
                parents.setdefault(member, name)
        if name:
            found[name] = Tag(name=name)
    for tag in _objects(document.get("tags")):
        name = _text(tag, "name")
        parent = _text(tag, "parent") or _text(tag, openapi_terms.PARENT) or parents.get(name, "")
        found[name] = Tag(
            name=name,
            description=_text(tag, "description"),
            title=_text(tag, "x-displayName") or _text(tag, "summary"),
            parent=parent if parent != name else "",
            external_docs=_mapping(tag.get("externalDocs")),
            extensions=_more(tag, "x-displayName"),
        )
    for name, parent in parents.items():
        found.setdefault(name, Tag(name=name, parent=parent))
    return tuple(found.values())


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _more(value: Mapping[str, Json], *read: str) -> dict[str, Json]:
    """The extensions, except those that are read into something else."""
    return {n: v for n, v in value.items() if n.startswith("x-") and n not in read}


def _objects(value: Json) -> list[Mapping[str, Json]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
