"""Rules that check documented requests: method, URL, content type, fields and body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.model import Endpoint, Span
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.rules.documented_urls import fixed_url, url_difference
from tryfield.core.rules.example_rules import undocumented_findings
from tryfield.core.rules.rule_findings import (
    astray,
    differing_fields,
    endpoint_finding,
    field_finding,
    is_page,
    lacks_its_document,
    misplaced,
    single_edit,
    undocumented_fields,
)
from tryfield.core.verdict.difference_wording import PARAMETERS, contradiction, expected_words


def curl_examples(endpoint: Endpoint, *, anywhere: bool = False) -> Iterator[CheckedExample]:
    """Curl commands that are about the endpoint; with `anywhere`, also those of another path."""
    for exhibit in checked_examples(endpoint).all:
        if exhibit.command is None or exhibit.judgement is None:
            continue
        if not (misplaced(exhibit) if anywhere else astray(exhibit)):
            yield exhibit


def request_method_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example uses another method than is documented.

    A reader who copies it calls another endpoint, or none. `-d` without `-X` sends POST.

    Bad: the page documents `PUT /users/{id}` and shows

    ```bash
    curl -X POST https://api.example.com/users/7
    ```

    Good:

    ```bash
    curl -X PUT https://api.example.com/users/7
    ```

    To fix it: run `tryfield check --fix`, which writes the documented method.
    """
    for exhibit in curl_examples(endpoint):
        command = exhibit.command
        if command is None or command.request.method.upper() == endpoint.method:
            continue
        span = exhibit.whole
        fixes: tuple[Fix, ...] = ()
        if exhibit.example.literal and command.method_span is not None:
            span = command.method_span
            fixes = single_edit(f"Write {endpoint.method}", span, endpoint.method, safe=True)
        elif exhibit.example.literal and command.url_span is not None:
            span = command.url_span
            before = _before(span)
            fixes = single_edit(
                f"Write {endpoint.method}", before, f"--request {endpoint.method} ", safe=True
            )
        yield endpoint_finding(
            "request-method-differs",
            endpoint,
            Severity.ERROR,
            f"The curl command sends {command.request.method}, "
            f"but {endpoint.method} is documented.",
            f"Write {endpoint.method} in the command, or correct the documented method.",
            span=span,
            field="(method)",
            evidence=(
                Evidence(speaker="docs", words=endpoint.method, span=endpoint.span),
                Evidence(speaker="example", words=command.request.method, span=span),
            ),
            fixes=fixes,
        )


def _before(span: Span) -> Span:
    return Span(span.file, span.line, span.column, span.line, span.column)


def request_url_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example calls another address than is documented.

    The path must fit the documented one, names in braces standing for any text, and the origin
    must be one of the documented servers, where there are any. A placeholder such as
    `$BASE_URL` or `{{host}}` fits every server. Of a command with another path nothing else is
    compared. Beside one that fits, a command whose path differs by more than a slip only calls
    something else, such as the state of a job.

    Bad: the page documents `GET /v2/users/{id}` and shows

    ```bash
    curl https://api.example.com/v1/users/7
    ```

    Good:

    ```bash
    curl https://api.example.com/v2/users/7
    ```

    To fix it: run `tryfield check --fix`, which keeps the values and writes the documented
    address around them.
    """
    if endpoint.kind != "path":
        return
    for exhibit in curl_examples(endpoint, anywhere=True):
        command = exhibit.command
        if command is None or not command.request.url:
            continue
        fault = url_difference(endpoint, command.request.url)
        if not fault:
            continue
        span = exhibit.whole
        fixes: tuple[Fix, ...] = ()
        mended = fixed_url(endpoint, command.request.url)
        if exhibit.example.literal and command.url_span is not None:
            span = command.url_span
            if mended:
                fixes = single_edit("Write the documented address", span, f"'{mended}'", safe=True)
        yield endpoint_finding(
            "request-url-differs",
            endpoint,
            Severity.ERROR,
            f"The curl command calls '{_short(command.request.url)}', but {fault}.",
            "Correct the command, or the documented address.",
            span=span,
            field="(url)",
            evidence=(
                Evidence(speaker="docs", words=_address(endpoint), span=endpoint.span),
                Evidence(speaker="example", words=_short(command.request.url), span=span),
            ),
            fixes=fixes,
        )


def _short(url: str) -> str:
    url = url.partition("?")[0]
    return url if len(url) <= 80 else url[:79] + "…"


def _address(endpoint: Endpoint) -> str:
    return (endpoint.servers[0].url.rstrip("/") if endpoint.servers else "") + endpoint.path


def content_type_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example sends a body of another content type than is documented.

    `-d` without a `Content-Type` header sends a form, which most JSON APIs refuse.

    Bad: the body is documented as `application/json`, and the example is

    ```bash
    curl https://api.example.com/users -d '{"name": "Ada"}'
    ```

    Good:

    ```bash
    curl https://api.example.com/users -H 'Content-Type: application/json' -d '{"name": "Ada"}'
    ```

    To fix it: write the header, or document the content type. In an MDX page the text, or the
    title of the example, may name another one.
    """
    for exhibit in curl_examples(endpoint):
        command = exhibit.command
        for problem in exhibit.problems:
            if problem.code != "content-type-differs" or command is None:
                continue
            said = f"{exhibit.example.name} {endpoint.description}"
            if problem.actual in said and is_page(exhibit.whole):
                continue  # the words of a page allow it as well
            span = exhibit.whole
            implied = True
            for index, (name, _) in enumerate(command.request.headers):
                if name.lower() == "content-type" and index < len(command.header_spans):
                    written = command.header_spans[index]
                    if written is not None:
                        implied = False
                        span = written if exhibit.example.literal else span
            fixes: tuple[Fix, ...] = ()
            advice = "Write the documented content type, or document this one."
            expected = problem.expected.partition(",")[0]
            if implied:
                advice = f"Add --header 'Content-Type: {expected}'."
                if exhibit.example.literal and command.url_span is not None:
                    at = _before(command.url_span)
                    header = f"--header 'Content-Type: {expected}' "
                    fixes = single_edit("Write the header", at, header, safe=False)
            yield endpoint_finding(
                "content-type-differs",
                endpoint,
                Severity.ERROR,
                f"The curl command sends '{problem.actual}', "
                f"but '{problem.expected}' is documented.",
                advice,
                span=span,
                field="(content type)",
                evidence=(
                    Evidence(speaker="docs", words=problem.expected),
                    Evidence(speaker="example", words=problem.actual, span=span),
                ),
                fixes=fixes,
            )


