"""A form filled in from what says a request: a curl command that was pasted, or code that ran."""

from __future__ import annotations

from tryfield.core.console.messages import values_message
from tryfield.core.model import Endpoint, Json, Span
from tryfield.core.request.prefill import commands_in, values_of_curl
from tryfield.core.request.values import Values
from tryfield.core.wire import WireRequest


def filled(endpoint: Endpoint, text: str) -> dict[str, Json] | None:
    """The values that the first command of a text says, and what to know about them."""
    commands = commands_in(text)
    if not commands:
        return None
    command = commands[0]
    values = values_of_curl(endpoint, command, Values())
    notes = [f"{one.message} {one.advice}" for one in command.findings]
    if command.request.method != endpoint.method.upper():
        notes.append(f"The command says {command.request.method}, this is {endpoint.method}.")
    return {"values": values_message(values), "notes": list(notes)}


def filled_by(endpoint: Endpoint, request: WireRequest) -> dict[str, Json] | None:
    """The values that a request of code says; None where no form could say its body."""
    from tryfield.core.curl.values import Command

    parts = (request.header("content-type") or "").startswith("multipart/")
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if parts and text:
        return None
    here = Span("code")
    command = Command(
        request=request,
        span=here,
        header_spans=(here,) * len(request.headers),
        body_span=here if text else None,
        body_text=text,
    )
    return values_message(values_of_curl(endpoint, command, Values()))
