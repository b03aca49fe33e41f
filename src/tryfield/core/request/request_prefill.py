"""The values that a form begins with: those of a documented request.

What the page's own curl command says goes first, then named examples, then examples and defaults
of the schema. Optional fields that no example names are left out, and so are placeholders of
credentials and of path names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, unquote_plus

from tryfield.core import lossless_json
from tryfield.core.example_generator import documented_value, generated_value
from tryfield.core.model import Content, Endpoint, Example, Json, Parameter
from tryfield.core.parameter_styles import (
    Pairs,
    example_value,
    node_of,
    read_value,
    split_pairs,
)
from tryfield.core.request.placeholders import is_placeholder
from tryfield.core.request.request_body import kind_of
from tryfield.core.request.request_builder import content_of, parameter_named
from tryfield.core.request.request_credentials import prefix_of
from tryfield.core.request.request_values import Values

if TYPE_CHECKING:
    from tryfield.core.curl.curl_command import Command


_CURL = re.compile(r"(?m)^[ \t]*(?:[$>%][ \t]+)?(?:\w+=\S*[ \t]+)*(?:sudo[ \t]+)?curl(?:\.exe)?\s")
_NEVER = frozenset(("host", "content-length", "content-type", "user-agent", "accept-encoding"))
_NAME = re.compile(r"[:<{$\[]+[\w .:-]+[>}\]]*|\{\{.*\}\}")


def example_names(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Name and summary of each documented request that `example_values` knows."""
    found: dict[str, str] = {}
    for example in _examples(endpoint):
        if example.name:
            found.setdefault(example.name, example.summary)
    return list(found.items())


def example_values(endpoint: Endpoint, name: str = "") -> Values:
    """The values of a documented request; the one that a page shows first without a name."""
    values = _defaults(endpoint, name)
    for command, sample_name in _commands(endpoint):
        if not name or sample_name == name:
            return values_of_curl(endpoint, command, values)
    return values


def values_of_curl(endpoint: Endpoint, command: Command, values: Values) -> Values:
    """Values with what a curl command says in place of theirs."""
    return _FromCurl(endpoint, command).over(values)


def commands_in(text: str) -> tuple[Command, ...]:
    """The curl commands of a request example; none when it is in another language."""
    if not _CURL.search(text):
        return ()
    from tryfield.core.curl.curl_parser import parse_curl  # few documents hold a command

    return parse_curl(text)


def _examples(endpoint: Endpoint) -> Iterator[Example]:
    curls = [one for one in endpoint.samples if _CURL.search(one.text)]
    if len(curls) > 1:
        yield from curls
    for content in endpoint.body.contents if endpoint.body else ():
        yield from content.examples
    for parameter in endpoint.parameters:
        if len(parameter.examples) > 1:
            yield from parameter.examples


def _commands(endpoint: Endpoint) -> Iterator[tuple[Command, str]]:
    for one in endpoint.samples:
        for command in commands_in(one.text):
            if command.request.method == endpoint.method.upper():
                yield command, one.name


def _defaults(endpoint: Endpoint, name: str) -> Values:
    parameters: dict[tuple[str, str], Json] = {}
    for parameter in endpoint.parameters:
        found = _parameter(endpoint, parameter, name)
        if found:
            parameters[parameter.location, parameter.name] = found[0]
    values = Values(parameters=parameters)
    contents = endpoint.body.contents if endpoint.body else ()
    for content in contents:
        if name and any(one.name == name for one in content.examples):
            return _with_body(endpoint, values, content, name)
    return _with_body(endpoint, values, contents[0], name) if contents else values


def _parameter(endpoint: Endpoint, parameter: Parameter, name: str) -> tuple[Json, ...]:
    for example in parameter.examples:
        if example.name == name and name:
            return (example_value(parameter, example, endpoint.components),)
    if not parameter.required:
        return ()
    for example in parameter.examples:
        return (example_value(parameter, example, endpoint.components),)
    found = documented_value(parameter.schema, endpoint.components)
    return tuple(one for one in found if not (isinstance(one, str) and is_placeholder(one)))


def _with_body(endpoint: Endpoint, values: Values, content: Content, name: str) -> Values:
    kind = kind_of(content.media_type)
    named = [one for one in content.examples if one.name == name] or list(content.examples)
    text = named[0].text if named else None
    required = endpoint.body is not None and endpoint.body.required
    if text is None:
        found = documented_value(content.schema, endpoint.components)
        if not found and not required:
            return replace(values, media_type=content.media_type)
        value = (
            found[0]
            if found
            else generated_value(content.schema, endpoint.components, direction="request")
        )
        text = (
            value
            if isinstance(value, str) and kind != "json"
            else lossless_json.dumps(value, indent=2)
        )
    if kind in ("form", "multipart"):
        return replace(values, media_type=content.media_type, form=_form(text, kind))
    body = text if kind != "file" else None
    return replace(values, media_type=content.media_type, body=body)


def _form(text: str, kind: str) -> dict[str, Json] | None:
    try:
        value = lossless_json.loads(text)
    except ValueError:
        return dict(parse_qsl(text, keep_blank_values=True)) if kind == "form" else None
    return value if isinstance(value, dict) else None


