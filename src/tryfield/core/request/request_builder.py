"""One request from an endpoint and values: parameters, credentials, URL and body.

The console, the live check, the pages and the mock call `build_request`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryfield.core.contract import openapi_terms
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Endpoint, Json, Parameter
from tryfield.core.parameter_styles import encoded, wire_pairs
from tryfield.core.request.request_body import WireBody, wire_body
from tryfield.core.request.request_credentials import SentCredential, sent_credential
from tryfield.core.request.request_url import base_url, join_url
from tryfield.core.request.request_values import Values
from tryfield.core.wire import WireRequest

_TEMPLATE = re.compile(r"\{([^{}/]+)\}")
_FORBIDDEN_IN_HEADER = re.compile(r"[\r\n\0]+")


def build_request(endpoint: Endpoint, values: Values, *, page: str = "") -> WireRequest:
    """The request that a choice of values means.

    A path name without a value stays as `{name}`, so that an unfinished form can be shown.
    Credentials that are empty, or only a placeholder, are left out.

    Args:
        endpoint: What is documented: styles, media types, security.
        values: What was chosen; nothing else is sent.
        page: What a relative server URL is relative to.
    """
    return _RequestBuilder(endpoint, values).request(page)


def content_of(endpoint: Endpoint, media_type: str) -> Content | None:
    """The documented content of the request in a media type; the first one for `""`."""
    contents = endpoint.body.contents if endpoint.body else ()
    for content in contents:
        if not media_type or content.media_type.lower() == media_type.lower():
            return content
    kind = essence(media_type)
    same = (one for one in contents if essence(one.media_type) == kind)
    return next(same, None)


def accepted_types(endpoint: Endpoint) -> list[str]:
    """The media types of the documented responses, those of a success first.

    Responses of OpenAPI 2.0 without a schema have those that the operation `produces`.
    """
    successes = [one for one in endpoint.responses if one.status.startswith("2")]
    others = [one for one in endpoint.responses if not one.status.startswith("2")]
    found = (content.media_type for one in (*successes, *others) for content in one.contents)
    named = list(dict.fromkeys(one for one in found if "/" in one))
    produced = endpoint.extensions.get(openapi_terms.PRODUCES)
    if not named and isinstance(produced, list):
        named = [one for one in produced if isinstance(one, str) and "/" in one]
    return named


def sent_credentials(endpoint: Endpoint, values: Values) -> Iterator[SentCredential]:
    """What the chosen alternative of the security adds."""
    if not endpoint.security:
        return
    alternative = endpoint.security[min(max(values.alternative, 0), len(endpoint.security) - 1)]
    for requirement in alternative:
        if found := sent_credential(
            requirement.auth, values.credentials.get(requirement.auth.name)
        ):
            yield found


def parameter_named(endpoint: Endpoint, location: str, name: str) -> Parameter:
    """The documented parameter of that name; one in the usual style where none is documented."""
    for one in endpoint.parameters:
        if one.name == name and one.location == location:
            return one
    explode = location in ("query", "cookie")
    return Parameter(name=name, location=location, explode=explode)  # type: ignore[arg-type]


class _RequestBuilder:
    def __init__(self, endpoint: Endpoint, values: Values) -> None:
        self.endpoint = endpoint
        self.values = values
        self.headers: list[tuple[str, str]] = []
        self.query: list[str] = []
        self.cookies: list[str] = []
        self.path = endpoint.path

    def request(self, page: str) -> WireRequest:
        values = self.values
        for (location, name), value in values.parameters.items():
            self.parameter(parameter_named(self.endpoint, location, name), value)
        for name, value in values.headers:
            self.header(name, value)
        for found in sent_credentials(self.endpoint, values):
            self.credential(found)
        if self.cookies:
            self.header("Cookie", "; ".join(self.cookies))
        self.accept()
        body = self.body()
        base = base_url(self.endpoint, values.server, values.variables, page=page)
        return WireRequest(
            method=self.endpoint.method.upper(),
            url=join_url(base, self.path, "&".join(self.query)),
            headers=tuple(self.headers),
            body=body.content,
            parts=body.parts,
            filename=body.filename,
        )

    def parameter(self, parameter: Parameter, value: Json) -> None:
        for name, text in wire_pairs(parameter, value):
            if parameter.location == "path":
                self.path = self.path.replace("{" + name + "}", text)
            elif parameter.location == "header":
                self.header(name, text)
            elif parameter.location == "cookie":
                self.cookies.append(f"{name}={text}")
            else:
                self.query.append(f"{name}={text}" if name else text)

    def header(self, name: str, value: str) -> None:
        """Set a header; a second one with its name comes beside it."""
        name, value = (_FORBIDDEN_IN_HEADER.sub(" ", text).strip() for text in (name, value))
        if name:
            self.headers.append((name, value))

    def credential(self, found: SentCredential) -> None:
        if found.location == "query":
            self.query.append(f"{encoded(found.name)}={encoded(found.value)}")
        elif found.location == "cookie":
            self.cookies.append(f"{found.name}={found.value}")
        else:
            # What the form says in the same header was the documented stand-in for it.
            kept = [pair for pair in self.headers if pair[0].lower() != found.name.lower()]
            self.headers = kept
            self.header(found.name, found.value)

    def accept(self) -> None:
        """Name the documented media types, unless the values say what is accepted."""
        if any(name.lower() == "accept" for name, _ in self.headers):
            return
        accepted = accepted_types(self.endpoint)
        if accepted:
            self.header("Accept", ", ".join(accepted))

    def body(self) -> WireBody:
        values = self.values
        content = content_of(self.endpoint, values.media_type)
        media_type = values.media_type or (content.media_type if content else "")
        if not media_type and values.form is not None:
            media_type = "application/x-www-form-urlencoded"
        body = wire_body(values, content, media_type or "application/json")
        written = body.media_type
        said = [value for name, value in self.headers if name.lower() == "content-type"]
        if written and "boundary=" in written:
            self.headers = [pair for pair in self.headers if pair[0].lower() != "content-type"]
            self.header("Content-Type", written)
        elif written and not said:
            self.header("Content-Type", _concrete(written))
        return body


def unfilled(url: str) -> list[str]:
    """Names in a URL that nobody filled in."""
    return _TEMPLATE.findall(url.partition("?")[0])


def _concrete(media_type: str) -> str:
    main, _, sub = media_type.partition("/")
    if "*" not in media_type:
        return media_type
    return "text/plain" if main == "text" or sub == "" else "application/octet-stream"
