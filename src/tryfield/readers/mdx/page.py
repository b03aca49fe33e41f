"""An MDX page to an endpoint, or to the reason why it holds none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.readers.file_access import Where
from tryfield.readers.mdx.assembly import Assembly
from tryfield.readers.mdx.beside import joined
from tryfield.readers.mdx.calls import target_of
from tryfield.readers.mdx.documents import Pointer, candidates, document, operation, read_pointer
from tryfield.readers.mdx.embedded import embedded
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.settings import Settings, settings_of
from tryfield.readers.mdx.slugs import slug
from tryfield.readers.mdx.target import Target, read_target
from tryfield.readers.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What one page gave; `passed_over` says why it gave no endpoint."""

    endpoint: Endpoint | None = None
    findings: tuple[Finding, ...] = ()
    passed_over: str = ""


def read_page(
    source: Source,
    *,
    where: Where,
    title: str = "",
    summary: str = "",
    start: int = 0,
    is_export: bool = False,
) -> PageReading:
    """Read one page.

    Args:
        source: The text of the page.
        where: The place of the file, to find what it refers to.
        title: Title of an export, which has no front matter.
        summary: First sentence of an export.
        start: Offset behind what an export has in front of the page.
        is_export: It is no source of a site: what it misses, its site had.
    """
    settings = settings_of(where.path, where.root) if where.path is not None else Settings()
    folder = settings.folder if settings.found or where.docs is None else where.docs
    page = Page(source, path=where.path, folder=folder, start=start, is_export=is_export)
    reader = _PageReader(page, settings, where, page.front.text("title") or title)
    endpoint, reason = reader.endpoint(page.front.text("description") or summary)
    return PageReading(
        endpoint=endpoint,
        findings=tuple(sorted(page.notes.findings, key=_place)),
        passed_over=reason,
    )


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.span.file, finding.span.line, finding.span.column


class _PageReader:
    def __init__(self, page: Page, settings: Settings, where: Where, title: str) -> None:
        self._page = page
        self._settings = settings
        self._where = where
        self._title = title

    def endpoint(self, summary: str) -> tuple[Endpoint | None, str]:
        """The endpoint of the page, or why there is none."""
        page = self._page
        found = embedded(page, self._where)
        if found is not None:
            return self._beside(found.endpoint, found.pointer, summary, found.start)
        if written := page.front.text("api"):
            target = read_target(written)
            if target is not None:
                return self._own(target, summary), ""
            self._unreadable("api", written)
        if written := page.front.text("openapi"):
            return self._pointed(read_pointer(written), written, summary)
        target, reason = target_of(page)
        return (self._own(target, summary), "") if target else (None, reason)

    def _unreadable(self, name: str, written: str) -> None:
        start, end = self._page.front.places.get(name, (0, self._page.front.end))
        self._page.notes.add(
            f"{name}-unreadable",
            start,
            end,
            f"'{written}' says no method and address.",
            f'Write {name}: "GET /path".',
            Severity.ERROR,
        )

    def _own(
        self, target: Target, summary: str, leave_out: frozenset[int] = frozenset()
    ) -> Endpoint:
        """The endpoint as the page alone says it."""
        assembly = Assembly(page=self._page, target=target, settings=self._settings)
        endpoint = assembly.endpoint()
        title = self._title
        return replace(
            endpoint,
            id=slug(title) or slug(f"{target.method} {target.path}") or "endpoint",
            title=title,
            summary=summary,
            description=self._page.prose(assembly.moved | leave_out),
        )

    def _pointed(self, pointer: Pointer, written: str, summary: str) -> tuple[Endpoint | None, str]:
        """The operation of a document with what the page says beside it."""
        found = self._operation(pointer)
        if found is not None:
            return self._beside(found, pointer, summary)
        page = self._page
        content = page.content
        if pointer.target is None and not pointer.webhook and not pointer.file:
            self._unreadable("openapi", written)
        # What a named document says is not known; a page that only adds to it is no definition.
        boxed = not pointer.file and any(placed.section.box for placed in content.examples)
        if pointer.target is None or not (content.fields or boxed):
            return None, f"The page shows '{written}', which is in no document that is here."
        start, end = page.front.places.get("openapi", (0, page.front.end))
        page.notes.add(
            "openapi-not-found",
            start,
            end,
            f"'{written}' is in no document that is here, so only this page is read.",
            "Put the document into the docs folder, or name it in docs.json.",
        )
        return self._own(pointer.target, summary), ""

    def _operation(self, pointer: Pointer) -> Endpoint | None:
        for path in candidates(pointer, self._settings, self._where):
            folder = self._settings.folder
            docs = folder if self._settings.found else self._where.docs
            reference = document(path, self._where.root or folder, docs)
            found = operation(reference, pointer) if reference else None
            if found is not None:
                return found
        return None

    def _beside(
        self, found: Endpoint, pointer: Pointer, summary: str, fence: int = -1
    ) -> tuple[Endpoint, str]:
        target = pointer.target or Target(method=found.method, server="", path=found.path)
        target = replace(target, method=found.method, path=found.path)
        own = self._own(target, summary, frozenset({fence}))
        if not self._title:
            own = replace(own, id="", title="")
        return joined(found, own), ""
