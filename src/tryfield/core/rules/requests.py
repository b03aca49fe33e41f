"""Rules that hold documented requests against what the page says about them."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.core.rules.commands import commands
from tryfield.core.rules.examples import stranger
from tryfield.core.rules.making import (
    PARAMETERS,
    about,
    contradiction,
    differing,
    often,
    subject,
    undocumented,
)

_SENDERS = ("GET", "HEAD")


def request_field_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """A documented request sends a name that no field documents.

    It stands in the body of a request example or curl command, or in the query of its URL.
    Headers are not looked at, because clients add their own.

    Bad: only `limit` is documented, and the example is

    ```bash
    curl 'https://api.example.com/users?limit=10&sort=name'
    ```

    Good: the page has a field for it.

    ```mdx
    <ParamField query="sort" type="string">
      Name of the field to sort by.
    </ParamField>
    ```

    To fix it: document the name, or take it out of the request.
    """
    for exhibit, name in undocumented(endpoint, "request"):
        if name.place not in PARAMETERS or _has_parameters(endpoint):
            yield stranger("request-field-undocumented", exhibit, name)


def _has_parameters(endpoint: Endpoint) -> bool:
    """Whether the endpoint documents anything that is sent; otherwise the gap is the page's."""
    return bool(endpoint.parameters or endpoint.body)


def request_field_missing(endpoint: Endpoint) -> Iterator[Finding]:
    """A documented request leaves out a field that is documented as required.

    Whoever copies the request gets an error from the API.

    Bad: `email` is documented as required, and the example is

    ```bash
    curl https://api.example.com/users -H 'Content-Type: application/json' -d '{"name": "Ada"}'
    ```

    Good: the body holds `"email"` as well.

    To fix it: send the field in the example, or do not document it as required.
    """
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword != "required" or exhibit.kind != "request":
            continue
        if verdict.place == "path":
            continue  # without a name in the path nothing can be sent: `path-parameter-unused`
        if verdict.place == "header" and verdict.path.lower() in ("authorization", "accept"):
            continue  # `auth-differs` looks at the first; curl sends the second
        message = (
            f"{subject(verdict)} is documented as required, but the request leaves it out"
            f"{often(verdict.count, verdict.total)}."
        )
        yield contradiction(
            "request-field-missing",
            exhibit,
            verdict,
            message,
            "Send it, or do not document it as required.",
            Severity.ERROR,
            expected=f"{verdict.expected}, required",
        )
    for exhibit in commands(endpoint):
        for problem in exhibit.judgement.problems if exhibit.judgement else ():
            if problem.code == "body-missing":
                yield about(
                    "request-field-missing",
                    endpoint,
                    Severity.ERROR,
                    "The curl command sends no body, but a body is documented as required.",
                    "Show the body, or do not document it as required.",
                    span=exhibit.whole,
                    field="(body)",
                )


def get_with_body(endpoint: Endpoint) -> Iterator[Finding]:
    """A GET or HEAD request carries a body.

    Such a body has no meaning of its own (RFC 9110, 9.3.1): browsers refuse to send it, and
    caches and proxies drop it. Some APIs want it nevertheless; then the page is right and the
    finding can be silenced.

    Bad:

    ```bash
    curl -X GET https://api.example.com/users -d '{"name": "Ada"}'
    ```

    Good:

    ```bash
    curl 'https://api.example.com/users?name=Ada'
    ```

    To fix it: take query parameters, or another method.
    """
    if endpoint.method not in _SENDERS:
        return
    if endpoint.body is not None:
        yield about(
            "get-with-body",
            endpoint,
            Severity.WARNING,
            f"{endpoint.method} is documented with a body, which browsers cannot send.",
            "Take query parameters, or another method.",
            span=endpoint.body.span,
            field="(body)",
        )
        return
    for exhibit in commands(endpoint):
        if exhibit.command is not None and exhibit.command.request.body:
            yield about(
                "get-with-body",
                endpoint,
                Severity.WARNING,
                f"The curl command sends a body with {endpoint.method}, and none is documented.",
                "Take query parameters, or document the body.",
                span=exhibit.command.body_span if exhibit.example.literal else exhibit.whole,
                field="(body)",
            )


def request_body_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example sends a body, and the page documents none.

    A reader cannot know what may be sent.

    Bad: the page has no body fields, and shows

    ```bash
    curl -X POST https://api.example.com/users -d '{"name": "Ada"}'
    ```

    Good: the page has a field for each name of the body.

    ```mdx
    <ParamField body="name" type="string" required>
      What the user is called.
    </ParamField>
    ```

    To fix it: document the body, or send none.
    """
    if endpoint.method in _SENDERS:
        return
    for exhibit in commands(endpoint):
        for problem in exhibit.judgement.problems if exhibit.judgement else ():
            if problem.code == "body-undocumented" and exhibit.command is not None:
                yield about(
                    "request-body-undocumented",
                    endpoint,
                    Severity.WARNING,
                    "The curl command sends a body, but no field of a body is documented.",
                    "Document the body, or send none.",
                    span=exhibit.command.body_span if exhibit.example.literal else exhibit.whole,
                    field="(body)",
                )
