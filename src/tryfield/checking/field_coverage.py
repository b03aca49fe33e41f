"""The coverage of fields: which of them the examples and live responses show and check."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from tryfield.checking.check_result import FieldCoverage
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_tree import is_name, unfold
from tryfield.core.model import Endpoint
from tryfield.core.rules.checked_examples import checked_examples
from tryfield.core.rules.field_rules import parameters_and_headers
from tryfield.core.rules.rule_findings import status_in
from tryfield.core.verdict.endpoint_judge import documented_names, documented_roots
from tryfield.core.verdict.judgement import FieldVerdict, Judgement
from tryfield.core.verdict.location_judge import FieldVerdicts, Instance
from tryfield.relative_paths import shown

_Key: TypeAlias = "tuple[str, str]"
_EXAMPLES = frozenset({"example", "examples"})
_DEPTH, _FIELDS = 6, 100


class EndpointCoverage:
    """Gathers, endpoint by endpoint, which documented names were met."""

    def __init__(self, endpoint: Endpoint, root: Path) -> None:
        """Begin with what the endpoint's own examples show."""
        shows = checked_examples(endpoint)
        self.name = endpoint.name
        self.file = shown(endpoint.span.file if endpoint.span else "", root)
        roots = list(documented_roots(shows.judge))
        counts = [(place, documented_names(shows.judge, place, node)) for place, node in roots]
        self._documented = sum(count for _, count in counts)
        self._response_fields = sum(count for place, count in counts if _is_response(place))
        self._shown: set[_Key] = set()
        self._judged: set[_Key] = set()
        self._live: set[_Key] | None = None
        # A response without a body has nothing that an example could show.
        self._statuses = {one.status: not one.contents for one in endpoint.responses}
        self._differs = {"examples": False, "live": False}
        self._compared = False
        for checked in shows.all:
            if checked.status:
                self._statuses[checked.status] = True
            if checked.judgement is not None:
                self._compared |= bool(checked.judgement.fields)
                self._differs["examples"] |= not checked.judgement.agrees
                seen, judged = _met(checked.judgement.fields)
                self._shown |= seen
                self._judged |= judged
        met = {one.place for one in shows.all}
        for place, node in roots:
            if place not in met:
                self._of_schemas(place, node)
        for status, pointer, parameter in parameters_and_headers(endpoint):
            location = f"response-header {status}" if status else parameter.location
            known = shows.judge.parameter(location, pointer, parameter)
            values = [one.value for one in parameter.examples if one.has_value]
            if values:
                self._met(known.judge([Instance(value=one) for one in values], only_present=True))

    def _of_schemas(self, place: str, root: FieldNode) -> None:
        """Add what the examples of schemas show, where a body has none of its own."""
        # The fields of a very large body would be built for nothing else.
        for node in unfold(root, depth=_DEPTH, limit=_FIELDS):
            words = node.view.keywords
            if node.original is not node or not _EXAMPLES & words.keys():
                continue
            listed = words.get("examples")
            values = [words["example"]] if "example" in words else []
            for value in values + (listed if isinstance(listed, list) else []):
                self._add(place, node, value)
            status = status_in(place)
            if status in self._statuses and node is root:
                self._statuses[status] = True

    def _add(self, place: str, node: FieldNode, value: Any) -> None:
        """Add a field that an example of a schema shows, which a rule judges, and what is in it."""
        todo = [(node, value)]
        while todo:
            node, value = todo.pop()
            if is_name(node.path):
                self._shown.add((place, node.path))
                if not node.unchecked:
                    self._judged.add((place, node.path))
            if isinstance(value, dict):
                known = node.original.properties
                todo += [(known[name], inner) for name, inner in value.items() if name in known]
            elif isinstance(value, list) and (items := node.original.items) is not None:
                todo += [(items, inner) for inner in value]

    def _met(self, found: FieldVerdicts) -> None:
        seen, judged = _met(found.fields)
        self._shown |= seen
        self._judged |= judged

    def answered(self, judgement: Judgement) -> None:
        """Add what a live answer had."""
        if judgement.status:
            self._statuses[judgement.status] = True
        self._differs["live"] |= not judgement.agrees
        seen, judged = _met(judgement.fields)
        self._live = (self._live or set()) | seen
        self._judged |= judged

    def result(self) -> FieldCoverage:
        """The numbers."""
        live = self._live
        responses = sum(_is_response(place) for place, _ in live or ())
        return FieldCoverage(
            endpoint=self.name,
            file=self.file,
            documented=self._documented,
            shown=min(len(self._shown), self._documented),
            judged=min(len(self._judged), self._documented),
            live=None if live is None else min(len(live), self._documented),
            response_fields=self._response_fields,
            response_seen=min(responses, self._response_fields),
            statuses=tuple(status for status, met in self._statuses.items() if not met),
            matched=(
                "live"
                if live is not None and not self._differs["live"]
                else "examples"
                if self._compared and not self._differs["examples"] and live is None
                else ""
            ),
        )


def live_percent(coverages: Iterable[FieldCoverage]) -> float:
    """How many of the documented response fields live responses had, of 100.

    Fields of requests are not counted: a response cannot judge them.
    """
    documented = seen = 0
    for coverage in coverages:
        documented += coverage.response_fields
        seen += coverage.response_seen
    return 100 * seen / documented if documented else 100.0


def _is_response(place: str) -> bool:
    return place.startswith("response")


def percent(coverages: Iterable[FieldCoverage]) -> float:
    """How many of the documented names were judged, of 100; 100 where none is documented."""
    documented = judged = 0
    for coverage in coverages:
        documented += coverage.documented
        judged += coverage.judged
    return 100 * judged / documented if documented else 100.0


def _met(fields: Iterable[FieldVerdict]) -> tuple[set[_Key], set[_Key]]:
    seen: set[_Key] = set()
    judged: set[_Key] = set()
    for verdict in fields:
        if not is_name(verdict.path):
            continue
        key = verdict.place, verdict.path
        if verdict.verdict in ("matches", "differs"):
            judged.add(key)
        if verdict.count and verdict.keyword != "required":
            seen.add(key)
    return seen, judged
