"""What a live answer lets an author write: a type, a field, an example as the API sends it."""

from __future__ import annotations

from functools import cached_property

from tryfield.checking.live.redact import Redactor
from tryfield.core import lossless_json
from tryfield.core.findings import Edit, Fix
from tryfield.core.jsontext.json_document import Document
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.media_types import is_json
from tryfield.core.model import Content, Endpoint, Example
from tryfield.core.rules.checked_examples import CheckedExample, shifted
from tryfield.core.rules.documenting_fixes import type_fixes, undocumented_field_fixes
from tryfield.core.verdict.judgement import FieldVerdict, Judgement, UndocumentedField
from tryfield.core.wire import WireResponse

_LONGEST = 20_000  # characters of an example; nobody reads more


class Mending:
    """Fixes for one answer; none of them is made without --unsafe-fixes."""

    def __init__(
        self, endpoint: Endpoint, answer: WireResponse, judgement: Judgement, redactor: Redactor
    ) -> None:
        """Look at an answer and what was found in it."""
        self._endpoint = endpoint
        self._answer = answer
        self._judgement = judgement
        self._redactor = redactor

    def of_verdict(self, verdict: FieldVerdict) -> tuple[Fix, ...]:
        """Document the type that the API sends, or show what it sends."""
        documented = type_fixes(self._endpoint, verdict) if verdict.keyword == "type" else ()
        return documented or self.refreshed

    def of_stranger(self, name: UndocumentedField) -> tuple[Fix, ...]:
        """Document the name that the API sends, or show it."""
        return undocumented_field_fixes(self._exhibit, name) or self.refreshed

    @property
    def _exhibit(self) -> CheckedExample:
        return CheckedExample(
            kind="response",
            endpoint=self._endpoint,
            example=Example(name="", text=""),
            status=self._judgement.status,
            place=self._judgement.place,
            content=self._content,
            document=self._document,
            judgement=self._judgement,
        )

    @cached_property
    def _document(self) -> Document | None:
        return parse(self._answer.body) if self._content is not None else None

    @property
    def _content(self) -> Content | None:
        for response in self._endpoint.responses:
            if response.status == self._judgement.status:
                for content in response.contents:
                    if content.media_type == self._judgement.media_type:
                        return content
        return None

    @cached_property
    def refreshed(self) -> tuple[Fix, ...]:
        """The first example of the answer's status becomes the answer, without its secrets."""
        content, document = self._content, self._document
        if content is None or document is None or not document.strict:
            return ()
        shown = [
            one for one in content.examples if one.literal and one.span and parse(one.text).readable
        ]
        if not shown or not is_json(content.media_type):
            return ()
        text = self._redactor.text(lossless_json.dumps(document.value, indent=2))
        span = shown[0].span
        if span is None or len(text) > _LONGEST:
            return ()
        indent = " " * (span.column - 1)
        place = shifted(parse(shown[0].text).span(""), shown[0])
        edit = Edit(span=place, text=text.replace("\n", f"\n{indent}"))
        return (Fix(title="Show what the API answers", edits=(edit,), safe=False),)
