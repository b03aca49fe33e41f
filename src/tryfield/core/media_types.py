"""Media types: JSON, text or form; and which documented response and content apply to what came."""

from __future__ import annotations

from collections.abc import Iterable

from tryfield.core.model import Content, Response

#: Bodies of several JSON values; each is one instance.
STREAMS = frozenset(
    {
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json-seq",
        "text/event-stream",
    }
)
_EMPTY = frozenset({"204", "205", "304"})


def response_for(status: int | str, responses: Iterable[Response]) -> Response | None:
    """The documented response of a status: exact, then `4XX`, then `default`."""
    known = {response.status.upper(): response for response in reversed(tuple(responses))}
    code = str(status).upper()
    return known.get(code) or known.get(f"{code[:1]}XX") or known.get("DEFAULT")


def essence(media_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether bodies of a media type hold JSON (RFC 6839); also what says nothing."""
    kind = essence(media_type)
    return not kind or kind in STREAMS or is_json_text(kind)


def is_json_text(media_type: str) -> bool:
    """Whether a body of a media type is named as one JSON text, no stream of several (RFC 6839)."""
    kind = essence(media_type)
    return kind in ("*/*", "application/*") or kind.endswith(("+json", "/json"))


def is_text(media_type: str) -> bool:
    """Whether a body is one string."""
    kind = essence(media_type)
    return kind.startswith("text/") and kind not in ("text/json", "text/event-stream")


def is_form(media_type: str) -> bool:
    """Whether a body is the fields of a form."""
    return essence(media_type) in ("application/x-www-form-urlencoded", "multipart/form-data")


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
