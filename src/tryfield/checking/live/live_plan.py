"""Which endpoints are called, in which order, with which values.

An endpoint says so in its front matter (`tryfield:`) or as `x-tryfield` in OpenAPI: `live: true`
allows a method that changes something, `capture: {token: user_group.token}` keeps a value of the
answer, `values: {body: {current_token: "${token}"}}` uses it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_values import Values

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_LOCATIONS = ("path", "query", "header", "cookie")
_YES, _NO = (True, "true", "yes", "on"), (False, "false", "no", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStep:
    """One endpoint, and what its author says about calling it."""

    endpoint: Endpoint
    values: Mapping[str, Json] = field(default_factory=dict)  #: by place: body, path, query, ...
    capture: Mapping[str, str] = field(default_factory=dict)  #: name to the path of a field

    @property
    def needs(self) -> frozenset[str]:
        """Names of the variables in its values."""
        return frozenset(_VARIABLE.findall(json.dumps(self.values, default=str)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """The steps in order, and the endpoints that are left alone, with the reason."""

    steps: tuple[CallStep, ...]
    skipped: tuple[tuple[Endpoint, str], ...]


def plan_calls(
    endpoints: Iterable[Endpoint], *, methods: frozenset[str], environment: Mapping[str, str]
) -> CallPlan:
    """Order the calls so that a captured value is there before it is used.

    Args:
        endpoints: In the order of the definitions, which is kept where captures allow it.
        methods: Allowed without a word of the endpoint; `SAFE_METHODS` as a rule.
        environment: Variables that need no capture.

    Raises:
        ConfigurationError: An endpoint says something about live calls that we cannot follow.
    """
    waiting: list[CallStep] = []
    skipped: list[tuple[Endpoint, str]] = []
    for endpoint in endpoints:
        said = _said(endpoint)
        live = said.get("live")
        if live not in (None, *_YES, *_NO):
            raise _unclear(endpoint, "'live' must be true or false")
        if endpoint.kind != "path":
            skipped.append((endpoint, f"a {endpoint.kind} is called by the API, not by us"))
        elif live in _NO:
            skipped.append((endpoint, "its definition says live: false"))
        elif not may_be_called(endpoint, methods):
            reason = f"{endpoint.method} may change something; allow it with live: true"
            skipped.append((endpoint, reason))
        else:
            waiting.append(_step(endpoint, said))
    return _ordered(waiting, skipped, set(environment))


def may_be_called(endpoint: Endpoint, methods: frozenset[str]) -> bool:
    """Whether an endpoint may be called: by its method, or because its definition says so."""
    return endpoint.method in methods or _said(endpoint).get("live") in _YES


def _ordered(
    waiting: list[CallStep], skipped: list[tuple[Endpoint, str]], known: set[str]
) -> CallPlan:
    steps: list[CallStep] = []
    while ready := next((step for step in waiting if step.needs <= known), None):
        waiting.remove(ready)
        steps.append(ready)
        known.update(ready.capture)
    for step in waiting:
        missing = ", ".join(sorted(step.needs - known))
        skipped.append((step.endpoint, f"no call captures {missing}, and no variable is set"))
    return CallPlan(steps=tuple(steps), skipped=tuple(skipped))


def filled_values(values: Values, step: CallStep, variables: Mapping[str, str]) -> Values:
    """The example's values with those of the step in their places."""
    said: Any = _substituted(step.values, variables)
    parameters = dict(values.parameters)
    for location in _LOCATIONS:
        for name, value in said.get(location, {}).items():
            parameters[location, name] = value
    body, form = values.body, values.form
    if "body" in said and form is not None and isinstance(said["body"], Mapping):
        form = {**form, **said["body"]}
    elif "body" in said:
        body = json.dumps(_merged(_object(body), said["body"]), ensure_ascii=False, default=str)
    return replace(values, parameters=parameters, body=body, form=form)


def _object(text: str | None) -> Json:
    try:
        return json.loads(text or "{}")
    except ValueError:
        return {}


def _merged(old: Json, new: Json) -> Json:
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {name: _merged(old.get(name), value) for name, value in new.items()}
    return new


def _substituted(value: Json, variables: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: variables.get(match[1], match[0]), value)
    if isinstance(value, Mapping):
        return {name: _substituted(child, variables) for name, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [_substituted(child, variables) for child in value]
    return value


def _said(endpoint: Endpoint) -> Mapping[str, Any]:
    said = endpoint.extensions.get("x-tryfield") or {}
    if not isinstance(said, Mapping):
        raise _unclear(endpoint, "must be a table")
    return said


def _step(endpoint: Endpoint, said: Mapping[str, Any]) -> CallStep:
    values, capture = said.get("values") or {}, said.get("capture") or {}
    places = {*_LOCATIONS, "body"}
    if not isinstance(values, Mapping) or not set(values) <= places:
        raise _unclear(endpoint, "'values' must have body, path, query, header or cookie")
    if any(not isinstance(one, Mapping) for place, one in values.items() if place != "body"):
        raise _unclear(endpoint, "'values' must give each place a table of names")
    if not isinstance(capture, Mapping) or not all(isinstance(v, str) for v in capture.values()):
        raise _unclear(endpoint, "'capture' must name the path of a field for each name")
    return CallStep(endpoint=endpoint, values=values, capture=capture)


def _unclear(endpoint: Endpoint, what: str) -> ConfigurationError:
    return ConfigurationError(f"{endpoint.span_at('')}: the tryfield section {what}.")
