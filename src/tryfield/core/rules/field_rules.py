"""Rules about single documented fields, and the rule about their examples and defaults.

Hundreds of endpoints refer to the same components. What a rule says of a component is the same
for all of them, so it is found once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeAlias

from tryfield.core.caches import identity_cache
from tryfield.core.contract.contract_pointers import parameter_schema_pointer, response_pointer
from tryfield.core.contract.schema_references import whole_components
from tryfield.core.fields.field_node import FieldNode, merged_schema
from tryfield.core.fields.schema_view import Part, resolve, type_of_value
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Endpoint, Parameter, Schema
from tryfield.core.parameter_styles import example_value, node_of, read_text
from tryfield.core.rules.checked_examples import is_reference
from tryfield.core.rules.rule_findings import SIMPLER, component_finding, endpoint_finding, is_page
from tryfield.core.schema.json_schema import Direction, Schemas
from tryfield.core.schema.json_values import quote
from tryfield.core.schema.schema_errors import Error, Outcome
from tryfield.core.verdict.difference_wording import (
    demand_words,
    documented_words,
    found_words,
    suggestion,
    undocumented_path,
    undocumented_words,
)
from tryfield.core.verdict.endpoint_judge import documented_roots, engine, judge_of
from tryfield.core.verdict.field_differences import difference_of
from tryfield.core.verdict.location_judge import Instance, LocationJudge

#: A question about a field at a place; the place of a component's field is `""`.
FieldRule: TypeAlias = Callable[[Endpoint, str, FieldNode], Iterator[Finding]]
Asked: TypeAlias = "dict[tuple[FieldRule, str], tuple[Finding, ...]]"


def of_fields(rule: FieldRule) -> Callable[[Endpoint], Iterator[Finding]]:
    """A rule of endpoints that asks about each of their documented fields."""

    @wraps(rule)
    def ask(endpoint: Endpoint) -> Iterator[Finding]:
        shelf = _component_fields(whole_components(endpoint.components))
        own, references = shelf.own(endpoint)
        for place, node in own:
            yield from rule(endpoint, place, node)
        for reference in shelf.reached(references):
            key = rule, reference
            if key not in shelf.asked:
                nodes = shelf.fields(reference)
                shelf.asked[key] = tuple(f for node in nodes for f in rule(endpoint, "", node))
            yield from shelf.asked[key]

    return ask


class _ComponentFields:
    """The fields of a set of components, and what rules said of them."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self.components = components
        self.asked: Asked = {}
        self._ends: dict[str, list[str]] = {}
        self._nodes: dict[str, list[FieldNode]] = {}  #: of the references that one endpoint reaches
        self._own: tuple[Endpoint, list[tuple[str, FieldNode]], list[str]] | None = None

    def own(self, endpoint: Endpoint) -> tuple[list[tuple[str, FieldNode]], list[str]]:
        """The fields that an endpoint itself documents, and the references that it ends in."""
        if self._own is None or self._own[0] is not endpoint:
            self._nodes.clear()  # rules ask about a component once
            nodes: dict[str, tuple[str, FieldNode]] = {}
            ends: dict[str, None] = {}
            for place, root in documented_roots(judge_of(endpoint)):
                found, references = self._below(root)
                for node in found:
                    nodes.setdefault(node.pointer, (place, node))
                ends.update(dict.fromkeys(references))
            self._own = endpoint, list(nodes.values()), list(ends)
        return self._own[1:]

    def fields(self, reference: str) -> list[FieldNode]:
        """The fields of a component."""
        if reference not in self._nodes:
            target = resolve(reference, self.components)
            root = FieldNode((target,) if target else (), self.components)
            self._nodes[reference], self._ends[reference] = self._below(root)
        return self._nodes[reference]

    def ends(self, reference: str) -> list[str]:
        """The references that a component ends in."""
        if reference not in self._ends:
            self.fields(reference)
        return self._ends[reference]

    def reached(self, references: list[str]) -> Iterator[str]:
        """References, and those that they lead to, each once."""
        known = dict.fromkeys(references)
        todo = list(known)
        while todo:
            reference = todo.pop()
            yield reference
            for further in self.ends(reference):
                if further not in known:
                    known[further] = None
                    todo.append(further)

    def _below(self, root: FieldNode) -> tuple[list[FieldNode], list[str]]:
        nodes: list[FieldNode] = []
        references: dict[str, None] = {}
        stack = [root]
        while stack:
            node = stack.pop()
            if (reference := _reference(node)) and resolve(reference, self.components):
                references[reference] = None
            elif node.parts:
                nodes.append(node)
                if node.view.branches and node.original is node:
                    stack.extend(reversed((*node.children, *node.choices)))
        return nodes, list(references)


