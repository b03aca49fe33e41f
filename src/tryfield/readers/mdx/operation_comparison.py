"""A page and the OpenAPI operation that it shows, compared field by field.

The operation decides what a site shows; a page that says something else of the same field
misleads whoever edits or reads it. What only one of them says of a field is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tryfield.core.contract.contract_pointers import content_pointer, endpoint_pointer
from tryfield.core.fields.field_node import FieldNode, written_path
from tryfield.core.fields.schema_view import a_type, join_and, join_or
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Endpoint, Json, Parameter, Span
from tryfield.core.near_names import nearest
from tryfield.core.schema.json_values import quote
from tryfield.core.secret_names import is_credential_name
from tryfield.readers.mdx.description_facts import says_optional

_NOT_COMPARED = frozenset({"accept", "content-type", "authorization"})  # OpenAPI: these are ignored
_DEPTH = 12


def operation_differences(operation: Endpoint, page: Endpoint) -> Iterator[Finding]:
    """What a page says of a field that the operation of its document says differently.

    Args:
        operation: As the document says it.
        page: As the page alone says it.
    """
    comparison = _Comparison(operation, page)
    yield from comparison.parameters()
    if page.body is not None:
        known = operation.body.contents if operation.body else ()
        yield from comparison.contents("requestBody", "", page.body.contents, known)
    success = next((one.status for one in operation.responses if one.status[:1] == "2"), "")
    by_status = {one.status: one for one in operation.responses}
    for response in page.responses:
        status = success if response.status == "2XX" and success else response.status
        if status in by_status:
            yield from comparison.contents(
                f"responses/{response.status}",
                status,
                response.contents,
                by_status[status].contents,
                known_place=f"responses/{status}",
            )


@dataclass(frozen=True, slots=True)
class _Field:
    """One field as one side says it."""

    node: FieldNode
    required: bool | None  #: None where the side does not say it
    span: Span


class _Comparison:
    def __init__(self, operation: Endpoint, page: Endpoint) -> None:
        self._operation = operation
        self._page = page

    def parameters(self) -> Iterator[Finding]:
        known: dict[tuple[str, str], Parameter] = {
            (one.location, _key(one)): one for one in self._operation.parameters
        }
        for number, parameter in enumerate(self._page.parameters):
            location, name = parameter.location, parameter.name
            if location == "header" and (
                name.lower() in _NOT_COMPARED or is_credential_name(name, "header")
            ):
                continue
            other = known.get((location, _key(parameter)))
            if other is None:
                yield from self._astray(parameter, known)
                continue
            base = f"{endpoint_pointer(self._page)}/parameters/{number}/schema"
            mine = _Field(
                FieldNode(((parameter.schema or {}, base),), {}, name=name, path=name),
                True if parameter.required and location != "path" else None,
                parameter.span or Span(""),
            )
            if says_optional(parameter.description) and location != "path":
                mine = _Field(mine.node, False, mine.span)
            theirs = _Field(
                FieldNode(
                    ((other.schema or {}, ""),), self._operation.components, name=name, path=name
                ),
                other.required,
                other.span or Span(""),
            )
            yield from self._field(f"The {location} parameter '{name}'", mine, theirs, "")

    def _astray(
        self, parameter: Parameter, known: Mapping[tuple[str, str], Parameter]
    ) -> Iterator[Finding]:
        """A parameter that the operation has somewhere else, or not at all."""
        location, name = parameter.location, parameter.name
        other = next((one for one in known.values() if _key(one) == _key(parameter)), None)
        if other is not None:
            yield self._finding(
                f"'{name}' is a {location} parameter on the page, "
                f"but a {other.location} parameter in the document.",
                Severity.ERROR,
                parameter.span,
                name,
                (location, other.location),
                other.span,
            )
        elif location != "path":  # `path-parameter-unused` speaks of these
            here = [one.name for one in known.values() if one.location == location]
            yield self._missing(f"The {location} parameter '{name}'", name, parameter.span, here)

    def contents(
        self,
        place: str,
        status: str,
        page: tuple[Content, ...],
        known: tuple[Content, ...],
        known_place: str = "",
    ) -> Iterator[Finding]:
        """The fields of a body; `place` is where it stands below the operation."""
        for content in page:
            if content.schema is None or not known:
                continue
            same = [one for one in known if essence(one.media_type) == essence(content.media_type)]
            other = (same or list(known))[0]
            if other.schema is None:
                continue
            operation = endpoint_pointer(self._operation)
            base = content_pointer(f"{operation}/{place}", content)
            there = content_pointer(f"{operation}/{known_place or place}", other)
            mine = FieldNode(((content.schema, base),), {})
            theirs = FieldNode(((other.schema, there),), self._operation.components)
            yield from self._objects(mine, theirs, status, 0)

    def _objects(
        self, mine: FieldNode, theirs: FieldNode, status: str, depth: int
    ) -> Iterator[Finding]:
        if depth > _DEPTH:
            return
        if (items := mine.items) is not None and (others := theirs.items) is not None:
            yield from self._objects(items, others, status, depth + 1)
            return
        if theirs.items is not None and mine.properties and not mine.path:
            theirs = theirs.items  # a page lists the fields of one item
        known = _properties(theirs)
        closed = bool(known) and not any(one.open for one in (theirs, *theirs.choices))
        for name, field in mine.properties.items():
            span = self._page.span_at(field.pointer)
            subject = f"'{written_path(field.path)}'"
            others_ = known.get(name, [])
            if not others_:
                if closed:
                    yield self._missing(subject, field.path, span, list(known), status)
                continue
            if len(others_) > 1 or theirs.choices:
                continue  # one of several choices says it
            (other,) = others_
            required: bool | None = True if field.required else None
            if says_optional(_description(field)):
                required = False
            yield from self._field(
                subject,
                _Field(field, required, span),
                _Field(other, other.required, self._operation.span_at(other.pointer)),
                status,
            )
            yield from self._objects(field, other, status, depth + 1)

    def _field(self, subject: str, mine: _Field, theirs: _Field, status: str) -> Iterator[Finding]:
        """What two sides say of one field: type, values, default, presence."""
        path = mine.node.path
        if None not in (mine.required, theirs.required) and mine.required != theirs.required:
            words = ("optional", "required")
            here, there = words[bool(mine.required)], words[bool(theirs.required)]
            yield self._finding(
                f"{subject} is {here} on the page, but {there} in the document.",
                Severity.ERROR,
                mine.span,
                path,
                (here, there),
                theirs.span,
                status,
            )
        types, others = set(mine.node.view.types or ()), set(theirs.node.view.types or ())
        plain = others - {"null"}
        if types - {"null"} and plain and not _meet(types - {"null"}, plain):
            label, other = mine.node.type, theirs.node.type
            yield self._finding(
                f"{subject} is {a_type(label)} on the page, but {a_type(other)} in the document.",
                Severity.ERROR,
                mine.span,
                path,
                (label, other),
                theirs.span,
                status,
            )
            return
        values, known = _enum(mine.node), _enum(theirs.node)
        if values and known:
            more = [one for one in values if one not in known]
            fewer = [one for one in known if one not in values]
            if more or fewer:
                said = f"lists {join_and(list(map(quote, more)))}, which the document does not"
                if not more:
                    said = f"leaves out {join_and(list(map(quote, fewer)))} of the document"
                yield self._finding(
                    f"{subject}: the page {said}.",
                    Severity.ERROR if more else Severity.WARNING,
                    mine.span,
                    path,
                    (join_or(list(map(quote, values))), join_or(list(map(quote, known)))),
                    theirs.span,
                    status,
                )
        default, other_default = _default(mine.node), _default(theirs.node)
        if default is not None and other_default is not None and default != other_default:
            yield self._finding(
                f"{subject} has the default {quote(default)} on the page, "
                f"but {quote(other_default)} in the document.",
                Severity.ERROR,
                mine.span,
                path,
                (quote(default), quote(other_default)),
                theirs.span,
                status,
            )

    def _missing(
        self, subject: str, path: str, span: Span | None, known: list[str], status: str = ""
    ) -> Finding:
        name = path.rpartition(".")[2]
        near = nearest(name, known)
        return Finding(
            rule="operation-differs",
            severity=Severity.WARNING,
            span=span or Span(""),
            message=f"{subject} is documented on the page, but not in the document.",
            advice=f"Did you mean '{near}'?" if near else "Document it there, or remove it here.",
            endpoint=self._operation.name,
            status=status,
            field=path,
            evidence=(Evidence(speaker="document", words="nothing", span=self._operation.span),),
        )

    def _finding(
        self,
        message: str,
        severity: Severity,
        span: Span | None,
        path: str,
        words: tuple[str, str],
        there: Span | None,
        status: str = "",
    ) -> Finding:
        page, document = words
        return Finding(
            rule="operation-differs",
            severity=severity,
            span=span or Span(""),
            message=message,
            advice="Correct the page, or the document.",
            endpoint=self._operation.name,
            status=status,
            field=path,
            evidence=(
                Evidence(speaker="page", words=page, span=span),
                Evidence(speaker="document", words=document, span=there),
            ),
        )


def _key(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _properties(node: FieldNode) -> dict[str, list[FieldNode]]:
    """The documented names of an object, those of all its choices included."""
    found: dict[str, list[FieldNode]] = {}
    pending = [node]
    while pending and len(found) < 5000:
        one = pending.pop(0)
        for name, field in one.properties.items():
            found.setdefault(name, []).append(field)
        pending.extend(one.choices)
    return found


def _meet(types: set[str], others: set[str]) -> bool:
    """Whether a value can be of a type of both; an integer is a number."""
    wide = {"number"} if "integer" in types else set()
    other_wide = {"number"} if "integer" in others else set()
    return bool((types | wide) & (others | other_wide))


def _schema(node: FieldNode) -> Mapping[str, Json]:
    schema = node.parts[0][0] if node.parts else {}
    return schema if isinstance(schema, Mapping) else {}


def _description(node: FieldNode) -> str:
    words = _schema(node).get("description")
    return words if isinstance(words, str) else ""


def _enum(node: FieldNode) -> list[Json]:
    values = node.view.keywords.get("enum")
    return [one for one in values if one is not None] if isinstance(values, list | tuple) else []


def _default(node: FieldNode) -> Json:
    default: Json = node.view.keywords.get("default")
    return default if default is not None else _schema(node).get("default")
