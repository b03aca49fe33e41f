"""Values become requests: styles, bodies, credentials, addresses."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from email.parser import BytesParser
from typing import Any

import pytest

from tryfield.core.console.obstacles import obstacles
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Parameter,
    Requirement,
    Server,
)
from tryfield.core.request import (
    Credential,
    File,
    Values,
    build_request,
    example_names,
    example_values,
    origin_of,
)
from tryfield.core.request.prefill import commands_in, values_of_curl
from tryfield.core.snippets import snippet
from tryfield.core.wire import WireRequest

LIST = ["blue", "black", "brown"]
COLOR = {"R": 100, "G": 200}


def endpoint(**more: Any) -> Endpoint:
    defaults: dict[str, Any] = {
        "id": "x",
        "method": "POST",
        "path": "/x",
        "servers": (Server(url="https://api.test/v1"),),
    }
    return Endpoint(**(defaults | more))


def with_parameter(location: str, style: str, explode: bool, **more: Any) -> Endpoint:
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
    location: str, style: str, explode: bool, value: Any, expected: str
) -> None:
    assert sent(with_parameter(location, style, explode), location, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (False, "color=false"),
        (0, "color=0"),
        ("", "color="),
        (None, "color=null"),
        ([], "color="),
        ({}, "color="),
        (12345678901234567890, "color=12345678901234567890"),
        (Decimal("12.50"), "color=12.50"),
        ([{"a": 1}], "color=%7B%22a%22%3A1%7D"),
    ],
)
def test_a_value_that_was_chosen_is_sent_whatever_it_is(value: Any, expected: str) -> None:
    assert sent(with_parameter("query", "form", True), "query", value) == expected


def test_a_value_that_was_not_chosen_is_not_sent() -> None:
    request = build_request(with_parameter("query", "form", True), Values())

    assert request.url == "https://api.test/v1/x"
    assert request.headers == ()


def test_reserved_characters_stay_when_the_docs_allow_them() -> None:
    one = with_parameter("query", "form", True, allow_reserved=True)

    assert sent(one, "query", "a/b:c?d&e#f") == "color=a/b:c?d%26e%23f"


def test_a_content_parameter_is_written_in_its_media_type() -> None:
    one = with_parameter("query", "", False, media_type="application/json")

    assert sent(one, "query", {"a": [1, "é"]}) == "color=%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"
    assert sent(one, "query", "text") == "color=%22text%22"


def test_the_whole_query_can_be_one_parameter() -> None:
    one = with_parameter("querystring", "", False, media_type="application/x-www-form-urlencoded")

    assert sent(one, "querystring", {"a": 1, "b": ["x", "y"]}).startswith("a=1&b=")
    assert sent(with_parameter("querystring", "", False, media_type="text/plain"),
                "querystring", "?raw=1") == "raw=1"  # fmt: skip


def test_a_path_name_without_a_value_stays_visible() -> None:
    request = build_request(endpoint(path="/users/{id}/{other}"), Values(
        parameters={("path", "id"): "1"}))  # fmt: skip

    assert request.url == "https://api.test/v1/users/1/{other}"


# ---------------------------------------------------------------- bodies


def with_body(media_type: str, encoding: dict[str, Any] | None = None) -> Endpoint:
    content = Content(media_type=media_type, encoding=encoding or {})
    return endpoint(body=Body(contents=(content,)))


def test_json_text_is_sent_letter_by_letter() -> None:
    text = '{"id": 12345678901234567890, "price": 1.10,  "x": null}'
    request = build_request(with_body("application/json"), Values(body=text))

    assert request.body.decode() == text
    assert request.headers == (("Content-Type", "application/json"),)


def test_text_and_xml_are_sent_in_their_charset() -> None:
    xml = build_request(with_body("application/xml"), Values(body="<a>é</a>"))
    latin = build_request(with_body("text/plain; charset=iso-8859-1"), Values(body="é"))

    assert xml.body == "<a>é</a>".encode()
    assert latin.body == b"\xe9"


def test_an_empty_body_that_was_chosen_still_has_its_type() -> None:
    request = build_request(with_body("text/plain"), Values(body=""))

    assert request.headers == (("Content-Type", "text/plain"),)


def test_a_form_is_url_encoded() -> None:
    one = with_body(
        "application/x-www-form-urlencoded",
        {
            "tags": {"style": "form", "explode": False},
            "deep": {"style": "deepObject", "explode": True},
            "open": {"allowReserved": True},
        },
    )
    form = {
        "a": "x y&z",
        "list": [1, 2],
        "obj": {"k": True},
        "none": None,
        "empty": [],
        "tags": LIST,
        "deep": {"k": 1},
        "open": "a/b",
    }
    request = build_request(one, Values(form=form))

    assert request.body.decode() == (
        "a=x+y%26z&list=1&list=2&obj=%7B%22k%22%3Atrue%7D&none=null&empty="
        "&tags=blue,black,brown&deep%5Bk%5D=1&open=a/b"
    )


def test_a_multipart_form_has_types_for_its_parts() -> None:
    one = with_body(
        "multipart/form-data",
        {
            "photo": {"contentType": "image/png, image/jpeg"},
            "meta": {
                "contentType": "application/json",
                "headers": {"X-Part": {"schema": {"const": "1"}}},
            },
        },
    )
    file = File(filename='a"b.jpg', content=b"\xff\x00\r\n", media_type="image/jpeg")
    form = {"photo": file, "meta": [1, 2], "text": "é", "obj": {"a": Decimal("1.0")},
            "files": [file, file]}  # fmt: skip
    request = build_request(one, Values(form=form))
    head = f"Content-Type: {request.header('content-type')}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + request.body).get_payload()

    seen = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_content_type() if part["content-type"] else "",
            part.get_payload(decode=True),
        )
        for part in parts
    ]
    assert seen == [
        ("photo", "image/jpeg", b"\xff\x00\r\n"),
        ("meta", "application/json", b"[1,2]"),
        ("text", "", "é".encode()),
        ("obj", "application/json", b'{"a":1.0}'),
        ("files", "image/jpeg", b"\xff\x00\r\n"),
        ("files", "image/jpeg", b"\xff\x00\r\n"),
    ]
    assert b'filename="a%22b.jpg"' in request.body
    assert parts[1]["X-Part"] == "1"


def test_a_file_can_be_the_whole_body() -> None:
    file = File(filename="a.png", content=b"\x89PNG", media_type="image/png")
    request = build_request(with_body("image/*"), Values(file=file))

    assert request.body == b"\x89PNG"
    assert request.headers == (("Content-Type", "image/png"),)


def test_the_readers_own_content_type_wins_but_never_over_a_boundary() -> None:
    mine = (("Content-Type", "application/vnd.mine+json"),)
    text = build_request(with_body("application/json"), Values(body="{}", headers=mine))
    form = build_request(with_body("multipart/form-data"), Values(form={"a": 1}, headers=mine))

    assert text.headers == mine
    assert (form.header("content-type") or "").startswith("multipart/form-data; boundary=")


# ---------------------------------------------------------------- credentials


def secured(*alternatives: tuple[Auth, ...]) -> Endpoint:
    return endpoint(
        method="GET",
        security=tuple(tuple(Requirement(auth=auth) for auth in group) for group in alternatives),
    )


def with_credential(auth: Auth, **credential: str) -> WireRequest:
    values = Values(credentials={auth.name: Credential(**credential)})
    return build_request(secured((auth,)), values)


TOKEN = Auth(name="t", kind="apiKey", prefix="Token ", placeholder="<token>")
KEY = Auth(name="k", kind="apiKey", parameter="X-Key")
BEARER = Auth(name="b", kind="http", scheme="bearer")
BASIC = Auth(name="p", kind="http", scheme="basic")


@pytest.mark.parametrize("value", ["abc", "Token abc", "token abc", " Token  Token abc "])
def test_a_prefix_is_written_once(value: str) -> None:
    assert with_credential(TOKEN, value=value).header("authorization") == "Token abc"


@pytest.mark.parametrize(
    ("auth", "value", "header", "expected"),
    [
        (KEY, "abc", "X-Key", "abc"),
        (BEARER, "abc", "Authorization", "Bearer abc"),
        (BEARER, "Bearer abc", "Authorization", "Bearer abc"),
        (BEARER, "Bearerabc", "Authorization", "Bearer Bearerabc"),
        (Auth(name="o", kind="oauth2"), "abc", "Authorization", "Bearer abc"),
        (Auth(name="o", kind="openIdConnect"), "abc", "Authorization", "Bearer abc"),
        (Auth(name="h", kind="http", scheme="DPoP"), "abc", "Authorization", "DPoP abc"),
        (BASIC, "user:päss", "Authorization", "Basic dXNlcjpww6Rzcw=="),
        (BASIC, "Basic dXNlcg==", "Authorization", "Basic dXNlcg=="),
    ],
)
def test_each_scheme_writes_its_credential(
    auth: Auth, value: str, header: str, expected: str
) -> None:
    assert with_credential(auth, value=value).header(header) == expected


def test_basic_authentication_is_utf8() -> None:
    request = with_credential(BASIC, user="ü", password="p:ä€")

    token = (request.header("authorization") or "").removeprefix("Basic ")
    assert base64.b64decode(token).decode() == "ü:p:ä€"


def test_an_api_key_can_travel_in_the_query_or_in_a_cookie() -> None:
    query = Auth(name="q", kind="apiKey", location="query", parameter="api key")
    cookie = Auth(name="c", kind="apiKey", location="cookie", parameter="sid")
    values = Values(credentials={"q": Credential(value="a&b"), "c": Credential(value="x")})
    request = build_request(secured((query, cookie)), values)

    assert request.url.endswith("?api%20key=a%26b")
    assert request.header("cookie") == "sid=x"


@pytest.mark.parametrize(
    "value", ["", "  ", "<token>", "Token <token>", "YOUR_API_KEY", "$API_KEY", "${KEY}",
              "{{token}}", "your_key".upper(), "xxxxxxxx", "..."],
)  # fmt: skip
def test_an_empty_credential_or_a_placeholder_sends_none(value: str) -> None:
    assert with_credential(TOKEN, value=value).headers == ()
    assert with_credential(KEY, value=value.removeprefix("Token ")).headers == ()


def test_all_schemes_of_the_chosen_alternative_are_sent_and_no_other() -> None:
    both = secured((TOKEN, KEY), (BEARER,), ())
    typed = {"t": Credential(value="1"), "k": Credential(value="2"), "b": Credential(value="3")}

    def headers(alternative: int) -> dict[str, str]:
        values = Values(credentials=typed, alternative=alternative)
        return dict(build_request(both, values).headers)

    assert headers(0) == {"Authorization": "Token 1", "X-Key": "2"}
    assert headers(1) == {"Authorization": "Bearer 3"}
    assert headers(2) == {}


def test_a_credential_replaces_the_header_field_that_documents_it() -> None:
    values = Values(
        parameters={("header", "authorization"): "typed"},
        credentials={"t": Credential(value="abc")},
    )

    assert build_request(secured((TOKEN,)), values).headers == (("Authorization", "Token abc"),)


def test_a_line_end_in_a_header_cannot_add_another_one() -> None:
    request = with_credential(KEY, value="a\r\nEvil: 1")

    assert request.headers == (("X-Key", "a Evil: 1"),)


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("", "https://api.test/v1/x"),
        ("https://b.test", "https://b.test/x"),
        ("https://b.test/", "https://b.test/x"),
        ("https://b.test/a/b/", "https://b.test/a/b/x"),
        ("https://b.test/a?key=1#f", "https://b.test/a/x?key=1"),
        ("https://b.test/a b/ü", "https://b.test/a%20b/%C3%BC/x"),
        ("/v2", "https://docs.test/v2/x"),
        ("v2", "https://docs.test/v2/x"),
        ("//b.test/v2", "https://b.test/v2/x"),
        ("http://[::1]:8000", "http://[::1]:8000/x"),
    ],
)
def test_base_url_and_path_are_joined(server: str, expected: str) -> None:
    request = build_request(endpoint(), Values(server=server), page="https://docs.test")

    assert request.url == expected


def test_server_variables_are_filled_in() -> None:
    server = Server(
        url="https://{region}.api.test/{version}",
        variables={"region": {"default": "eu"}, "version": {"default": "v1"}},
    )
    one = endpoint(servers=(server,))

    assert build_request(one, Values()).url == "https://eu.api.test/v1/x"
    chosen = Values(server=server.url, variables={"region": "us"})
    assert build_request(one, chosen).url == "https://us.api.test/v1/x"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://API.test:443/x", "https://api.test"),
        ("http://a.test:80", "http://a.test"),
        ("http://user:pass@a.test:8080/x", "http://a.test:8080"),
        ("/x", ""),
    ],
)
def test_an_origin_has_no_port_that_goes_without_saying(url: str, origin: str) -> None:
    assert origin_of(url) == origin


# ---------------------------------------------------------------- what a browser cannot do


def obstacle_codes(page: str = "https://docs.test", **more: Any) -> list[str]:
    defaults: dict[str, Any] = {"method": "GET", "url": "https://api.test/x"}
    return [one.code for one in obstacles(WireRequest(**(defaults | more)), page=page)]


@pytest.mark.parametrize(
    ("request_parts", "code"),
    [
        ({"body": b"{}"}, "get-body"),
        ({"method": "HEAD", "body": b"{}"}, "get-body"),
        ({"method": "TRACE"}, "method"),
        ({"headers": (("Cookie", "a=b"),)}, "cookie"),
        ({"headers": (("User-Agent", "me"),)}, "header"),
        ({"headers": (("Sec-Fetch-Mode", "x"),)}, "header"),
        ({"headers": (("Host", "x"),)}, "header"),
        ({"headers": (("X-HTTP-Method-Override", "trace"),)}, "header"),
        ({"headers": (("X-Name", "日本"),)}, "header-text"),
        ({"headers": (("Bad Name", "x"),)}, "header-text"),
        ({"url": "http://api.test/x"}, "mixed-content"),
        ({"url": "https://user:pass@api.test/x"}, "userinfo"),
        ({"url": "https://api.test/users/{id}"}, "address"),
        ({"url": "/users"}, "address"),
        ({"url": "wss://api.test/x"}, "address"),
        ({"url": "https://api.test:6000/x"}, "port"),
    ],
)
def test_what_a_browser_cannot_send_is_said_in_one_sentence(
    request_parts: dict[str, Any], code: str
) -> None:
    assert obstacle_codes(**request_parts) == [code]
    parts = {"method": "GET", "url": "https://api.test"} | request_parts
    (one,) = obstacles(WireRequest(**parts), page="https://docs.test")
    assert one.message.endswith(".")
    assert one.relay == (code != "address")


@pytest.mark.parametrize(
    "request_parts",
    [
        {},
        {"method": "POST", "body": b"{}"},
        {"url": "http://localhost:8000/x"},
        {"url": "http://127.0.0.1/x"},
        {"url": "http://[::1]:1234/x"},
        {"headers": (("X-Name", "é"), ("Authorization", "x"))},
        {"method": "QUERY", "body": b"{}"},
    ],
)
def test_an_ordinary_request_meets_no_obstacle(request_parts: dict[str, Any]) -> None:
    assert obstacle_codes(**request_parts) == []


def test_a_page_without_https_may_speak_http() -> None:
    assert obstacle_codes(page="http://docs.test", url="http://api.test") == []


# ---------------------------------------------------------------- examples


def sample(text: str, name: str = "") -> Example:
    return Example(name=name, text=text, language="bash")


def test_a_form_begins_with_the_documented_curl() -> None:
    one = endpoint(
        method="POST",
        path="/users/{id}/{kind}",
        parameters=(
            Parameter(name="id", location="path", required=True, schema={"type": "integer"}),
            Parameter(name="kind", location="path", required=True),
            Parameter(name="limit", location="query", schema={"type": "integer"}),
            Parameter(name="tag", location="query", explode=True, style="form",
                      schema={"type": "array", "items": {"type": "string"}}),
            Parameter(name="X-Mode", location="header", schema={"type": "boolean"}),
            Parameter(name="never", location="query", schema={"default": 1}),
        ),
        body=Body(contents=(Content(media_type="application/json", schema={}),)),
        security=((Requirement(auth=TOKEN),),),
        samples=(
            Example(name="Python", text="import httpx", language="python"),
            sample(
                "curl -X POST 'https://api.test/v1/users/12/{kind}?limit=5&tag=a&tag=b&extra=x' "
                "-H 'Authorization: Token <token>' -H 'x-mode: true' -H 'X-Other: y' "
                "-H 'Content-Type: application/json' -d '{\"a\": 1.10}'"
            ),
        ),
    )  # fmt: skip
    values = example_values(one)

    assert values.parameters == {
        ("path", "id"): 12,
        ("query", "limit"): 5,
        ("query", "tag"): ["a", "b"],
        ("query", "extra"): "x",
        ("header", "X-Mode"): True,
    }
    assert values.headers == (("X-Other", "y"),)
    assert (values.media_type, values.body) == ("application/json", '{"a": 1.10}')


def test_a_secret_of_an_example_never_gets_into_the_form() -> None:
    query = Auth(name="q", kind="apiKey", location="query", parameter="api_key")
    one = endpoint(
        method="GET",
        security=((Requirement(auth=KEY), Requirement(auth=query)),),
        samples=(sample("curl 'https://a.test/x?api_key=abc' -H 'X-KEY: real' -u me:secret"),),
    )

    assert example_values(one) == Values()


def test_without_a_curl_examples_and_defaults_fill_in_what_is_required() -> None:
    one = endpoint(
        parameters=(
            Parameter(name="a", location="query", required=True, schema={"default": 3}),
            Parameter(
                name="b",
                location="query",
                required=True,
                examples=(Example(name="", text="7"),),
                schema={"type": "integer"},
            ),
            Parameter(name="c", location="query", schema={"default": 3}),
            Parameter(name="d", location="query", required=True, schema={"type": "string"}),
        ),
        body=Body(
            required=True,
            contents=(
                Content(
                    media_type="application/json",
                    schema={
                        "type": "object",
                        "required": ["id", "when", "owner"],
                        "properties": {
                            "id": {"type": "integer", "minimum": 10},
                            "when": {"type": "string", "format": "date"},
                            "owner": {"$ref": "#/components/schemas/Owner"},
                            "later": {"type": "string"},
                            "made": {"type": "string", "readOnly": True},
                        },
                    },
                ),
            ),
        ),
        components={
            "Owner": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "example": "Ann"},
                    "boss": {"$ref": "#/components/schemas/Owner"},
                },
            }
        },
    )
    values = example_values(one)

    assert values.parameters == {("query", "a"): 3, ("query", "b"): 7}
    assert json.loads(values.body or "") == {
        "id": 10,
        "when": "2026-01-31",
        "owner": {"name": "Ann"},
    }


def test_an_optional_body_without_an_example_is_not_sent() -> None:
    one = endpoint(body=Body(contents=(Content(media_type="application/json", schema={}),)))

    assert example_values(one).body is None


def test_named_examples_can_be_chosen() -> None:
    json_content = Content(
        media_type="application/json",
        schema={},
        examples=(
            Example(name="one", text='{"n": 1}'),
            Example(name="two", text='{"n": 2}', summary="2nd"),
        ),
    )
    form_content = Content(
        media_type="application/x-www-form-urlencoded",
        examples=(Example(name="form", text='{"n": 3}'),),
    )
    one = endpoint(body=Body(contents=(json_content, form_content)))

    assert example_names(one) == [("one", ""), ("two", "2nd"), ("form", "")]
    assert example_values(one, "two").body == '{"n": 2}'
    assert example_values(one, "form").form == {"n": 3}
    assert example_values(one).body == '{"n": 1}'


def test_a_form_in_a_curl_becomes_fields() -> None:
    content = Content(media_type="multipart/form-data", schema={})
    one = endpoint(
        body=Body(contents=(content,)),
        samples=(sample("curl https://a.test/x -F a=1 -F file=@b.png"),),
    )

    assert example_values(one).form == {"a": "1"}
    assert example_values(one).media_type == "multipart/form-data"


def test_what_the_docs_show_is_what_is_built() -> None:
    """The form of an example builds the documented request again."""
    text = "curl -X PUT 'https://api.test/v1/x?b=2&a=1' -H 'Content-Type: text/plain' -d hello"
    one = endpoint(method="PUT", samples=(sample(text),))
    request = build_request(one, example_values(one))

    assert request.url == "https://api.test/v1/x?b=2&a=1"
    assert request.headers == (("Content-Type", "text/plain"),)
    assert request.body == b"hello"


STYLED: dict[str, Any] = {
    "array": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object"},
    "text": {"type": "string"},
}


@pytest.mark.parametrize(
    ("style", "explode", "schema", "value"),
    [
        ("form", True, "array", [1, 2]),
        ("form", True, "array", [1]),
        ("form", False, "array", [1, 2]),
        ("pipeDelimited", False, "array", [1, 2]),
        ("spaceDelimited", False, "array", [1, 2]),
        ("deepObject", True, "object", {"a": "x", "b": "y z"}),
        ("form", True, "object", {"a": "x", "b": "y"}),
        ("form", True, "text", "a b&c=d"),
        ("form", True, "text", ""),
        ("form", True, "text", "12"),
    ],
)
def test_a_form_filled_in_from_our_own_curl_sends_the_same(
    style: str, explode: bool, schema: str, value: Any
) -> None:
    parameter = Parameter(
        name="color", location="query", style=style, explode=explode, schema=STYLED[schema]
    )
    cookie = Parameter(name="sid", location="cookie", style="form", schema={"type": "string"})
    header = Parameter(name="X-N", location="header", style="simple", schema={"type": "integer"})
    one = endpoint(method="GET", parameters=(parameter, cookie, header))
    chosen = {("query", "color"): value, ("cookie", "sid"): "abc", ("header", "X-N"): 3}
    request = build_request(one, Values(parameters=chosen))
    (command,) = commands_in(snippet(request, "curl", mask=None))
    filled = values_of_curl(one, command, Values())

    assert build_request(one, filled) == request
    if not (explode and schema == "object" and style == "form"):
        assert dict(filled.parameters) == chosen


def test_a_named_value_of_a_parameter_goes_with_its_example() -> None:
    parameter = Parameter(
        name="size",
        location="query",
        schema={"type": "integer"},
        examples=(Example(name="small", text="1"), Example(name="large", text="99")),
    )
    one = endpoint(method="GET", parameters=(parameter,))

    assert example_names(one) == [("small", ""), ("large", "")]
    assert example_values(one, "large").parameters == {("query", "size"): 99}
    assert example_values(one).parameters == {}


def test_a_file_of_a_curl_leaves_the_body_to_the_reader() -> None:
    content = Content(media_type="application/json", schema={"example": {"a": 1}})
    one = endpoint(
        body=Body(contents=(content,)),
        samples=(sample("curl https://a.test/x -d @payload.json"),),
    )

    assert json.loads(example_values(one).body or "") == {"a": 1}


def test_a_text_that_is_not_what_the_docs_say_stays_text() -> None:
    parameter = Parameter(name="n", location="query", schema={"type": "integer"})
    text = "curl 'https://api.test/v1/x?n=many'"
    one = endpoint(method="GET", parameters=(parameter,), samples=(sample(text),))

    assert example_values(one).parameters == {("query", "n"): "many"}
