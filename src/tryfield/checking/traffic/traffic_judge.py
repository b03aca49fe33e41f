"""Exchanges against the documentation, one after the other, and what they say together.

`tryfield check --traffic`, `tryfield proxy`, `pytest --tryfield-traffic` and the middleware bring
exchanges here. What is kept of them is bounded: a group for each documented place that differs,
with its first sample by number, never a body and never a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, TypeAlias

from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange
from tryfield.core import media_types
from tryfield.core.documented_response import response_for
from tryfield.core.endpoint_index import EndpointIndex, is_unknown_server, split_url
from tryfield.core.fields.field_node import written_path
from tryfield.core.model import Endpoint
from tryfield.core.schema.json_values import key
from tryfield.core.secret_names import is_secret_name
from tryfield.core.verdict.difference_wording import (
    PARAMETERS,
    contradiction,
    problem_sentence,
    suggestion,
    undocumented_path,
    undocumented_words,
)
from tryfield.core.verdict.endpoint_judge import Judge
from tryfield.core.verdict.judgement import (
    Actual,
    FieldVerdict,
    Judgement,
    Problem,
    Sender,
    UndocumentedField,
)
from tryfield.core.verdict.request_judge import judge_request
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest

What: TypeAlias = "FieldVerdict | UndocumentedField | Problem"
OTHER_HOSTS = "of other hosts"
WEBSOCKETS = "WebSocket connections"
PREFLIGHT = "CORS preflights"
ASSETS = "pages and assets of an undocumented address"
_REMEMBERED = 10_000  # exchanges that agree
_NAMES_BELOW = 40  # undocumented names of one object before they are values
_GROUPS = 10_000
_TYPES = 5
#: Problems that say nothing about what a client sends: the endpoint was found by its address.
_OF_MATCHING = frozenset({"method-differs", "path-differs", "content-type-missing"})
_TRACKING = re.compile(r"utm_\w+|(?:fb|g|gbra|wbra|ms|tt)cl(?:id|aid)|_ga|mc_[ce]id")
_ASSET = re.compile(
    r"text/(?:html|css|javascript)|image/|font/|video/|audio/|application/(?:x-)?"
    r"(?:javascript|font|wasm|manifest)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficDifference:
    """One thing that an exchange has against the documentation."""

    sender: Sender
    status: str  #: of the response as documented; "" for a request
    what: What

    @property
    def pointer(self) -> str:
        """Where the documentation says it, in the contract; "" for the whole operation."""
        return self.what.pointer if isinstance(self.what, FieldVerdict) else ""

    def sentence(self) -> str:
        """What differs, for a person; without values of the exchange."""
        verb = "sent" if self.sender == "request" else "returned"
        what = _without_values(self.what)
        if isinstance(what, Problem):
            return problem_sentence(what, values=False)
        if isinstance(what, FieldVerdict):
            return contradiction(what, missing=f"not {verb}", values=False)
        name = written_path(undocumented_path(what, values=False))
        return f"{_noun(what)}'{name}' is {verb}, but {undocumented_words(what)}.{suggestion(what)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedExchange:
    """What one exchange says."""

    endpoint: Endpoint | None = None  #: None for an undocumented or left out one
    left_out: str = ""  #: why nothing is said about it
    differences: tuple[TrafficDifference, ...] = ()

    def lines(self, sender: Sender | None = None) -> list[str]:
        """What differs, each with its place in the documentation; of one sender, or of both."""
        if self.endpoint is None:
            return []
        return [
            f"{self.endpoint.span_at(one.pointer)}: {one.sentence()}"
            for one in self.differences
            if sender in (None, one.sender)
        ]


@dataclass(slots=True)
class DifferenceGroup:
    """The same difference in one or more exchanges."""

    endpoint: Endpoint
    sender: Sender
    status: str
    what: What
    judge: Judge
    sample: str  #: the first exchange: `shop.har #12`
    count: int = 1  #: exchanges that have it

    def add(self, what: What) -> None:
        """Count one more exchange; types that are new are remembered."""
        self.count += 1
        mine = self.what
        if isinstance(mine, FieldVerdict) and isinstance(what, FieldVerdict):
            known = {one.type for one in mine.actual}
            new = tuple(one for one in what.actual if one.type not in known)
            if new and len(known) < _TYPES:
                first, *others = mine.differences
                first = replace(first, actual=(*first.actual, *new))
                self.what = replace(mine, differences=(first, *others))
        elif isinstance(mine, UndocumentedField) and isinstance(what, UndocumentedField):
            new_types = tuple(one for one in what.types if one not in mine.types)
            if new_types:
                self.what = replace(mine, types=(*mine.types, *new_types))


@dataclass(slots=True)
class UnknownEndpoint:
    """Calls of a method and an address that nobody documented."""

    method: str
    path: str  #: ids in it are names in braces
    origin: str  #: "" for one that is known to be ours
    near: Endpoint | None  #: documented at the same address, with another method
    sample: str
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many there were."""
        return self.statuses.total()


