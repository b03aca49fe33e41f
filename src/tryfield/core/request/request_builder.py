"""One request from an endpoint and values: parameters, credentials, URL and body.

The console, the live check, the pages and the mock call `build_request`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryfield.core import lossless_json
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Endpoint, Json, Parameter
from tryfield.core.request.parameter_styles import (
    as_is,
    encoded,
    in_path,
    plain,
    query_pairs,
    reserved,
    segment,
)
from tryfield.core.request.request_body import body_bytes, form_bytes, kind_of
from tryfield.core.request.request_credentials import SentCredential, sent_credential
from tryfield.core.request.request_url import base_url, join_url
from tryfield.core.request.request_values import Values
from tryfield.core.wire import WireRequest

_TEMPLATE = re.compile(r"\{([^{}/]+)\}")
_FORBIDDEN_IN_HEADER = re.compile(r"[\r\n\0]+")
_DEFAULTS = {"path": "simple", "header": "simple"}


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
        documented: dict[tuple[str, str], Parameter] = {
            (one.location, one.name): one for one in self.endpoint.parameters
        }
        for (location, name), value in values.parameters.items():
            parameter = documented.get((location, name))
            self.parameter(location, name, value, parameter)
        for name, value in values.headers:
            self.header(name, value)
        for found in sent_credentials(self.endpoint, values):
            self.credential(found)
        if self.cookies:
            self.header("Cookie", "; ".join(self.cookies))
        body = self.body()
        base = base_url(self.endpoint, values.server, values.variables, page=page)
        return WireRequest(
            method=self.endpoint.method.upper(),
            url=join_url(base, self.path, "&".join(self.query)),
            headers=tuple(self.headers),
            body=body,
        )

    def parameter(self, location: str, name: str, value: Json, parameter: Parameter | None) -> None:
        style = (parameter.style if parameter else "") or _DEFAULTS.get(location, "form")
        explode = parameter.explode if parameter else style == "form"
        if parameter and parameter.media_type:
            json = kind_of(parameter.media_type) == "json"
            form = kind_of(parameter.media_type) == "form" and isinstance(value, dict)
            if not form:
                value = lossless_json.dumps(value) if json else plain(value)
            style, explode = ("form", True) if form else (_DEFAULTS.get(location, "form"), False)
        encode = reserved if parameter and parameter.allow_reserved else encoded
        if location == "path":
            encode = in_path if encode is reserved else encode
            text = segment(name, value, style, explode, encode)
            self.path = self.path.replace("{" + name + "}", text)
        elif location == "query":
            self.add(query_pairs(name, value, style, explode, encode))
        elif location == "querystring":
            if isinstance(value, dict):
                self.query.append(form_bytes(value, {}).decode())
            else:
                said = parameter.media_type if parameter else ""
                text = plain(value)
                self.query.append(
                    encoded(text) if kind_of(said) == "json" else reserved_query(text)
                )
        elif location == "header":
            self.header(name, segment(name, value, "simple", explode, as_is))
        else:
            # OpenAPI 3.2 has the style `cookie`, which leaves values as they are.
            as_cookie = as_is if style == "cookie" else encode
            pairs = query_pairs(name, value, "form", explode, as_cookie)
            self.cookies += [f"{one}={text}" for one, text in pairs]

    def add(self, pairs: list[tuple[str, str]]) -> None:
        self.query += [f"{name}={value}" for name, value in pairs]

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

    def body(self) -> bytes:
        values = self.values
        content = content_of(self.endpoint, values.media_type)
        media_type = values.media_type or (content.media_type if content else "")
        if not media_type and values.form is not None:
            media_type = "application/x-www-form-urlencoded"
        body, written = body_bytes(values, content, media_type or "application/json")
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


def reserved_query(text: str) -> str:
    """A query that is written as it is to be sent."""
    return text.removeprefix("?")


def _concrete(media_type: str) -> str:
    main, _, sub = media_type.partition("/")
    if "*" not in media_type:
        return media_type
    return "text/plain" if main == "text" or sub == "" else "application/octet-stream"
