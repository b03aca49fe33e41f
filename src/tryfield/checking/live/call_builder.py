"""One call of a plan as a request: what the calls before it returned goes into its places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tryfield.checking.live.live_plan import CallStep, PlannedValue
from tryfield.checking.live.live_settings import filled
from tryfield.checking.live.made_values import (
    ValueMaker,
    body_of,
    is_name,
    made_parameter,
    parameter_of,
    schema_of,
    with_body,
)
from tryfield.checking.live.resource_links import (
    IDENTIFIERS,
    Producer,
    path_names,
    request_content,
    request_node,
    segments,
    shape,
    words_of,
)
from tryfield.checking.live.resource_store import Resource, ResourceStore, Taken, name_of
from tryfield.core.errors import RequestError
from tryfield.core.fields.field_node import FieldNode, merged_schema
from tryfield.core.media_types import is_json
from tryfield.core.model import Content, Json
from tryfield.core.request.request_builder import build_request, unfilled
from tryfield.core.request.request_url import path_objection
from tryfield.core.request.request_values import Credential, Values
from tryfield.core.wire import WireRequest

_OWNERS = frozenset({"my", "the", "example", "sample", "test", "your", "default"})


class NotCallableError(RequestError):
    """A call that lacks a value; the words say which, and which call should have given it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCall:
    """A request, and what it is about."""

    request: WireRequest
    sent: Json = None  #: the JSON value of its body
    target: Resource | None = None  #: what the last name of its path stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """What all calls of a run share."""

    base_url: str
    credentials: Mapping[str, Credential]
    variables: Mapping[str, Json]
    store: ResourceStore
    maker: ValueMaker
    outcome: Callable[[Producer], str]  #: what became of a call, in words


def build_call(
    step: CallStep, values: Values, context: CallContext, *, other: int = 0
) -> BuiltCall:
    """The request of a step.

    Args:
        step: What is called.
        values: A choice of values, documented or made.
        context: What the run knows so far.
        other: Which name of the thing that its path names is sent, where the first was refused.

    Raises:
        NotCallableError: A value is missing, or it would name what this run has not created.
        RequestError: No request can be built.
    """
    return _CallBuilder(step, values, context, other).build()


