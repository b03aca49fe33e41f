"""Where an API publishes its OpenAPI document, found at the usual addresses.

Frameworks have their habits; a page of Swagger UI, Redoc or Scalar names the document that it
shows. Everything that is looked at lies on the origin that the user named.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.core.model import Endpoint
from tryfield.core.request.request_url import origin_of, parsed
from tryfield.readers.definition_reader import is_openapi
from tryfield.readers.remote_documents import RemoteText, client, fetched, shown_address

if TYPE_CHECKING:
    import httpx2


#: Relative to the base URL, then to its origin; the most usual first.
_USUAL = """
openapi.json swagger.json v3/api-docs api/openapi.json openapi.yaml openapi.yml swagger.yaml
schema/openapi.json api/schema/ schema/ openapi/v1.json swagger/v1/swagger.json
openapi/openapi.json v2/api-docs api-docs api/swagger.json api/v1/openapi.json
api/docs/openapi.json docs/openapi.json apispec_1.json spec.json api/spec.yaml swagger/doc.json
docs docs/ api/docs redoc swagger-ui.html swagger-ui/ swagger scalar
"""
_LINKS = re.compile(
    r"""(?:spec-url|data-url|apiDescriptionUrl|api-description-url|["']?(?:url|configUrl)["']?)"""
    r"""\s*[:=]\s*["']([^"'<>\s]{1,500})["']"""
)
_PER_PAGE = 5


def discovered(
    base_url: str,
    *,
    headers: Mapping[str, str],
    transport: httpx2.BaseTransport | None = None,
    first: Iterable[str] = (),
) -> RemoteText:
    """The OpenAPI document that an API publishes.

    Args:
        base_url: Of the API; absolute.
        headers: Sent along.
        transport: How requests are sent; by the network when absent.
        first: Paths to look at before the usual ones.

    Raises:
        ConfigurationError: There is none at the usual addresses.
        ReadError: The base URL is no address.
        UnreachableError: Nobody answers.
    """
    origin = parsed(base_url).origin
    refused = ""
    seen: set[str] = set()
    todo = list(_candidates(base_url, first))
    with client(transport) as asking:
        while todo:
            url = todo.pop(0)
            if url in seen:
                continue
            seen.add(url)
            try:
                answer = fetched(url, headers=headers, by=asking)
            except ReadError:
                continue  # moved elsewhere, too large, not UTF-8
            if answer.status == 200 and is_openapi(answer.text):
                return answer
            if answer.status in (401, 403):
                refused = refused or f"{shown_address(url)} answered {answer.status}"
            elif answer.url != url and "login" in answer.url:
                refused = refused or f"{shown_address(url)} leads to a login"
            if answer.status == 200 and answer.text[:1000].lstrip().startswith("<"):
                links = (urljoin(answer.url, link) for link in _named_in(answer.text))
                todo[:0] = [link for link in links if origin_of(link) == origin]
    base = shown_address(base_url)
    words = f"{base}: no OpenAPI document is at the usual addresses ({len(seen)} were tried)."
    if refused:
        raise ConfigurationError(
            f"{words} {refused}: name a credential, with "
            "--header 'Authorization: Bearer ${TOKEN}'."
        )
    raise ConfigurationError(
        f"{words} Name the document: tryfield check --live {base} FILE-OR-URL."
    )


def _candidates(base_url: str, first: Iterable[str]) -> Iterator[str]:
    base = base_url.rstrip("/") + "/"
    roots = dict.fromkeys([base, f"{parsed(base_url).origin}/"])
    for path in first:
        yield urljoin(base, path)
    for path in _USUAL.split():
        for root in roots:
            yield root + path
    yield from roots


def _named_in(page: str) -> list[str]:
    return [html.unescape(link) for link in _LINKS.findall(page[:200_000])][:_PER_PAGE]


def documented_base(base_url: str, document: str, endpoints: Iterable[Endpoint]) -> str:
    """The base URL that a document says for the API that publishes it.

    Args:
        base_url: That of the user; one with a path is right as it is.
        document: Address of the document, which relative servers are relative to.
        endpoints: Of the document; the first server that lies on the same origin counts.

    Source: OpenAPI 3.1.1, section 4.8.5, Server Object, `url`.
    """
    address = parsed(base_url)
    if address.rest.strip("/"):
        return base_url
    for endpoint in endpoints:
        for server in endpoint.servers:
            url = urljoin(document, server.url)
            if "{" not in url and origin_of(url) == address.origin:
                return url.rstrip("/")
    return base_url
