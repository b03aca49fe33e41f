"""The OpenAPI operation behind a page: named in its front matter, or embedded in a fence.

What the page writes beside the operation is added to it.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tryfield.core.errors import ReadError
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.model import Body, Content, Endpoint, Json, Reference, Response, Schema, Span
from tryfield.readers.file_access import FileRefusedError, Where, readable_file
from tryfield.readers.mdx.fenced_examples import read_info
from tryfield.readers.mdx.legacy_export import read_legacy_export
from tryfield.readers.mdx.mdx_parser import Fence
from tryfield.readers.mdx.mintlify_settings import Settings
from tryfield.readers.mdx.page_exports import is_legacy_export
from tryfield.readers.mdx.page_sections import Page
from tryfield.readers.mdx.page_target import Target, read_target
from tryfield.readers.source_text import Source, decode

if TYPE_CHECKING:
    from tryfield.readers.openapi.openapi_overlays import Overlays

_POINTER = re.compile(
    r"\s*+(?>(?:(\S+\.(?:json|ya?ml)|https?://\S+)(?:\s++|$))?)(?>(webhook\s++)?)(.*)$",
    re.IGNORECASE,
)
_USUAL = (
    "openapi.json",
    "openapi.yaml",
    "openapi.yml",
    "api-reference/openapi.json",
    "api-reference/openapi.yaml",
    "swagger.json",
)
_NAMED = re.compile(
    r"(?!(?:get|put|post|patch|delete|head|options|trace|query)[ ])"
    r"([\w./-]++)[ ]++([A-Za-z]{3,7}[ ]++/.*)$",
    re.IGNORECASE,
)
_SUFFIXES = (".json", ".yaml", ".yml")
_DOCUMENT = re.compile(r"openapi|swagger", re.IGNORECASE)
_MOST = 30
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """`file.json POST /users`, `webhook user-created`: what `openapi:` says."""

    file: str = ""
    webhook: str = ""
    target: Target | None = None


def read_pointer(words: str) -> Pointer:
    """Read the value of `openapi:` or the info string of an embedded document."""
    found = _POINTER.match(" ".join(words.split())[:2000])
    if found is None:
        return Pointer()
    file, webhook, rest = found.groups()
    if webhook:
        return Pointer(file=file or "", webhook=rest)
    if not rest:
        return Pointer(file=file or "")
    # `v2-openapi POST /users` names a document without its suffix.
    if not file and (named := _NAMED.match(rest)):
        file, rest = named.groups()
    return Pointer(file=file or "", target=read_target(rest) if " " in rest else None)


def document_candidates(pointer: Pointer, settings: Settings, where: Where) -> list[Path]:
    """Files that the document may be in, the likeliest first; all inside of the project."""
    folder, page = settings.folder, where.path
    if folder is None or page is None:
        return []
    where = replace(where, root=where.root or folder)
    names = [*settings.documents, *_USUAL]
    if pointer.file:
        plain = "://" in pointer.file or pointer.file.lower().endswith(_SUFFIXES)
        names = [pointer.file + suffix for suffix in (("",) if plain else _SUFFIXES)]
    found: list[Path] = []
    for name in names:
        if "://" in name:
            continue
        places = [folder / name.lstrip("/")]
        if not name.startswith("/"):
            places.append(page.parent / name)
        for place in places:
            try:
                path = readable_file(name, place, use="reference", where=where)
                if path.is_file() and path not in found:
                    found.append(path)
            except (OSError, FileRefusedError):
                continue
    if not pointer.file:
        found += [path for path in _around(folder, page) if path not in found]
    return found


def _around(folder: Path, page: Path) -> list[Path]:
    """Documents that no settings name, those that lie nearest to the page first."""
    documents = _documents_in(folder)
    here = page.resolve().parts

    def shared(path: Path) -> int:
        return sum(1 for one, other in zip(path.parts, here, strict=False) if one == other)

    return sorted(documents, key=shared, reverse=True)


@lru_cache(maxsize=8)
def _documents_in(folder: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    try:
        inside = folder.resolve()
        where = Where(path=inside / "page", root=inside)
        for path in sorted(inside.rglob("*")):
            if path.suffix.lower() in _SUFFIXES and _DOCUMENT.search(path.name):
                if "node_modules" in path.relative_to(inside).parts:
                    continue
                with suppress(FileRefusedError):
                    real = readable_file(path.name, path, use="reference", where=where)
                    if real.is_file() and real not in found:
                        found.append(real)
            if len(found) >= _MOST:
                break
    except OSError:
        pass
    return tuple(found)


def read_document(
    path: Path, root: Path | None, docs: Path | None, overlays: Overlays | None = None
) -> Reference | None:
    """What a document says, with the overlays of the project; None when it cannot be read.

    Hundreds of pages point into one document, so the last few that were read are kept.
    """
    try:
        return _cached_document(path, root, docs, path.stat().st_mtime_ns, overlays)
    except (OSError, ReadError):
        return None


@lru_cache(maxsize=32)
def _cached_document(
    path: Path, root: Path | None, docs: Path | None, _changed: int, overlays: Overlays | None
) -> Reference:
    from tryfield.readers.openapi.openapi_reader import read_openapi

    reference, _ = read_openapi(
        decode(path.read_bytes(), file=str(path)),
        file=str(path),
        root=root,
        docs=docs,
        overlays=overlays,
    )
    return reference


def find_operation(reference: Reference, pointer: Pointer) -> Endpoint | None:
    """The endpoint of a document that a pointer means."""
    if pointer.webhook:
        return next(
            (
                each
                for each in reference.endpoints
                if each.kind == "webhook" and each.path.strip("/") == pointer.webhook.strip("/")
            ),
            None,
        )
    target = pointer.target
    if target is None:
        return reference.endpoints[0] if len(reference.endpoints) == 1 else None
    same = [each for each in reference.endpoints if each.method == target.method]
    for each in same:
        if each.path == target.path:
            return each
    wanted = _shape(target.path)
    return next((each for each in same if _shape(each.path) == wanted), None)


def _shape(path: str) -> str:
    return _PARAMETER.sub("{}", path.rstrip("/")) or "/"


_EMBEDDED_DOCUMENT = re.compile(r"\s*+(?:\{\s*+)?[\"']?(?:openapi|swagger|paths)[\"']?\s*+:")
#: An exported document says its version first; one that does not illustrates something.
_VERSIONED = re.compile(r"\s*+(?:\{\s*+)?[\"']?(?:openapi|swagger)[\"']?\s*+:\s*+[\"']?\d")
_LANGUAGES = frozenset({"yaml", "yml", "json", "openapi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The operation that a fence holds; `start` is the fence's offset."""

    endpoint: Endpoint
    pointer: Pointer
    start: int


