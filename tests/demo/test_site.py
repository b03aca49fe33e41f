"""How a built site is served."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.serving import calling
from tryfield.core.errors import ConfigurationError
from tryfield.demo.content_security_policy import script_hashes
from tryfield.demo.demo_server import application

PAGE = "<!doctype html><title>Home</title><script>start()</script>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    files = {
        "index.html": PAGE,
        "404.html": "<!doctype html><title>Not here</title>",
        "users/index.html": "<!doctype html><title>Users</title><script>other()</script>",
        "users/index.md": "# Users",
        "manual/index.html": "<!doctype html><title>Manual</title>",
        "assets/main.0123abcd.min.js": "run()",
        "assets/worker.mjs": "work()",
        "assets/python.zip": "zip",
        "assets/pyodide.wasm": "\0asm",
        "objects.inv": "inv",
        "sitemap.xml": "<urlset><url><loc>http://127.0.0.1:8000/</loc></url>"
        "<url><loc>http://127.0.0.1:8000/users/</loc></url></urlset>",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "assets/pyodide.wasm.gz").write_bytes(gzip.compress(b"\0asm"))
    (folder / "assets/pyodide.wasm.br").write_bytes(b"not really brotli")
    return folder


@pytest.fixture(scope="module")
def client(site: Path) -> Iterator[httpx2.Client]:
    with calling(application(site=site)) as client:
        yield client


def hash_of(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/users/", "text/html; charset=utf-8"),
        ("/users/index.md", "text/markdown; charset=utf-8"),
        ("/assets/main.0123abcd.min.js", "text/javascript; charset=utf-8"),
        ("/assets/worker.mjs", "text/javascript; charset=utf-8"),
        ("/assets/pyodide.wasm", "application/wasm"),
        ("/assets/python.zip", "application/zip"),
        ("/objects.inv", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_that_a_browser_needs(
    client: httpx2.Client, path: str, expected: str
) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "identity"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_file_is_sent_compressed_where_that_is_there_and_wanted(
    client: httpx2.Client, accepted: str, coding: str | None
) -> None:
    with client.stream(
        "GET", "/assets/pyodide.wasm", headers={"Accept-Encoding": accepted}
    ) as answer:
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["content-type"] == "application/wasm"
        assert answer.headers["vary"] == "Accept-Encoding"


def test_a_file_with_its_hash_in_the_name_is_kept_for_ever(client: httpx2.Client) -> None:
    kept = client.get("/assets/main.0123abcd.min.js").headers["cache-control"]
    asked_for = client.get("/").headers["cache-control"]

    assert kept == "public, max-age=31536000, immutable"
    assert asked_for == "no-cache"


def test_a_file_that_the_reader_has_is_not_sent_again(client: httpx2.Client) -> None:
    tag = client.get("/").headers["etag"]
    answer = client.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_folder_without_its_slash_leads_to_its_page(client: httpx2.Client) -> None:
    answer = client.get("/manual")

    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/manual/")


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b"])
def test_what_is_not_there_is_the_404_page_of_the_site(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Not here" in answer.text or answer.json()["success"] == 0


def test_a_page_may_run_its_own_scripts_and_those_of_the_other_pages(client: httpx2.Client) -> None:
    rule = scripts(client.get("/"))

    assert hash_of("start()") in rule
    assert hash_of("other()") in rule
    assert "'unsafe-inline'" not in rule
    assert "'unsafe-eval'" not in rule
    assert "'wasm-unsafe-eval'" in rule


def test_the_404_page_and_the_workers_have_the_policy_as_well(client: httpx2.Client) -> None:
    policies = {
        client.get(path).headers["content-security-policy"]
        for path in ("/", "/nowhere", "/assets/worker.mjs")
    }

    assert len(policies) == 1


def test_a_page_that_is_built_anew_may_run_its_new_scripts(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(PAGE)
    with calling(application(site=tmp_path)) as client:
        before = scripts(client.get("/"))
        page.write_text("<script>later()</script>")
        os.utime(page, (time.time() + 5,) * 2)
        after = scripts(client.get("/"))

    assert hash_of("later()") not in before
    assert hash_of("later()") in after


@pytest.mark.parametrize(
    "html",
    [
        '<script src="a.js">x</script>',
        '<script type="application/json">{}</script>',
        "<script></script>",
        "<p>script</p>",
    ],
)
def test_what_no_browser_runs_needs_no_hash(html: str) -> None:
    assert script_hashes(html) == set()


@pytest.mark.parametrize("tag", ["<script>", '<script type="module">', "<SCRIPT async>"])
def test_a_script_in_a_page_is_known_by_its_hash(tag: str) -> None:
    assert {f"'{value}'" for value in script_hashes(f"{tag}run()\r\n</script >")} == {
        hash_of("run()\n")
    }


def test_the_api_stands_beside_the_site(client: httpx2.Client) -> None:
    answer = client.get("/api/user")

    assert answer.json()["success"] == 1
    assert client.post("/v1/users").json()["type"] == "user"
    assert client.post("/users").json()["type"] == "user"


def test_a_page_from_this_machine_may_call_the_api_but_not_read_the_site(
    client: httpx2.Client,
) -> None:
    origin = {"Origin": "http://localhost:3000"}
    api = client.get("/api/user", headers=origin)
    page = client.get("/", headers=origin)

    assert api.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "access-control-allow-origin" not in page.headers


def test_a_site_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"site-missing: .* Build the site first"):
        application(site=tmp_path / "site")


def test_without_a_site_there_is_still_an_answer() -> None:
    with calling(application()) as client:
        assert client.get("/").text == "This is tryfield demo, without a site.\n"


def scripts(answer: httpx2.Response) -> list[str]:
    policy = answer.headers["content-security-policy"].split("; ")
    return next(rule.split() for rule in policy if rule.startswith("script-src "))


def test_the_sitemap_names_the_address_at_which_the_site_is_served(client: httpx2.Client) -> None:
    own = str(client.base_url).rstrip("/")

    text = client.get("/sitemap.xml").text

    assert f"<loc>{own}/</loc>" in text
    assert f"<loc>{own}/users/</loc>" in text
    assert ":8000" not in text
