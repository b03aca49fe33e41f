"""Values of bodies become bytes in their media types."""

from __future__ import annotations

from decimal import Decimal
from email.parser import BytesParser
from typing import Any

from tests.core.request.making import endpoint
from tryfield.core.model import Body, Content, Endpoint
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_values import File, Values


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
        "tags": ["blue", "black", "brown"],
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
    message = BytesParser().parsebytes(head + request.body)
    parts = [part for part in message.walk() if part is not message]

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


def test_a_part_that_is_documented_as_json_is_json_also_where_it_is_a_string() -> None:
    properties = {"a": {"type": "string"}, "b": {"type": "string"}}
    content = Content(
        media_type="multipart/form-data",
        schema={"type": "object", "properties": properties},
        encoding={"a": {"contentType": "application/json"}},
    )
    made = endpoint(body=Body(contents=(content,)))
    request = build_request(made, Values(media_type=content.media_type, form={"a": "x", "b": "y"}))

    assert [(one.name, one.value) for one in request.parts] == [("a", b'"x"'), ("b", b"y")]
