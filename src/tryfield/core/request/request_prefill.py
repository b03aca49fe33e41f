"""The values that a form begins with: those of a documented request.

What the page's own curl command says goes first, then named examples, then examples and defaults
of the schema; what is required and has none of them is made from its schema. `Values.sources` says
which. Optional fields that no example names are left out, and so are credentials and placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, unquote_plus

from tryfield.core import lossless_json
from tryfield.core.example_generator import documented_value, generated_value, is_file
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.masking import masked
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Endpoint, Example, Json, Parameter, Schema
from tryfield.core.parameter_styles import (
    Pairs,
    encoding_of,
    example_value,
    member,
    node_of,
    read_value,
    split_pairs,
)
from tryfield.core.request.placeholders import is_placeholder
from tryfield.core.request.request_body import body_text, example_text, kind_of
from tryfield.core.request.request_builder import content_of, parameter_named
from tryfield.core.request.request_credentials import prefix_of
from tryfield.core.request.request_values import BODY, File, Source, Values
from tryfield.core.wire import WireRequest

if TYPE_CHECKING:
    from tryfield.core.curl.curl_model import Command


_CURL = re.compile(r"(?m)^[ \t]*(?:[$>%][ \t]+)?(?:\w+=\S*[ \t]+)*(?:sudo[ \t]+)?curl(?:\.exe)?\s")
_NEVER = frozenset(("host", "content-length", "content-type", "user-agent", "accept-encoding"))
_FILE_NAME = re.compile(r"[\w.-]{1,80}\.\w{1,8}")
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`"
    b"\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)
#: What a made file holds, where an API looks into it.
_CONTENTS = {
    "image/png": _PIXEL,
    "application/json": b"{}\n",
    "application/xml": b"<root/>\n",
    "text/csv": b"a,b\r\n1,2\r\n",
}
_NAME = re.compile(r"[:<{$\[]+[\w .:-]+[>}\]]*|\{\{.*\}\}")


def example_names(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Name and summary of each documented request that `example_values` knows."""
    found: dict[str, str] = {}
    for example in _examples(endpoint):
        if example.name:
            found.setdefault(example.name, example.summary or example.description)
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
    sources: dict[tuple[str, str], Source] = {}
    for parameter in endpoint.parameters:
        found = _parameter(endpoint, parameter, name)
        if found is not None:
            key = parameter.location, parameter.name
            parameters[key], sources[key] = found
    values = Values(parameters=parameters, sources=sources)
    contents = endpoint.body.contents if endpoint.body else ()
    for content in contents:
        if name and any(one.name == name for one in content.examples):
            return _with_body(endpoint, values, content, name)
    return _with_body(endpoint, values, contents[0], name) if contents else values


def _parameter(endpoint: Endpoint, parameter: Parameter, name: str) -> tuple[Json, Source] | None:
    components = endpoint.components
    for example in parameter.examples:
        if example.name == name and name:
            return example_value(parameter, example, components), "example"
    if not parameter.required and parameter.location != "path":
        return None
    for example in parameter.examples:
        value = example_value(parameter, example, components)
        if not _is_placeholder(value):
            return value, "example"
    for value in documented_value(parameter.schema, components):
        if not _is_placeholder(value):
            return value, "schema"
    if _is_credential(endpoint, parameter) or parameter.examples:
        return None
    schema: Schema = {"type": "string"} if parameter.schema is None else parameter.schema
    value = generated_value(schema, components, direction="request")
    return None if value is None or _is_placeholder(value) else (value, "made")


def _is_placeholder(value: Json) -> bool:
    return isinstance(value, str) and is_placeholder(value)


def _is_credential(endpoint: Endpoint, parameter: Parameter) -> bool:
    """Whether only a reader has the value: a security scheme has it, or its name says so."""
    key = parameter.location, parameter.name.lower()
    auths = [one.auth for group in endpoint.security for one in group]
    if key in {(one.location, one.parameter.lower()) for one in auths}:
        return True
    url = f"https://a.test/?{quote(parameter.name)}=x" if parameter.location == "query" else ""
    headers = ((parameter.name, "x"),) if parameter.location == "header" else ()
    request = WireRequest(method="GET", url=url, headers=headers)
    return masked(request) != request


def _with_body(endpoint: Endpoint, values: Values, content: Content, name: str) -> Values:
    named = [one for one in content.examples if one.name == name] or list(content.examples)
    values = replace(values, media_type=content.media_type)
    if named:
        text = example_text(content, named[0], endpoint.components)
        value = named[0].value if named[0].has_value else text
        return _filled_body(endpoint, values, content, value, "example")
    found = documented_value(content.schema, endpoint.components)
    if found:
        return _filled_body(endpoint, values, content, found[0], "schema", whole=True)
    required = endpoint.body is not None and endpoint.body.required
    if not required and not _asks(content.schema, endpoint.components):
        return values
    if content.schema is None and content.item_schema is not None:
        item = generated_value(content.item_schema, endpoint.components, direction="request")
        return _filled_body(endpoint, values, content, [item], "made", whole=True)
    value = generated_value(content.schema, endpoint.components, direction="request")
    return _filled_body(endpoint, values, content, value, "made", whole=True)


