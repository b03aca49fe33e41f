"""A pasted command is taken over, part by part, or the part is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.request.making import endpoint
from tryfield.core.console.console_form import values_from_curl
from tryfield.core.curl.windows_command import as_posix_command, is_windows_command
from tryfield.core.model import Auth, Body, Content, Endpoint, Parameter, Requirement

BEARER = Auth(name="token", kind="http", scheme="bearer")
BASIC = Auth(name="login", kind="http", scheme="basic")
KEY = Auth(name="key", kind="apiKey", location="header", parameter="X-Api-Key")
SESSION = Auth(name="session", kind="apiKey", location="cookie", parameter="sid")


def documented(*auths: Auth, media_type: str = "application/json") -> Endpoint:
    return endpoint(
        method="POST",
        path="/users/{id}",
        parameters=(
            Parameter(name="id", location="path", required=True, schema={"type": "integer"}),
            Parameter(name="mode", location="cookie", style="form", schema={"type": "string"}),
        ),
        body=Body(contents=(Content(media_type=media_type, schema={}),)),
        security=tuple((Requirement(auth=auth),) for auth in auths),
    )


def pasted(options: str, *auths: Auth, **more: Any) -> dict[str, Any]:
    found = values_from_curl(
        documented(*auths, **more), f"curl -X POST https://api.test/v1/users/7 {options}"
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("options", "auth", "credential"),
    [
        ("-H 'Authorization: Bearer abc.def'", BEARER, ("abc.def", "", "")),
        ("--oauth2-bearer abc.def", BEARER, ("abc.def", "", "")),
        ("-u ada:se:cret", BASIC, ("", "ada", "se:cret")),
        ("-H 'Authorization: Basic YWRhOnB3'", BASIC, ("", "ada", "pw")),
        ("-H 'x-api-key: k1'", KEY, ("k1", "", "")),
        ("-b 'sid=s1; mode=dark'", SESSION, ("s1", "", "")),
    ],
)
def test_a_credential_is_taken_over_for_its_scheme(
    options: str, auth: Auth, credential: tuple[str, str, str]
) -> None:
    found = pasted(options, auth)

    value, user, password = credential
    assert found["credentials"] == {auth.name: {"value": value, "user": user, "password": password}}
    assert found["notes"] == []
    assert "abc" not in str(found["values"])


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ("-H 'Authorization: Bearer abc'", "'Authorization' was left out"),
        ("-d @body.json", "reads the file 'body.json'"),
        ("--cert me.pem", "--cert was left out: a browser sends no request with a client"),
        ("-x http://p.test:8080", "--proxy was left out"),
        ("https://api.test/v1/users/8", "holds 2 requests: only the first"),
    ],
)
def test_what_cannot_be_taken_over_is_named(options: str, note: str) -> None:
    assert [note in one for one in pasted(options)["notes"]].count(True) == 1


def test_files_of_a_form_are_to_be_chosen_and_its_fields_are_taken_over() -> None:
    found = pasted("-F note=hello -F photo=@a.png", media_type="multipart/form-data")

    assert found["values"]["form"] == [{"name": "note", "value": "hello"}]
    assert found["notes"] == ["'photo' is the file 'a.png': choose it here, no page can read it."]


def test_another_server_and_another_path_are_named() -> None:
    found = values_from_curl(documented(), "curl -X POST https://other.test/groups/7")

    assert found is not None
    assert found["notes"] == [
        "The path of 'https://other.test/groups/7' is not '/users/{id}': its values were left out.",
        "The command calls https://other.test: the base URL that you chose stays.",
    ]


COPIED = r'''curl ^"https://api.test/v1/users/7?q=a^%^20b^&r=^[1^]^" ^
  -X ^"POST^" ^
  -H ^"content-type: application/json^" ^
  --data-raw ^"^{^\^"note^\^":1,^\^"path^\^":^\^"C:^\^\x^\^"^}^"'''


def test_a_command_copied_for_the_windows_prompt_is_read_as_it_was_meant() -> None:
    found = values_from_curl(documented(), COPIED)

    assert found is not None
    assert found["values"]["body"] == r'{"note":1,"path":"C:\\x"}'
    assert {"in": "query", "name": "q", "value": "a b"} in found["values"]["parameters"]
    assert {"in": "query", "name": "r", "value": "[1]"} in found["values"]["parameters"]


def test_only_a_command_with_carets_is_one_of_the_windows_prompt() -> None:
    assert not is_windows_command("curl 'https://a.test/x^2' -d '{\"a\": \"^\"}'")
    assert as_posix_command('curl.exe ^"https://a.test^" -d "it\'s"').startswith("curl 'https://")
