"""Runs a plan against a live API, or replays a recording of such calls."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from tryfield.checking.live import har_archive
from tryfield.checking.live.call_builder import BuiltCall, CallContext, NotCallableError, build_call
from tryfield.checking.live.har_archive import Exchange
from tryfield.checking.live.live_findings import (
    SET_UP,
    LiveResult,
    judge_exchanges,
    lost_call_finding,
    reason_to_stop,
)
from tryfield.checking.live.live_plan import (
    DEFAULT_METHODS,
    CallPlan,
    CallStep,
    PlannedValue,
    plan_calls,
)
from tryfield.checking.live.live_settings import LiveSettings
from tryfield.checking.live.made_values import ValueMaker, attempts
from tryfield.checking.live.named_values import missing_names
from tryfield.checking.live.resource_links import Producer, path_names, segments, shape, success
from tryfield.checking.live.resource_store import Resource, ResourceStore, at_path, json_of
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.checking.response_check import request_differences
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.errors import RequestError, UnreachableError
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_prefill import example_names
from tryfield.core.request.request_values import Credential, Values
from tryfield.core.wire import WireRequest, WireResponse

Send = Callable[[WireRequest], WireResponse]
Progress = Callable[[str, int, int], None]
_Key: TypeAlias = "tuple[str, tuple[tuple[str, str], ...], bytes]"
_NO_ANSWER = "gave no answer"
_ATTEMPTS = 5  # choices of values for one operation
#: Statuses after which other values may help.
_OTHER_VALUES = frozenset({400, 404, 405, 406, 409, 411, 413, 415, 422, 500, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The API that is asked, and what it needs to know of us."""

    base_url: str
    credentials: Mapping[str, Credential] = field(default_factory=dict)  #: by scheme; "" is any
    methods: frozenset[str] = DEFAULT_METHODS
    variables: Mapping[str, str] = field(default_factory=dict)  #: of the environment
    at_once: int = 1  #: calls at the same time
    settings: LiveSettings = field(default_factory=LiveSettings)
    keep: bool = False  #: what the run creates is not deleted at its end
    refusals: bool = False  #: documented refusals are provoked as well


@dataclass(slots=True)
class Hint:
    """What the last refusal of an endpoint said."""

    status: int = 0
    body: bytes = b""
    named: bool = False  #: its path named something that another call gave
    others: int = 0  #: which other name of that is tried


