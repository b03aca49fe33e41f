"""The Markdown version of a page: the same facts, for programs and for people who copy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tryfield.core.fields.field_sections import Section, listed_fields
from tryfield.core.fields.field_tree import LinkedComponents
from tryfield.core.model import Endpoint, Field
from tryfield.rendering import example_tabs, page_labels, row_cache
from tryfield.rendering.component_pages import ROOT, ComponentPage
from tryfield.rendering.row_cache import PATH_PLACEHOLDER, RowKeys, moved
from tryfield.rendering.template_context import PARAMETERS, alternatives, description

_FENCE = re.compile(r"`{3,}")


_LARGE = 5_000  # characters of a contract that is no longer spread over lines


def markdown_version(
    endpoint: Endpoint,
    *,
    languages: tuple[str, ...] = ("curl",),
    base_url: str = "",
    linked: LinkedComponents | None = None,
) -> str:
    """A page as Markdown: method, URL, credentials, field tables and examples.

    Args:
        endpoint: What the page is about.
        languages: Of its generated requests.
        base_url: As for `example_tabs.request_tabs`.
        linked: The components that have pages. In links to them, `component_pages.ROOT` stands
            for the way to the top of the site.
    """
    return "\n".join(_blocks(endpoint, languages, base_url, linked)).rstrip() + "\n"


def component_markdown(page: ComponentPage, linked: LinkedComponents | None) -> str:
    """The page of a component as Markdown: its description and its fields."""
    root = page.root(linked)
    lines = [f"# {_line(page.name)}\n"]
    if root.description:
        lines.append(f"{root.description.strip()}\n")
    listed = listed_fields(root)
    lines += _table(Section(place="", pointer="", root=root, fields=listed), RowKeys())
    return "\n".join(lines).rstrip() + "\n"


def contract_text(contract: Mapping[str, Any]) -> str:
    """A contract as JSON, spread over lines where it is short enough to be read."""
    short = json.dumps(contract, ensure_ascii=False, default=str)
    if len(short) > _LARGE:
        return short
    return json.dumps(contract, indent=2, ensure_ascii=False, default=str)


def _blocks(
    endpoint: Endpoint,
    languages: tuple[str, ...],
    base_url: str,
    linked: LinkedComponents | None,
) -> Iterator[str]:
    yield f"# {_line(endpoint.title or endpoint.name)}\n"
    servers = endpoint.servers if endpoint.kind != "webhook" else ()
    base = servers[0].url.rstrip("/") if servers else ""
    yield f"`{endpoint.method} {base}{endpoint.path}`\n"
    if endpoint.kind == "webhook":
        yield "The API makes this call, to an address of yours.\n"
    if endpoint.deprecated:
        yield "**Deprecated.** It still answers, but new code should not use it.\n"
    if text := description(endpoint):
        yield f"{text}\n"
    for server in servers[1:]:
        more = f": {_line(server.description)}" if server.description else ""
        yield f"Also at `{server.url}`{more}\n"
    yield from _authorization(endpoint)
    found = row_cache.cached_sections(endpoint, linked)
    row_keys = row_cache.row_keys(endpoint)
    for section in found:
        if section.place in PARAMETERS:
            yield f"## {PARAMETERS[section.place]}\n"
            yield from _table(section, row_keys)
    if endpoint.body:
        yield "## Body\n"
        if endpoint.body.required:
            yield "A body is required.\n"
        if endpoint.body.description:
            yield f"{endpoint.body.description.strip()}\n"
        yield from _bodies(found, "body", row_keys)
    for response in page_labels.success_first(endpoint.responses, lambda one: one.status):
        phrase = page_labels.status_phrase(response.status)
        yield f"## Response {response.status}{f' ({phrase})' if phrase else ''}\n"
        if response.description.strip() not in ("", response.status):
            yield f"{response.description.strip()}\n"
        yield from _bodies(found, f"response {response.status}", row_keys)
        for section in found:
            if section.place == f"response-header {response.status}":
                yield "Headers:\n"
                yield from _table(section, row_keys)
    requests = example_tabs.request_tabs(endpoint, languages, base_url=base_url)
    yield from _examples("Request", requests)
    yield from _examples("Request body", row_cache.cached_body_tabs(endpoint))
    yield from _examples("Response", row_cache.cached_response_tabs(endpoint))


def _authorization(endpoint: Endpoint) -> Iterator[str]:
    if not endpoint.security:
        return
    yield "## Authorization\n"
    for every in alternatives(endpoint):
        if not every:
            yield "- none\n"
            continue
        parts = []
        for one in every:
            scopes = f", scopes {', '.join(one.scopes)}" if one.scopes else ""
            parts.append(f"{one.label}{f': `{one.line}`' if one.line else ''}{scopes}")
        yield f"- {' and '.join(parts)}\n"


def _bodies(found: Iterable[Section], start: str, row_keys: RowKeys) -> Iterator[str]:
    for section in found:
        if section.place == start or section.place.startswith(f"{start} "):
            if media := section.place.removeprefix(start).strip():
                yield f"`{media}`\n"
            yield from _table(section, row_keys)


def _table(section: Section, row_keys: RowKeys) -> Iterator[str]:
    rows = list(_rows(section.fields, row_keys))
    if not rows:
        yield "No fields are documented.\n"
        return
    yield "| Name | Type | Required | Description |"
    yield "| --- | --- | --- | --- |"
    yield from rows
    yield ""


_PLAIN = re.compile(r"[\w.\[\]{}<>-]+")  # a path that stands in a table as it is
_drawn: dict[int, str] = {}
_seen: set[int] = set()  # what comes again is kept


def _rows(fields: Iterable[Field], row_keys: RowKeys) -> Iterator[str]:
    for field in fields:
        number = row_keys(field)
        if not number or number not in _seen or not _PLAIN.fullmatch(field.path):
            _seen.add(number)
            yield from _own(field, row_keys)
            continue
        if (known := _drawn.get(number)) is None:
            known = _drawn[number] = "\n".join(_own(moved(field), RowKeys()))
        yield known.replace(PATH_PLACEHOLDER, field.path)


def _own(field: Field, row_keys: RowKeys) -> Iterator[str]:
    required = "yes" if field.required else ""
    yield _row(_code(field.path or "value"), _type(field), required, _notes(field))
    yield from _rows(field.children, row_keys)
    for choice in field.choices:
        one = choice.field
        label = choice.label if not one.page or one.component != choice.label else ""
        yield _row(_code(one.path), f"{label} {_component(one)}".strip(), "", _notes(one))
        yield from _rows(choice.field.children, row_keys)


def _type(field: Field) -> str:
    return f"{page_labels.type_label(field)} {_component(field)}".rstrip()


def _component(field: Field) -> str:
    if not field.page:
        return ""
    return f"[{field.component}]({ROOT}{field.page})"


def _notes(field: Field) -> str:
    notes = [_line(field.description)] if field.description else []
    if field.deprecated:
        notes.append("Deprecated.")
    notes += [
        f"{fact.label}: {_code(fact.value) if fact.code else fact.value}."
        for fact in page_labels.facts(field)
    ]
    if values := page_labels.allowed_values(field):
        notes.append("Allowed: " + ", ".join(_code(one.value) for one in values) + ".")
    if field.repeats:
        notes.append(f"The same fields as {_code(field.repeats)}.")
    return " ".join(notes)


def _row(name: str, *cells: str) -> str:
    return f"| {name} | {' | '.join(map(_cell, cells))} |"


def _examples(title: str, tabs: Iterable[example_tabs.Tab]) -> Iterator[str]:
    for tab in tabs:
        yield f"## {title}: {_line(tab.title or tab.label)}\n"
        yield from fenced(tab.text, tab.language)


def fenced(text: str, language: str) -> Iterator[str]:
    """A fence that is longer than any in the text."""
    longest = max((len(found) for found in _FENCE.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return _cell(f"{fence}{space}{_line(text)}{space}{fence}")