class _FromCurl:
    """Reads the values out of one command, with the eyes of the documentation."""

    def __init__(self, endpoint: Endpoint, command: Command) -> None:
        self.endpoint = endpoint
        self.command = command
        self.documented: dict[tuple[str, str], Parameter] = {
            (one.location, one.name): one for one in endpoint.parameters
        }
        requirements = [one for group in endpoint.security for one in group]
        self.secret = {(one.auth.location, one.auth.parameter.lower()) for one in requirements}
        if any(prefix_of(one.auth) for one in requirements):
            self.secret.add(("header", "authorization"))

    def over(self, values: Values) -> Values:
        parameters = {**values.parameters, **dict(self.parameters())}
        headers = tuple(self.headers(parameters))
        found = replace(values, parameters=parameters, headers=headers)
        return self.body(found)

    def parameters(self) -> Iterator[tuple[tuple[str, str], Json]]:
        path, _, query = self.command.request.url.partition("#")[0].partition("?")
        yield from self.read("path", list(self.path_names(path)))
        pairs = split_pairs(query)
        secret = {name for location, name in self.secret if location == "query"}
        yield from self.read(
            "query", [one for one in pairs if unquote_plus(one[0]).lower() not in secret]
        )

    def read(self, location: str, pairs: Pairs) -> Iterator[tuple[tuple[str, str], Json]]:
        """The documented parameters among the pairs, then the others, each by its name."""
        own = {name: one for (where, name), one in self.documented.items() if where == location}
        values: dict[str, Json] = {}
        taken: dict[str, str] = {}
        for name, parameter in own.items():
            node = node_of(parameter, self.endpoint.components)
            read = read_value(parameter, pairs, node, others=own)
            if read is not None:
                values[name] = read.value
                taken |= dict.fromkeys(read.names, name)
        for name, text in pairs:
            shown = unquote_plus(name) if location == "query" else unquote(name)
            owner = taken.get(shown)
            if owner is None:
                other = parameter_named(self.endpoint, location, shown)
                read = read_value(other, pairs, node_of(other, {}))
                if read is not None:
                    values[shown] = read.value
                    taken |= dict.fromkeys(read.names, shown)
            key = owner or shown
            if key in values and not self.is_placeholder(location, text, values[key]):
                yield (location, key), values[key]
            values.pop(key, None)

    def is_placeholder(self, location: str, text: str, value: Json) -> bool:
        """Whether a text only stands for a value, so that the form does not begin with it."""
        if location == "path" and _NAME.fullmatch(unquote(text)):
            return True
        return isinstance(value, str) and is_placeholder(value)

    def path_names(self, url: str) -> Iterator[tuple[str, str]]:
        """Names of the path template with what stands in their place."""
        template = re.split(r"\{([^{}/]+)\}", self.endpoint.path.rstrip("/"))
        pattern = "".join(
            "([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(template)
        )
        match = re.search(pattern + r"/?$", url)
        if match:
            yield from zip(template[1::2], match.groups(), strict=True)

    def headers(self, parameters: dict[tuple[str, str], Json]) -> Iterator[tuple[str, str]]:
        known = {name.lower(): name for location, name in self.documented if location == "header"}
        for (name, value), span in zip(
            self.command.request.headers, self.command.header_spans, strict=True
        ):
            lower = name.lower()
            if span is None or lower in _NEVER or ("header", lower) in self.secret:
                continue
            if lower == "cookie":
                self.cookies(value, parameters)
            elif lower in known:
                parameters.update(self.read("header", [(known[lower], value)]))
            elif lower not in ("authorization", "accept") and not is_placeholder(value):
                yield name, value

    def cookies(self, text: str, parameters: dict[tuple[str, str], Json]) -> None:
        secret = {name for location, name in self.secret if location == "cookie"}
        pairs = [one for one in split_pairs(text, ";") if unquote(one[0]).lower() not in secret]
        parameters.update(self.read("cookie", pairs))

    def body(self, values: Values) -> Values:
        command = self.command
        sent = command.request.header("content-type") or ""
        media_type = sent.partition(";")[0].strip()
        explicit = any(
            span and name.lower() == "content-type"
            for (name, _), span in zip(command.request.headers, command.header_spans, strict=True)
        )
        content = content_of(self.endpoint, media_type)
        if not explicit or content is not None:
            # `-d` alone means a form to curl, though most authors do not mean it.
            media_type = (
                content or content_of(self.endpoint, "") or Content(media_type="")
            ).media_type
        if command.parts:
            form: dict[str, Json] = {one.name: one.value for one in command.parts if not one.file}
            media_type = media_type or "multipart/form-data"
            return replace(values, media_type=media_type, form=form, body=None)
        if command.body_span is None:
            return values
        text = command.body_text
        media_type = media_type or ("application/json" if text.lstrip()[:1] in "{[" else sent)
        kind = kind_of(media_type)
        if kind in ("form", "multipart"):
            return replace(values, media_type=media_type, form=_form(text, "form"), body=None)
        body = text if text or not command.files else values.body
        return replace(values, media_type=media_type, body=body, form=None)
