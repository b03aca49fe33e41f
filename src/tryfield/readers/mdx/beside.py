"""What a page writes beside the operation of an OpenAPI document is added to that operation."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from tryfield.core.model import Body, Content, Endpoint, Response, Span


def joined(operation: Endpoint, page: Endpoint) -> Endpoint:
    """The operation with what only the page says: words, parameters, examples, responses."""
    known = {(each.location, each.name.lower()) for each in operation.parameters}
    more = tuple(
        each for each in page.parameters if (each.location, each.name.lower()) not in known
    )
    spans: Mapping[str, Span] = operation.spans
    if page.spans:
        spans = ChainMap(cast("dict[str, Span]", operation.spans), dict(page.spans))
    words = [operation.description, page.description]
    if page.description and page.description in operation.description:
        words.pop()
    return replace(
        operation,
        id=page.id or operation.id,
        title=page.title or operation.title,
        summary=operation.summary or page.summary,
        description="\n\n".join(filter(None, words)),
        parameters=(*operation.parameters, *more),
        body=_body(operation.body, page.body),
        responses=_responses(operation.responses, page.responses),
        samples=(*operation.samples, *page.samples),
        security=operation.security or page.security,
        servers=operation.servers or page.servers,
        tags=operation.tags or page.tags,
        deprecated=operation.deprecated or page.deprecated,
        extensions={**page.extensions, **operation.extensions},
        spans=spans,
    )


def _body(known: Body | None, page: Body | None) -> Body | None:
    if known is None or page is None:
        return known or page
    return replace(known, contents=_contents(known.contents, page.contents))


def _contents(known: tuple[Content, ...], page: tuple[Content, ...]) -> tuple[Content, ...]:
    contents = {each.media_type: each for each in known}
    for content in page:
        there = contents.get(content.media_type)
        if there is None:
            contents[content.media_type] = content
            continue
        contents[content.media_type] = replace(
            there,
            schema=there.schema if there.schema is not None else content.schema,
            examples=(*there.examples, *content.examples),
        )
    return tuple(contents.values())


def _responses(known: tuple[Response, ...], page: tuple[Response, ...]) -> tuple[Response, ...]:
    """Responses by status; a success whose status the page does not say is the documented one."""
    responses = {each.status: each for each in known}
    success = next((status for status in responses if status.startswith("2")), "")
    for response in page:
        status = success if response.status == "2XX" and success else response.status
        there = responses.get(status)
        if there is None:
            responses[status] = replace(response, status=status)
            continue
        contents = _contents(there.contents, response.contents)
        responses[status] = replace(there, contents=contents)
    return tuple(responses.values())
