"""curl commands as people write them in documentation."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.curl.commands import cut, only
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.model import Span

FORM = ("Content-Type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    "text",
    [
        "curl -X PUT http://a.test/x -H 'A: b' -d c",
        "curl -XPUT http://a.test/x -H'A: b' -dc",
        "curl --request PUT --url http://a.test/x --header 'A: b' --data c",
        "curl -sSLX PUT 'http://a.test/x' -H \"A: b\" --data-raw c",
        "curl -X PUT http://a.test/x \\\n  -H 'A: b' \\\n  -d c",
        "curl -X PUT http://a.test/x \\  \n  -H 'A: b' \\\t\n  -d c",
        "curl -X PUT http://a.test/x \\\r\n  -H 'A: b' \\\r\n  -d c\r\n",
        'curl -X PUT http://a.test/x ^\n  -H "A: b" ^\n  -d "c"',
        'curl -X PUT http://a.test/x `\n  -H "A: b" `\n  -d c',
        "$ curl -X PUT http://a.test/x \\\n> -H 'A: b' \\\n> -d c",
        "curl http://a.test/x -H $'A: \\x62' -d $'\\u0063' --request=PUT",
        "curl “http://a.test/x” –X PUT –H “A: b” —data ‘c’",
        "sudo curl.exe -X PUT http://a.test/x -H A:\\ b -d @- <<EOF\nc\nEOF",
        "curl -X PUT http://a.test/x -H 'A: b' -d c | jq . > out.json && echo done",
        "curl -X PUT http://a.test/x\n  -H 'A: b'\n  -d c",
    ],
)
def test_one_request_can_be_written_in_many_ways(text: str) -> None:
    request = only(text).request

    assert (request.method, request.url) == ("PUT", "http://a.test/x")
    assert request.headers == (("A", "b"), FORM)
    assert request.body == b"c"


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("curl http://a.test", "GET"),
        ("curl http://a.test -d a=b", "POST"),
        ("curl http://a.test -F a=b", "POST"),
        ("curl --json '{}' http://a.test", "POST"),
        ("curl -G http://a.test -d a=b", "GET"),
        ("curl -I http://a.test", "HEAD"),
        ("curl -T file.bin http://a.test", "PUT"),
        ("curl -X query http://a.test -d x", "QUERY"),
    ],
)
def test_the_method_follows_from_the_options(text: str, method: str) -> None:
    command = only(text)

    assert command.request.method == method
    assert (command.method_span is not None) == ("-X" in text)


def test_options_imply_headers_that_have_no_place_of_their_own() -> None:
    command = only(
        "curl http://a.test --json '{\"a\":1}' -u user:pa:ss -b a=b -A me -e from -r 0-9"
    )

    assert dict(command.request.headers) == {
        "Authorization": "Basic dXNlcjpwYTpzcw==",
        "Cookie": "a=b",
        "User-Agent": "me",
        "Referer": "from",
        "Range": "bytes=0-9",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    assert command.header_spans[-2:] == (None, None)
    assert command.user == "user:pa:ss"


def test_a_header_can_be_empty_or_taken_away() -> None:
    command = only("curl http://a.test -d x -H 'Empty;' -H 'Content-Type:' -H @more.txt -H broken")

    assert command.request.headers == (("Empty", ""),)
    assert command.files == ("more.txt",)
    assert [finding.rule for finding in command.findings] == ["curl-option"]


def test_several_data_options_are_joined() -> None:
    text = "curl http://a.test -d a=1 -d b=2 --data-urlencode 'c=x y&z' --data-urlencode 'ü'"

    assert only(text).request.body == b"a=1&b=2&c=x%20y%26z&%C3%BC"


def test_get_moves_the_data_into_the_query() -> None:
    text = "curl -G 'http://a.test/x?z=1#end' --data-urlencode 'q=a b' --url-query 'p=ü'"
    request = only(text).request

    assert request.url == "http://a.test/x?z=1&p=%C3%BC&q=a%20b#end"
    assert request.body == b""


def test_a_multipart_form_has_parts() -> None:
    command = only(
        "curl http://a.test -F 'photo=@pictures/a.png;type=image/png;filename=b.png' "
        "-F 'meta={\"a\":1};type=application/json' -F plain=1 --form-string 'raw=@x'"
    )
    photo, meta, plain, raw = command.parts

    assert (photo.name, photo.file, photo.filename) == ("photo", "pictures/a.png", "b.png")
    assert photo.media_type == "image/png"
    assert (meta.value, meta.media_type) == ('{"a":1}', "application/json")
    assert (plain.value, raw.value) == ("1", "@x")
    assert b'name="photo"; filename="b.png"\r\nContent-Type: image/png' in command.request.body
    media_type = command.request.header("content-type") or ""
    assert media_type.startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    "text",
    [
        'curl http://a.test -d @- <<EOF\n{"a": $V}\nEOF',
        "curl http://a.test -d @- << 'EOF'\n{\"a\": $V}\nEOF\n",
        'cat <<EOF | curl http://a.test -d @-\n{"a": $V}\nEOF',
        'curl http://a.test -d "$(cat <<EOF\n{"a": $V}\nEOF\n)"',
        "echo '{\"a\": $V}' | curl http://a.test -d @-",
        "curl http://a.test -d @- <<< '{\"a\": $V}'",
    ],
)
def test_the_body_may_come_from_the_shell(text: str) -> None:
    command = only(text)

    assert command.body_text == '{"a": $V}'
    assert cut(text, command.body_place(Span("", 1, 2, 1, 5))) == '"a"'


def test_variables_and_placeholders_stay_as_written() -> None:
    command = only('curl "$BASE/<id>/${X}" -H "Authorization: Bearer $(get token)" -d <body>')

    assert command.request.url == "$BASE/<id>/${X}"
    assert command.request.headers[0] == ("Authorization", "Bearer $(get token)")
    assert command.request.body == b"<body>"


@pytest.mark.parametrize("url", ["{{base}}/users", "<base-url>/x", "/users", ":id", "ws://a.test"])
def test_a_url_that_is_no_whole_url_stays_as_written(url: str) -> None:
    assert only(f"curl '{url}'").request.url == url


def test_a_url_without_a_scheme_is_http_as_for_curl() -> None:
    assert only("curl localhost:8000/x").request.url == "http://localhost:8000/x"


def test_several_commands_are_read_in_their_order() -> None:
    text = (
        "# first\ncurl http://a.test/1 -d a\n\n# then\ncurl http://a.test/2; curl http://a.test/3\n"
        "TOKEN=$(curl -s http://a.test/4 | jq -r .token)\n"
        "curl http://a.test/5 --next -X DELETE http://a.test/6\n"
        "curl http://a.test/7 http://a.test/8 &"
    )

    urls = [command.request.url for command in parse_curl(text)]

    assert urls == [f"http://a.test/{number}" for number in range(1, 9)]
    assert parse_curl(text)[5].request.method == "DELETE"


Sent = tuple[str, str, str]
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12)
#: Where one word of a command ends, and what stands between two commands.
GAPS = st.sampled_from([" ", "  ", " \\\n  "])
BETWEEN = st.sampled_from(["\n", "\n\n", "\n# and then\n", " | jq .\n", " &&\n", ";\n", "\n$ "])


@st.composite
def commands(draw: st.DrawFn) -> tuple[str, list[Sent]]:
    """Some commands as a shell reads them, and what each sends: method, header and body."""
    sent = draw(
        st.lists(
            st.tuples(st.sampled_from(["POST", "PUT", "PATCH"]), TEXTS.map(str.strip), TEXTS),
            min_size=1,
            max_size=4,
        )
    )
    text = ""
    for number, (method, header, body) in enumerate(sent):
        gap = draw(GAPS)
        words = ["-X", method, "-H", f"X-Own: {header}", "--data-raw", f"<{body}>"]
        quoted = ["curl", f"http://a.test/{number}", *map(shlex.quote, words)]
        text += (draw(BETWEEN) if number else "") + gap.join(quoted)
    return text, sent


@given(commands())
def test_commands_are_read_as_a_shell_reads_them(
    made: tuple[str, list[tuple[str, str, str]]],
) -> None:
    text, sent = made
    found = [command.request for command in parse_curl(text)]

    assert [one.url for one in found] == [f"http://a.test/{n}" for n in range(len(sent))]
    for request, (method, header, body) in zip(found, sent, strict=True):
        assert request.method == method
        assert request.body == f"<{body}>".encode()
        assert [value for name, value in request.headers if name == "X-Own"] == [header][
            : bool(header)
        ]


@pytest.mark.parametrize(
    "text",
    ["", "curl", "brew install curl", "# curl http://a.test", "pip install x", "echo curl is nice"],
)
def test_text_without_a_command_gives_none(text: str) -> None:
    assert parse_curl(text) == ()


def test_copied_from_a_browser_for_windows() -> None:
    text = (
        'curl ^"https://a.test/x?a=1^&b=2^" ^\n'
        '  -H ^"accept: */*^" ^\n'
        '  --data-raw ^"^{^\\^"name^\\^":^\\^"v^\\^"^}^"'
    )
    command = only(text)

    assert command.request.url == "https://a.test/x?a=1&b=2"
    assert command.request.body == b'{"name":"v"}'
    assert cut(text, command.body_place(Span("", 1, 3, 1, 7))) == "name"


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("curl http://a.test --nonsense -H 'A: b'", "curl-option-unknown", "'--nonsense'"),
        ("curl http://a.test -% -H 'A: b'", "curl-option-unknown", "'-%'"),
        ("curl http://a.test -H", "curl-option", "'-H'"),
        ("curl -H 'A: b'", "curl-unreadable", "no URL"),
        ("curl 'http://a.test", "curl-unreadable", "never closed"),
        ("curl http://a.test -d @- <<EOF\nx", "curl-unreadable", "no end"),
        ("curl http://a.test?a=1&b=2", "curl-unquoted", "'&'"),
        ("curl http://a.test \\ \n -d x", "curl-continuation", "Blanks"),
        ("curl http://a.test\n -d x", "curl-continuation", "'-d'"),
        ("curl “http://a.test”", "curl-typographic", "typographic"),
        ('curl http://a.test -d \'{"a": "it\'s"}\'', "curl-unreadable", "apostrophe"),
    ],
)
def test_what_a_shell_or_curl_would_object_to_is_a_finding(
    text: str, rule: str, words: str
) -> None:
    findings = only(text).findings

    assert {finding.rule for finding in findings} == {rule}
    assert words in findings[0].message


def test_an_unknown_option_does_not_take_the_url() -> None:
    assert only("curl --nonsense value http://a.test/x").request.url == "http://a.test/x"
    assert only("curl --nonsense http://a.test/x").request.url == "http://a.test/x"


def test_a_quote_that_never_ends_spares_the_next_command() -> None:
    first, second = parse_curl("curl 'http://a.test/1\n\ncurl http://a.test/2")

    assert second.request.url == "http://a.test/2"
    assert first.findings
    assert not second.findings


def test_a_safe_fix_mends_the_text() -> None:
    text = "curl http://a.test \\  \n  -d x"
    (finding,) = only(text).findings
    (edit,) = finding.fixes[0].edits
    assert cut(text, edit.span) == "  "
    mended = text.replace("\\  \n", "\\" + edit.text + "\n")

    assert not only(mended).findings
