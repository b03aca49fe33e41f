"""A form filled in from a curl command that a reader pasted."""

from __future__ import annotations

from tryfield.core.console.messages import values_message
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.prefill import commands_in, values_of_curl
from tryfield.core.request.values import Values


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
