"""JSON messages of the page as Python values, and back. Shapes: `playground/src/protocol.d.ts`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tryfield.core.errors import RequestError
from tryfield.core.model import Json
from tryfield.core.request.request_values import Credential, File, Values
from tryfield.core.wire import WireRequest, WireResponse

_LOCATIONS = ("path", "query", "querystring", "header", "cookie")


def request_from_message(message: Any) -> WireRequest:
    """A `WireRequest` of the page."""
    said = mapping(message, "request")
    return WireRequest(
        method=text(said, "method") or "GET",
        url=text(said, "url"),
        headers=_pairs(said.get("headers")),
        body=data(said.get("body")),
    )


def request_message(request: WireRequest) -> dict[str, Json]:
    """A request as JSON."""
    return {
        "method": request.method,
        "url": request.url,
        "headers": [list(pair) for pair in request.headers],
        "body": base64.b64encode(request.body).decode(),
    }


def response_from_message(message: Any) -> WireResponse:
    """A `WireAnswer` of the page."""
    said = mapping(message, "answer")
    status, seconds = said.get("status"), said.get("seconds")
    return WireResponse(
        status=status if isinstance(status, int) else 0,
        headers=_pairs(said.get("headers")),
        body=data(said.get("body")),
        seconds=float(seconds) if isinstance(seconds, (int, float, Decimal)) else 0.0,
        url=text(said, "url"),
    )


def response_message(answer: WireResponse) -> dict[str, Json]:
    """An answer as JSON."""
    return {
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": base64.b64encode(answer.body).decode(),
        "seconds": answer.seconds,
        "url": answer.url,
    }


def values_from_message(message: Any) -> Values:
    """`Values` of the page."""
    said = mapping(message or {}, "values")
    body, form, file = said.get("body"), said.get("form"), said.get("file")
    alternative = said.get("alternative")
    return Values(
        server=text(said, "server"),
        variables={str(k): str(v) for k, v in mapping(said.get("variables") or {}, "").items()},
        parameters={
            (str(one.get("in")), str(one.get("name"))): one.get("value")
            for one in _items(said.get("parameters"))
            if one.get("in") in _LOCATIONS
        },
        media_type=text(said, "mediaType"),
        body=body if isinstance(body, str) else None,
        form=None if form is None else _form(_items(form)),
        file=_file(file) if isinstance(file, Mapping) else None,
        alternative=alternative if isinstance(alternative, int) else 0,
        credentials={
            str(name): Credential(
                value=text(one, "value"), user=text(one, "user"), password=text(one, "password")
            )
            for name, one in mapping(said.get("credentials") or {}, "credentials").items()
            if isinstance(one, Mapping)
        },
        headers=_pairs(said.get("headers")),
    )


def values_message(values: Values) -> dict[str, Json]:
    """Values as JSON; credentials stay behind."""
    made: dict[str, Json] = {
        "server": values.server,
        "variables": dict(values.variables),
        "parameters": [
            {"in": location, "name": name, "value": value}
            for (location, name), value in values.parameters.items()
        ],
        "mediaType": values.media_type,
        "body": values.body,
        "form": None
        if values.form is None
        else [
            {"name": name, "value": _value_message(value)}
            for name, value in values.form.items()
            if not _is_made_file(value)
        ],
        "headers": [list(pair) for pair in values.headers],
        "alternative": values.alternative,
        "made": [list(key) for key, source in values.sources.items() if source == "made"],
    }
    return {name: value for name, value in made.items() if value not in (None, "", {}, [], 0)} | (
        {"body": values.body} if values.body is not None else {}
    )


def mapping(message: Any, name: str) -> Mapping[str, Any]:
    """A JSON object, or the reason why it is none.

    Raises:
        RequestError: It is something else.
    """
    if not isinstance(message, Mapping):
        what = f"'{name}'" if name else "The argument"
        raise RequestError(f"{what} has to be an object.")
    return message


def text(said: Mapping[str, Any], name: str) -> str:
    """A text of a message; "" when it is absent."""
    value = said.get(name)
    return value if isinstance(value, str) else ""


def texts(said: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts of a message; what is no text is left out."""
    return [one for one in _listed(said.get(name)) if isinstance(one, str)]


def data(message: Any) -> bytes:
    """Bytes that travel as base64."""
    if not message:
        return b""
    try:
        return base64.b64decode(message, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise RequestError("The bytes of a body have to be base64.") from error


def _items(message: Any) -> Iterable[Mapping[str, Any]]:
    return [one for one in _listed(message) if isinstance(one, Mapping)]


def _listed(message: Any) -> list[Any]:
    return message if isinstance(message, list) else []


def _pairs(message: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(one[0]), str(one[1]))
        for one in _listed(message)
        if isinstance(one, list) and len(one) == 2
    )


def _form(items: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    form: dict[str, Json] = {}
    for one in items:
        value = one.get("value")
        if isinstance(value, list):
            value = [_value_from_message(item) for item in value]
        form[str(one.get("name"))] = _value_from_message(value)
    return form


def _value_from_message(value: Json) -> Json:
    if isinstance(value, Mapping) and "filename" in value and ("base64" in value or _refers(value)):
        return _file(value)
    return value


def _refers(message: Mapping[str, Any]) -> bool:
    """Whether the page has the bytes of a file, and puts them where its reference stands."""
    return text(message, "reference").startswith("tryfield-file-")


def _file(message: Mapping[str, Any]) -> File:
    reference = text(message, "reference").encode() if _refers(message) else b""
    return File(
        filename=text(message, "filename"),
        content=reference or data(message.get("base64")),
        media_type=text(message, "mediaType"),
    )


def _is_made_file(value: Json) -> bool:
    """Whether a file only stands for one that the reader has to choose."""
    one = value[0] if isinstance(value, list) and value else value
    return isinstance(one, File) and one.made


def _value_message(value: Json) -> Json:
    if not isinstance(value, File):
        return value
    content = base64.b64encode(value.content).decode()
    return {"filename": value.filename, "mediaType": value.media_type, "base64": content}
