"""curl commands in pages, compared with the documented endpoints that they call.

A page that documents an endpoint is about that one; what else it calls may be documented elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tryfield.checking.check_result import Case
from tryfield.checking.snippets.snippet_fences import Snippet
from tryfield.core.curl.curl_model import Command
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.endpoint_index import EndpointIndex, split_url
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Example, Span
from tryfield.core.rules import rule_registry
from tryfield.core.rules.rule_findings import lacks_its_document

#: Rules about requests; what is shown beside a command belongs to other endpoints.
_NAMES = frozenset(
    {
        "auth-differs",
        "content-type-differs",
        "curl-unreadable",
        "deprecated-used",
        "example-field-enum",
        "example-field-format",
        "example-field-limit",
        "example-field-type",
        "example-not-json",
        "placeholder-secret-looks-real",
        "read-only-in-request",
        "request-body-undocumented",
        "request-field-missing",
        "request-field-undocumented",
        "request-method-differs",
        "request-url-differs",
    }
)
RULES = tuple(rule for rule in rule_registry.RULES if rule_registry.name_of(rule) in _NAMES)


class CurlSnippets:
    """The documented endpoints, as curl commands in the pages of one run are held against them."""

    def __init__(self, endpoints: Iterable[Endpoint], *, known: Iterable[Span] = ()) -> None:
        """Know a reference.

        Args:
            endpoints: Of the reference.
            known: Places of documented requests, which have been checked with their endpoint.
        """
        known_endpoints = tuple(endpoints)
        self._index = EndpointIndex(known_endpoints)
        # Where a document is missing, what it documents is not known.
        self._incomplete = any(map(lacks_its_document, known_endpoints))
        self._known: dict[str, list[Span]] = {}
        for span in known:
            self._known.setdefault(span.file, []).append(span)

    def check(
        self, snippets: Iterable[Snippet], *, defines: bool = False
    ) -> Iterator[tuple[Case, tuple[Finding, ...]]]:
        """Hold the curl commands of one page against the endpoints that they call.

        Args:
            snippets: Of the page.
            defines: The page documents an endpoint: a call of another that nobody documents is
                only shown.
        """
        defines = defines or self._incomplete
        for snippet in snippets:
            places = self._known.get(snippet.span.file, ())
            if snippet.language != "curl" or any(_inside(snippet.span, one) for one in places):
                continue
            commands = parse_curl(snippet.code, span=snippet.span)
            if not commands:
                continue
            findings: list[Finding] = []
            compared = False
            for command in commands if not snippet.skip else ():
                mine, found = _command(command, snippet, self._index)
                if defines and any(one.rule == "snippet-call-undocumented" for one in found):
                    mine, found = False, []
                compared |= mine
                findings += found
            unchecked = (
                "" if compared else f"it calls no documented {'endpoint' if defines else 'server'}"
            )
            yield (
                Case(
                    kind="snippet",
                    file=snippet.span.file,
                    name=f"curl {snippet.number}",
                    span=snippet.span,
                    unchecked=snippet.skip or unchecked,
                ),
                tuple(findings),
            )


def _command(
    command: Command, snippet: Snippet, index: EndpointIndex
) -> tuple[bool, list[Finding]]:
    """Whether a command is about the reference at all, and what is wrong with it."""
    request = command.request
    candidates = _candidates(index, request.url)
    meant = next((one for one in candidates if one.method == request.method.upper()), None)
    endpoint = meant or next(iter(candidates), None)
    if endpoint is None:
        if not index.knows_server(request.url):
            return False, []
        shown = request.url.partition("?")[0]
        return True, [
            Finding(
                rule="snippet-call-undocumented",
                severity=Severity.ERROR,
                span=command.url_span or command.span,
                message=f"The curl command calls {request.method} {shown}, "
                "which is not documented.",
                advice="Correct the address, or document the endpoint.",
                field=shown,
            )
        ]
    sample = Example(name="", text=snippet.code, language="bash", literal=True, span=snippet.span)
    shown_endpoint = replace(
        endpoint,
        samples=(sample,),
        responses=(),
        body=endpoint.body
        and replace(
            endpoint.body,
            contents=tuple(replace(one, examples=()) for one in endpoint.body.contents),
        ),
        parameters=tuple(replace(one, examples=()) for one in endpoint.parameters),
    )
    found = rule_registry.check(shown_endpoint, RULES)
    return True, [one for one in found if _about(one.span, command)]


def _candidates(index: EndpointIndex, url: str) -> list[Endpoint]:
    """Endpoints at an address; for a variable instead of a server, where only the path can say."""
    origin, path = split_url(url)
    if index.knows_server(url):
        return index.endpoints_at(url)
    if "$" in origin or "<" in origin or "{" in origin or not origin:
        found = index.endpoints_at(url)
        return [one for one in found if one.path.count("/") == path.rstrip("/").count("/")]
    return []


def _about(span: Span, command: Command) -> bool:
    begin, end = command.span.line, max(command.span.end_line, command.span.line)
    return span.file == command.span.file and begin <= span.line <= end


def _inside(span: Span, place: Span) -> bool:
    return place.line <= span.line <= max(place.end_line, place.line)