class LiveCalls:
    """Live calls under way: what was answered stays when they are interrupted."""

    def __init__(
        self, target: Target, *, send: Send, redactor: Redactor, maker: ValueMaker | None = None
    ) -> None:
        """Prepare to call; `redactor` learns every secret on the way."""
        self.exchanges: list[Exchange] = []
        self.skipped: dict[str, tuple[Endpoint, str]] = {}
        self.lost: list[Finding] = []
        self.kept: list[str] = []  #: what the run created and could not delete
        self.plan = CallPlan(steps=())
        self._endpoints: dict[str, Endpoint] = {}
        self._target = target
        self._send = send
        self._redactor = redactor
        self._variables: dict[str, Json] = dict(target.variables)
        self._maker = maker or ValueMaker()
        self._store = ResourceStore(self._maker)
        self._outcomes: dict[str, str] = {}
        self._reached: set[str] = set()
        self._fuller: set[str] = set()  #: creators that were called with all fields
        self._steps: dict[str, CallStep] = {}
        self._listed: dict[str, Json] = {}  #: by creator: what was there before
        self._turn = threading.Lock()

    def run(
        self,
        endpoints: Iterable[Endpoint],
        progress: Progress,
        *,
        others: Iterable[Endpoint] = (),
    ) -> None:
        """Make a plan and follow it.

        An API that refuses every call is asked three times, not hundreds of times. Of `others`,
        only what a chosen call needs is called, and its responses are not judged.

        Raises:
            UnreachableError: The first call gets no answer at all.
            ConfigurationError: An endpoint says something about live calls that we cannot follow.
        """
        target = self._target
        self.plan = plan_calls(
            endpoints,
            methods=target.methods,
            variables=self._variables,
            settings=target.settings,
            others=others,
        )
        for left in self.plan.left_out:
            self._leave(left.endpoint, left.reason)
        self._steps = {step.endpoint.id: step for step in self.plan.steps}
        total, done = len(self.plan.steps), 0
        stages = self.plan.stages
        try:
            for stage in stages:
                first = [step for step in stage if step.purpose != "delete"]
                for batch in _batches(first, target.at_once):
                    if done and (reason := reason_to_stop(self.exchanges, self._endpoints)):
                        for step in self.plan.steps[done:]:
                            self._leave(step.endpoint, reason)
                        return
                    progress("calls", done, total)
                    self._together(batch)
                    done += len(batch)
                self._again(first)
                chosen = [step for step in stage if not step.needed_by]
                self._examples(step for step in chosen if step.purpose != "delete")
                if stage is stages[-1]:
                    self._again([step for step in self.plan.steps if step.purpose != "delete"])
                if target.refusals:
                    self._refusals(chosen)
                for step in stage:
                    if step.purpose == "delete":
                        progress("calls", done, total)
                        if not step.needed_by:  # else it is for the clean-up
                            self._delete(step)
                        done += 1
                if stage[0].stage and not target.keep:
                    self._clean_up({step.endpoint.id for step in stage})
        finally:
            if not target.keep:
                self._clean_up()
            self.kept = [_described(one) for one in self._store.resources if _left(one)]
        progress("calls", done, total)

    def result(self) -> LiveResult:
        """What was found so far, without any secret."""
        found = judge_exchanges(
            self._endpoints, self.exchanges, self._redactor, settings=self._target.settings
        )
        skipped = [one for key, one in self.skipped.items() if key not in self._endpoints]
        return replace(
            found,
            findings=(*found.findings, *(self._redactor.finding(one) for one in self.lost)),
            skipped=(*skipped, *found.skipped),
            kept=tuple(self.kept),
        )

    # --- steps

    def _together(self, steps: tuple[CallStep, ...]) -> None:
        if len(steps) == 1:
            self._perform(steps[0])
            return
        with ThreadPoolExecutor(len(steps)) as pool:
            list(pool.map(self._perform, steps))

    def _again(self, steps: Iterable[CallStep]) -> None:
        """What lacked a value, or was refused, once more with what came since."""
        for step in steps:
            name = step.endpoint.id
            if name in self._reached or self._outcomes.get(name) == _NO_ANSWER:
                continue
            if not any(one.need for one in step.values):
                continue
            for one in step.values:
                if one.need is None or not one.producers:
                    continue
                creator = self._steps.get(one.producers[0].endpoint.id)
                if (
                    creator is not None
                    and creator.purpose == "create"
                    and creator.endpoint.id in self._reached - self._fuller
                    and self._store.find(one.need, one.producers, own=step.unsafe) is None
                ):
                    # What it made lacks what this one needs: an optional field may give it.
                    self._fuller.add(creator.endpoint.id)
                    self._perform(creator, skip=1)
            self._perform(step, again=True)

    def _examples(self, steps: Iterable[CallStep]) -> None:
        """The other named examples of each operation that works."""
        for step in steps:
            if step.endpoint.id in self._reached:
                for name, _ in example_names(step.endpoint)[1:]:
                    self._perform(step, example=name)

    def _delete(self, step: CallStep) -> None:
        """Delete something, after making one more of it where all that there was is gone."""
        for _ in range(2):
            try:
                for _, values in attempts(step.endpoint):
                    self._built(step, values)
                    break
            except RequestError:
                self._make_more(step)
                continue
            break
        begin = len(self.exchanges)
        self._perform(step)
        missing = [
            (number, one)
            for number, one in enumerate(self.exchanges[begin:], begin)
            if one.endpoint == step.endpoint.id and one.answer.status in (404, 410)
        ]
        if not missing or step.endpoint.id in self._reached:
            return
        # Something else has taken it away, as a session ends its kernel.
        called = {part for _, one in missing for part in segments(urlsplit(one.request.url).path)}
        givers = {producer.endpoint.id for one in step.values for producer in one.producers}
        for resource in self._store.resources:
            if (
                resource.created
                and resource.endpoint.id in givers
                and called & set(_names(resource))
            ):
                self._store.deleted(resource)
        self._make_more(step)
        self._perform(step)
        if step.endpoint.id in self._reached:
            for number, one in missing:
                self.exchanges[number] = replace(one, purpose="gone")

    def _make_more(self, step: CallStep) -> None:
        """Make what a step takes away once more."""
        for one in step.values:
            first = one.producers[0] if one.producers and one.location == "path" else None
            creator = self._steps.get(first.endpoint.id) if first is not None else None
            if creator is None or creator is step or creator.purpose != "create":
                continue
            if creator.endpoint.id in self._reached:
                self._perform(creator)

    def _perform(
        self, step: CallStep, *, again: bool = False, example: str = "", skip: int = 0
    ) -> None:
        """Call one endpoint, with other values where the API refuses the first ones."""
        endpoint = step.endpoint
        seen = self._asked(endpoint) if again else set()
        hint = Hint()
        if step.purpose == "create":
            self._list_before(step)
        tries = 0
        for values in itertools.islice(self._choices(endpoint, example, hint), skip, None):
            try:
                call = self._built(step, values, hint.others)
            except RequestError as error:
                if not tries:
                    self._leave(endpoint, str(error))
                return
            if tries + skip and any(request_differences(endpoint, call.request)):
                continue  # the API would be right to refuse it
            same = self._key(call.request)
            if same in seen and not (again and tries == 0 and call.sent):
                continue
            seen.add(same)
            exchange = self._exchange(step, call.request)
            if exchange is None:
                return
            self._learned(step, call, exchange)
            status = exchange.answer.status
            if not _may_have_other_values(endpoint, status):
                return
            hint.status, hint.body = status, exchange.answer.body
            hint.named = call.target is not None
            tries += 1
            if tries >= _ATTEMPTS:
                return

    def _choices(self, endpoint: Endpoint, example: str, hint: Hint) -> Iterator[Values]:
        """Values to try, one after the other; what the API said decides which come next."""
        first: Values | None = None
        for _, values in attempts(endpoint, example=example):
            if first is not None:
                if hint.status == 406:
                    yield accepting(endpoint, first, hint.body)
                if named := missing_names(endpoint, first, hint.body):
                    first = named
                    yield named
            else:
                first = values
            yield values
            while hint.status == 404 and hint.named and hint.others < 2:
                hint.others += 1
                yield values
            hint.others = 0
        if first is not None and hint.status == 406:
            yield accepting(endpoint, first, hint.body)

    def _list_before(self, step: CallStep) -> None:
        """What there is before something is made, where a list of it has no conditions."""
        path = shape(step.endpoint.path).rstrip("/")
        if step.endpoint.id in self._listed or "{" in path:
            return
        self._listed[step.endpoint.id] = None
        for one in self.plan.steps:
            if one.endpoint.method == "GET" and shape(one.endpoint.path).rstrip("/") == path:
                try:
                    call = self._built(one, next(attempts(one.endpoint))[1])
                except RequestError:
                    return
                exchange = self._exchange(one, call.request)
                if exchange is not None and exchange.answer.status == 200:
                    self._listed[step.endpoint.id] = json_of(exchange.answer)

    def _asked(self, endpoint: Endpoint) -> set[_Key]:
        return {self._key(one.request) for one in self.exchanges if one.endpoint == endpoint.id}

    def _key(self, request: WireRequest) -> _Key:
        """What makes a request another one; names that the run has made do not."""
        return request.url, request.headers, self._maker.without(request.body)

    def _built(self, step: CallStep, values: Values, other: int = 0) -> BuiltCall:
        for name in step.needs & self._target.variables.keys():
            self._redactor.learn(self._target.variables[name])
        context = CallContext(
            base_url=self._target.base_url,
            credentials=self._target.credentials,
            variables=self._variables,
            store=self._store,
            maker=self._maker,
            outcome=self._outcome,
        )
        with self._turn:
            return build_call(step, values, context, other=other)

    def _exchange(self, step: CallStep, request: WireRequest, purpose: str = "") -> Exchange | None:
        started = har_archive.now()
        try:
            answer = self._send(request)
        except UnreachableError as error:
            if not self.exchanges:
                raise
            with self._turn:
                if self._outcomes.get(step.endpoint.id) == _NO_ANSWER:
                    return None
                self._outcomes[step.endpoint.id] = _NO_ANSWER
                if step.needed_by:
                    return None
                self._endpoints.setdefault(step.endpoint.id, step.endpoint)
                self.lost.append(lost_call_finding(step.endpoint, error))
            return None
        exchange = Exchange(
            endpoint=step.endpoint.id,
            request=request,
            answer=answer,
            started=started,
            purpose=purpose or (SET_UP if step.needed_by else ""),
        )
        with self._turn:
            self._endpoints[step.endpoint.id] = step.endpoint
            self.exchanges.append(exchange)
        return exchange

    def _learned(self, step: CallStep, call: BuiltCall, exchange: Exchange) -> None:
        answer, endpoint = exchange.answer, step.endpoint
        value = json_of(answer)
        with self._turn:
            self._redactor.learn_from(value)
            if answer.status >= 400:
                if endpoint.id not in self._reached:
                    self._outcomes[endpoint.id] = f"was answered with {answer.status}"
                return
            self._reached.add(endpoint.id)
            self._outcomes[endpoint.id] = "brought no such value"
            if step.purpose == "delete":
                if call.target is not None and endpoint.method == "DELETE":
                    self._store.deleted(call.target)
            else:
                creates = step.purpose == "create" or answer.status == 201
                self._store.learn(
                    endpoint,
                    call.request,
                    answer,
                    call.sent,
                    creates=creates,
                    before=self._listed.get(endpoint.id),
                )
                if endpoint.method in ("PATCH", "PUT") and call.target is not None:
                    self._store.changed(call.target, call.sent)
            for name, path in step.capture.items():
                captured = at_path(value, path)
                if captured is not None:
                    self._variables[name] = captured
                    self._redactor.learn_captured(name, captured)

    def _outcome(self, producer: Producer) -> str:
        return self._outcomes.get(producer.endpoint.id, "was not called")

    def _leave(self, endpoint: Endpoint, reason: str) -> None:
        step = self._steps.get(endpoint.id)
        with self._turn:
            if step is not None and step.needed_by:
                self._outcomes[endpoint.id] = f"cannot be called: {reason}"
                return
            self.skipped[endpoint.id] = (endpoint, reason)

    # --- refusals

    def _refusals(self, steps: Iterable[CallStep]) -> None:
        """Provoke what is documented to be refused: unknown ids, missing credentials or fields."""
        from tryfield.checking.live.documented_refusals import refusal_calls

        for step in steps:
            if step.endpoint.id not in self._reached:
                continue
            for values in attempts(step.endpoint):
                try:
                    call = self._built(step, values[1])
                except RequestError:
                    break
                for purpose, request in refusal_calls(step, call, self._maker):
                    self._exchange(step, request, purpose)
                break

    # --- the end

    def _clean_up(self, creators: Container[str] | None = None) -> None:
        """Delete what the run created, the last one first, as far as the API offers it."""
        for resource in reversed(self._store.resources):
            if not _left(resource):
                continue
            if creators is not None and resource.endpoint.id not in creators:
                continue
            for step in itertools.chain(self._deleting(resource), self._deleting(resource)):
                try:
                    call = self._delete_call(step, resource)
                    exchange = self._exchange(step, call.request, "clean-up")
                except (RequestError, UnreachableError):
                    continue
                if exchange is None:
                    continue
                status = exchange.answer.status
                if status < 400 or status in (404, 410):
                    self._store.deleted(resource)
                    break

    def _deleting(self, resource: Resource) -> Iterator[CallStep]:
        """The planned calls that delete such a thing."""
        below = shape(resource.endpoint.path).rstrip("/")
        for exact in (True, False):
            for step in self.plan.steps:
                if step.endpoint.method != "DELETE":
                    continue
                same = shape(step.endpoint.path) in (f"{below}/{{}}", below)
                if same == exact and _deletes(step, resource):
                    yield step

    def _delete_call(self, step: CallStep, resource: Resource) -> BuiltCall:
        others = [one for one in self._store.resources if one is not resource and not one.deleted]
        for one in others:
            one.deleted = True
        try:
            values = next(attempts(step.endpoint))[1]
            call = self._built(step, values)
        finally:
            for one in others:
                one.deleted = False
        if call.target is not resource:
            raise NotCallableError("it deletes something else")
        return call


