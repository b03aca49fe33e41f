"""Reads the JSON body of a request to the users API, and says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from starlette.requests import Request

LARGEST_BODY = 1_000_000
_DEEPEST = 100
_JSON_TYPES = ("application/json", "+json")
_WORDS = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


class RefusedError(Exception):
    """Why a request is not followed: the status and the words of the response."""

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Body:
    """The members of a JSON object, each asked for with the type that is documented."""

    members: Mapping[str, Any]

    def text(self, name: str, *, longest: int | None = None) -> str:
        """A string; "" when it is left out."""
        value: str = self._typed(name, str, "")
        if longest is not None and len(value) > longest:
            raise RefusedError(
                400, f"'{name}' has {len(value)} characters. Send {longest} characters at most."
            )
        return value

    def boolean(self, name: str) -> bool:
        """A boolean; False when it is left out."""
        value: bool = self._typed(name, bool, False)
        return value

    def mapping(self, name: str) -> dict[str, Any] | None:
        """An object; None when it is left out."""
        value: dict[str, Any] | None = self._typed(name, dict, None)
        return value

    def _typed(self, name: str, expected: type, default: Any) -> Any:
        if name not in self.members:
            return default
        value = self.members[name]
        if not isinstance(value, expected):
            raise RefusedError(
                400,
                f"'{name}' is {_WORDS[type(value)]}. Send {_WORDS[expected]}, or leave it out.",
            )
        return value


async def read_body(request: Request) -> Body:
    """The JSON object of a request; no members when there is no body at all.

    Raises:
        RefusedError: 413 for a body past `LARGEST_BODY` bytes, 400 for all that is no JSON object.
    """
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > LARGEST_BODY:
            raise RefusedError(
                413, f"The body is larger than {LARGEST_BODY} bytes. Send a smaller one."
            )
    if not received:
        return Body({})
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if not kind.endswith(_JSON_TYPES):
        raise RefusedError(
            400, f"The body is {kind!r}. Send JSON, with 'Content-Type: application/json'."
        )
    value = _parse(bytes(received))
    if not isinstance(value, dict):
        raise RefusedError(400, f"The body is {_WORDS[type(value)]}. Send a JSON object.")
    return Body(value)


def _parse(received: bytes) -> Any:
    try:
        value = json.loads(received.decode("utf-8-sig"), parse_constant=_no_constant)
        # What we keep is written out again, so it must survive that: no lone surrogates, no
        # number that only fits as infinity.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"The body is not UTF-8, from byte {error.start} on.") from error
    except UnicodeEncodeError as error:
        raise RefusedError(
            400, "The body has half a character (a lone surrogate) in it."
        ) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise RefusedError(400, f"The body is not JSON: {error.msg}, at {where}.") from error
    except RecursionError as error:
        raise RefusedError(400, f"The body is nested deeper than {_DEEPEST} levels.") from error
    except ValueError as error:
        raise RefusedError(400, "The body has a number that cannot be kept.") from error
    if _deeper_than(value, _DEEPEST):
        raise RefusedError(400, f"The body is nested deeper than {_DEEPEST} levels.")
    return value


def _no_constant(name: str) -> Any:
    raise RefusedError(400, f"The body is not JSON: {name} is no JSON value.")


def _deeper_than(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            below
            for above in layer
            if isinstance(above, (dict, list))
            for below in (above.values() if isinstance(above, dict) else above)
        ]
        if not layer:
            return False
    return True
