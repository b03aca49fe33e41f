"""What curl makes of options that meet each other, as curl 8 does."""

from __future__ import annotations

import pytest

from tests.core.curl.commands import cut, only
from tryfield.core.curl.curl_parser import parse_curl


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ("-u a:b -H 'Authorization: Bearer x'", {"Authorization": "Bearer x"}),
        ("-H 'authorization: Bearer x' -u a:b", {"authorization": "Bearer x"}),
        ("-u a:b -H 'Authorization:'", {}),
        ("-u a:b -u c:d", {"Authorization": "Basic Yzpk"}),
        ("-u a:b --oauth2-bearer t", {"Authorization": "Bearer t"}),
        ("-A one -A two -e r1 -e r2", {"User-Agent": "two", "Referer": "r2"}),
        ("-A one -H 'User-Agent: two'", {"User-Agent": "two"}),
        ("-A ''", {}),
        ("-b a=1 -b c=2", {"Cookie": "a=1; c=2"}),
        ("-b a=1 -H 'Cookie: z=9'", {"Cookie": "z=9"}),
        ("-b ''", {}),
    ],
)
def test_a_header_of_its_own_goes_before_an_option_and_the_last_option_before_others(
    options: str, headers: dict[str, str]
) -> None:
    request = only(f"curl {options} http://a.test/x").request

    assert dict(request.headers) == headers
    assert len(request.headers) == len(headers)


def test_a_user_in_the_url_becomes_basic_authentication() -> None:
    command = only("curl https://me:p%40ss@a.test/x")

    assert command.request.url == "https://a.test/x"
    assert command.request.headers == (("Authorization", "Basic bWU6cEBzcw=="),)
    assert command.user == "me:p@ss"


def test_a_user_of_an_option_goes_before_the_one_in_the_url() -> None:
    command = only("curl -u a:b https://me:pass@a.test/x")

    assert command.request.headers == (("Authorization", "Basic YTpi"),)
    assert command.user == "a:b"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://a.test/dir/", "https://a.test/dir/b%20c.txt"),
        ("https://a.test", "https://a.test/b%20c.txt"),
        ("https://a.test/dir/?q=1", "https://a.test/dir/b%20c.txt?q=1"),
        ("https://a.test/other", "https://a.test/other"),
    ],
)
def test_an_upload_to_a_folder_keeps_the_name_of_the_file(url: str, sent: str) -> None:
    assert only(f"curl -T 'a/b c.txt' '{url}'").request.url == sent


@pytest.mark.parametrize(
    ("field", "value", "media_type"),
    [
        ("""'a="x;y"'""", "x;y", ""),
        ("""'a="x;type=b"; type=text/html'""", "x;type=b", "text/html"),
        (r"""'a="q\"r\\s"'""", 'q"r\\s', ""),
        ("""'a=x"y'""", 'x"y', ""),
        ("""'a= x '""", "x", ""),
        ("""'a=x;type=text/plain;charset=utf-8'""", "x", "text/plain;charset=utf-8"),
        ("""'a=x;headers="X-A: b";type=text/plain'""", "x", "text/plain"),
    ],
)
def test_the_value_of_a_form_field_may_stand_in_quotes(
    field: str, value: str, media_type: str
) -> None:
    command = only(f"curl -F {field} http://a.test")

    (part,) = command.parts
    assert (part.value, part.media_type) == (value, media_type)
    assert command.findings == ()


def test_what_follows_a_semicolon_in_a_form_field_is_not_sent() -> None:
    text = """curl -F 'a={"b":"c;d"};type=application/json' http://a.test"""
    command = only(text)

    (finding,) = command.findings
    assert command.parts[0].value == '{"b":"c'
    assert finding.message == """curl does not send ';d"}' of this form field."""
    assert cut(text, finding.span).startswith("""'a={"b":"c;d"}""")


def test_one_form_field_may_upload_several_files() -> None:
    command = only("""curl -F 'f=@a.txt,"b;c.txt";type=text/plain' http://a.test""")

    assert [(part.file, part.media_type) for part in command.parts] == [
        ("a.txt", ""),
        ("b;c.txt", "text/plain"),
    ]
    assert command.files == ("a.txt", "b;c.txt")


@pytest.mark.parametrize(
    ("option", "user", "header"),
    [
        ("-u ada:pw", "ada:pw", "Basic YWRhOnB3"),
        ("-uada:pw", "ada:pw", "Basic YWRhOnB3"),
        ("--user ada", "ada", "Basic YWRhOg=="),  # curl would ask for the password
        ("--user 'ada:p:w'", "ada:p:w", "Basic YWRhOnA6dw=="),
    ],
)
def test_a_user_becomes_basic_authentication(option: str, user: str, header: str) -> None:
    command = only(f"curl {option} https://a.test/x")

    assert command.user == user
    assert command.request.headers == (("Authorization", header),)


def test_escapes_of_a_dollar_string_are_the_characters_that_bash_makes_of_them() -> None:
    (command,) = parse_curl(r"""curl -d $'\101\x41\u0041\n\q\'\"\\' https://a.test""")

    assert command.request.body == b"AAA\n\\q'\"\\"