#: Beside a reference these say nothing that a rule asks about.
_ONLY_WORDS = frozenset({"$ref", "description", "title", "summary", "deprecated"})


def _reference(node: FieldNode) -> str:
    """Where a field leads that says nothing itself; `""` for any other."""
    references = []
    for schema, _ in node.parts:
        if not isinstance(schema, Mapping) or not schema.keys() <= _ONLY_WORDS:
            return ""
        references += [schema["$ref"]] if "$ref" in schema else []
    only = len(references) == 1 and isinstance(references[0], str)
    return references[0] if only else ""


@identity_cache(2)
def _component_fields(components: Mapping[str, Schema]) -> _ComponentFields:
    return _ComponentFields(components)


_VALUES = frozenset({"default", "example", "examples"})


def field_example_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """The example or default of a single field contradicts the field.

    Pages show it beside the field, the console fills it in, and mocks send it.

    Bad:

    ```yaml
    limit:
      type: integer
      maximum: 100
      default: "20"
    ```

    Good:

    ```yaml
    limit:
      type: integer
      maximum: 100
      default: 20
    ```

    To fix it: correct the value, or the field. A format that is not met is a note. A `$ref` in
    place of a value is not followed: only `examples` of a body or parameter may have one.
    """
    yield from _fields(endpoint)
    for status, where, parameter in parameters_and_headers(endpoint):
        pointer = parameter_schema_pointer(where, parameter)
        for example in parameter.examples:
            if parameter.schema is None or not (parameter.media_type or example.has_value):
                continue
            schemas = judge_of(endpoint).compiler(
                f"response-header {status}" if status else "query"
            )
            value = example_value(parameter, example, endpoint.components)
            outcome = _outcome(schemas, parameter.schema, pointer, value)
            errors = outcome.errors
            if errors and example.has_value and isinstance(value, str):
                # `"3"` in quotes travels as 3 does.
                node = node_of(parameter, endpoint.components)
                read = read_text(parameter, value, node)
                if not isinstance(read, str):
                    errors = _outcome(schemas, parameter.schema, pointer, read).errors
            span = example.span or parameter.span
            if outcome.given_up:
                yield endpoint_finding(
                    "example-not-checkable",
                    endpoint,
                    Severity.WARNING,
                    f"The example of '{parameter.name}' cannot be checked. {outcome.given_up}",
                    SIMPLER,
                    span=span,
                    field=parameter.name,
                    status=status,
                )
            for error in errors[:1]:
                what = "header" if status else ""
                message = (
                    f"{'The response header ' * bool(what)}'{parameter.name}' has "
                    f"{_shown('example', error)}."
                )
                finding = endpoint_finding(
                    "field-example-differs",
                    endpoint,
                    _severity(error),
                    message,
                    "Correct the example, or the field.",
                    span=span,
                    field=parameter.name,
                    status=status,
                    evidence=_evidence(error, span),
                )
                # A generator writes what endpoints share into each of them.
                file = span.file if span is not None and not is_page(span) else ""
                yield replace(finding, cause=f"{file} {message}") if file else finding


def parameters_and_headers(endpoint: Endpoint) -> Iterator[tuple[str, str, Parameter]]:
    """The status that has a header, the pointer, and each parameter and response header."""
    operation = judge_of(endpoint).operation
    for index, parameter in enumerate(endpoint.parameters):
        pointer = f"{operation}/parameters/{index}"
        yield "", pointer, parameter
    for response in endpoint.responses:
        for header in response.headers:
            pointer = f"{response_pointer(endpoint, response)}/headers/{escape_token(header.name)}"
            yield response.status, pointer, header


