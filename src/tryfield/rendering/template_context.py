"""What the templates of an endpoint's page get: its blocks, responses and credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tryfield.core.fields.field_sections import Section
from tryfield.core.model import Content, Endpoint, Field, Response
from tryfield.rendering.example_tabs import Tab
from tryfield.rendering.page_labels import (
    CredentialLabel,
    credential_label,
    status_phrase,
    success_first,
)
from tryfield.rendering.page_options import Options

PARAMETERS = {
    "path": "Path parameters",
    "query": "Query parameters",
    "querystring": "Query string",
    "header": "Headers",
    "cookie": "Cookies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The fields of one place, rendered."""

    place: str
    id: str
    title: str
    rows: Markup
    media_type: str = ""
    root: Field | None = None  #: the whole body, when its fields stand in `rows`
    stream: bool = False  #: the fields are those of each item of a stream
    component: str = ""  #: the address of the component that the whole body is


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseBlock:
    """One documented response."""

    status: str
    phrase: str  #: of the status: `Not Found`
    kind: str  #: `success`, `redirect`, `error` or `other`: for its colour
    description: str
    headers: Block | None
    bodies: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the templates get, besides the endpoint and the options."""

    endpoint: Endpoint
    options: Options
    parameters: tuple[Block, ...]
    bodies: tuple[Block, ...]
    response_blocks: tuple[ResponseBlock, ...]
    credentials: tuple[tuple[CredentialLabel, ...], ...]  #: alternatives; an empty one is anonymous
    requests: tuple[Tab, ...]
    examples: tuple[Tab, ...]  #: of the request body, when there are several
    responses: tuple[Tab, ...]
    contract: Mapping[str, Any]
    components: tuple[str, ...] = ()  #: addresses of files with the components of the contract

    @property
    def description(self) -> str:
        """The words below the title."""
        return description(self.endpoint)


_IGNORED = re.compile(r"[\x00-\x20]")
_PARAMETER = re.compile(r"(\{[^{}]*\})")


def path_pieces(path: str) -> tuple[tuple[str, bool], ...]:
    """A path in pieces, each with whether it is a parameter; written together they are it."""
    return tuple(
        (piece, bool(_PARAMETER.fullmatch(piece))) for piece in _PARAMETER.split(path) if piece
    )


def safe_url(url: str) -> str:
    """A URL that a link may have; `#` for one that could run something."""
    seen = _IGNORED.sub("", url)  # as a browser reads it
    scheme = seen.partition(":")[0].lower() if ":" in seen.split("/", maxsplit=1)[0] else ""
    return url if scheme in ("", "http", "https", "mailto") else "#"


def alternatives(endpoint: Endpoint) -> tuple[tuple[CredentialLabel, ...], ...]:
    """What a call must carry, in words; one of the alternatives is enough."""
    return tuple(
        tuple(credential_label(requirement) for requirement in every) for every in endpoint.security
    )


def description(endpoint: Endpoint) -> str:
    """What a definition says in a sentence, and what it says at length; nothing of it twice."""
    short, long = endpoint.summary.strip(), endpoint.description.strip()
    if short == endpoint.title.strip() or long.startswith(short.rstrip(".…")):
        short = ""
    return "\n\n".join(filter(None, (short, long)))


def status_kind(status: str) -> str:
    """Which colour a status has, beside its words."""
    return {"1": "other", "2": "success", "3": "redirect", "4": "error", "5": "error"}.get(
        status[:1], "other"
    )


def response_description(description: str, status: str) -> str:
    """A response's description, unless it only repeats the status."""
    text = description.strip()
    return "" if text.lower() in (status.lower(), status_phrase(status).lower()) else text


def response_blocks(endpoint: Endpoint, blocks: Mapping[str, Block]) -> tuple[ResponseBlock, ...]:
    """The documented responses with their rendered blocks, found by place; successes first."""
    ordered = success_first(endpoint.responses, lambda response: response.status)
    return tuple(_answer(response, blocks) for response in ordered)


def _answer(response: Response, blocks: Mapping[str, Block]) -> ResponseBlock:
    places = [f"response {response.status} {one.media_type}".rstrip() for one in response.contents]
    return ResponseBlock(
        status=response.status,
        phrase=status_phrase(response.status),
        kind=status_kind(response.status),
        description=response_description(response.description, response.status),
        headers=blocks.get(f"response-header {response.status}"),
        bodies=tuple(blocks[place] for place in dict.fromkeys(places) if place in blocks),
    )


def block(
    section: Section,
    *,
    id: str,  # noqa: A002
    rows: Markup,
    contents: Mapping[str, Content],
    component: str = "",
) -> Block:
    """A section with its rendered rows."""
    content = contents.get(section.place)
    root = section.root
    return Block(
        place=section.place,
        id=id,
        title=PARAMETERS.get(section.place, ""),
        rows=rows,
        media_type=content.media_type if content else "",
        root=root if root is not None and section.fields != (root,) else None,
        stream=content is not None and content.schema is None and content.item_schema is not None,
        component=component,
    )


def contents_by_place(endpoint: Endpoint) -> dict[str, Content]:
    """Every documented body, by the place that it has in `core.fields`."""
    found = {
        f"body {content.media_type}".rstrip(): content
        for content in (endpoint.body.contents if endpoint.body else ())
    }
    for response in endpoint.responses:
        for content in response.contents:
            found[f"response {response.status} {content.media_type}".rstrip()] = content
    return found
