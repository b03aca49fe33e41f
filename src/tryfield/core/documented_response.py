"""Which documented response applies to a status, and which of its contents to a media type."""

from __future__ import annotations

from collections.abc import Iterable

from tryfield.core.media_types import essence, is_json
from tryfield.core.model import Content, Response

_EMPTY = frozenset({"204", "205", "304"})


def response_for(status: int | str, responses: Iterable[Response]) -> Response | None:
    """The documented response of a status: exact, then `4XX`, then `default`."""
    known = {response.status.upper(): response for response in reversed(tuple(responses))}
    code = str(status).upper()
    return known.get(code) or known.get(f"{code[:1]}XX") or known.get("DEFAULT")


def bodiless(status: str) -> bool:
    """Whether answers of a status carry no body (RFC 9110)."""
    return status in _EMPTY or status.startswith("1")


def content_for(media_type: str, contents: Iterable[Content]) -> tuple[Content | None, bool]:
    """The documented content of a media type, and whether it is documented as such.

    With parameters, then without, then by wildcard; where none fits, the JSON content for
    JSON of another name (`application/problem+json`), which is a difference.
    """
    known = tuple(contents)
    exact = _normal(media_type)
    kind = essence(media_type)
    major = kind.partition("/")[0]
    wanted = ((_normal, exact), (essence, kind), (essence, f"{major}/*"), (essence, "*/*"))
    for form, value in wanted:
        for content in known:
            if form(content.media_type) == value:
                return content, True
    if not kind:
        return next(
            (one for one in known if is_json(one.media_type)), known[0] if known else None
        ), False
    if is_json(kind):
        return next((one for one in known if is_json(one.media_type)), None), False
    return None, False


def _normal(media_type: str) -> str:
    kind, _, rest = media_type.partition(";")
    parameters = sorted(
        one.strip().lower().replace('"', "") for one in rest.split(";") if one.strip()
    )
    return ";".join([kind.strip().lower(), *parameters])
