"""A value becomes XML as the `xml` objects of its schema say; text of an example stays as it is.

Source: OpenAPI 3.1.1, XML Object Examples.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.readers.openapi.reading import endpoint as read_endpoint
from tryfield.core.mock import mock_response
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.xml_body import xml_text
from tryfield.core.wire import WireRequest

STRING = {"type": "string"}


def animals(array: dict[str, Any] | None = None, item: dict[str, Any] | None = None) -> Any:
    schema: dict[str, Any] = {
        "type": "array",
        "items": {**STRING, **({"xml": item} if item else {})},
    }
    if array:
        schema["xml"] = array
    return {"type": "object", "properties": {"animals": schema}}


@pytest.mark.parametrize(
    ("schema", "value", "lines"),
    [
        (STRING, "a<b&c", ["<root>a&lt;b&amp;c</root>"]),
        (STRING, "", ["<root/>"]),
        (
            {"xml": {"name": "pet"}, "properties": {"id": {"xml": {"attribute": True}}}},
            {"id": 7, "name": "Rex"},
            ['<pet id="7">', "  <name>Rex</name>", "</pet>"],
        ),
        (
            {
                "xml": {"prefix": "a", "namespace": "https://a.test/s"},
                "properties": {"n": {"xml": {"prefix": "a", "name": "title"}}},
            },
            {"n": 1},
            ['<a:root xmlns:a="https://a.test/s">', "  <a:title>1</a:title>", "</a:root>"],
        ),
        (animals(), {"animals": ["a", "b"]},
         ["<root>", "  <animals>a</animals>", "  <animals>b</animals>", "</root>"]),
        (animals(None, {"name": "animal"}), {"animals": ["a"]},
         ["<root>", "  <animal>a</animal>", "</root>"]),
        (animals({"name": "aliens"}, {"name": "animal"}), {"animals": ["a"]},
         ["<root>", "  <animal>a</animal>", "</root>"]),
        (animals({"wrapped": True}), {"animals": ["a"]},
         ["<root>", "  <animals>", "    <animals>a</animals>", "  </animals>", "</root>"]),
        (animals({"wrapped": True}, {"name": "animal"}), {"animals": ["a"]},
         ["<root>", "  <animals>", "    <animal>a</animal>", "  </animals>", "</root>"]),
        (animals({"name": "aliens", "wrapped": True}, {"name": "animal"}), {"animals": ["a"]},
         ["<root>", "  <aliens>", "    <animal>a</animal>", "  </aliens>", "</root>"]),
        (animals({"name": "aliens", "wrapped": True}), {"animals": ["a"]},
         ["<root>", "  <aliens>", "    <aliens>a</aliens>", "  </aliens>", "</root>"]),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_xml_objects_say(
    schema: Any, value: Any, lines: list[str]
) -> None:
    text = xml_text(value, schema, {})

    assert text.split("\n") == ['<?xml version="1.0" encoding="UTF-8"?>', *lines]
    ET.fromstring(text.encode())


def test_the_root_has_the_name_of_its_component() -> None:
    schema = {"$ref": "#/components/schemas/Pet"}

    assert xml_text({}, schema, {"Pet": {"type": "object"}}).endswith("<Pet/>")


BODY = """
    requestBody:
      content:
        application/xml:
          schema: {required: [id], xml: {name: pet}, properties: {id: {type: integer}}}
          %s
    responses:
      '200':
        description: Fine.
        content: {application/xml: {schema: {xml: {name: pet}, type: object}, example: {id: 7}}}
    """


@pytest.mark.parametrize(
    ("example", "body"),
    [
        ("", "<pet>\n  <id>1</id>\n</pet>"),
        ("example: {id: 7}", "<pet>\n  <id>7</id>\n</pet>"),
        ("examples: {one: {value: {id: 7}}}", "<pet>\n  <id>7</id>\n</pet>"),
        ("example: '<pet id=\"7\"/>'", '<pet id="7"/>'),
        ("examples: {one: {serializedValue: '<pet/>'}}", "<pet/>"),
    ],
)
def test_an_xml_body_is_xml_wherever_its_value_comes_from(example: str, body: str) -> None:
    documented = read_endpoint(BODY % example, version="3.2.0")
    request = build_request(documented, example_values(documented))

    assert request.body.decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n') == body
    assert request.header("content-type") == "application/xml"


def test_a_mock_responds_with_xml() -> None:
    response = mock_response(
        read_endpoint(BODY % ""), WireRequest(method="GET", url="https://a.test/things")
    )

    assert response.body.decode().endswith("<pet>\n  <id>7</id>\n</pet>")
