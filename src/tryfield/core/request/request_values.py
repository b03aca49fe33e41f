"""What a caller chooses for one request: the values of the form, before they are on the wire.

The console, the live check and the examples of a page fill it in; `request_builder` takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tryfield.core.model import Json

#: Where a value comes from: a documented example; a default, `const` or example of its schema; a
#: documented curl command; or made from the schema because nobody wrote one.
Source: TypeAlias = Literal["example", "schema", "curl", "made"]

#: The place of a body among the sources of values.
BODY = ("body", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to upload; a made one stands for what a reader has to choose."""

    filename: str
    content: bytes = b""
    media_type: str = ""
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a reader typed for one security scheme; empty text sends nothing."""

    value: str = ""  #: key or token, with or without its prefix
    user: str = ""  #: of HTTP basic
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One choice of values; what is not in it is not sent.

    A value that is there is sent, whatever it is: `false`, `0`, `""`, `null` and `[]` too.
    """

    server: str = ""  #: base URL, perhaps with `{variables}`; "" is the first documented one
    variables: Mapping[str, str] = field(default_factory=dict)
    #: (location, name) to a JSON value; `("query", "limit")`
    parameters: Mapping[tuple[str, str], Json] = field(default_factory=dict)
    media_type: str = ""  #: of the body; "" is the first documented one
    body: str | None = None  #: text of a JSON, XML or text body, sent as it is; None sends no body
    form: Mapping[str, Json] | None = None  #: fields of a form body, in order; values may be `File`
    file: File | None = None  #: a body that is one file
    alternative: int = 0  #: which entry of `Endpoint.security`
    credentials: Mapping[str, Credential] = field(default_factory=dict)  #: by name of the scheme
    headers: tuple[tuple[str, str], ...] = ()  #: beyond the documented ones
    #: (location, name) of a value, or `BODY`, to where it comes from; what a reader chose has none
    sources: Mapping[tuple[str, str], Source] = field(default_factory=dict, compare=False)
