"""Values of parameters travel in their documented styles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import pytest

from tests.core.request.making import endpoint
from tryfield.core.model import Endpoint, Location, Parameter
from tryfield.core.parameter_styles import node_of, read_text, read_value
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_values import Values

LIST = ["blue", "black", "brown"]
COLOR = {"R": 100, "G": 200}


def with_parameter(location: Location, style: str, explode: bool, **more: Any) -> Endpoint:
    parameter = Parameter(name="color", location=location, style=style, explode=explode, **more)
    return endpoint(method="GET", path="/x/{color}" if location == "path" else "/x",
                    parameters=(parameter,))  # fmt: skip


def sent(one: Endpoint, location: str, value: Any) -> str:
    request = build_request(one, Values(parameters={(location, "color"): value}))
    if location == "header":
        return request.header("color") or ""
    if location == "cookie":
        return request.header("cookie") or ""
    return request.url.removeprefix("https://api.test/v1/x").lstrip("/?")


@pytest.mark.parametrize(
    ("location", "style", "explode", "value", "expected"),
    [
        # OpenAPI 3.1.1, Style Examples: empty, string, array, object.
        ("path", "matrix", False, "", ";color"),
        ("path", "matrix", False, "blue", ";color=blue"),
        ("path", "matrix", False, LIST, ";color=blue,black,brown"),
        ("path", "matrix", False, COLOR, ";color=R,100,G,200"),
        ("path", "matrix", True, LIST, ";color=blue;color=black;color=brown"),
        ("path", "matrix", True, COLOR, ";R=100;G=200"),
        ("path", "label", False, "", "."),
        ("path", "label", False, "blue", ".blue"),
        ("path", "label", False, LIST, ".blue,black,brown"),
        ("path", "label", False, COLOR, ".R,100,G,200"),
        ("path", "label", True, LIST, ".blue.black.brown"),
        ("path", "label", True, COLOR, ".R=100.G=200"),
        ("path", "simple", False, "blue", "blue"),
        ("path", "simple", False, LIST, "blue,black,brown"),
        ("path", "simple", False, COLOR, "R,100,G,200"),
        ("path", "simple", True, COLOR, "R=100,G=200"),
        ("path", "simple", False, "a/b c?ü", "a%2Fb%20c%3F%C3%BC"),
        ("query", "form", False, "", "color="),
        ("query", "form", False, "blue", "color=blue"),
        ("query", "form", False, LIST, "color=blue,black,brown"),
        ("query", "form", False, COLOR, "color=R,100,G,200"),
        ("query", "form", True, LIST, "color=blue&color=black&color=brown"),
        ("query", "form", True, COLOR, "R=100&G=200"),
        ("query", "spaceDelimited", False, LIST, "color=blue%20black%20brown"),
        ("query", "spaceDelimited", False, COLOR, "color=R%20100%20G%20200"),
        ("query", "pipeDelimited", False, LIST, "color=blue%7Cblack%7Cbrown"),
        ("query", "pipeDelimited", False, COLOR, "color=R%7C100%7CG%7C200"),
        ("query", "deepObject", True, COLOR, "color%5BR%5D=100&color%5BG%5D=200"),
        ("query", "deepObject", True, {"a": {"b": [1, 2]}},
         "color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bb%5D=2"),
        ("query", "form", True, "a b&c=d+ü'", "color=a%20b%26c%3Dd%2B%C3%BC%27"),
        ("header", "simple", False, "blue", "blue"),
        ("header", "simple", False, LIST, "blue,black,brown"),
        ("header", "simple", True, COLOR, "R=100,G=200"),
        ("header", "simple", False, "a b/ü", "a b/ü"),
        ("cookie", "form", False, "blue", "color=blue"),
        ("cookie", "form", False, LIST, "color=blue,black,brown"),
        ("cookie", "form", True, LIST, "color=blue; color=black; color=brown"),
        ("cookie", "cookie", True, "a b", "color=a b"),
    ],
)  # fmt: skip
def test_parameters_travel_in_their_style(
    location: Location, style: str, explode: bool, value: Any, expected: str
) -> None:
    assert sent(with_parameter(location, style, explode), location, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (False, "color=false"),
        (0, "color=0"),
        ("", "color="),
        (None, "color=null"),
        (12345678901234567890, "color=12345678901234567890"),
        (Decimal("12.50"), "color=12.50"),
        ([{"a": 1}], "color=%7B%22a%22%3A1%7D"),
    ],
)
def test_a_value_that_was_chosen_is_sent_whatever_it_is(value: Any, expected: str) -> None:
    assert sent(with_parameter("query", "form", True), "query", value) == expected


@pytest.mark.parametrize("value", [[], {}])
def test_an_empty_array_travels_as_nothing_unless_the_docs_allow_empty_values(value: Any) -> None:
    allowed = with_parameter("query", "form", True, extensions={"allowEmptyValue": True})

    assert sent(with_parameter("query", "form", True), "query", value) == ""
    assert sent(allowed, "query", value) == "color="


def test_a_value_that_was_not_chosen_is_not_sent() -> None:
    request = build_request(with_parameter("query", "form", True), Values())

    assert request.url == "https://api.test/v1/x"
    assert request.headers == ()


def test_reserved_characters_stay_when_the_docs_allow_them() -> None:
    one = with_parameter("query", "form", True, allow_reserved=True)

    assert sent(one, "query", "a/b:c?d&e#f") == "color=a/b:c?d%26e%23f"


@pytest.mark.parametrize(
    ("value", "written"), [("100% a", "100%25%20a"), ("a%20b", "a%20b"), ("%zz%2", "%25zz%252")]
)
def test_with_reserved_characters_only_what_is_encoded_already_passes(
    value: str, written: str
) -> None:
    one = with_parameter("query", "form", True, allow_reserved=True)

    assert sent(one, "query", value) == f"color={written}"


def test_reserved_characters_in_a_path_begin_no_query() -> None:
    one = endpoint(
        path="/x/{p}",
        parameters=(Parameter(name="p", location="path", style="simple", allow_reserved=True),),
    )

    built = build_request(one, Values(parameters={("path", "p"): "a/b?c"}))
    assert built.url == "https://api.test/v1/x/a/b%3Fc"


def test_a_content_parameter_is_written_in_its_media_type() -> None:
    one = with_parameter("query", "", False, media_type="application/json")

    assert sent(one, "query", {"a": [1, "é"]}) == "color=%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"
    assert sent(one, "query", "text") == "color=%22text%22"


def test_the_whole_query_can_be_one_parameter() -> None:
    one = with_parameter("querystring", "", False, media_type="application/x-www-form-urlencoded")

    assert sent(one, "querystring", {"a": "1 + 1", "b": ["x", "y"]}) == "a=1+%2B+1&b=x&b=y"
    assert sent(with_parameter("querystring", "", False, media_type="text/plain"),
                "querystring", "?raw=1") == "raw=1"  # fmt: skip


def test_a_header_cannot_bring_another_one_along() -> None:
    values = Values(headers=(("X-A\r\nX-B", "1\r\nX-C: 2"), (" ", "3")))

    assert build_request(endpoint(), values).headers == (("X-A X-B", "1 X-C: 2"),)


def test_a_path_name_without_a_value_stays_visible() -> None:
    request = build_request(endpoint(path="/users/{id}/{other}"), Values(
        parameters={("path", "id"): "1"}))  # fmt: skip

    assert request.url == "https://api.test/v1/users/1/{other}"


@pytest.mark.parametrize(
    ("location", "value"), [("header", "a%20b+c"), ("path", "a b+c"), ("query", "a b c")]
)
def test_only_what_travels_in_an_address_is_percent_encoded(
    location: Literal["header", "path", "query"], value: str
) -> None:
    parameter = Parameter(name="n", location=location, schema={"type": "string"})

    read = read_value(parameter, [("n", "a%20b+c")], node_of(parameter, {}))

    assert read is not None
    assert read.value == value


@pytest.mark.parametrize(("text", "value"), [("a", "a"), ("a,b", ["a", "b"])])
def test_a_text_that_may_be_a_list_is_one_where_it_has_several_parts(
    text: str, value: object
) -> None:
    schema = {"type": ["string", "array"], "items": {"type": "string"}}
    parameter = Parameter(name="n", location="header", schema=schema)

    assert read_text(parameter, text, node_of(parameter, {})) == value
