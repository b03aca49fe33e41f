"""Schemas and parameters of one page's endpoint, with the place of each in the contract."""

from __future__ import annotations

from collections.abc import Sequence

from tryfield.core.contract.openapi_terms import escape
from tryfield.core.findings import Severity
from tryfield.core.model import Json, Parameter, Span
from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.shapes import Spans, is_required, object_schema, schema_for
from tryfield.readers.mdx.target import Target

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class Shaping:
    """Turns notes into schemas; `spans` gets the offsets of what stands at each pointer."""

    def __init__(self, page: Page, target: Target) -> None:
        self.page = page
        self.spans: Spans = {}
        self._head = ("paths", target.path, target.method.lower())

    def pointer(self, *names: str) -> str:
        """Pointer into the operation of the contract."""
        return "".join(f"/{escape(name)}" for name in (*self._head, *names))

    def span(self, note: FieldNote) -> Span:
        """Where the tag of a field stands."""
        return self.page.source.span(note.start, note.end)

    def parameter(self, note: FieldNote, location: str, pointer: str) -> Parameter:
        """A field outside of the body; a `"response-header"` is a header."""
        schema = schema_for(note, f"{pointer}/schema", self.spans)
        self.spans[pointer] = (note.start, note.end)
        self._report_twice(note.children)
        description = schema.pop("description", "")
        deprecated = bool(schema.pop("deprecated", False))
        place = "header" if location == "response-header" else location
        return Parameter(
            name=note.name,
            location=place,  # type: ignore[arg-type]
            schema=schema,
            required=is_required(note) or place == "path",
            deprecated=deprecated,
            description=description,
            style=_STYLES[place],
            explode=_STYLES[place] == "form",
            span=self.span(note),
        )

    def root(self, notes: Sequence[FieldNote], pointer: str) -> dict[str, Json]:
        """The schema of a body: an object with the fields, or what a nameless field says it is."""
        self._report_twice(notes)
        named = [note for note in notes if note.name]
        nameless = [note for note in notes if not note.name]
        self.spans.setdefault(pointer, (notes[0].start, notes[0].end))
        if not nameless:
            return object_schema(named, pointer, self.spans)
        root = schema_for(nameless[0], pointer, self.spans)
        if not named:
            return root
        if root.get("type") == "array":
            inner = root.get("items")
            items = inner if isinstance(inner, dict) and inner.get("type") else {"type": "object"}
            place = f"{pointer}/items"
            return {**root, "items": object_schema(named, place, self.spans, root=items)}
        root.pop("x-tryfield-unchecked", None)
        root["type"] = "object"
        return object_schema(named, pointer, self.spans, root=root)

    def twice(self, note: FieldNote) -> None:
        """Report a field that is documented before in the same place."""
        self.page.notes.add(
            "field-twice",
            note.start,
            note.end,
            f"'{note.name}' is documented twice in the same place.",
            "Keep one of them, or put each under the tab or heading that it belongs to.",
            Severity.WARNING,
            field=note.name,
        )

    def _report_twice(self, notes: Sequence[FieldNote]) -> None:
        seen: set[str] = set()
        for note in notes:
            if note.name and note.name in seen:
                self.twice(note)
            seen.add(note.name)
            self._report_twice(note.children)
