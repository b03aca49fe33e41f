"""The documented response to a request: what Mock gives, without any server.

With drift it is wrong on purpose, so that a reader sees what the verdicts are for.
"""

from __future__ import annotations

import re

from tryfield.core import lossless_json
from tryfield.core.documented_response import response_for
from tryfield.core.example_generator import documented_value, generated_value
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Endpoint, Json, Parameter, Response
from tryfield.core.parameter_styles import example_value, wire_pairs
from tryfield.core.request.request_body import body_text, example_text, kind_of
from tryfield.core.wire import WireRequest, WireResponse

_PREFERENCE = re.compile(r"(code|example)=\"?([^\",;]+)\"?")


def mock_response(endpoint: Endpoint, request: WireRequest, *, drift: bool = False) -> WireResponse:
    """What the documentation says that a request is answered with.

    The first documented success, its first example; a schema without one is filled in. The
    header `Prefer: code=404, example=name` chooses another (as in Prism).

    Args:
        endpoint: What is documented.
        request: What was sent; `Accept` chooses among media types.
        drift: Rename a field, write a number as a string, add a field.
    """
    wanted = dict(_PREFERENCE.findall(request.header("prefer") or ""))
    response = _response(endpoint, wanted.get("code", ""))
    if response is None:
        return WireResponse(status=200, url=request.url)
    status = _status(response.status, wanted.get("code", ""))
    headers = [
        pair
        for one in response.headers
        for value in _header(endpoint, one)
        for pair in wire_pairs(one, value)
    ]
    content = _content(response, request.header("accept") or "")
    if content is None or status in (204, 205, 304):
        return WireResponse(status=status, headers=tuple(headers), url=request.url)
    media_type = content.media_type.replace("*/*", "application/json").replace("/*", "/plain")
    body = _body(endpoint, content, wanted.get("example", ""), drift=drift)
    return WireResponse(
        status=status,
        headers=(("Content-Type", media_type), *headers),
        body=b"" if request.method == "HEAD" else body,
        url=request.url,
    )


def _response(endpoint: Endpoint, code: str) -> Response | None:
    if code and (found := response_for(code, endpoint.responses)):
        return found
    known = {one.status.upper(): one for one in endpoint.responses}
    successes = sorted(status for status in known if status.startswith("2"))
    if successes:
        return known[successes[0]]
    return known.get("DEFAULT") or next(iter(known.values()), None)


def _status(documented_status: str, code: str) -> int:
    if documented_status.isdigit():
        return int(documented_status)
    if code.isdigit():
        return int(code)
    first = documented_status[:1]
    return int(first) * 100 if first.isdigit() else 200


def _content(response: Response, accept: str) -> Content | None:
    wanted = [essence(one) for one in accept.split(",")]
    accepted = [one for one in response.contents if essence(one.media_type) in wanted]
    if accepted:
        return next((one for one in accepted if kind_of(one.media_type) == "json"), accepted[0])
    json = (one for one in response.contents if kind_of(one.media_type) == "json")
    return next(json, None) or next(iter(response.contents), None)


def _header(endpoint: Endpoint, header: Parameter) -> tuple[Json, ...]:
    if header.examples:
        return (example_value(header, header.examples[0], endpoint.components),)
    found = documented_value(header.schema, endpoint.components)
    made = header.required and not found
    return (generated_value(header.schema, endpoint.components),) if made else found


def _body(endpoint: Endpoint, content: Content, name: str, *, drift: bool) -> bytes:
    named = [one for one in content.examples if one.name == name] if name else []
    examples = [*named, *content.examples]
    schema = content.schema if content.schema is not None else content.item_schema
    is_json = kind_of(content.media_type) == "json"
    if examples:
        text = example_text(content, examples[0], endpoint.components)
        read = parse(text) if is_json else None
        if read is None or not read.readable or (read.strict and not drift) or read.several:
            return text.encode("utf-8", "replace")
        value = read.value
    else:
        value = generated_value(schema, endpoint.components)
        if not is_json:
            return body_text(value, content, endpoint.components).encode("utf-8", "replace")
    if drift:
        node = FieldNode(((schema, ""),), endpoint.components) if schema is not None else None
        # A copy: the value may be an example of the schema itself.
        value = _Drift().over(lossless_json.loads(lossless_json.dumps(value)), node)
    return lossless_json.dumps(value, indent=2).encode("utf-8", "replace")


class _Drift:
    """Three deliberate mistakes, each as deep as a reader would still see it."""

    def over(self, value: Json, node: FieldNode | None) -> Json:
        objects = list(_objects(value, node, 0))
        if not objects:
            return value
        _, inner, _ = max(objects, key=lambda one: (min(len(one[1]), 4), one[0]))
        spared = self.retype(objects)
        self.rename(inner, spared)
        inner["debug"] = True
        return value

    def retype(self, objects: list[tuple[int, dict[str, Json], FieldNode | None]]) -> str:
        """A number becomes a string; gives its name."""
        for _, one, node in sorted(objects, key=lambda found: -found[0]):
            for name, value in one.items():
                child = node.properties.get(name) if node else None
                types = (child.view.types or frozenset()) if child else frozenset()
                number = not isinstance(value, (bool, str, dict, list)) and value is not None
                if number and (child is None or (types and "string" not in types)):
                    one[name] = lossless_json.dumps(value)
                    return name
        return ""

    def rename(self, one: dict[str, Json], spared: str) -> None:
        """A field gets a name that nobody documented: camel case, or a plural."""
        names = [name for name in one if name != spared]
        snake = [name for name in names if "_" in name.strip("_")]
        for name in (snake or names)[-1:]:
            first, *others = name.split("_")
            renamed = first + "".join(map(str.capitalize, others)) if others else f"{name}s"
            items = [(renamed if key == name else key, value) for key, value in one.items()]
            one.clear()
            one.update(items)


def _objects(
    value: Json, node: FieldNode | None, depth: int
) -> list[tuple[int, dict[str, Json], FieldNode | None]]:
    """Objects with what documents them, and how deep they stand; free-form ones are left out."""
    if isinstance(value, list):
        return _objects(value[0], node.items if node else None, depth + 1) if value else []
    if not isinstance(value, dict) or depth > 8 or (node is not None and node.open):
        return []
    found: list[tuple[int, dict[str, Json], FieldNode | None]] = [(depth, value, node)]
    for name, below in value.items():
        child = node.properties.get(name) if node else None
        if child is not None or node is None:
            found += _objects(below, child, depth + 1)
    return found