def curl_unreadable(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example would not do in a shell what its author meant.

    A line that lost its backslash, typographic quotes, an option that curl does not know: a
    reader who pastes the command gets an error, or another request.

    Bad: the first line has no backslash.

    ```bash
    curl https://api.example.com/users
      --header 'Accept: application/json'
    ```

    Good:

    ```bash
    curl https://api.example.com/users \\
      --header 'Accept: application/json'
    ```

    To fix it: follow the advice; straight quotes and stray blanks have safe fixes. The findings
    are named after their fault: `curl-continuation`, `curl-typographic`, `curl-option-unknown`,
    `curl-unreadable` and others of that kind.
    """
    for exhibit in checked_examples(endpoint).all:
        for fault in exhibit.command.findings if exhibit.command else ():
            if exhibit.example.literal:
                yield fault
            else:
                yield replace(fault, endpoint=endpoint.name, span=exhibit.whole, fixes=())


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
    shown = undocumented_fields(endpoint, "request")
    yield from undocumented_findings(
        "request-field-undocumented",
        (
            (exhibit, name)
            for exhibit, name in shown
            if name.place not in PARAMETERS or _has_parameters(endpoint)
        ),
    )


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
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword != "required" or exhibit.kind != "request":
            continue
        if verdict.place == "path":
            continue  # without a name in the path nothing can be sent: `path-parameter-unused`
        if verdict.place == "header" and verdict.path.lower() in ("authorization", "accept"):
            continue  # `auth-differs` looks at the first; curl sends the second
        message = contradiction(verdict, missing="the request leaves it out")
        yield field_finding(
            "request-field-missing",
            exhibit,
            verdict,
            message,
            "Send it, or do not document it as required.",
            Severity.ERROR,
            expected=f"{expected_words(verdict)}, required",
        )
    for exhibit in curl_examples(endpoint):
        if exhibit.command and any(
            one.rule == "curl-unreadable" for one in exhibit.command.findings
        ):
            continue  # what it sends is not known
        for problem in exhibit.problems:
            if problem.code == "body-missing":
                yield endpoint_finding(
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
    if endpoint.method not in _SENDERS or _is_web_socket(endpoint):
        return
    if endpoint.body is not None:
        yield endpoint_finding(
            "get-with-body",
            endpoint,
            Severity.WARNING,
            f"{endpoint.method} is documented with a body, which browsers cannot send.",
            "Take query parameters, or another method.",
            span=endpoint.body.span,
            field="(body)",
        )
        return
    for exhibit in curl_examples(endpoint):
        if exhibit.command is not None and exhibit.command.request.body:
            yield endpoint_finding(
                "get-with-body",
                endpoint,
                Severity.WARNING,
                f"The curl command sends a body with {endpoint.method}, and none is documented.",
                "Take query parameters, or document the body.",
                span=exhibit.command.body_span if exhibit.example.literal else exhibit.whole,
                field="(body)",
            )


def _is_web_socket(endpoint: Endpoint) -> bool:
    """Whether it opens a WebSocket, whose messages pages document as a body."""
    return any(server.url.lower().startswith(("ws:", "wss:")) for server in endpoint.servers)


def request_body_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example sends a body, and the page documents none.

    A reader cannot know what may be sent. An empty object is no finding: it sends no field.

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
    if endpoint.method in _SENDERS or lacks_its_document(endpoint):
        return
    # Fields of a body that say they are part of the path are `path-parameter-unused`.
    astray = {
        one.name
        for one in endpoint.parameters
        if one.location == "path" and f"{{{one.name}}}" not in endpoint.path
    }
    for exhibit in curl_examples(endpoint):
        for problem in exhibit.problems:
            command = exhibit.command
            if problem.code != "body-undocumented" or command is None:
                continue
            body = exhibit.document.value if exhibit.document is not None else None
            if isinstance(body, dict) and astray.intersection(body):
                continue
            if command.parts or command.body_text.strip() not in ("{}", '""', "null"):
                yield endpoint_finding(
                    "request-body-undocumented",
                    endpoint,
                    Severity.WARNING,
                    "The curl command sends a body, but no field of a body is documented.",
                    "Document the body, or send none.",
                    span=command.body_span if exhibit.example.literal else exhibit.whole,
                    field="(body)",
                )
