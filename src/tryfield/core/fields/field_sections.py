"""Sections of documented fields: one per location of an endpoint, in the order of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tryfield.core.contract import openapi_terms
from tryfield.core.contract.contract_reader import path_key
from tryfield.core.fields.field_tree import field_tree, parameter_field
from tryfield.core.fields.schema_view import step
from tryfield.core.model import Content, Endpoint, Field, Parameter, Response

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


def operation_pointer(endpoint: Endpoint) -> str:
    """Where the operation stands in the contract: `/paths/~1users/post`."""
    method = endpoint.method.lower()
    if method not in openapi_terms.METHODS:
        method = f"{openapi_terms.OPERATIONS}/{step(endpoint.method)}"
    if endpoint.kind == "path":
        return f"/paths/{step(path_key(endpoint.path))}/{method}"
    return f"/webhooks/{step(endpoint.path)}/{method}"


def response_pointer(endpoint: Endpoint, response: Response) -> str:
    """Where a response stands in the contract: `/paths/~1users/post/responses/200`."""
    operation = operation_pointer(endpoint)
    usual: set[str] = set()
    odd, plain = 0, True
    for one in endpoint.responses:
        plain = (
            openapi_terms.STATUS_KEY.fullmatch(one.status) is not None and one.status not in usual
        )
        if one is response:
            break
        if plain:
            usual.add(one.status)
        else:
            odd += 1
    if plain:
        return f"{operation}/responses/{response.status}"
    return f"{operation}/{openapi_terms.RESPONSES}/{odd}"


def sections(endpoint: Endpoint) -> tuple[Section, ...]:
    """All documented places of an endpoint: parameters, body, then each response."""
    return tuple(_sections(endpoint))


def _sections(endpoint: Endpoint) -> Iterator[Section]:
    operation = operation_pointer(endpoint)
    for location in _LOCATIONS:
        pointers = {
            f"{operation}/parameters/{index}": parameter
            for index, parameter in enumerate(endpoint.parameters)
            if parameter.location == location
        }
        if pointers:
            yield _parameters(endpoint, location, f"{operation}/parameters", pointers)
    for content in endpoint.body.contents if endpoint.body else ():
        yield _content(endpoint, "body", f"{operation}/requestBody", content)
    for response in endpoint.responses:
        pointer = response_pointer(endpoint, response)
        if response.headers:
            headers = {f"{pointer}/headers/{step(one.name)}": one for one in response.headers}
            place = f"response-header {response.status}"
            yield _parameters(endpoint, place, f"{pointer}/headers", headers)
        for content in response.contents:
            yield _content(endpoint, f"response {response.status}", pointer, content)


def _parameters(
    endpoint: Endpoint, place: str, pointer: str, parameters: dict[str, Parameter]
) -> Section:
    fields = tuple(
        parameter_field(
            parameter,
            pointer=parameter_schema_pointer(where, parameter),
            components=endpoint.components,
        )
        for where, parameter in parameters.items()
    )
    return Section(place=place, pointer=pointer, root=None, fields=fields)


def parameter_schema_pointer(pointer: str, parameter: Parameter) -> str:
    """Where the schema of the parameter at a pointer stands."""
    if parameter.media_type:
        return f"{pointer}/content/{step(parameter.media_type)}/schema"
    return f"{pointer}/schema"


def content_pointer(pointer: str, content: Content) -> str:
    """Where the schema of a content of the body or response at a pointer stands."""
    whole = content.schema is not None or content.item_schema is None
    key = "schema" if whole else openapi_terms.ITEM_SCHEMA
    return f"{pointer}/content/{step(content.media_type)}/{key}"


def _content(endpoint: Endpoint, place: str, pointer: str, content: Content) -> Section:
    where = content_pointer(pointer, content)
    schema = content.schema if content.schema is not None else content.item_schema
    root = None
    fields: tuple[Field, ...] = ()
    if schema is not None:
        root = field_tree(schema, pointer=where, components=endpoint.components)
        fields = root.children if root.children and not root.choices else (root,)
        if any(child.name in ("[]", "{}") for child in root.children):
            fields = (root,)
    return Section(
        place=f"{place} {content.media_type}".rstrip(), pointer=where, root=root, fields=fields
    )