class _CallBuilder:
    def __init__(self, step: CallStep, values: Values, context: CallContext, other: int) -> None:
        self.step = step
        self.other = other
        self.endpoint = step.endpoint
        self.context = context
        self.values = values
        self.parameters: dict[tuple[str, str], Json] = dict(values.parameters)
        self.said: Mapping[str, Mapping[str, Json]] = filled(
            step.settings.values, context.variables
        )
        self.target: Resource | None = None

    def build(self) -> BuiltCall:
        planned = {(one.location, one.name): one for one in self.step.values}
        self.path(planned)
        for (location, name), one in planned.items():
            if location not in ("path", "body"):
                self.parameter(location, name, one)
        for location, named in self.said.items():
            for name, value in named.items():
                self.parameters[location, name] = value
        values = replace(self.values, parameters=self.parameters)
        values, sent = self.body(values, planned)
        values = self.with_headers(values)
        request = build_request(self.endpoint, self.with_credentials(values))
        if names := unfilled(request.url):
            raise NotCallableError(f"nothing gives a value for {', '.join(names)} of the path")
        if objection := path_objection(request.url):
            raise NotCallableError(objection)
        return BuiltCall(request=request, sent=sent, target=self.target)

    def path(self, planned: Mapping[tuple[str, str], PlannedValue]) -> None:
        """Names of the path, the last one first: it says what those before it are."""
        bound: Resource | None = None
        for name in reversed(path_names(self.endpoint.path)):
            one = planned.get(("path", name)) or PlannedValue(
                location="path", name=name, source="schema"
            )
            if name in self.said.get("path", {}):
                continue
            if bound is not None and (value := self.above(bound, name)) is not None:
                self.parameters["path", name] = value
                continue
            taken = self.taken(one, self.other if bound is None else 0)
            if taken is not None:
                self.parameters["path", name] = taken.value
                bound = bound or taken.resource
                self.target = self.target or taken.resource
            else:
                self.parameters["path", name] = self.without_producer(one)

    def above(self, resource: Resource, name: str) -> Json:
        """What stands for a name where a resource below it was found."""
        before = self.endpoint.path.partition("{" + name + "}")[0] + "{" + name + "}"
        index = len(segments(before)) - 1
        same = segments(shape(resource.endpoint.path))[: index + 1]
        if same == segments(shape(before)) and index < len(resource.parts):
            return resource.parts[index]
        return None

    def taken(self, one: PlannedValue, other: int = 0) -> Taken | None:
        if one.need is None or not one.producers:
            return None
        own = self.step.unsafe and one.need.identifies and not self.step.any_id
        return self.context.store.find(
            one.need,
            one.producers,
            own=own,
            newest=self.step.purpose == "delete",
            other=other,
        )

    def without_producer(self, one: PlannedValue) -> Json:
        """A value for a name of the path that no call has given."""
        step, name = self.step, one.name
        schema = schema_of(self.endpoint, "path", name)
        if one.need is None:  # it says how much, not which
            return self.parameters.get(("path", name), made_parameter(self.endpoint, "path", name))
        if self.other or (one.producers and not self.fruitless(one)):
            raise NotCallableError(self.missing(one))
        documented = self.documented("path", name)
        if not step.unsafe or step.any_id:
            if isinstance(documented, str) and (composed := self.composed(documented)):
                return composed
            if documented is not None:
                return documented
            if schema.get("format") == "uuid":
                raise NotCallableError(f"nothing gives a value for '{name}' of the path")
            return made_parameter(self.endpoint, "path", name)
        types = str(schema.get("type", "string"))
        if "string" in types and schema.get("format") != "uuid":
            return self.context.maker.fresh(schema, documented)
        raise NotCallableError(
            f"no call creates what '{name}' names, and {self.endpoint.method} is only sent for "
            "what this run has created"
        )

    def composed(self, example: str) -> str:
        """An example that is made of names, `projects/my-project:my-job`, with those of this run.

        Returns "" where a part of it names nothing that this run has.
        """
        parts = re.split(r"([:/])", example)
        if len(parts) < 3:
            return ""
        kinds = [" ".join(w for w in words_of(part) if w not in _OWNERS) for part in parts]
        made: list[str] = []
        below: Resource | None = None
        for part, kind in reversed(list(zip(parts, kinds, strict=True))):
            resource = self.context.store.newest(kind) if kind else None
            if resource is None:
                made.append(part)
                continue
            below = below or resource
            names = segments(below.endpoint.path)
            above = [
                below.parts[index]
                for index, one in enumerate(names)
                if index < len(below.parts)
                and "{" in one
                and words_of(names[index - 1]) == tuple(kind.split(" "))
            ]
            name = above[0] if above and below is not resource else name_of(resource)
            if not name:
                return ""
            made.append(name)
        return "".join(reversed(made)) if below is not None else ""

    def fruitless(self, one: PlannedValue) -> bool:
        """Whether calls that looked like the source of a value have proved to be none."""
        store = self.context.store
        brought = [store.brought(producer) for producer in one.producers]
        made = one.producers[0].kind == "create" and brought[0]
        return (
            one.need is not None
            and (made or all(brought))
            and store.find(one.need, one.producers) is None
        )

    def documented(self, location: str, name: str) -> Json:
        """The example of a parameter; None where its value was made."""
        planned = next(
            (one for one in self.step.values if (one.location, one.name) == (location, name)), None
        )
        if planned is None or planned.source == "schema":
            return None
        return self.values.parameters.get((location, name))

    def missing(self, one: PlannedValue) -> str:
        """Which call should have given a value, and what became of it."""
        if not one.producers:
            return f"nothing gives a value for '{one.name}' of the {one.location}"
        first = one.producers[0]
        own = self.step.unsafe and first.kind != "create"
        if own:
            return (
                f"'{one.name}' comes from {first.says}, but {self.endpoint.method} is only sent "
                "for what this run has created"
            )
        return f"'{one.name}' comes from {first.says}, which {self.context.outcome(first)}"

    def parameter(self, location: str, name: str, one: PlannedValue) -> None:
        taken = self.taken(one)
        if taken is not None:
            self.parameters[location, name] = taken.value
        elif one.source == "response" and (location, name) in self.parameters:
            parameter = parameter_of(self.endpoint, location, name)
            if not self.step.unsafe or self.step.any_id:
                return
            if parameter is None or not parameter.required:
                del self.parameters[location, name]
            elif one.need is not None and one.need.identifies:
                raise NotCallableError(self.missing(one))

    # --- the body

    def body(
        self, values: Values, planned: Mapping[tuple[str, str], PlannedValue]
    ) -> tuple[Values, Json]:
        said = self.step.settings.body
        content = request_content(self.endpoint)
        if values.file is not None or (
            values.body is None and values.form is None and said is None
        ):
            return values, None
        value = body_of(values)
        if isinstance(value, dict):
            value = self.object(value, planned)
        elif isinstance(value, list):
            value = [self.object(v, planned) if isinstance(v, dict) else v for v in value]
        if said is not None:
            value = merged(value, filled(said, self.context.variables))
        if value is None:
            return values, None
        if not values.media_type or values.form is not None or is_json(values.media_type):
            media_type = values.media_type or (content.media_type if content else "")
            holder = Content(media_type=media_type or "application/json")
            values = with_body(values, holder, value)
        elif isinstance(value, str):
            values = replace(values, body=value)
        return values, value

    def object(
        self, value: dict[str, Json], planned: Mapping[tuple[str, str], PlannedValue]
    ) -> dict[str, Json]:
        """An object of a body with the ids of this run, and names that nothing has yet."""
        node = request_node(self.endpoint)
        if node is not None and node.items is not None and not node.properties:
            node = node.items
        children: dict[str, FieldNode] = {}
        for part in (node, *node.choices) if node is not None else ():
            children = {**part.properties, **children}
        made: dict[str, Json] = {}
        for name, old in value.items():
            inner = planned.get(("body", f"{name}/id")) if isinstance(old, dict) else None
            taken = self.taken(inner) if inner is not None else None
            if taken is not None:
                made[name] = {**old, "id": taken.value}
                continue
            one = planned.get(("body", name))
            if one is not None and one.need is not None:
                taken = self.taken(one)
                if taken is not None:
                    made[name] = [taken.value] if isinstance(old, list) else taken.value
                    continue
            kept, new = self.property(name, old, children.get(name), one)
            if kept:
                made[name] = new
        return {**made, **self.switched_off(children)}

    def switched_off(self, children: Mapping[str, FieldNode]) -> dict[str, Json]:
        """What is made without an example acts on nothing: a hook, a schedule, a trigger."""
        content = request_content(self.endpoint)
        if not self.step.unsafe or self.step.any_id or content is None or content.examples:
            return {}
        return {
            name: words_of(name)[-1] == "disabled"
            for name, child in children.items()
            if words_of(name)[-1:] in (("enabled",), ("disabled",))
            and child.view.types == frozenset({"boolean"})
        }

    def property(
        self, name: str, old: Json, child: FieldNode | None, one: PlannedValue | None
    ) -> tuple[bool, Json]:
        """Whether a property is sent, and with which value."""
        words = words_of(name)
        if not self.step.unsafe or not words or old is None or isinstance(old, bool):
            return True, old
        if isinstance(old, (dict, list)) and words[-1] not in IDENTIFIERS:
            return True, self.below(old, child)
        schema = _schema(child)
        if words[-1] in IDENTIFIERS and isinstance(old, (str, int, list)):
            return self.identifier(name, old, child, schema, one)
        if (
            is_name(name)
            and isinstance(old, str)
            and not schema.get("enum")
            and "const" not in schema
        ):
            return True, self.context.maker.fresh(schema, old)
        return True, old

    def below(self, value: Json, node: FieldNode | None) -> Json:
        """What stands deeper in a body, without ids that this run has not created."""
        if isinstance(value, list):
            return [self.below(one, node.items if node is not None else None) for one in value]
        if not isinstance(value, dict):
            return value
        made: dict[str, Json] = {}
        for name, old in value.items():
            child = node.properties.get(name) if node is not None else None
            words = words_of(name)
            if len(words) > 1 and words[-1] in IDENTIFIERS and isinstance(old, (str, int, list)):
                kept, new = self.identifier(name, old, child, _schema(child), None)
                if kept:
                    made[name] = new
            else:
                made[name] = self.below(old, child)
        return made

    def identifier(
        self,
        name: str,
        old: Json,
        child: FieldNode | None,
        schema: Mapping[str, Any],
        one: PlannedValue | None,
    ) -> tuple[bool, Json]:
        """An id in a body that no call of this run has given."""
        if self.step.any_id:
            return True, old
        own = words_of(name)[:-1] == ()
        if not (child is not None and child.required):
            return False, None
        if isinstance(old, list):
            return True, [self.context.maker.fresh({"type": "string"})] if own else []
        if one is not None and not own:
            raise NotCallableError(self.missing(one))
        if schema.get("format") == "uuid" or own or isinstance(old, str):
            return True, self.context.maker.fresh(schema or {"type": "string"}, None)
        raise NotCallableError(
            f"no call creates what '{name}' of the body names, and {self.endpoint.method} is only "
            "sent for what this run has created"
        )

    # --- around it

    def with_headers(self, values: Values) -> Values:
        more = filled(self.step.settings.headers, self.context.variables)
        if not more:
            return values
        names = {name.lower() for name in more}
        parameters = {
            (location, name): value
            for (location, name), value in values.parameters.items()
            if location != "header" or name.lower() not in names
        }
        kept = tuple(pair for pair in values.headers if pair[0].lower() not in names)
        return replace(values, parameters=parameters, headers=(*kept, *more.items()))

    def with_credentials(self, values: Values) -> Values:
        endpoint, context = self.endpoint, self.context
        given = context.credentials
        wanted = {
            need.auth.name: given.get(need.auth.name, given.get(""))
            for needs in endpoint.security
            for need in needs
        }
        known = {name: credential for name, credential in wanted.items() if credential}
        alternative = next(
            (
                number
                for number, needs in enumerate(endpoint.security)
                if needs and all(need.auth.name in known for need in needs)
            ),
            0,
        )
        return replace(values, server=context.base_url, credentials=known, alternative=alternative)


def _schema(node: FieldNode | None) -> dict[str, Any]:
    if node is None:
        return {}
    schema = merged_schema(node)
    for word in ("anyOf", "oneOf"):
        for choice in node.choices if word in schema else ():
            inner = merged_schema(choice)
            if inner.get("type") not in (None, "null"):
                return inner
    return schema


def merged(old: Json, new: Json) -> Json:
    """One JSON value over another: objects name by name, all else as a whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {name: merged(old.get(name), value) for name, value in new.items()}
    return new
