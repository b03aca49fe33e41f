"""The rule about examples that are no JSON."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core import media_types
from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.model import Endpoint
from tryfield.core.rules.exhibits import Exhibit, exhibits
from tryfield.core.rules.making import edit

#: An author wrote these on purpose; a reader understands them, a program does not.
_MEANT = frozenset(
    {"comment", "elision", "placeholder", "status-line", "several-values", "event-stream"}
)


def example_not_json(endpoint: Endpoint) -> Iterator[Finding]:
    """An example of a JSON body is not JSON.

    Readers copy examples into programs, tests and mocks, and there a trailing comma stops
    everything. What an author wrote on purpose (comments, `...`, `<id>`) is a warning; the rest
    is an error. Every liberty is reported where it stands, and what can be mended without
    guessing has a safe fix.

    Bad:

    ```json
    {"id": 7, "name": "Ada",}
    ```

    Good:

    ```json
    {"id": 7, "name": "Ada"}
    ```

    To fix it: run `tryfield check --fix`, or follow the advice of the finding.
    """
    for exhibit in exhibits(endpoint).all:
        if exhibit.document is None or _is_stream(exhibit):
            continue
        for problem in exhibit.document.problems:
            if problem.code == "json-in-string" and _allows_string(exhibit):
                continue
            fixes: tuple[Fix, ...] = ()
            span = exhibit.at(problem.span)
            if exhibit.exact and problem.fix is not None:
                fixes = edit(problem.advice.rstrip("."), span, problem.fix, safe=problem.safe)
            yield Finding(
                rule="example-not-json",
                severity=Severity.WARNING if problem.code in _MEANT else Severity.ERROR,
                span=span,
                message=f"{exhibit.title} is not JSON. {problem.message}",
                advice=problem.advice,
                endpoint=endpoint.name,
                status=exhibit.status,
                field=f"({problem.code})",
                voices=(Evidence(speaker="example", words=problem.message, span=span),),
                fixes=fixes,
            )


def _is_stream(exhibit: Exhibit) -> bool:
    kind = exhibit.content.media_type if exhibit.content else ""
    return media_types.essence(kind) in media_types.STREAMS


def _allows_string(exhibit: Exhibit) -> bool:
    root = exhibits(exhibit.endpoint).root(exhibit.place)
    return root is not None and "string" in root.type