@dataclass(slots=True)
class UnknownHeader:
    """A header that nobody documented, wherever it was."""

    sender: Sender
    name: str
    sample: str
    count: int = 0
    #: by id and documented status; "" for a request
    places: dict[tuple[str, str], tuple[Endpoint, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Reached:
    """What exchanges reached of one endpoint."""

    endpoint: Endpoint
    exchanges: int = 0
    requests: int = 0  #: those that were judged
    statuses: Counter[str] = field(default_factory=Counter)  #: as documented; "" for none
    #: location and path, after `TrafficJudge.count_fields`
    fields: set[tuple[str, str]] = field(default_factory=set)
    differs: bool = False
    succeeded: bool = False


@dataclass(frozen=True, slots=True)
class _Agreement:
    """An exchange that agreed with the documentation: byte for byte the same one agrees again."""

    reached: Reached
    status: str  #: as documented
    judged_request: bool

    def again(self) -> JudgedExchange:
        """Count one more of them."""
        self.reached.exchanges += 1
        self.reached.requests += self.judged_request
        self.reached.statuses[self.status] += 1
        return JudgedExchange(endpoint=self.reached.endpoint)


class TrafficJudge:
    """Judges exchanges; keeps what they say together."""

    def __init__(
        self,
        endpoints: Iterable[Endpoint],
        *,
        bases: Iterable[str] = (),
        headers: HeaderFilter | None = None,
    ) -> None:
        """Know the documentation.

        Args:
            endpoints: Of the reference.
            bases: Base URLs that stand for the documented servers as well.
            headers: Which headers are expected to be documented.
        """
        self.endpoints = tuple(endpoints)
        self.reached: dict[str, Reached] = {}
        self.groups: dict[tuple[str, ...], DifferenceGroup] = {}
        self.headers: dict[tuple[str, str], UnknownHeader] = {}
        self.left_out: Counter[str] = Counter()
        self.other_origins: Counter[str] = Counter()
        self.exchanges = 0  #: all of them
        self._unknown: dict[tuple[str, str, str], UnknownEndpoint] = {}
        self._own_origins: set[str] = set()
        self._bases = tuple(base for base in bases if base)
        self._index = EndpointIndex(self.endpoints)
        self._judges: dict[str, Judge] = {}
        self._filter = headers or HeaderFilter()
        self._documented_headers: dict[tuple[str, str], frozenset[str]] = {}
        self._agreements: dict[bytes, _Agreement] = {}
        self._below: Counter[tuple[str, ...]] = Counter()
        self._odd_headers = 0  #: that nobody documented
        self._anywhere = not (self._index.has_servers or self._bases)

    # --- one exchange

    def judge(self, exchange: RecordedExchange) -> JudgedExchange:
        """Judge one exchange, and remember what it says."""
        self.exchanges += 1
        fingerprint = _fingerprint(exchange)
        if (agreement := self._agreements.get(fingerprint)) is not None:
            return agreement.again()
        request = exchange.request
        if exchange.response.status == 101:
            return self._left(WEBSOCKETS)
        endpoint = self._endpoint(request)
        if endpoint is None:
            return self._undocumented(exchange)
        judge = self._judges.get(endpoint.id)
        if judge is None:
            judge = self._judges[endpoint.id] = Judge(endpoint, brief=True)
        self._own_origins.add(split_url(request.url)[0])
        reached = self.reached.get(endpoint.id)
        if reached is None:
            reached = self.reached[endpoint.id] = Reached(endpoint)
        reached.exchanges += 1
        odd = self._odd_headers
        status, differences = self._response(exchange, endpoint, judge, reached)
        judged_request = not 400 <= exchange.response.status < 500
        if judged_request:
            differences += self._request(exchange, endpoint, judge, reached)
        if differences:
            reached.differs = True
            for one in differences:
                self._group(endpoint, judge, one, exchange.place)
        elif status and len(self._agreements) < _REMEMBERED and odd == self._odd_headers:
            self._agreements[fingerprint] = _Agreement(reached, status, judged_request)
        return JudgedExchange(endpoint=endpoint, differences=tuple(differences))

    def _endpoint(self, request: WireRequest) -> Endpoint | None:
        """The endpoint that is called; HEAD is GET without a body (RFC 9110)."""
        url = request.url
        found = self._index.endpoint_for(request.method, url, bases=self._bases, whole=True)
        if found is None and request.method == "HEAD":
            found = self._index.endpoint_for("GET", url, bases=self._bases, whole=True)
        return found

    def _response(
        self,
        exchange: RecordedExchange,
        endpoint: Endpoint,
        judge: Judge,
        reached: Reached,
    ) -> tuple[str, list[TrafficDifference]]:
        """The documented status, and what differs."""
        answer = exchange.response
        judgement = judge_response(
            endpoint,
            answer,
            method="HEAD" if exchange.request.method == "HEAD" else "",
            judge=judge,
        )
        if answer.status == 304 and not judgement.status:
            return "", []  # the client's cache asked, not the client
        status = judgement.status
        reached.statuses[status] += 1
        reached.succeeded |= bool(status) and answer.status < 400
        found: list[TrafficDifference] = []
        has_body = "response body" in exchange.recorded
        has_headers = "response headers" in exchange.recorded
        for problem in judgement.problems:
            if problem.code == "body-not-checkable":
                continue
            if problem.code == "body-missing" and not has_body:
                continue
            if problem.code in ("content-type-missing", "content-type-differs") and not has_headers:
                continue
            found.append(TrafficDifference(sender="response", status=status, what=problem))
        found += self._verdicts("response", judgement, has_headers=has_headers)
        if has_headers and status:
            self._response_headers(exchange, endpoint, status)
        return status, found

    def _request(
        self, exchange: RecordedExchange, endpoint: Endpoint, judge: Judge, reached: Reached
    ) -> Iterator[TrafficDifference]:
        judgement = judge_request(endpoint, exchange.request, judge=judge)
        reached.requests += 1
        has_body = "request body" in exchange.recorded
        has_headers = "request headers" in exchange.recorded
        for problem in judgement.problems:
            if problem.code in _OF_MATCHING or problem.code == "body-not-checkable":
                continue
            if problem.code == "body-missing" and not has_body:
                continue
            if problem.code == "content-type-differs" and not has_headers:
                continue
            yield TrafficDifference(sender="request", status="", what=problem)
        yield from self._verdicts("request", judgement, has_headers=has_headers)
        if has_headers:
            self._request_headers(exchange, endpoint)

    def _verdicts(
        self, sender: Sender, judgement: Judgement, *, has_headers: bool
    ) -> Iterator[TrafficDifference]:
        status = judgement.status if sender == "response" else ""
        for verdict in judgement.fields:
            hidden = verdict.keyword == "required" and _may_be_hidden(
                verdict, has_headers=has_headers
            )
            if verdict.verdict == "differs" and not hidden:
                yield TrafficDifference(sender=sender, status=status, what=verdict)
        for name in judgement.undocumented:
            if name.place == "query" and _TRACKING.fullmatch(name.name):
                continue
            yield TrafficDifference(sender=sender, status=status, what=name)

    # --- headers

    def _response_headers(
        self, exchange: RecordedExchange, endpoint: Endpoint, status: str
    ) -> None:
        known = self._documented_headers.get((endpoint.id, status))
        if known is None:
            response = response_for(status, endpoint.responses)
            known = frozenset(one.name.lower() for one in response.headers) if response else None
            known = self._documented_headers[endpoint.id, status] = known or frozenset()
        for name, _ in exchange.response.headers:
            if self._filter.expected(name) and name.lower() not in known:
                self._header("response", name, (endpoint, status), exchange)

    def _request_headers(self, exchange: RecordedExchange, endpoint: Endpoint) -> None:
        known = self._documented_headers.get((endpoint.id, ""))
        if known is None:
            named = {one.name for one in endpoint.parameters if one.location == "header"}
            named |= {
                need.auth.parameter
                for needs in endpoint.security
                for need in needs
                if need.auth.location == "header"
            }
            known = frozenset(name.lower() for name in named)
            self._documented_headers[endpoint.id, ""] = known
        for name, _ in exchange.request.headers:
            if self._filter.expected(name) and name.lower() not in known:
                self._header("request", name, (endpoint, ""), exchange)

    def _header(
        self, sender: Sender, name: str, place: tuple[Endpoint, str], exchange: RecordedExchange
    ) -> None:
        endpoint, status = place
        self._odd_headers += 1
        group = sender, name.lower()
        known = self.headers.get(group)
        if known is None:
            if len(self.headers) >= _GROUPS:
                return
            known = self.headers[group] = UnknownHeader(sender, name, exchange.place)
        known.count += 1
        known.places.setdefault((endpoint.id, status), (endpoint, status))

    # --- groups

    def _group(
        self, endpoint: Endpoint, judge: Judge, found: TrafficDifference, sample: str
    ) -> None:
        what = found.what
        group = (endpoint.id, found.sender, found.status, *_group_key(what))
        known = self.groups.get(group)
        if known is not None:
            known.add(what)
            return
        if isinstance(what, UndocumentedField):
            parent = (endpoint.id, found.sender, found.status, what.place, what.parent)
            self._below[parent] += 1
            if self._below[parent] > _NAMES_BELOW:  # names that are values
                what = replace(what, path=f"{what.parent}.…" if what.parent else "…", name="…")
                group = (endpoint.id, found.sender, found.status, *_group_key(what))
                if (known := self.groups.get(group)) is not None:
                    known.add(what)
                    return
        if len(self.groups) >= _GROUPS:
            self.left_out["differences beyond the first 10,000"] += 1
            return
        self.groups[group] = DifferenceGroup(
            endpoint=endpoint,
            sender=found.sender,
            status=found.status,
            what=_without_values(what),
            judge=judge,
            sample=sample,
        )

    # --- undocumented endpoints

    def _undocumented(self, exchange: RecordedExchange) -> JudgedExchange:
        request, response = exchange.request, exchange.response
        origin = split_url(request.url)[0]
        # Which hosts are ours is known at the end, where a name does not say it.
        certain = bool(origin) and not (self._anywhere or is_unknown_server(origin))
        if request.method == "OPTIONS" and request.header("access-control-request-method"):
            return self._left(PREFLIGHT)
        if certain and not self._is_ours(request.url):
            self.other_origins[origin] += 1
            return self._left(OTHER_HOSTS)
        kind = media_types.essence(response.header("content-type") or "")
        if request.method in ("GET", "HEAD") and _ASSET.match(kind):
            return self._left(ASSETS)
        path = self._index.shape_of(request.url, bases=self._bases)
        group = request.method, "" if certain else origin, path
        known = self._unknown.get(group)
        if known is None:
            if len(self._unknown) >= _GROUPS:
                return self._left("undocumented endpoints beyond the first 10,000")
            at = self._index.endpoints_at(request.url, bases=self._bases, whole=True)
            near = at[0] if at else None
            known = self._unknown[group] = UnknownEndpoint(
                method=request.method,
                path=near.path if near else path,
                origin="" if certain else origin,
                near=near,
                sample=exchange.place,
            )
        known.statuses[response.status] += 1
        return JudgedExchange()

    def _is_ours(self, url: str) -> bool:
        if self._index.serves(url, bases=self._bases):
            return True
        return any(self._index.endpoints_at(url, bases=self._bases, whole=True))

    def _left(self, reason: str) -> JudgedExchange:
        self.left_out[reason] += 1
        return JudgedExchange(left_out=reason)

    def unknown_endpoints(self) -> list[UnknownEndpoint]:
        """The undocumented endpoints.

        Where no server is documented, and on this machine, a host is ours if it answers for a
        documented endpoint as well.
        """
        return [one for one in self._unknown.values() if self._is_of_ours(one)]

    def _is_of_ours(self, unknown: UnknownEndpoint) -> bool:
        return not unknown.origin or unknown.origin in self._own_origins

    def left_out_in_all(self) -> dict[str, int]:
        """How many exchanges were left out, by reason."""
        found = Counter(self.left_out)
        found[OTHER_HOSTS] += sum(
            one.count for one in self._unknown.values() if not self._is_of_ours(one)
        )
        return {reason: count for reason, count in found.items() if count}

    def counted(self) -> dict[str, Any]:
        """What was reached, as JSON: for another process, which adds it with `add_counted`."""
        self.count_fields()
        return {
            "exchanges": self.exchanges,
            "reached": {
                name: {
                    "exchanges": one.exchanges,
                    "requests": one.requests,
                    "statuses": dict(one.statuses),
                    "fields": sorted(one.fields),
                    "differs": one.differs,
                    "succeeded": one.succeeded,
                }
                for name, one in self.reached.items()
            },
        }

    def add_counted(self, counted: Mapping[str, Any]) -> None:
        """Add what another process reached of the same documentation."""
        self.exchanges += counted["exchanges"]
        known = {one.id: one for one in self.endpoints}
        for name, said in counted["reached"].items():
            if name not in known:
                continue
            mine = self.reached.setdefault(name, Reached(known[name]))
            mine.exchanges += said["exchanges"]
            mine.requests += said["requests"]
            mine.statuses.update(said["statuses"])
            mine.fields.update((place, path) for place, path in said["fields"])
            mine.differs |= said["differs"]
            mine.succeeded |= said["succeeded"]

    def count_fields(self) -> None:
        """Bring `Reached.fields` up to date."""
        for name, judge in self._judges.items():
            fields = self.reached[name].fields
            for place in judge.places.values():
                fields.update((place.name, path) for path in place.shown)

    def forget(self) -> None:
        """Keep what was counted, and none of what judging and findings need."""
        self.count_fields()
        self._judges.clear()
        self._agreements.clear()
        self.groups.clear()


def _fingerprint(exchange: RecordedExchange) -> bytes:
    """What is the same for the same exchange, and holds nothing of it."""
    request, answer = exchange.request, exchange.response
    head = (
        *(request.method, request.url, request.headers, len(request.body)),
        *(answer.status, answer.headers, sorted(exchange.recorded)),
    )
    digest = blake2b(repr(head).encode(errors="surrogatepass"), digest_size=16)
    digest.update(request.body)
    digest.update(answer.body)
    return digest.digest()


def _may_be_hidden(verdict: FieldVerdict, *, has_headers: bool) -> bool:
    """Whether a required header may have been left out by who recorded: secrets are."""
    header = verdict.place in ("header", "cookie") or verdict.place.startswith("response-header")
    return header and (not has_headers or verdict.place == "cookie" or is_secret_name(verdict.path))


def _group_key(what: What) -> tuple[str, ...]:
    if isinstance(what, Problem):
        status = what.actual if what.code == "status-undocumented" else ""
        return "problem", what.code, what.detail, status
    if isinstance(what, FieldVerdict):
        return "field", what.place, what.path, what.keyword
    return "undocumented", what.place, undocumented_path(what, values=False)


def _without_values(what: What) -> What:
    """What a group keeps: the types of what was found, lengths and limits, never a value."""
    if isinstance(what, FieldVerdict):
        differences = tuple(
            replace(one, actual=tuple(map(_shape_only, one.actual))) for one in what.differences
        )
        return replace(what, differences=differences, where=())
    if isinstance(what, UndocumentedField):
        path = undocumented_path(what, values=False)
        return replace(what, path=path, name=what.name if path == what.path else "…", where=())
    return replace(what, said="") if what.code == "not-json" else what


def _shape_only(actual: Actual) -> Actual:
    value = actual.value
    if isinstance(value, str):
        value = "x" * min(len(value), 10_000)  # its length is said
    elif isinstance(value, dict):
        value = {}
    elif isinstance(value, list) and not all(isinstance(one, int) for one in value):
        first: dict[object, int] = {}
        value = [first.setdefault(key(one), n) for n, one in enumerate(value[:1_000])]
    return replace(actual, value=value)


def _noun(what: UndocumentedField) -> str:
    return f"The {what.place} parameter " if what.place in PARAMETERS else ""