def embedded_operation(page: Page, where: Where) -> Embedded | None:
    """The operation of the first fence that holds an OpenAPI document for this page."""
    for node in page.tree.children:
        if not isinstance(node, Fence):
            continue
        info = read_info(node.info)
        if info.language not in _LANGUAGES:
            continue
        if not _EMBEDDED_DOCUMENT.match(
            page.source.text, node.inside, min(node.until, node.inside + 500)
        ):
            continue
        pointer = read_pointer(info.title)
        # A document that is shown as an example has no operation behind its language.
        if pointer.target is None and not pointer.webhook:
            shown = page.source.text[node.inside : min(node.until, node.inside + 500)]
            if not page.is_export or _VERSIONED.match(shown) is None:
                continue
        endpoint = _read(page, page.source.cut(node.inside, node.until), pointer, where)
        if endpoint is not None:
            return Embedded(endpoint=endpoint, pointer=pointer, start=node.start)
    return None


def _read(page: Page, source: Source, pointer: Pointer, where: Where) -> Endpoint | None:
    from tryfield.readers.openapi.openapi_reader import read_openapi

    if is_legacy_export(source.text):
        endpoint, findings = read_legacy_export(source)
        page.notes.take(findings, None)
        return endpoint
    reference, found = read_openapi(
        source.text,
        file=source.file,
        root=where.root,
        docs=where.docs,
        alone=where.path is None,
        source=source,
    )
    page.notes.take(found, None)
    return find_operation(reference, pointer) or next(iter(reference.endpoints), None)


