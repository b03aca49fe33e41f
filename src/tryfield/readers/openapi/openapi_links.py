"""What the links of responses say of other operations, held against these.

A link is an example: of the operation that it leads to, the parameters that it fills, and the
values that are no runtime expressions. Source: OpenAPI 3.1.1, Link Object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tryfield.core.contract.contract_pointers import endpoint_pointer, response_pointer
from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import child_pointer
from tryfield.core.model import Endpoint, Parameter, Span
from tryfield.core.near_names import nearest
from tryfield.core.parameter_styles import node_of, read_text
from tryfield.core.response_links import (
    is_expression,
    linked_endpoint,
    linked_parameter,
    operations,
)


def link_findings(endpoints: tuple[Endpoint, ...]) -> Iterator[Finding]:
    """What is wrong with the links of all endpoints of a document."""
    known: dict[str, Endpoint] | None = None
    for endpoint in endpoints:
        for response in endpoint.responses:
            for name, link in response.links.items():
                if not isinstance(link, Mapping):
                    continue
                known = operations(endpoints) if known is None else known
                pointer = f"{response_pointer(endpoint, response)}/links"
                yield from _Link(endpoint, response.status, child_pointer(pointer, name)).findings(
                    name, link, known
                )


class _Link:
    def __init__(self, endpoint: Endpoint, status: str, pointer: str) -> None:
        self._endpoint = endpoint
        self._status = status
        self._pointer = pointer

    def findings(
        self, name: str, link: Mapping[str, Any], known: Mapping[str, Endpoint]
    ) -> Iterator[Finding]:
        """What is wrong with one link."""
        target = linked_endpoint(link, known)
        if target is None:
            yield from self._nowhere(name, link, known)
            return
        said = link.get("parameters")
        for key, value in (said if isinstance(said, Mapping) else {}).items():
            yield from self._parameter(name, target, str(key), value)

    def _nowhere(
        self, name: str, link: Mapping[str, Any], known: Mapping[str, Endpoint]
    ) -> Iterator[Finding]:
        operation, reference = link.get("operationId"), str(link.get("operationRef") or "")
        if operation:
            near = nearest(str(operation), [one for one in known if one[:1] != "#"])
            yield self._finding(
                f"The link '{name}' leads to '{operation}', which is the operationId of nothing.",
                f"Did you mean '{near}'?" if near else "Correct it, or add the operation.",
                "/operationId",
            )
        elif reference.startswith("#"):
            yield self._finding(
                f"The link '{name}' leads to '{reference}', where no operation is.",
                "Correct it, or add the operation.",
                "/operationRef",
            )
        elif reference:
            yield self._finding(
                f"The link '{name}' leads into another document, so its values are not checked.",
                "Nothing to do, or use an 'operationId' of this document.",
                "/operationRef",
                Severity.NOTE,
            )

    def _parameter(self, name: str, target: Endpoint, key: str, value: object) -> Iterator[Finding]:
        location, bare = linked_parameter(target, key)
        where = child_pointer("/parameters", key)
        same = [one for one in enumerate(target.parameters) if one[1].location == location]
        found = next(((n, one) for n, one in same if one.name == bare), None)
        if found is None:
            near = nearest(bare, [one.name for _, one in same])
            yield self._finding(
                f"The link '{name}' fills '{key}', which is no parameter of {target.name}.",
                f"Did you mean '{near}'?" if near else "Correct it, or add the parameter.",
                where,
            )
        elif not is_expression(value) and (differs := _difference(target, *found, value)):
            yield self._finding(
                f"The link '{name}' fills {target.name}: {differs}",
                "Correct the value, or the parameter.",
                where,
            )

    def _finding(
        self, message: str, advice: str, below: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        spans, pointer = self._endpoint.spans, self._pointer
        span = spans.get(pointer + below) or spans.get(pointer) or self._endpoint.span
        return Finding(
            rule="openapi-reference",
            severity=severity,
            span=span or Span(""),
            message=message,
            advice=advice,
            endpoint=self._endpoint.name,
            status=self._status,
        )


def _difference(target: Endpoint, index: int, parameter: Parameter, value: Any) -> str:
    """How a constant contradicts the parameter that it fills, as a sentence; "" if it does not."""
    from tryfield.core.verdict.difference_wording import contradiction  # few documents have links
    from tryfield.core.verdict.endpoint_judge import judge_of
    from tryfield.core.verdict.location_judge import Instance

    if isinstance(value, str):  # `"3"` travels as 3 does
        value = read_text(parameter, value, node_of(parameter, target.components))
    pointer = f"{endpoint_pointer(target)}/parameters/{index}"
    judged = judge_of(target).parameter(parameter.location, pointer, parameter)
    found = judged.judge((Instance(value=value),), only_present=True)
    differing = (one for one in found.fields if one.verdict == "differs")
    return next((contradiction(one, missing="it is left out") for one in differing), "")
