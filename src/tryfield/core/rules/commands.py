"""Rules that hold curl commands against the documented method, address and content type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.model import Endpoint, Span
from tryfield.core.rules.addresses import mended_url, url_fault
from tryfield.core.rules.exhibits import Exhibit, exhibits
from tryfield.core.rules.making import about, edit, misplaced


def commands(endpoint: Endpoint) -> Iterator[Exhibit]:
    """Curl commands that are about the endpoint."""
    for exhibit in exhibits(endpoint).all:
        if exhibit.command is None or exhibit.judgement is None or misplaced(exhibit):
            continue
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
    for exhibit in commands(endpoint):
        command = exhibit.command
        if command is None or command.request.method.upper() == endpoint.method:
            continue
        span = exhibit.whole
        fixes: tuple[Fix, ...] = ()
        if exhibit.example.literal and command.method_span is not None:
            span = command.method_span
            fixes = edit(f"Write {endpoint.method}", span, endpoint.method, safe=True)
        elif exhibit.example.literal and command.url_span is not None:
            span = command.url_span
            before = _before(span)
            fixes = edit(
                f"Write {endpoint.method}", before, f"--request {endpoint.method} ", safe=True
            )
        yield about(
            "request-method-differs",
            endpoint,
            Severity.ERROR,
            f"The curl command sends {command.request.method}, "
            f"but {endpoint.method} is documented.",
            f"Write {endpoint.method} in the command, or correct the documented method.",
            span=span,
            field="(method)",
            voices=(
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
    `$BASE_URL` or `{{host}}` fits every server.

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
    for exhibit in commands(endpoint):
        command = exhibit.command
        if command is None or not command.request.url:
            continue
        fault = url_fault(endpoint, command.request.url)
        if not fault:
            continue
        span = exhibit.whole
        fixes: tuple[Fix, ...] = ()
        mended = mended_url(endpoint, command.request.url)
        if exhibit.example.literal and command.url_span is not None:
            span = command.url_span
            if mended:
                fixes = edit("Write the documented address", span, f"'{mended}'", safe=True)
        yield about(
            "request-url-differs",
            endpoint,
            Severity.ERROR,
            f"The curl command calls '{_short(command.request.url)}', but {fault}.",
            "Correct the command, or the documented address.",
            span=span,
            field="(url)",
            voices=(
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

    To fix it: write the header, or document the content type.
    """
    for exhibit in commands(endpoint):
        command = exhibit.command
        for problem in exhibit.judgement.problems if exhibit.judgement else ():
            if problem.code != "content-type-differs" or command is None:
                continue
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
                    fixes = edit("Write the header", at, header, safe=False)
            yield about(
                "content-type-differs",
                endpoint,
                Severity.ERROR,
                f"The curl command sends '{problem.actual}', "
                f"but '{problem.expected}' is documented.",
                advice,
                span=span,
                field="(content type)",
                voices=(
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
    for exhibit in exhibits(endpoint).all:
        for fault in exhibit.command.findings if exhibit.command else ():
            if exhibit.example.literal:
                yield fault
            else:
                yield replace(fault, endpoint=endpoint.name, span=exhibit.whole, fixes=())
