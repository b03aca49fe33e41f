"""What a live check is going to call, in which order, and where each value comes from.

The plan is made without the network. Parents are created before children; what is created is
read, listed and changed; what deletes comes last, the deepest first. Nothing is called that could
change what the API held before: see `CallStep.unsafe`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tryfield.checking.live.live_settings import LiveSettings, OperationSettings
from tryfield.checking.live.made_values import parameter_of
from tryfield.checking.live.resource_links import (
    Need,
    Producer,
    ResourceLinks,
    path_names,
    request_node,
    segments,
    success,
    words_of,
)
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.media_types import is_json
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.request_values import Values

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
DEFAULT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
Purpose = Literal["create", "read", "list", "change", "delete"]
_ORDER: Mapping[Purpose, int] = {"create": 0, "read": 1, "list": 2, "change": 3, "delete": 4}
#: Words of a path that take away more than one thing, whichever method says them.
_SWEEPING = frozenset(
    [
        "reset",
        "clear",
        "purge",
        "wipe",
        "truncate",
        "drop",
        "flush",
        "shutdown",
        "cleanup",
        "prune",
        "bulk",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedValue:
    """Where one value of a call comes from."""

    location: str
    name: str
    source: Literal["setting", "response", "example", "default", "schema", "unique"]
    producers: tuple[Producer, ...] = ()
    need: Need | None = None

    @property
    def says(self) -> str:
        """In words: `id of POST /flows`."""
        if self.source == "response" and self.need is not None:
            first = self.producers[0]
            how = "the first item of " if first.kind == "list" else ""
            more = f", else {self.producers[1].says}" if len(self.producers) > 1 else ""
            return f"{self.need.attribute} from {how}{first.says}{more}"
        return {
            "setting": "a setting",
            "example": "the documented example",
            "default": "the documented default",
            "schema": "made from the schema",
            "unique": "made, unlike all others",
        }.get(self.source, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStep:
    """One endpoint that is called."""

    endpoint: Endpoint
    settings: OperationSettings = field(default_factory=OperationSettings)
    purpose: Purpose = "read"
    values: tuple[PlannedValue, ...] = ()
    stage: int = 0  #: what belongs together: see `CallPlan.stages`
    needed_by: str = ""  #: the chosen operation that it is called for; "" where it is chosen itself

    @property
    def unsafe(self) -> bool:
        """Whether it may change something: then it is only given ids that the run created."""
        return self.endpoint.method not in SAFE_METHODS

    @property
    def any_id(self) -> bool:
        """Whether a setting allows ids of examples and of things that were there before."""
        return self.settings.live is True

    @property
    def capture(self) -> Mapping[str, str]:
        """Names of variables, and the paths of the response fields that they get."""
        return self.settings.capture

    @property
    def needs(self) -> frozenset[str]:
        """Names of the variables in its values."""
        return self.settings.needs

    @property
    def producers(self) -> tuple[Producer, ...]:
        """The calls that its values come from, the first choice of each."""
        return tuple(one.producers[0] for one in self.values if one.producers)

    def to_json(self) -> dict[str, Json]:
        """The step as JSON: what is called, and where its values come from."""
        return {
            "call": self.endpoint.name,
            "id": self.endpoint.id,
            "purpose": self.purpose,
            "unsafe": self.unsafe,
            "needed_by": self.needed_by,
            "values": [
                {
                    "in": one.location,
                    "name": one.name,
                    "source": one.source,
                    "from": [producer.says for producer in one.producers],
                }
                for one in self.values
            ],
            "capture": dict(self.capture),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An endpoint that is not called, why, and the lines that would change that."""

    endpoint: Endpoint
    reason: str
    setting: str = ""  #: TOML for the configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """The steps in order, and the endpoints that are left alone, with the reason."""

    steps: tuple[CallStep, ...]
    left_out: tuple[LeftOut, ...] = ()
    links: ResourceLinks = field(default_factory=lambda: ResourceLinks(()))

    @property
    def stages(self) -> tuple[tuple[CallStep, ...], ...]:
        """The steps in groups: what many need, then each kind of thing from its creation to its
        deletion, at last what deletes things that many needed.
        """
        return tuple(
            tuple(group) for _, group in itertools.groupby(self.steps, lambda step: step.stage)
        )

    def to_json(self) -> dict[str, Json]:
        """The plan as JSON: `{"version": 1, "calls": [...], "left_out": [...]}`."""
        return {
            "version": 1,
            "calls": [step.to_json() for step in self.steps],
            "left_out": [
                {"call": one.endpoint.name, "reason": one.reason, "setting": one.setting}
                for one in self.left_out
            ],
        }

    def to_text(self) -> str:
        """The plan for people: a line for each call, its values below."""
        lines: list[str] = []
        for number, step in enumerate(self.steps, 1):
            unsafe = ", unsafe" if step.unsafe else ""
            unsafe += f", needed by {step.needed_by}" if step.needed_by else ""
            lines.append(f"{number:4}. {step.endpoint.name}  ({step.purpose}{unsafe})")
            lines += [
                f"        {one.location} {one.name}: {one.says}"
                for one in step.values
                if one.source != "default"
            ]
        if self.left_out:
            lines += ["", "Not called:"]
        for left in self.left_out:
            lines.append(f"      {left.endpoint.name}: {left.reason}")
            lines += [f"          {line}" for line in left.setting.splitlines()]
        unsafe_calls = sum(step.unsafe for step in self.steps)
        total = (
            f"{len(self.steps)} operations are called, {unsafe_calls} of them may change "
            f"something; {len(self.left_out)} are not called. Nothing was sent."
        )
        if needed := sum(bool(step.needed_by) for step in self.steps):
            total += f" {needed} were not chosen, but the chosen ones need them."
        lines += ["", total]
        return "\n".join(lines) + "\n"


