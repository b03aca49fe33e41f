"""Credentials are written where a scheme says, and only when there are any."""

from __future__ import annotations

import base64

import pytest

from tests.core.request.making import KEY, TOKEN, endpoint
from tryfield.core.model import Auth, Endpoint, Requirement
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_credentials import typed_secrets
from tryfield.core.request.request_values import Credential, Values
from tryfield.core.wire import WireRequest


def secured(*alternatives: tuple[Auth, ...]) -> Endpoint:
    return endpoint(
        method="GET",
        security=tuple(tuple(Requirement(auth=auth) for auth in group) for group in alternatives),
    )


def with_credential(auth: Auth, **credential: str) -> WireRequest:
    values = Values(credentials={auth.name: Credential(**credential)})
    return build_request(secured((auth,)), values)


BEARER = Auth(name="b", kind="http", scheme="bearer")
GLUED = Auth(name="g", kind="apiKey", prefix="token=", placeholder="<token>")
BASIC = Auth(name="p", kind="http", scheme="basic")


@pytest.mark.parametrize("value", ["abc", "Token abc", "token abc", " Token  Token abc "])
def test_a_prefix_is_written_once(value: str) -> None:
    assert with_credential(TOKEN, value=value).header("authorization") == "Token abc"


@pytest.mark.parametrize(
    ("auth", "value", "header", "expected"),
    [
        (KEY, "abc", "X-Key", "abc"),
        (GLUED, "abc", "Authorization", "token=abc"),
        (GLUED, "token=abc", "Authorization", "token=abc"),
        (GLUED, "Token= abc", "Authorization", "token=abc"),
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
              "{{token}}", "your_key".upper(), "xxxxxxxx", "...",
              "your-api-key", "Your Token", "YOURTOKEN", "MYAPIKEY", "MY-KEY"],
)  # fmt: skip
def test_an_empty_credential_or_a_placeholder_sends_none(value: str) -> None:
    assert with_credential(TOKEN, value=value).headers == ()
    assert with_credential(KEY, value=value.removeprefix("Token ")).headers == ()


@pytest.mark.parametrize("value", ["MYQ7RTZ2K9", "my-token", "yours", "YOUR7RTZ2K9"])
def test_a_credential_that_only_begins_like_a_placeholder_is_sent(value: str) -> None:
    assert with_credential(KEY, value=value).headers == (("X-Key", value),)


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


def test_the_secret_in_what_was_pasted_is_what_stands_behind_its_prefix() -> None:
    assert typed_secrets(GLUED, Credential(value="token=abcdef")) == ("abcdef",)
    assert typed_secrets(TOKEN, Credential(value=" Token  abcdef ")) == ("abcdef",)
