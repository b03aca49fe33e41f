"""What a page writes beside the operation of an OpenAPI document is added to that operation."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.model import Body, Content, Endpoint, Json, Response, Schema, Span


def joined(operation: Endpoint, page: Endpoint) -> Endpoint:
    """The operation with what only the page says: words, parameters, examples, responses."""
    known = {(each.location, each.name.lower()) for each in operation.parameters}
    more = tuple(
        each for each in page.parameters if (each.location, each.name.lower()) not in known
    )
    spans: Mapping[str, Span] = operation.spans
    if page.spans:
        spans = ChainMap(cast("dict[str, Span]", operation.spans), _placed(operation, page))
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
        body=_body(operation, page.body),
        responses=_responses(operation, page.responses),
        samples=(*operation.samples, *page.samples),
        security=operation.security or page.security,
        servers=operation.servers or page.servers,
        tags=operation.tags or page.tags,
        deprecated=operation.deprecated or page.deprecated,
        extensions={**page.extensions, **operation.extensions},
        spans=spans,
    )


def _success(operation: Endpoint) -> str:
    return next((one.status for one in operation.responses if one.status.startswith("2")), "")


def _placed(operation: Endpoint, page: Endpoint) -> dict[str, Span]:
    """The spans of the page, where what they belong to stands in the operation."""
    success = _success(operation) or "2XX"
    return {
        pointer.replace("/responses/2XX", f"/responses/{success}", 1): span
        for pointer, span in page.spans.items()
    }


def _body(operation: Endpoint, page: Body | None) -> Body | None:
    known = operation.body
    if known is None or page is None:
        return known or page
    return replace(known, contents=_contents(operation, known.contents, page.contents))


def _contents(
    operation: Endpoint, known: tuple[Content, ...], page: tuple[Content, ...]
) -> tuple[Content, ...]:
    contents = {each.media_type: each for each in known}
    for content in page:
        there = contents.get(content.media_type)
        if there is None:
            contents[content.media_type] = content
            continue
        contents[content.media_type] = replace(
            there,
            schema=_schema(there.schema, content.schema, operation.components),
            examples=(*there.examples, *content.examples),
        )
    return tuple(contents.values())


def _schema(known: Json, page: Json, components: Mapping[str, Schema]) -> Json:
    """The schema of the operation, with the fields that only the page has beside it.

    They stand beside a `$ref` as well, so that the place of each in the page stays true.
    """
    if known is None or not isinstance(known, Mapping) or not isinstance(page, Mapping):
        return page if known is None else known
    node = FieldNode(((known, ""),), components)
    if "object" not in (node.view.types or {"object"}):
        return known
    fields = page.get("properties", {})
    more = {name: schema for name, schema in fields.items() if name not in node.properties}
    if not more:
        return known
    required = [*known.get("required", ()), *(n for n in page.get("required", ()) if n in more)]
    return {
        **known,
        "properties": {**known.get("properties", {}), **more},
        **({"required": required} if required else {}),
    }


def _responses(operation: Endpoint, page: tuple[Response, ...]) -> tuple[Response, ...]:
    """Responses by status; a success whose status the page does not say is the documented one."""
    responses = {each.status: each for each in operation.responses}
    success = _success(operation)
    for response in page:
        status = success if response.status == "2XX" and success else response.status
        there = responses.get(status)
        if there is None:
            responses[status] = replace(response, status=status)
            continue
        contents = _contents(operation, there.contents, response.contents)
        responses[status] = replace(there, contents=contents)
    return tuple(responses.values())
