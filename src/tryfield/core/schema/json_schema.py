"""JSON Schema 2020-12: a schema goes in, something that judges values comes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from tryfield.core.schema import schema_documents
from tryfield.core.schema.annotation_keywords import meta
from tryfield.core.schema.array_keywords import arrays
from tryfield.core.schema.logic_keywords import logic
from tryfield.core.schema.object_keywords import objects
from tryfield.core.schema.reference_keywords import references
from tryfield.core.schema.scalar_keywords import scalars
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_documents import Place
from tryfield.core.schema.schema_errors import (
    Annotation,
    Claim,
    Error,
    Faulty,
    Outcome,
    Unsure,
    found,
    parted,
)
from tryfield.core.schema.schema_node import Exhausted, Node
from tryfield.core.schema.unevaluated_keywords import unevaluated

_GROUPS = (references, scalars, objects, arrays, logic, meta)
_STEPS = Claim("", "", reason=lambda: "This takes too many steps.")
_DEPTH = Claim("", "", reason=lambda: "This is nested too deeply.")
Direction = Literal["", "request", "response"]


class Schemas:
    """Schemas that share their references, so that each is compiled once.

    Args:
        resources: Documents by the URI that references name them with; `""` is the document
            that `#/...` leads into.
        formats: Whether `format` is tested: all formats that we know, none, or those named.
        direction: With `"request"`, what is `readOnly` is neither required nor allowed; with
            `"response"`, what is `writeOnly`.
    """

    def __init__(
        self,
        resources: Mapping[str, Any] | None = None,
        *,
        formats: bool | Collection[str] = False,
        direction: Direction = "",
    ) -> None:
        self._resources = dict(resources or {})
        self._compiler = Compiler(self._resources, formats, direction, _GROUPS, unevaluated)

    def compile(self, schema: Any, *, base: str = "") -> CompiledSchema:
        """Compile one schema; see `compile_schema`."""
        document, pointer = schema_documents.split_uri(base)
        c = self._compiler
        c.home = document
        if document not in self._resources:
            self._resources[document] = schema
            c.documents.add(document, schema)
        c.documents.find(document)
        place = Place(document, pointer, document)
        c.documents.register(schema, place)
        root = c.documents.find(document)
        here = c.enter(Here(place), root[1] if root else schema)
        return CompiledSchema(c, c.node(schema, here))


class CompiledSchema:
    """A compiled schema. One evaluation at a time: threads need a schema each."""

    __slots__ = ("_judges", "_node", "_state", "_table")

    def __init__(self, compiler: Compiler, node: Node) -> None:
        self._state = compiler.state
        self._node = node
        self._table = node.table
        self._judges = node.judges

    def evaluate(self, instance: Any) -> Outcome:
        """Everything that is wrong with a value, all at once; never raises.

        Args:
            instance: A JSON value. Numbers of classes other than `int` and `float` are read by
                their text, without rounding.

        Returns:
            The outcome; for a valid instance also its annotations, found when asked for.

        Source: JSON Schema 2020-12, Core and Validation; OpenAPI 3.1, Schema Object.
        """
        kind = type(instance)
        if self._table[kind] is not None:
            out: list[Error] = []
            state = self._state
            state.begin()
            try:
                self._judges[kind](instance, "", out)
            except (Exhausted, RecursionError) as stop:
                claim = _DEPTH
                if isinstance(stop, Exhausted):
                    state.ran_out()
                    claim = _STEPS
                out.append(found(claim, "", instance))
                state.unsure += 1
            if out:
                if state.unsure:
                    return self._unsure(instance, out)
                faulty = Faulty()
                faulty.errors = tuple(out)
                return faulty
        outcome = Outcome()
        outcome._annotate = self._annotations
        outcome._instance = instance
        return outcome

    def is_valid(self, instance: Any) -> bool:
        """Whether no error is found."""
        return self.evaluate(instance).valid

    def _unsure(self, instance: Any, out: list[Error]) -> Outcome:
        outcome = Unsure()
        outcome.errors, outcome.unchecked = parted(out)
        outcome.valid = not outcome.errors
        outcome._annotate = self._annotations
        outcome._instance = instance
        return outcome

    def _annotations(self, instance: Any) -> tuple[Annotation, ...]:
        self._state.begin()
        try:
            return tuple(self._node.annotate(instance, ""))
        except Exhausted:
            self._state.ran_out()
            return ()
        except RecursionError:
            return ()


def compile_schema(
    schema: Any,
    *,
    resources: Mapping[str, Any] | None = None,
    formats: bool | Collection[str] = False,
    base: str = "",
    direction: Direction = "",
) -> CompiledSchema:
    """Compile a JSON Schema once, to evaluate many values with it.

    A fault in the schema raises nothing: a reference that leads nowhere, a pattern that is none
    or a type that nobody knows become entries of `Outcome.unchecked` for the values they meet.

    Args:
        schema: The schema, `true` or `false`.
        resources: Documents by URI. With `{"": document}`, references such as
            `#/components/schemas/User` lead into that document, and errors point into it.
        formats: Whether `format` is tested: all formats that we know, none, or those named.
        base: The URI of the schema. A fragment is the JSON pointer at which it stands in
            `resources[uri]`, such as `#/paths/~1user/get/parameters/0/schema`.
        direction: With `"request"`, what is `readOnly` is neither required nor allowed; with
            `"response"`, what is `writeOnly`.
    """
    return Schemas(resources, formats=formats, direction=direction).compile(schema, base=base)