def merge_page(operation: Endpoint, page: Endpoint) -> Endpoint:
    """The operation with what only the page says: words, parameters, examples, responses."""
    known = {(each.location, each.name.lower()) for each in operation.parameters}
    more = tuple(
        each for each in page.parameters if (each.location, each.name.lower()) not in known
    )
    spans: Mapping[str, Span] = operation.spans
    if page.spans:
        spans = ChainMap(cast("dict[str, Span]", operation.spans), _placed(operation, page))
    words = [operation.description, page.description]
    if page.description and page.description in operation.description:
        words.pop()
    return replace(
        operation,
        id=page.id or operation.id,
        title=page.title or operation.title,
        summary=operation.summary or page.summary,
        description="\n\n".join(filter(None, words)),
        parameters=(*operation.parameters, *more),
        body=_body(operation, page.body),
        responses=_responses(operation, page.responses),
        samples=(*operation.samples, *page.samples),
        security=operation.security or page.security,
        servers=operation.servers or page.servers,
        tags=operation.tags or page.tags,
        deprecated=operation.deprecated or page.deprecated,
        extensions={**page.extensions, **operation.extensions},
        spans=spans,
    )


def _success(operation: Endpoint) -> str:
    return next((one.status for one in operation.responses if one.status.startswith("2")), "")


def _placed(operation: Endpoint, page: Endpoint) -> dict[str, Span]:
    """The spans of the page, where what they belong to stands in the operation."""
    success = _success(operation) or "2XX"
    return {
        pointer.replace("/responses/2XX", f"/responses/{success}", 1): span
        for pointer, span in page.spans.items()
    }


def _body(operation: Endpoint, page: Body | None) -> Body | None:
    known = operation.body
    if known is None or page is None:
        return known or page
    return replace(known, contents=_contents(operation, known.contents, page.contents))


def _contents(
    operation: Endpoint, known: tuple[Content, ...], page: tuple[Content, ...]
) -> tuple[Content, ...]:
    contents = {each.media_type: each for each in known}
    for content in page:
        there = contents.get(content.media_type)
        if there is None:
            contents[content.media_type] = content
            continue
        contents[content.media_type] = replace(
            there,
            schema=_schema(there.schema, content.schema, operation.components),
            examples=(*there.examples, *content.examples),
        )
    return tuple(contents.values())


def _schema(known: Json, page: Json, components: Mapping[str, Schema]) -> Json:
    """The schema of the operation, with the fields that only the page has beside it.

    They stand beside a `$ref` as well, so that the place of each in the page stays true.
    """
    if known is None or not isinstance(known, Mapping) or not isinstance(page, Mapping):
        return page if known is None else known
    node = FieldNode(((known, ""),), components)
    if "object" not in (node.view.types or {"object"}):
        return known
    fields = page.get("properties", {})
    more = {name: schema for name, schema in fields.items() if name not in node.properties}
    if not more:
        return known
    required = [*known.get("required", ()), *(n for n in page.get("required", ()) if n in more)]
    return {
        **known,
        "properties": {**known.get("properties", {}), **more},
        **({"required": required} if required else {}),
    }


def _responses(operation: Endpoint, page: tuple[Response, ...]) -> tuple[Response, ...]:
    """Responses by status; a success whose status the page does not say is the documented one."""
    responses = {each.status: each for each in operation.responses}
    success = _success(operation)
    for response in page:
        status = success if response.status == "2XX" and success else response.status
        there = responses.get(status)
        if there is None:
            responses[status] = replace(response, status=status)
            continue
        contents = _contents(operation, there.contents, response.contents)
        responses[status] = replace(there, contents=contents)
    return tuple(responses.values())