def _asks(schema: Schema | None, components: Mapping[str, Schema]) -> bool:
    """Whether a body has required properties, so that a request without it says too little."""
    if schema is None:
        return False
    node = FieldNode(((schema, ""),), components)
    return bool(node.view.required) or (
        bool(node.choices) and all(one.view.required for one in node.choices)
    )


def _filled_body(
    endpoint: Endpoint,
    values: Values,
    content: Content,
    value: Json,
    source: Source,
    *,
    whole: bool = False,
) -> Values:
    """Values with a body; `whole` says that a string is a value, and not the text of a body."""
    kind = kind_of(content.media_type)
    sources = {**values.sources, BODY: source}
    if kind in ("form", "multipart"):
        form = value if isinstance(value, dict) else _form(str(value), kind)
        if kind == "multipart":
            form = _with_files(form or {}, content, endpoint.components)
        return replace(values, form=form, sources=sources)
    if kind == "file":
        name = _file_name("file", content.media_type)
        file = File(filename=name, media_type=_concrete(content.media_type), made=True)
        return replace(values, file=_with_content(file), sources={**sources, BODY: "made"})
    text = value if isinstance(value, str) and not whole else None
    if text is None:
        text = body_text(value, content, endpoint.components)
    return replace(values, body=text, sources=sources)


def _form(text: str, kind: str) -> dict[str, Json] | None:
    try:
        value = lossless_json.loads(text)
    except ValueError:
        if kind != "form":
            return None
        found: dict[str, list[str]] = {}
        for name, one in parse_qsl(text, keep_blank_values=True):
            found.setdefault(name, []).append(one)
        return {name: every if len(every) > 1 else every[0] for name, every in found.items()}
    return value if isinstance(value, dict) else None


def _with_files(
    form: Mapping[str, Json], content: Content, components: Mapping[str, Schema]
) -> dict[str, Json]:
    """A form with a made file for each field of one that is required or has an example."""
    if content.schema is None:
        return dict(form)
    node = FieldNode(((content.schema, ""),), components)
    found: dict[str, Json] = {}
    for name, field in node.properties.items():
        several = field.items is not None and is_file(field.items)
        if not several and not is_file(field):
            if name in form:
                found[name] = form[name]
            continue
        if not field.required and name not in form:
            continue
        said = form.get(name)
        wanted = str(encoding_of(content.encoding, name).get("contentType") or "")
        media_type = next((one.strip() for one in wanted.split(",") if "*" not in one), "")
        shown = said if isinstance(said, str) and _FILE_NAME.fullmatch(said) else ""
        file = File(
            filename=shown or _file_name(name, media_type), media_type=media_type, made=True
        )
        file = _with_content(file)
        found[name] = [file] if several else file
    return found | {name: value for name, value in form.items() if name not in found}


def _concrete(media_type: str) -> str:
    return "" if "*" in media_type else media_type


def _file_name(name: str, media_type: str) -> str:
    return name + _SUFFIXES.get(essence(media_type), "")


def _with_content(file: File) -> File:
    """A file that the API takes for one of its type, as small as it can be."""
    kind = essence(file.media_type)
    content = _CONTENTS.get(
        kind, b"" if kind.startswith(("image/", "audio/", "video/")) else b"a\n"
    )
    return replace(file, content=content)


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
        read = {
            key: one for key, one in parameters.items() if values.parameters.get(key) is not one
        }
        said: dict[tuple[str, str], Source] = dict.fromkeys(read, "curl")
        sources = {**values.sources, **said}
        found = replace(values, parameters=parameters, headers=headers, sources=sources)
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
        sources: dict[tuple[str, str], Source] = {**values.sources, BODY: "curl"}
        if command.parts:
            return replace(
                values,
                media_type=media_type or "multipart/form-data",
                form=self.form(content),
                body=None,
                file=None,
                sources=sources,
            )
        if command.body_span is None:
            return values
        text = command.body_text
        media_type = media_type or ("application/json" if text.lstrip()[:1] in "{[" else sent)
        kind = kind_of(media_type)
        if kind in ("form", "multipart"):
            form = _form(text, "form")
            return replace(
                values, media_type=media_type, form=form, body=None, file=None, sources=sources
            )
        if command.files and not text:
            if kind != "file":
                return replace(values, media_type=media_type)
            name = re.split(r"[/\\]", command.files[0])[-1]
            file = File(filename=name, media_type=_concrete(media_type), made=True)
            return replace(
                values, media_type=media_type, file=_with_content(file), body=None, sources=sources
            )
        return replace(
            values, media_type=media_type, body=text, form=None, file=None, sources=sources
        )

    def form(self, content: Content | None) -> dict[str, Json]:
        """The parts of `-F` as fields; those of one name are a list, a file is one to choose."""
        schema = content.schema if content else None
        node = FieldNode(((True if schema is None else schema, ""),), self.endpoint.components)
        found: dict[str, list[Json]] = {}
        for part in self.command.parts:
            value: Json
            if part.file:
                name = part.filename or re.split(r"[/\\]", part.file)[-1]
                media_type = part.media_type
                value = _with_content(File(filename=name, media_type=media_type, made=True))
            else:
                value = part.value if part.media_type else member(part.value, part.name, node)
            found.setdefault(part.name, []).append(value)
        return {name: every if len(every) > 1 else every[0] for name, every in found.items()}
