"""Unsafe fixes that change the documentation: another type, or a field for an undocumented name.

The rules about examples offer them, and so does the live check.
"""

from __future__ import annotations

import json
import re

from tryfield.core.contract.contract_spans import ContractSpans
from tryfield.core.fields.field_node import FieldNode, written_path
from tryfield.core.findings import Edit, Fix
from tryfield.core.model import Endpoint, Span
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.verdict.difference_wording import type_words
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_TODO = "TODO: describe this field."
_SAFE_IN_ATTRIBUTE = re.compile(r"[^\"<>{}\n]+")


def type_fixes(endpoint: Endpoint, verdict: FieldVerdict) -> tuple[Fix, ...]:
    """Document the type that the example has, where the documented one is written."""
    span = endpoint.spans.get(f"{verdict.pointer}/type")
    kind = verdict.actual[0].type if verdict.actual else ""
    if span is None or kind not in _SCALARS or span.line != span.end_line:
        return ()
    text = f'type="{kind}"'
    if isinstance(endpoint.spans, ContractSpans):
        text = f'"type": "{kind}"' if span.file.endswith(".json") else f"type: {kind}"
    return (Fix(title=f"Document it as {kind}", edits=(Edit(span=span, text=text),), safe=False),)


def undocumented_field_fixes(exhibit: CheckedExample, name: UndocumentedField) -> tuple[Fix, ...]:
    """Document the name that the example has; or write the name that is documented."""
    fixes = []
    if name.suggestion and exhibit.exact and exhibit.document is not None and name.where:
        meant = _last(name.suggestion)
        spans = [exhibit.span(where, key=True) for where in name.where]
        if len(spans) == name.count:
            edits = tuple(Edit(span=span, text=json.dumps(meant)) for span in spans)
            fixes.append(Fix(title=f"Write '{meant}'", edits=edits, safe=False))
    parent = checked_examples(exhibit.endpoint).field(name.place, name.parent)
    return (*fixes, *new_field_fixes(exhibit.endpoint, parent, name))


def new_field_fixes(
    endpoint: Endpoint, parent: FieldNode | None, name: UndocumentedField
) -> tuple[Fix, ...]:
    """Document a name beside its documented siblings; `parent` is the field that it stands in."""
    siblings = [one for one in parent.children if one.name[:1] not in "[{"] if parent else []
    if parent is None or not siblings:
        return ()
    if isinstance(endpoint.spans, ContractSpans):
        edit = _openapi(endpoint, siblings[-1], name)
    else:
        edit = _mdx(endpoint, parent, siblings[0], name)
    if edit is None:
        return ()
    return (Fix(title=f"Document '{written_path(name.path)}'", edits=(edit,), safe=False),)


def _openapi(endpoint: Endpoint, sibling: FieldNode, name: UndocumentedField) -> Edit | None:
    span = endpoint.spans.get(sibling.pointer)
    if span is None or "/properties/" not in sibling.pointer:
        return None
    indent = " " * (span.column - 1)
    types = list(name.types)
    if span.file.endswith(".json"):
        kind = json.dumps(types[0] if len(types) == 1 else types)
        text = f',\n{indent}{json.dumps(name.name)}: {{"type": {kind}, "description": "{_TODO}"}}'
    else:
        if span.line == span.end_line:
            return None  # a flow mapping
        key = name.name
        if not _PLAIN.fullmatch(key) or key.lower() in _WORDS:
            key = json.dumps(key)
        quoted = ['"null"' if one == "null" else one for one in types]
        kind = quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"
        text = f"\n{indent}{key}:\n{indent}  type: {kind}\n{indent}  description: '{_TODO}'"
    end = Span(span.file, span.end_line, span.end_column, span.end_line, span.end_column)
    return Edit(span=end, text=text)


def _mdx(
    endpoint: Endpoint, parent: FieldNode, sibling: FieldNode, name: UndocumentedField
) -> Edit | None:
    span = endpoint.spans.get(sibling.pointer)
    above = endpoint.spans.get(parent.pointer)
    nested = bool(name.parent)
    if span is None or not _SAFE_IN_ATTRIBUTE.fullmatch(name.name):
        return None
    if nested and (above is None or span.column <= above.column):
        return None  # a dotted name, or a page without indentation: we cannot know where it goes
    indent = " " * (span.column - 1)
    tag, attribute = "ResponseField", "name"
    if not name.place.startswith("response"):
        tag, attribute = "ParamField", "body" if name.place.startswith("body") else name.place
    text = (
        f'<{tag} {attribute}="{name.name}" type="{type_words(name.types)}">\n'
        f"{indent}  {_TODO}\n{indent}</{tag}>\n\n{indent}"
    )
    return Edit(span=Span(span.file, span.line, span.column, span.line, span.column), text=text)


def _last(path: str) -> str:
    """The last name of a field path, unescaped."""
    name = re.split(r"(?<!\\)\.", path)[-1]
    return re.sub(r"\\(.)", r"\1", name)