def plan_calls(
    endpoints: Iterable[Endpoint],
    *,
    methods: frozenset[str] = DEFAULT_METHODS,
    variables: Iterable[str] = (),
    settings: LiveSettings | None = None,
    others: Iterable[Endpoint] = (),
) -> CallPlan:
    """Choose and order the calls of a run.

    Args:
        endpoints: In the order of the definitions, which is kept where nothing is in its way.
        methods: Allowed without a word about the endpoint.
        variables: Names that have a value without a capture, as those of the environment.
        settings: What is said outside of the documents.
        others: What was not chosen. Of these, only what a chosen call needs is called: what
            creates, lists or captures its values, and what deletes at the end what was created.

    Raises:
        ConfigurationError: An endpoint says something about live calls that we cannot follow.
    """
    said = settings or LiveSettings()
    return _Planner(
        tuple(endpoints), methods, frozenset(variables), said, others=tuple(others)
    ).plan()


def may_be_called(
    endpoint: Endpoint, methods: frozenset[str], settings: LiveSettings | None = None
) -> bool:
    """Whether an endpoint may be called: by its method, or because somebody says so."""
    live = (settings or LiveSettings()).settings_for(endpoint).live
    return endpoint.method in methods if live is None else live


class _Planner:
    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        methods: frozenset[str],
        variables: frozenset[str],
        settings: LiveSettings,
        *,
        others: tuple[Endpoint, ...],
    ) -> None:
        self.endpoints = endpoints
        self.others = others
        self.links = ResourceLinks((*endpoints, *others))
        self.methods = methods
        self.variables = variables
        self.settings = settings
        self.left: list[LeftOut] = []

    def plan(self) -> CallPlan:
        allowed: dict[str, tuple[Endpoint, OperationSettings]] = {}
        for endpoint in self.endpoints:
            said = self.settings.settings_for(endpoint)
            if reason := self.forbidden(endpoint, said):
                self.left.append(reason)
            else:
                allowed[endpoint.id] = endpoint, said
        needed_by = self.needed(allowed)
        creators = self.creators(allowed)
        steps = [
            CallStep(
                endpoint=endpoint,
                settings=said,
                purpose=self.purpose(endpoint, creators),
                values=self.values(endpoint, said, allowed),
                needed_by=needed_by.get(endpoint.id, ""),
            )
            for endpoint, said in allowed.values()
        ]
        return CallPlan(steps=self.ordered(steps), left_out=tuple(self.left), links=self.links)

    def needed(self, allowed: dict[str, tuple[Endpoint, OperationSettings]]) -> dict[str, str]:
        """Add to the chosen calls what they need; the chosen call that needs each, by id."""
        more = {
            one.id: (one, said)
            for one in self.others
            for said in (self.settings.settings_for(one),)
            if not self.forbidden(one, said)
        }
        needed_by: dict[str, str] = {}
        waiting = list(allowed.values()) if more else []
        for endpoint, said in waiting:  # grows
            for one in self._givers(endpoint, said, {**more, **allowed}):
                if one.id not in allowed:
                    needed_by[one.id] = needed_by.get(endpoint.id, endpoint.name)
                    allowed[one.id] = more[one.id]
                    waiting.append(more[one.id])
        creators = self.creators(allowed)
        for one, said in more.values():
            last = path_names(one.path)[-1:]
            if one.method != "DELETE" or one.id in allowed or not last:
                continue
            value = next(v for v in self.values(one, said, allowed) if v.name == last[0])
            for producer in value.producers:
                name = producer.endpoint.id
                if name in creators and producer.why != "schema":
                    needed_by[one.id] = needed_by.get(name, producer.says)
                    allowed[one.id] = one, said
                    break
        return needed_by

    def _givers(
        self, endpoint: Endpoint, said: OperationSettings, known: Mapping[str, Any]
    ) -> Iterator[Endpoint]:
        """The calls that a call cannot do without: the best that gives a value, and what captures.

        A safe call may take what a list holds as well, where nothing can be created.
        """
        for value in self.values(endpoint, said, known):
            if not self._required(endpoint, value):
                continue
            yield from (one.endpoint for one in value.producers[:1])
            if endpoint.method in SAFE_METHODS:
                lists = (one for one in value.producers[1:] if one.endpoint.method in SAFE_METHODS)
                yield from (one.endpoint for one in itertools.islice(lists, 1))
        missing = said.needs - self.variables
        for one, settings in known.values():
            if missing & settings.capture.keys():
                yield one

    def _required(self, endpoint: Endpoint, value: PlannedValue) -> bool:
        if value.location == "path":
            return True
        if value.location != "body":
            parameter = parameter_of(endpoint, value.location, value.name)
            return parameter is not None and parameter.required
        node = request_node(endpoint)
        node = node.items if node is not None and not node.properties else node
        field = node.properties.get(value.name.partition("/")[0]) if node is not None else None
        return field is not None and field.required

    def forbidden(self, endpoint: Endpoint, said: OperationSettings) -> LeftOut | None:
        """Why an endpoint is not called whatever the others return."""
        if endpoint.kind != "path":
            reason = f"a {endpoint.kind} is called by the API, not by us"
            return LeftOut(endpoint=endpoint, reason=reason)
        if said.skip:
            return LeftOut(endpoint=endpoint, reason=said.skip)
        if said.live is False:
            return LeftOut(endpoint=endpoint, reason="its definition says live: false")
        if said.live is None and endpoint.method not in self.methods:
            return LeftOut(
                endpoint=endpoint,
                reason=f"{endpoint.method} may change something; allow it with live: true",
                setting=_block(endpoint, "live = true"),
            )
        if said.live is None and (reason := self.sweeping(endpoint, said)):
            return LeftOut(
                endpoint=endpoint, reason=reason, setting=_block(endpoint, "live = true")
            )
        return None

    def sweeping(self, endpoint: Endpoint, said: OperationSettings) -> str:
        """Why an unsafe method would change what this run has not created; "" where it does not."""
        if endpoint.method in SAFE_METHODS or said.values.get("path"):
            return ""
        named = any(
            need.location == "path" or (need.location == "body" and need.name == "id")
            for need in self.links.needs(endpoint)
        )
        if named:
            return ""
        words = {word for part in segments(endpoint.path) for word in words_of(part)}
        if endpoint.method == "DELETE":
            return "it deletes what this run has not created"
        if endpoint.method in ("POST", "PUT", "PATCH") and (words & _SWEEPING or "delete" in words):
            return "it may change more than this run has created"
        alone = not self.links.is_collection(endpoint)
        if endpoint.method in ("PUT", "PATCH") and alone and self._has_state(endpoint):
            return "it changes a state that was there before this run"
        return ""

    def _has_state(self, endpoint: Endpoint) -> bool:
        """Whether a documented GET of the same path returns an object."""
        for one in self.links.at(endpoint.path):
            response = success(one) if one.method == "GET" else None
            for content in response.contents if response else ():
                if content.schema is not None and is_json(content.media_type):
                    node = FieldNode(((content.schema, ""),), one.components)
                    return bool(node.properties)
        return False

    def creators(self, allowed: Mapping[str, Any]) -> frozenset[str]:
        """Ids of the endpoints that make what others need."""
        found: set[str] = set()
        for endpoint, _ in allowed.values():
            for need in self.links.needs(endpoint):
                for producer in self.links.producers(endpoint, need):
                    if producer.kind == "create" and producer.endpoint.id in allowed:
                        found.add(producer.endpoint.id)
                        if producer.why != "schema":
                            break
        return frozenset(found)

    def purpose(self, endpoint: Endpoint, creators: frozenset[str]) -> Purpose:
        method = endpoint.method
        words = [word for part in segments(endpoint.path)[-1:] for word in words_of(part)]
        if method == "DELETE" or (method == "POST" and words[:1] == ["delete"]):
            return "delete"
        if endpoint.id in creators:
            return "create"
        if method in SAFE_METHODS:
            return "list" if self.links.is_collection(endpoint) else "read"
        return "change"

    def values(
        self,
        endpoint: Endpoint,
        said: OperationSettings,
        allowed: Mapping[str, Any],
    ) -> tuple[PlannedValue, ...]:
        """Where each value of a call comes from."""
        shown = example_values(endpoint)
        found: list[PlannedValue] = []
        by_place = {(need.location, need.name): need for need in self.links.needs(endpoint)}
        places = [("path", name) for name in path_names(endpoint.path)]
        places += [
            (one.location, one.name)
            for one in endpoint.parameters
            if one.location != "path"
            and (one.required or (one.location, one.name) in shown.parameters)
        ]
        places += [
            (location, name)
            for location, named in said.values.items()
            for name in named
            if (location, name) not in places
        ]
        for location, name in places:
            need = by_place.get((location, name))
            found.append(self.value(endpoint, location, name, need, said, shown, allowed))
        for need in by_place.values():
            if need.location == "body":
                producers = self._allowed(endpoint, need, allowed)
                if producers:
                    found.append(
                        PlannedValue(
                            location="body",
                            name=need.name,
                            source="response",
                            producers=producers,
                            need=need,
                        )
                    )
        return tuple(found)

    def value(
        self,
        endpoint: Endpoint,
        location: str,
        name: str,
        need: Need | None,
        said: OperationSettings,
        shown: Values,
        allowed: Mapping[str, Any],
    ) -> PlannedValue:
        if name in said.values.get(location, {}):
            return PlannedValue(location=location, name=name, source="setting")
        producers = self._allowed(endpoint, need, allowed) if need is not None else ()
        if producers:
            return PlannedValue(
                location=location, name=name, source="response", producers=producers, need=need
            )
        unique = (
            need is not None
            and need.location == "path"
            and endpoint.method not in SAFE_METHODS
            and said.live is not True
        )
        made = shown.sources.get((location, name)) == "made"
        if (location, name) in shown.parameters and not unique and not made:
            parameter = parameter_of(endpoint, location, name)
            default = parameter is not None and not parameter.examples
            return PlannedValue(
                location=location,
                name=name,
                source="default" if default and location != "path" else "example",
                need=need,
            )
        return PlannedValue(
            location=location, name=name, source="unique" if unique else "schema", need=need
        )

    def _allowed(
        self, endpoint: Endpoint, need: Need | None, allowed: Mapping[str, Any]
    ) -> tuple[Producer, ...]:
        if need is None:
            return ()
        return tuple(
            one for one in self.links.producers(endpoint, need) if one.endpoint.id in allowed
        )

    def ordered(self, steps: list[CallStep]) -> tuple[CallStep, ...]:
        """Parents before children; create, read, list, change; what deletes last, deepest first."""
        by_id = {step.endpoint.id: step for step in steps}
        depth: dict[str, int] = {}

        def rank(step: CallStep, above: tuple[str, ...] = ()) -> int:
            """How many calls have to come before, one after the other."""
            name = step.endpoint.id
            if name not in depth:
                before = [
                    by_id[one.endpoint.id]
                    for one in step.producers
                    if one.kind == "create" and one.endpoint.id in by_id
                ]
                deeper = [
                    rank(one, (*above, name))
                    for one in before
                    if one.endpoint.id not in above and one.endpoint.id != name
                ]
                if above and len(deeper) < len(before):
                    return max(deeper, default=-1) + 1  # in a circle: not the last word
                depth[name] = max(deeper, default=-1) + 1
            return depth[name]

        number = {step.endpoint.id: index for index, step in enumerate(steps)}

        def place(step: CallStep) -> tuple[int, int, int, int]:
            order, deep = _ORDER[step.purpose], rank(step)
            names = len(path_names(step.endpoint.path))
            if step.purpose == "create":
                return order, deep, names, number[step.endpoint.id]
            if step.purpose == "delete":
                return order, -deep, -names, -number[step.endpoint.id]
            return order, 0, names, number[step.endpoint.id]

        waiting = sorted(self.staged(steps), key=lambda step: (step.stage, *place(step)))
        first = next(
            (
                step
                for step in waiting
                if not step.unsafe
                and not step.needs
                and not path_names(step.endpoint.path)
                and not step.settings.after
            ),
            None,
        )
        if first is not None:  # the pre-flight changes nothing
            waiting.remove(first)
            waiting.insert(0, replace(first, stage=0))
        return self._with_variables(waiting)

    def staged(self, steps: list[CallStep]) -> list[CallStep]:
        """The steps with their stages: a thing that nothing else needs lives in one of its own."""
        creators = {step.endpoint.id: step for step in steps if step.purpose == "create"}
        homes = {step.endpoint.id: self._homes(step, creators) for step in steps}
        needed = {
            name for one in creators for name in homes[one] if name != one
        }  # by the creation of something else
        alone = [one for one in creators if one not in needed]
        stages = {name: number for number, name in enumerate(alone, 1)}
        last = len(alone) + 1
        found = []
        for step in steps:
            own = [name for name in homes[step.endpoint.id] if name in stages]
            if own:
                stage = max(stages[name] for name in own)
            elif step.purpose == "delete":
                stage = last
            else:
                stage = 0
            found.append(replace(step, stage=stage))
        return found

    def _homes(self, step: CallStep, creators: Mapping[str, CallStep]) -> list[str]:
        """The creations that a step waits for, and that of the collection that it is about."""
        found = [step.endpoint.id] if step.endpoint.id in creators else []
        for value in step.values:
            first = next((one for one in value.producers if one.endpoint.id in creators), None)
            if first is not None:
                found.append(first.endpoint.id)
        path = step.endpoint.path
        around = [
            (len(one.endpoint.path), name)
            for name, one in creators.items()
            if "{" not in one.endpoint.path.rpartition("/")[2]
            and (path + "/").startswith(one.endpoint.path.rstrip("/") + "/")
        ]
        if around and not found:
            found.append(max(around)[1])
        return list(dict.fromkeys(found))

    def _with_variables(self, waiting: list[CallStep]) -> tuple[CallStep, ...]:
        """The same order, except that captures and `after` come first."""
        steps: list[CallStep] = []
        known = set(self.variables)
        while waiting:
            ready = next(
                (step for step in waiting if step.needs <= known and self._after(step, waiting)),
                None,
            )
            if ready is None:
                break
            waiting.remove(ready)
            steps.append(ready)
            known.update(ready.capture)
        for step in waiting:
            missing = ", ".join(sorted(step.needs - known))
            reason = (
                f"no call captures {missing}, and no variable is set"
                if missing
                else "'after' names calls that wait for this one"
            )
            self.left.append(LeftOut(endpoint=step.endpoint, reason=reason))
        return tuple(steps)

    def _after(self, step: CallStep, waiting: list[CallStep]) -> bool:
        return not any(
            selector.matches(other.endpoint)
            for selector in step.settings.after
            for other in waiting
            if other is not step
        )


def _block(endpoint: Endpoint, line: str) -> str:
    return f'[[live.operations]]\npath = "{endpoint.path}"\nmethod = "{endpoint.method}"\n{line}\n'
