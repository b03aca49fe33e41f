"""Where the parts of an endpoint stand in its contract, as JSON pointers.

Readers key the spans of a definition by these pointers, fields and verdicts carry them, and rules
look spans up by them.
"""

from __future__ import annotations

from tryfield.core.contract import openapi_terms
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Content, Endpoint, Json, Parameter, Response


def path_key(path: str) -> str:
    """The path as a key of `paths`, which begins with a slash."""
    return path if path.startswith("/") else f"/{path}"


def operation_pointer(kind: str, path: str, method: str) -> str:
    """Where an operation stands: `/paths/~1users/post`.

    Args:
        kind: `path`, `webhook` or `callback`.
        path: Of the endpoint, or the name of the webhook.
        method: In any case. OpenAPI 3.1 has no field for some, such as QUERY and PURGE; they
            stand in `x-tryfield-operations`.
    """
    place = f"/paths/{escape_token(path_key(path))}"
    if kind != "path":
        place = f"/webhooks/{escape_token(path)}"
    if method.lower() in openapi_terms.METHODS:
        return f"{place}/{method.lower()}"
    return f"{place}/{openapi_terms.OPERATIONS}/{escape_token(method)}"


def path_item(method: str, operation: Json) -> dict[str, Json]:
    """The Path Item Object that holds an operation where `operation_pointer` says."""
    if method.lower() in openapi_terms.METHODS:
        return {method.lower(): operation}
    return {openapi_terms.OPERATIONS: {method: operation}}


def endpoint_pointer(endpoint: Endpoint) -> str:
    """Where the operation of an endpoint stands."""
    return operation_pointer(endpoint.kind, endpoint.path, endpoint.method)


def response_pointer(endpoint: Endpoint, response: Response) -> str:
    """Where a response stands in the contract: `/paths/~1users/post/responses/200`."""
    operation = endpoint_pointer(endpoint)
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


def parameter_schema_pointer(pointer: str, parameter: Parameter) -> str:
    """Where the schema of the parameter at a pointer stands."""
    if parameter.media_type:
        return f"{pointer}/content/{escape_token(parameter.media_type)}/schema"
    return f"{pointer}/schema"


def content_pointer(pointer: str, content: Content) -> str:
    """Where the schema of a content of the body or response at a pointer stands."""
    whole = content.schema is not None or content.item_schema is None
    key = "schema" if whole else openapi_terms.ITEM_SCHEMA
    return f"{pointer}/content/{escape_token(content.media_type)}/{key}"
