"""Calls a live API with the documented examples, or replays a recording of such calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tryfield.checking.endpoint_matching import endpoint_for
from tryfield.checking.live import har_archive
from tryfield.checking.live.live_findings import (
    LiveResult,
    judge_exchanges,
    lost_call_finding,
    reason_to_stop,
)
from tryfield.checking.live.live_plan import SAFE_METHODS, CallStep, filled_values, plan_calls
from tryfield.checking.live.live_settings import LiveSettings, filled
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.errors import RequestError, UnreachableError
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_builder import build_request, unfilled
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.request_values import Credential
from tryfield.core.wire import WireRequest, WireResponse

Send = Callable[[WireRequest], WireResponse]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The API that is asked, and what it needs to know of us."""

    base_url: str
    credentials: Mapping[str, Credential] = field(default_factory=dict)  #: by scheme; "" is any
    methods: frozenset[str] = SAFE_METHODS
    variables: Mapping[str, str] = field(default_factory=dict)  #: of the environment
    at_once: int = 1  #: calls at the same time
    settings: LiveSettings = field(default_factory=LiveSettings)


class LiveCalls:
    """Live calls under way: what was answered stays when they are interrupted."""

    def __init__(self, target: Target, *, send: Send, redactor: Redactor) -> None:
        """Prepare to call; `redactor` learns every secret on the way."""
        self.exchanges: list[har_archive.Exchange] = []
        self.skipped: list[tuple[Endpoint, str]] = []
        self.lost: list[Finding] = []
        self._endpoints: dict[str, Endpoint] = {}
        self._target = target
        self._send = send
        self._redactor = redactor
        self._variables = dict(target.variables)

    def run(self, endpoints: Iterable[Endpoint], progress: Progress) -> None:
        """Send each endpoint's example.

        An API that refuses every call is asked three times, not hundreds of times.

        Raises:
            UnreachableError: The first call gets no answer at all.
            ConfigurationError: An endpoint says something about live calls that we cannot follow.
        """
        todo = plan_calls(endpoints, methods=self._target.methods, environment=self._variables)
        self.skipped += todo.skipped
        done = 0
        for batch in _batches(todo.steps, self._target.at_once):
            if done and (reason := reason_to_stop(self.exchanges, self._endpoints)):
                self.skipped += [(step.endpoint, reason) for step in todo.steps[done:]]
                return
            progress("calls", done, len(todo.steps))
            self._together(batch)
            done += len(batch)
        progress("calls", done, len(todo.steps))

    def result(self) -> LiveResult:
        """What was found so far, without any secret."""
        found = judge_exchanges(self._endpoints, self.exchanges, self._redactor)
        return replace(
            found,
            findings=(*found.findings, *(self._redactor.finding(one) for one in self.lost)),
            skipped=(*self.skipped, *found.skipped),
        )

    def _together(self, steps: tuple[CallStep, ...]) -> None:
        ready: list[tuple[CallStep, WireRequest]] = []
        for step in steps:
            try:
                request = self._request(step)
            except RequestError as error:
                self.skipped.append((step.endpoint, str(error)))
                continue
            if names := unfilled(request.url):
                reason = f"no example says a value for {', '.join(names)} of the path"
                self.skipped.append((step.endpoint, reason))
                continue
            ready.append((step, request))
        if len(ready) < 2:
            for step, request in ready:
                self._answered(step, self._exchange(step, request))
            return
        with ThreadPoolExecutor(len(ready)) as pool:
            answers = pool.map(lambda one: self._exchange(*one), ready)
            for (step, _), answer in zip(ready, answers, strict=True):
                self._answered(step, answer)

    def _exchange(
        self, step: CallStep, request: WireRequest
    ) -> har_archive.Exchange | UnreachableError:
        started = har_archive.now()
        try:
            answer = self._send(request)
        except UnreachableError as error:
            return error
        return har_archive.Exchange(
            endpoint=step.endpoint.id, request=request, answer=answer, started=started
        )

    def _answered(self, step: CallStep, exchange: har_archive.Exchange | UnreachableError) -> None:
        if isinstance(exchange, UnreachableError):
            if not self.exchanges:
                raise exchange
            self.lost.append(lost_call_finding(step.endpoint, exchange))
            return
        self._endpoints[step.endpoint.id] = step.endpoint
        self.exchanges.append(exchange)
        value = _json(exchange.answer)
        self._redactor.learn_from(value)
        for name, path in step.capture.items():
            captured = _at(value, path)
            if captured is not None:
                self._variables[name] = str(captured)
                self._redactor.learn(str(captured))

    def _request(self, step: CallStep) -> WireRequest:
        endpoint, target = step.endpoint, self._target
        for name in step.needs:
            self._redactor.learn(self._variables.get(name, ""))
        values = filled_values(example_values(endpoint), step, self._variables)
        credentials = {
            need.auth.name: target.credentials.get(need.auth.name, target.credentials.get(""))
            for needs in endpoint.security
            for need in needs
        }
        known = {name: credential for name, credential in credentials.items() if credential}
        alternative = next(
            (
                number
                for number, needs in enumerate(endpoint.security)
                if needs and all(need.auth.name in known for need in needs)
            ),
            0,
        )
        chosen = replace(values, server=target.base_url, credentials=known, alternative=alternative)
        said = target.settings.settings_for(endpoint)
        return _with_headers(build_request(endpoint, chosen), filled(said.headers, self._variables))


def _with_headers(request: WireRequest, headers: Mapping[str, str]) -> WireRequest:
    names = {name.lower() for name in headers}
    kept = tuple((name, value) for name, value in request.headers if name.lower() not in names)
    return replace(request, headers=(*kept, *headers.items()))


def replay(
    endpoints: Iterable[Endpoint],
    exchanges: Iterable[har_archive.Exchange],
    *,
    redactor: Redactor,
    base: str = "",
) -> LiveResult:
    """Judge recorded answers again, without a network.

    Args:
        endpoints: Of the reference.
        exchanges: Of a recording of ours, or of any tool; then the address says the endpoint.
        redactor: Takes secrets out of what other tools recorded.
        base: The base URL that stands for the documented servers.
    """
    known = tuple(endpoints)
    named: list[har_archive.Exchange] = []
    by_id = {endpoint.id: endpoint for endpoint in known}
    for exchange in exchanges:
        redactor.learn_from(_json(exchange.answer))
        name = exchange.endpoint
        if name not in by_id:
            request = exchange.request
            found = endpoint_for(known, request.method, request.url, bases=[base])
            name = found.id if found else ""
        if name:
            named.append(replace(exchange, endpoint=name))
    judgement = judge_exchanges(by_id, named, redactor)
    met = {exchange.endpoint for exchange in named}
    left = [(one, "not in the recording") for one in known if one.id not in met]
    return replace(judgement, skipped=(*judgement.skipped, *left))


def _batches(steps: tuple[CallStep, ...], at_once: int) -> Iterator[tuple[CallStep, ...]]:
    """Steps that may be called at the same time; one that captures or needs something is alone."""
    batch: list[CallStep] = []
    for number, step in enumerate(steps):
        alone = number == 0 or step.capture or step.needs  # the first call is the pre-flight
        if batch and (alone or len(batch) >= at_once):
            yield tuple(batch)
            batch = []
        batch.append(step)
        if alone:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def _json(answer: WireResponse) -> Json:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _at(value: Json, path: str) -> Json:
    for name in path.replace("[]", ".0").lstrip(".").split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