def _may_have_other_values(endpoint: Endpoint, status: int) -> bool:
    if status in (401, 403):
        return any(one.name.lower() == "authorization" for one in endpoint.parameters)
    return status in _OTHER_VALUES


_MEDIA_TYPE = re.compile(r"\b(?:application|audio|image|text|video)/[\w.+-]+")


def accepting(endpoint: Endpoint, values: Values, refusal: bytes) -> Values:
    """The same values, asking for the documented media types, else for those of the refusal.

    Source: RFC 9110, section 12.5.1.
    """
    response = success(endpoint)
    types = [one.media_type for one in response.contents] if response else []
    types = types or _MEDIA_TYPE.findall(refusal[:20_000].decode("utf-8", "replace"))
    kept = tuple(pair for pair in values.headers if pair[0].lower() != "accept")
    return replace(values, headers=(*kept, ("Accept", ", ".join(types) or "*/*")))


def _left(resource: Resource) -> bool:
    return resource.created and not resource.deleted


def _deletes(step: CallStep, resource: Resource) -> bool:
    names = path_names(step.endpoint.path)
    if not names:
        return False
    last: PlannedValue | None = next(
        (one for one in step.values if (one.location, one.name) == ("path", names[-1])), None
    )
    return last is not None and any(
        one.endpoint.id == resource.endpoint.id and one.why != "schema" for one in last.producers
    )