@of_fields
def _fields(endpoint: Endpoint, place: str, field: FieldNode) -> Iterator[Finding]:
    if not _VALUES & field.view.keywords.keys():
        return
    types = () if field.view.bound else (field.view.types or frozenset()) - {"object"}
    judge = judge_of(endpoint)
    schemas = judge.compiler("")
    way = judge.direction(place)
    ways: tuple[Direction, ...] = (way,) if way else ("request", "response")
    merged = merged_schema(field)
    values: list[tuple[str, Any, str]] = [
        (key, merged[key], key) for key in ("default", "example") if key in merged
    ]
    listed = merged.get("examples")
    if isinstance(listed, list):
        values += [("example", value, f"examples/{n}") for n, value in enumerate(listed)]
    for word, value, key in values:
        said = _saying(field, key.partition("/")[0])
        if said is None:
            continue  # it stands in a component, of which it is said
        # An example of one part of `allOf` need not be one of the others.
        whole = any(said[0] is part for part, _ in field.parts)
        schema: Schema = merged if whole else said[0]
        where = f"{said[1]}/{key}"
        if value is None or type_of_value(value) in types:
            continue  # null often means that there is none
        if is_reference(value) and "$ref" not in field.view.properties:
            yield component_finding(
                "field-example-differs",
                endpoint,
                Severity.ERROR,
                f"has a '$ref' as its {word}, which nothing follows there.",
                f"Write the {word} itself.",
                field=field,
                place=place,
                span=endpoint.spans.get(where),
            )
            continue
        outcome = _outcome(schemas, schema, field.pointer, value)
        errors = outcome.errors
        if errors and isinstance(value, dict | list):
            # What may not travel in a direction is required in neither example of a component.
            for one in ways:
                found = _outcome(engine(judge.components, one), schema, field.pointer, value).errors
                kept = {(error.instance, error.keyword, error.name) for error in found}
                errors = tuple(e for e in errors if (e.instance, e.keyword, e.name) in kept)
        if isinstance(value, dict | list) and field.view.branches and word == "example":
            yield from _undocumented(endpoint, place, field, value, where)
        if outcome.given_up:
            yield component_finding(
                "example-not-checkable",
                endpoint,
                Severity.WARNING,
                f"has one {word} that cannot be checked. {outcome.given_up}",
                SIMPLER,
                field=field,
                place=place,
                span=endpoint.spans.get(where),
            )
        for error in errors[:1]:
            span = endpoint.spans.get(where + error.instance) or endpoint.spans.get(where)
            span = span or endpoint.span_at(field.pointer)
            yield component_finding(
                "field-example-differs",
                endpoint,
                _severity(error),
                f"has {_shown(word, error)}.",
                f"Correct the {word}, or the field.",
                field=field,
                place=place,
                span=span,
                evidence=_evidence(error, span),
            )


def _saying(field: FieldNode, keyword: str) -> Part | None:
    """The part of a field that says a keyword itself, and not by what it refers to."""
    todo = list(field.parts)
    while todo:
        schema, pointer = todo.pop(0)
        if isinstance(schema, Mapping):
            if keyword in schema:
                return schema, pointer
            inner = schema.get("allOf")
            for number, part in enumerate(inner if isinstance(inner, list) else []):
                todo.append((part, f"{pointer}/allOf/{number}"))
    return None


def _undocumented(
    endpoint: Endpoint, place: str, field: FieldNode, value: Any, pointer: str
) -> Iterator[Finding]:
    """Names in the example of a schema, at a pointer, that the schema does not document."""
    root = FieldNode(field.parts, field.components)
    part = merged_schema(field), field.pointer
    location = LocationJudge(place, root, part, judge_of(endpoint).compiler(""))
    found = location.judge((Instance(value=value),), only_present=True)
    for name in found.undocumented:
        span = endpoint.spans.get(pointer + (name.where[0] if name.where else ""))
        shown = undocumented_path(name)
        yield component_finding(
            "field-example-differs",
            endpoint,
            Severity.WARNING,
            f"has an example with '{shown}', which is {undocumented_words(name)}.",
            f"{suggestion(name).strip()} Otherwise document it, or take it out.".strip()
            if name.suggestion
            else "Document it, or take it out of the example.",
            field=field,
            place=place,
            span=span,
        )


def _outcome(schemas: Schemas, schema: Any, pointer: str, value: Any) -> Outcome:
    return schemas.compile(schema, base=f"#{pointer}").evaluate(value)


def _shown(word: str, error: Error) -> str:
    inside = f" (at '{error.instance}')" if error.instance else ""
    if error.keyword == "required":
        some = "an example" if word == "example" else f"a {word}"
        return f"{some}{inside} without {quote(error.name)}, which is required"
    difference = difference_of(error)
    found, expected = found_words(difference), documented_words(difference)
    return f"the {word} {found}{inside}, but is documented as {expected}"


def _severity(error: Error) -> Severity:
    if error.keyword == "format":
        return Severity.NOTE
    return Severity.WARNING if error.keyword == "pattern" else Severity.ERROR


def _evidence(error: Error, span: Any) -> tuple[Evidence, ...]:
    difference = difference_of(error)
    return (
        Evidence(speaker="docs", words=demand_words(difference)),
        Evidence(speaker="example", words=found_words(difference), span=span),
    )
