"""Sections of documented fields: one per location of an endpoint, in the order of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tryfield.core.contract.contract_pointers import (
    content_pointer,
    endpoint_pointer,
    parameter_schema_pointer,
    response_pointer,
)
from tryfield.core.fields.field_tree import LinkedComponents, field_tree, parameter_field
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Content, Endpoint, Field, Parameter

_LOCATIONS = ("path", "query", "querystring", "header", "cookie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The documented fields of one place.

    `place` is `"path"`, `"query"`, `"header"`, `"cookie"`, `"querystring"`,
    `"body application/json"`, `"response 200 application/json"` or `"response-header 200"`.
    For bodies `root` is the whole value (None without a schema) and `fields` what a page lists:
    the children of an object, otherwise the root itself. `pointer` is that of the schema, or of
    the list of parameters, in the contract.
    """

    place: str
    pointer: str
    root: Field | None
    fields: tuple[Field, ...]


def sections(endpoint: Endpoint, linked: LinkedComponents | None = None) -> tuple[Section, ...]:
    """All documented places of an endpoint: parameters, body, then each response.

    With `linked`, what is `elsewhere` is left out of them.
    """
    return tuple(_sections(endpoint, linked))


def _sections(endpoint: Endpoint, linked: LinkedComponents | None) -> Iterator[Section]:
    operation = endpoint_pointer(endpoint)
    for location in _LOCATIONS:
        pointers = {
            f"{operation}/parameters/{index}": parameter
            for index, parameter in enumerate(endpoint.parameters)
            if parameter.location == location
        }
        if pointers:
            yield _parameters(endpoint, location, f"{operation}/parameters", pointers, linked)
    for content in endpoint.body.contents if endpoint.body else ():
        yield _content(endpoint, "body", f"{operation}/requestBody", content, linked)
    for response in endpoint.responses:
        pointer = response_pointer(endpoint, response)
        if response.headers:
            headers = {
                f"{pointer}/headers/{escape_token(one.name)}": one for one in response.headers
            }
            place = f"response-header {response.status}"
            yield _parameters(endpoint, place, f"{pointer}/headers", headers, linked)
        for content in response.contents:
            yield _content(endpoint, f"response {response.status}", pointer, content, linked)


def _parameters(
    endpoint: Endpoint,
    place: str,
    pointer: str,
    parameters: dict[str, Parameter],
    linked: LinkedComponents | None,
) -> Section:
    fields = tuple(
        parameter_field(
            parameter,
            pointer=parameter_schema_pointer(where, parameter),
            components=endpoint.components,
            linked=linked,
        )
        for where, parameter in parameters.items()
    )
    return Section(place=place, pointer=pointer, root=None, fields=fields)


def listed_fields(root: Field) -> tuple[Field, ...]:
    """What a page lists of a whole value: the children of an object, otherwise itself."""
    if root.choices or any(child.name in ("[]", "{}") for child in root.children):
        return (root,)
    return root.children or (root,)


def _content(
    endpoint: Endpoint,
    place: str,
    pointer: str,
    content: Content,
    linked: LinkedComponents | None,
) -> Section:
    where = content_pointer(pointer, content)
    schema = content.schema if content.schema is not None else content.item_schema
    root = None
    fields: tuple[Field, ...] = ()
    if schema is not None:
        root = field_tree(schema, pointer=where, components=endpoint.components, linked=linked)
        fields = listed_fields(root)
    return Section(
        place=f"{place} {content.media_type}".rstrip(), pointer=where, root=root, fields=fields
    )
