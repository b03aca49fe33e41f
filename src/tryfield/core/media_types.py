"""What a media type is: JSON, a stream of it, text, or a form."""

from __future__ import annotations

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


def is_xml(media_type: str) -> bool:
    """Whether a body is an XML document (RFC 7303)."""
    kind = essence(media_type)
    return kind in ("application/xml", "text/xml") or kind.endswith("+xml")


def is_text(media_type: str) -> bool:
    """Whether a body is one string."""
    kind = essence(media_type)
    return kind.startswith("text/") and kind not in ("text/json", "text/event-stream")


def is_form(media_type: str) -> bool:
    """Whether a body is the fields of a form."""
    return essence(media_type) in ("application/x-www-form-urlencoded", "multipart/form-data")