def _names(resource: Resource) -> Iterator[str]:
    """What a resource is called by, as it stands in a path."""
    for fields in (resource.item, resource.sent):
        if isinstance(fields, Mapping):
            yield from (quote(str(one), safe="") for one in fields.values() if _is_name(one))


def _is_name(value: Json) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and bool(str(value))


def _described(resource: Resource) -> str:
    item = resource.item if isinstance(resource.item, dict) else resource.sent
    for name in ("id", "uuid", "name", "key", "path"):
        if isinstance(item, Mapping) and isinstance(item.get(name), (str, int)):
            return f"{resource.endpoint.name} made {name} {item[name]}"
    return f"{resource.endpoint.name} made /{'/'.join(resource.parts)}"


def replay(
    endpoints: Iterable[Endpoint],
    exchanges: Iterable[Exchange],
    *,
    redactor: Redactor,
    base: str = "",
    settings: LiveSettings | None = None,
) -> LiveResult:
    """Judge recorded answers again, without a network.

    Args:
        endpoints: Of the reference.
        exchanges: Of a recording of ours, or of any tool; then the address says the endpoint.
        redactor: Takes secrets out of what other tools recorded.
        base: The base URL that stands for the documented servers.
        settings: Which statuses are expected.
    """
    known = tuple(endpoints)
    index = EndpointIndex(known)
    named: list[Exchange] = []
    by_id = {endpoint.id: endpoint for endpoint in known}
    for exchange in exchanges:
        redactor.learn_from(json_of(exchange.answer))
        name = exchange.endpoint
        if name not in by_id:
            request = exchange.request
            found = index.endpoint_for(request.method, request.url, bases=[base])
            name = found.id if found else ""
        if name:
            named.append(replace(exchange, endpoint=name))
    judgement = judge_exchanges(by_id, named, redactor, settings=settings)
    met = {exchange.endpoint for exchange in named}
    left = [(one, "not in the recording") for one in known if one.id not in met]
    return replace(judgement, skipped=(*judgement.skipped, *left))


def _batches(steps: Iterable[CallStep], at_once: int) -> Iterator[tuple[CallStep, ...]]:
    """Steps that may be called at the same time; one that others wait for is alone."""
    batch: list[CallStep] = []
    for number, step in enumerate(steps):
        alone = (  # the first call is the pre-flight
            number == 0 or step.purpose == "create" or bool(step.needs or step.settings.after)
        )
        if batch and (alone or len(batch) >= at_once):
            yield tuple(batch)
            batch = []
        batch.append(step)
        if alone:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
