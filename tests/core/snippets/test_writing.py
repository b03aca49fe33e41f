"""How each language writes a request."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.snippets.requests import BASE, JSON, REQUESTS
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.multipart import multipart
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.core.wire import Part, WireRequest


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_writes_every_request(language: str) -> None:
    for request in REQUESTS:
        code = snippet(request, language, mask=None)

        assert request.url in code.replace("\\/", "/")
        assert "$url" not in code
        assert "$body" not in code
        assert "$headers" not in code


def test_a_snippet_for_people_reads_like_one() -> None:
    request = WireRequest(
        method="POST", url=f"{BASE}/users", headers=(JSON,), body=b'{\n  "a": 1\n}'
    )

    assert snippet(request, "curl") == (
        "curl --request POST \\\n"
        "  --url 'http://api.test/users' \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        "  --data-raw '{\n"
        '  "a": 1\n'
        "}'\n"
    )
    assert 'content="""{\n  "a": 1\n}""".encode(),' in snippet(request, "python")
    assert 'body: `{\n  "a": 1\n}`,' in snippet(request, "javascript")


BODIES = {
    "curl": "--data",
    "python": "content=",
    "python-requests": "data=",
    "javascript": "body:",
    "go": "body = ",
    "java": "ofByteArray",
    "csharp": "ByteArrayContent",
    "php": "POSTFIELDS",
    "ruby": "body = '",
    "powershell": "-Body",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_without_a_body_has_no_line_for_one(language: str) -> None:
    assert BODIES[language] in snippet(REQUESTS[3], language)
    assert BODIES[language] not in snippet(REQUESTS[0], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_credentials_are_masked_unless_revealed(language: str) -> None:
    pair = base64.b64encode(b"user:s3cret-password").decode()
    request = WireRequest(
        method="POST",
        url=f"{BASE}/x?api_key=topsecret1&q=1&other=typed-secret",
        headers=(
            ("Authorization", f"Basic {pair}"),
            ("X-Api-Key", "topsecret2"),
            ("Cookie", "session=topsecret3"),
            ("X-Odd", "typed-secret"),
        ),
        body=b'{"token": "typed-secret"}',
    )
    masked = snippet(request, language, mask=("typed-secret",))
    revealed = snippet(request, language, mask=None)

    for secret in (pair, "topsecret1", "topsecret2", "topsecret3", "typed-secret"):
        assert secret not in masked
        assert secret in revealed
    assert "q=1" in masked
    assert "Basic <secret>" in masked


def test_a_documented_placeholder_is_shown_as_it_is() -> None:
    request = WireRequest(
        method="GET", url=f"{BASE}/x", headers=(("Authorization", "Token <token>"),)
    )

    assert "Token <token>" in snippet(request, "curl")


def test_javascript_says_that_fetch_refuses_a_body_with_get() -> None:
    assert snippet(REQUESTS[2], "javascript").startswith("// fetch refuses a body with GET")


@pytest.mark.parametrize("language", ["python-requests", "ruby", "powershell"])
def test_headers_of_one_name_are_one_where_a_mapping_would_lose_them(language: str) -> None:
    headers = (("X-A", "1"), ("x-a", "2"), ("Cookie", "a=1"), ("Cookie", "b=2"))
    code = snippet(WireRequest(method="GET", url=BASE, headers=headers), language, mask=None)

    assert code.lower().count("x-a") == 1
    assert "1, 2" in code
    assert "a=1; b=2" in code


def test_php_waits_for_no_body_of_a_head_request() -> None:
    assert "CURLOPT_NOBODY => true" in snippet(WireRequest(method="HEAD", url=BASE), "php")
    assert "NOBODY" not in snippet(WireRequest(method="GET", url=BASE), "php")


def test_php_sends_no_content_type_and_no_empty_header_on_its_own() -> None:
    request = WireRequest(method="POST", url=BASE, headers=(("X-E", ""),), body=b"x")
    code = snippet(request, "php")

    assert "'X-E;'," in code
    assert "'Content-Type:'," in code


@pytest.mark.parametrize("language", ["java", "ruby"])
def test_brackets_of_a_query_are_encoded_where_a_url_may_have_none(language: str) -> None:
    request = WireRequest(method="GET", url=f"{BASE}/{{id}}?f[a]={{b}}")

    assert f"{BASE}/{{id}}?f%5Ba%5D=%7Bb%7D" in snippet(request, language)


@pytest.mark.parametrize("language", ["go", "csharp", "java", "javascript"])
def test_letters_that_nobody_sees_are_written_as_escapes(language: str) -> None:
    request = WireRequest(method="POST", url=BASE, body="a\ufeffb\x85c\u2028".encode())

    assert r"a\ufeffb\u0085c\u2028" in snippet(request, language)


def test_go_takes_no_control_characters_into_a_raw_string() -> None:
    request = WireRequest(method="POST", url=BASE, body=b"a\n\x00\x07")

    assert r'"a\n\u0000\u0007"' in snippet(request, "go")


def test_long_bodies_are_read_from_a_file() -> None:
    request = WireRequest(method="POST", url=BASE, headers=(JSON,), body=b"x" * 40_000)

    for language in LANGUAGES:
        code = snippet(request, language)
        assert "body.bin" in code
        assert len(code) < 2000


@given(
    st.text(max_size=40).filter(lambda text: "\0" not in text),
    st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20),
)
def test_a_curl_command_says_what_it_was_made_from(body: str, value: str) -> None:
    value = value.strip()
    request = WireRequest(
        method="POST",
        url="http://api.test/x",
        headers=(("X-A", value), JSON),
        body=body.encode("utf-8", "replace"),
    )
    (command,) = parse_curl(snippet(request, "curl", mask=None))

    assert command.request == request
    assert command.findings == ()


def form_of(*parts: Part) -> WireRequest:
    body, kind = multipart(parts)
    headers = (("Content-Type", kind), ("X-A", "1"))
    return WireRequest(
        method="POST", url=f"{BASE}/f", headers=headers, body=body, parts=tuple(parts)
    )


FILE = Part(name="photo", filename="photo.bin", media_type="application/octet-stream")


# Java's library writes no forms, so its code has the bytes.
@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"java"}))
def test_a_form_names_its_file_and_never_a_boundary(language: str) -> None:
    code = snippet(form_of(FILE, Part(name="note", value=b"$url of $body")), language)

    assert "photo.bin" in code
    assert "$url of $body" in code
    assert "boundary" not in code
    assert "Content-Type:'" not in code


@pytest.mark.parametrize("language", ["php", "powershell"])
def test_a_form_with_a_name_twice_is_bytes_where_a_mapping_would_lose_one(language: str) -> None:
    code = snippet(form_of(Part(name="a", value=b"1"), Part(name="a", value=b"2")), language)

    assert code.count('name="a"') == 2
    assert "boundary=" in code


def test_go_imports_what_a_body_of_bytes_needs() -> None:
    request = WireRequest(method="POST", url=f"{BASE}/b", body=b"\xff")

    assert '"encoding/base64"' in snippet(request, "go")


def test_ruby_keeps_line_ends_that_a_source_file_would_not() -> None:
    request = WireRequest(method="POST", url=f"{BASE}/b", body=b"#{a}\r\n")

    assert r'body = "\#{a}\r\n"' in snippet(request, "ruby")
