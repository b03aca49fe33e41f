"""What stands before every call: a refused login, a wrong base path. One finding, not hundreds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tryfield.checking.live.har import Exchange
from tryfield.core.findings import Finding, Severity
from tryfield.core.media_types import response_for
from tryfield.core.model import Endpoint

REFUSED = frozenset({401, 403})
_ENOUGH = 3  # calls with the same refusal before we stop asking


def blocked(exchanges: Iterable[Exchange], endpoints: Mapping[str, Endpoint]) -> str:
    """Why further calls are useless; "" when they are not."""
    known = list(exchanges)
    if len(known) < _ENOUGH:
        return ""
    if all(exchange.answer.status in REFUSED for exchange in known):
        return "authentication failed for every call before it"
    if _nowhere(known, endpoints):
        return "every call before it was answered with 404"
    return ""


def outer(
    exchanges: Iterable[Exchange], endpoints: Mapping[str, Endpoint]
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Findings about all calls, and the ids of the endpoints whose answers say nothing more."""
    known = list(exchanges)
    refused = [one.endpoint for one in known if one.answer.status in REFUSED]
    if refused:
        first = endpoints[refused[0]]
        named = f" ({first.name})" if len(refused) == 1 else ""
        calls = f"{len(refused)} of {len(known)} calls"
        found = _finding(
            first,
            "live-authentication-refused",
            f"The API refused {calls}{named}.",
            "Give credentials with --auth '${VARIABLE}', or check that they are still good.",
        )
        return (found,), frozenset(refused)
    if len(known) > 1 and _nowhere(known, endpoints):
        found = _finding(
            endpoints[known[0].endpoint],
            "live-base-path-wrong",
            f"The API answers 404 to all {len(known)} calls.",
            "Is the path of the base URL right?",
        )
        return (found,), frozenset(one.endpoint for one in known)
    return (), frozenset()


def _nowhere(exchanges: list[Exchange], endpoints: Mapping[str, Endpoint]) -> bool:
    """Whether everything is 404, where that is not what an example's id that is gone would give."""
    return all(one.answer.status == 404 for one in exchanges) and any(
        response_for(404, endpoints[one.endpoint].responses) is None
        or "{" not in endpoints[one.endpoint].path
        for one in exchanges
    )


def _finding(endpoint: Endpoint, rule: str, message: str, advice: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=message,
        advice=advice,
        endpoint=endpoint.name,
    )
