"""Rules about fields that an example should not show: of the other direction, deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.core.rules.exhibits import exhibits
from tryfield.core.rules.making import contradiction, subject


def read_only_in_request(endpoint: Endpoint) -> Iterator[Finding]:
    """A request example sends a field that is documented as read-only.

    Only the API writes such a field (OpenAPI, `readOnly`); sent, it is ignored or refused.

    Bad: `id` is read-only, and the request is

    ```json
    {"id": 7, "name": "Ada"}
    ```

    Good:

    ```json
    {"name": "Ada"}
    ```

    To fix it: take the field out of the request.
    """
    yield from _direction(
        endpoint, "read-only-in-request", "request", "read-only", "Take it out of the request."
    )


def write_only_in_response(endpoint: Endpoint) -> Iterator[Finding]:
    """A response example shows a field that is documented as write-only.

    Such a field (OpenAPI, `writeOnly`) is sent, often a secret, and must never come back.

    Bad: `password` is write-only, and the response is

    ```json
    {"name": "Ada", "password": "..."}
    ```

    Good:

    ```json
    {"name": "Ada"}
    ```

    To fix it: take the field out of the response.
    """
    yield from _direction(
        endpoint, "write-only-in-response", "response", "write-only", "Take it out of the response."
    )


def _direction(
    endpoint: Endpoint, rule: str, kind: str, words: str, advice: str
) -> Iterator[Finding]:
    known = exhibits(endpoint)
    for exhibit in known.all:
        if exhibit.kind != kind or exhibit.judgement is None:
            continue
        for verdict in exhibit.judgement.fields:
            field = known.field(verdict.place, verdict.path)
            if field is None or verdict.verdict == "absent" or verdict.keyword == "required":
                continue
            if field.read_only if kind == "request" else field.write_only:
                message = f"{subject(verdict)} is in the {kind}, but documented as {words}."
                yield contradiction(
                    rule, exhibit, verdict, message, advice, Severity.ERROR, expected=words
                )


def deprecated_used(endpoint: Endpoint) -> Iterator[Finding]:
    """An example uses a field that is documented as deprecated.

    Readers copy examples, and so what should go away spreads.

    Bad: the parameter `page` is deprecated, and the request is

    ```bash
    curl https://api.example.com/users?page=2
    ```

    Good:

    ```bash
    curl https://api.example.com/users?cursor=b2Zmc2V0
    ```

    To fix it: show what took its place. In a response that still sends the field there may be
    nothing to fix; therefore this is a note.
    """
    known = exhibits(endpoint)
    for exhibit in known.all:
        if exhibit.judgement is None:
            continue
        for verdict in exhibit.judgement.fields:
            field = known.field(verdict.place, verdict.path)
            if field is None or not field.deprecated or verdict.verdict == "absent":
                continue
            if verdict.keyword != "required":
                message = f"{subject(verdict)} is shown, but documented as deprecated."
                yield contradiction(
                    "deprecated-used",
                    exhibit,
                    verdict,
                    message,
                    "Show what took its place.",
                    Severity.NOTE,
                    expected="deprecated",
                )
