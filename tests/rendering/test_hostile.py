"""Texts of a definition that want to be more than text: nothing of them may act on a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.rendering.building import Built, site

PAYLOADS = (
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "</script><script>document.title='pwned'</script>",
    "\"><svg onload=document.title='pwned'>",
    "{{ config.pwned }}{% raw %}{# #}",
    "${pwned}`pwned`",
    "pwned\u2028\u2029</title></textarea></style>",
    "[pwned](javascript:document.title='pwned')",
    "<a href='jAvAsCrIpT:pwned'>pwned</a>",
    "::: pwned\n    handler: python\n",
    '--8<-- "docs/secret.txt"',
    "<div class='md-overlay' style='position:fixed' id='create'>pwned</div>",
    "![](https://pwned.example/x.png){ onload=pwned }",
    "&lt;script&gt;pwned&lt;/script&gt;",
    "<iframe srcdoc='pwned'></iframe><object data=pwned></object><style>*{}</style>",
    "<form action=//pwned><input name=pwned><button formaction=javascript:pwned>",
    "]]><!--pwned--> <!doctype pwned>",
    "[pwned][<img src=x onerror=pwned()>]",
    "[<img src=x onerror=pwned()>][] and [`<img src=x onerror=pwned()>`][]",
    "<div><autoref identifier='<img src=x onerror=pwned()>'>pwned</autoref></div>",
    "<autoref optional identifier='\" onmouseover=\"pwned()'>pwned</autoref>",
    "<span data-autorefs-identifier='<img/src=x/onerror=pwned()>'>pwned</span>",
)


def document(payload: str) -> dict[str, Any]:
    """An OpenAPI document with the payload wherever a text can stand."""
    schema = {
        "type": "object",
        "description": payload,
        "properties": {
            payload: {"type": "string", "description": payload, "enum": [payload, "b"]},
            "list": {
                "type": "array",
                "items": {"type": "object", "properties": {payload: {"default": payload}}},
            },
            "choice": {
                "oneOf": [
                    {"title": payload, "type": "object", "properties": {"a": {"const": payload}}},
                    {"type": "string", "pattern": payload, "format": payload},
                ],
                "discriminator": {"propertyName": payload},
            },
        },
        "required": [payload],
        "x-enumDescriptions": {payload: payload},
    }
    media = {
        "schema": schema,
        "examples": {payload: {"summary": payload, "value": {payload: payload}}, "b": {"value": 1}},
    }
    operation = {
        "operationId": "hostile",
        "summary": payload,
        "description": payload,
        "tags": [payload],
        "externalDocs": {"url": "javascript:document.title='pwned'", "description": payload},
        "parameters": [
            {"name": payload, "in": where, "description": payload, "schema": {"type": "string"}}
            for where in ("query", "header", "cookie")
        ],
        "requestBody": {"description": payload, "content": {"application/json": media}},
        "responses": {
            "200": {
                "description": payload,
                "headers": {"X-Pwned": {"description": payload, "schema": {"type": "string"}}},
                "content": {"application/json": media, "text/plain": {"example": payload}},
            },
            "404": {"description": payload},
        },
        "security": [{"own": [payload]}],
        "x-codeSamples": [{"lang": "curl", "label": payload, "source": f"curl {payload}"}],
        "callbacks": {
            "done": {"{$request.body#/url}": {"post": {"summary": payload, "responses": {}}}}
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": payload, "version": payload, "description": payload},
        "servers": [{"url": "https://api.example.com/v1", "description": payload}],
        "tags": [{"name": payload, "description": payload}],
        "paths": {"/hostile/{id}": {"post": operation}},
        "components": {
            "securitySchemes": {
                "own": {
                    "type": "oauth2",
                    "description": payload,
                    "flows": {
                        "implicit": {
                            "authorizationUrl": "javascript:pwned",
                            "scopes": {payload: payload},
                        }
                    },
                }
            }
        },
    }


class _Acting(HTMLParser):
    """Collects whatever in a page could act and is not the theme's."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.script = False
        self.article = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        kind = said.get("type", "")
        self.script = tag == "script" and not kind.endswith("json")
        if tag == "article":
            self.article = True
        for name, value in said.items():
            scheme = "".join(value.split()).lower()
            if name.startswith("on") or scheme.startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")
            if self.article and name == "style" and "fixed" in value:
                self.found.append(f"<{tag} {name}={value!r}>")
        if self.article and tag in ("iframe", "object", "embed", "form", "style", "base", "svg"):
            inside_theme = tag in ("svg", "form", "style")
            if not inside_theme or any("pwned" in value for value in said.values()):
                self.found.append(f"<{tag}>")
        if self.article and tag == "img":
            self.found += [f"<img {said}>"] if "onload" in said or "onerror" in said else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.script = False

    def handle_data(self, data: str) -> None:
        if self.script and "pwned" in data:
            self.found.append(f"<script>{data[:60]}")


def pages(built: Built) -> list[Path]:
    return sorted(built.folder.rglob("*.html"))


@pytest.fixture(scope="module", params=range(len(PAYLOADS)))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = {
        "docs/api/hostile.json": json.dumps(document(PAYLOADS[request.param])),
        "docs/secret.txt": "the secret of the site",
    }
    extensions = [
        "attr_list",
        "md_in_html",
        "tables",
        "pymdownx.snippets",
        "pymdownx.superfences",
        {"toc": {"permalink": True}},
    ]
    options = {"options": {"languages": ["curl", "python", "javascript", "php", "ruby"]}}
    return site(
        tmp_path_factory.mktemp("hostile"), files, tryfield=options, markdown_extensions=extensions
    )


def test_a_hostile_definition_still_has_its_page(built: Built) -> None:
    assert built.log[-1:] != ("aborted",)
    assert any("tryfield-field" in page.read_text(encoding="utf-8") for page in pages(built))


def test_nothing_of_a_definition_acts_on_any_page(built: Built) -> None:
    found = {
        page.relative_to(built.folder).as_posix(): _Acting(page.read_text(encoding="utf-8")).found
        for page in pages(built)
    }

    assert {name: acts for name, acts in found.items() if acts} == {}


def test_no_file_of_the_site_is_read_into_a_page(built: Built) -> None:
    for page in pages(built):
        assert "the secret of the site" not in page.read_text(encoding="utf-8")


def test_the_contract_of_a_hostile_definition_is_json_and_ends_where_it_should(
    built: Built,
) -> None:
    (text,) = [
        page.read_text(encoding="utf-8")
        for page in pages(built)
        if "data-tryfield-contract" in page.read_text(encoding="utf-8")
    ]
    start = text.index(">", text.index("data-tryfield-contract")) + 1
    contract = text[start : text.index("</template>", start)]

    assert json.loads(contract)["openapi"].startswith("3.1")
    assert not set("<>&\u2028\u2029") & set(contract)


def test_nothing_that_a_site_publishes_holds_a_private_file(tmp_path: Path) -> None:
    """Pages, their Markdown, contracts, `llms-full.txt`, `openapi.json`, the search index."""
    secret = "the secret of the project"
    named = ["../.env", "../.git/config", "../notes.txt", ".notes.txt", "linked.txt"]
    (tmp_path / "api").mkdir()  # MkDocs itself publishes all of the docs folder, links too
    (tmp_path / "api/linked.txt").symlink_to(tmp_path / "notes.txt")
    content = {
        "schema": {"type": "string"},
        "examples": {f"e{n}": {"externalValue": one} for n, one in enumerate(named)},
    }
    operation = {
        "operationId": "notes",
        "x-codeSamples": [{"lang": "Python", "source": {"$ref": one}} for one in named],
        "responses": {"200": {"description": "d", "content": {"text/plain": content}}},
    }
    said = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/notes": {"get": operation}},
    }
    private = dict.fromkeys((".env", ".git/config", "notes.txt", "api/.notes.txt"), secret)

    files = {**private, "api/notes.json": json.dumps(said)}
    made = site(tmp_path, files, tryfield={"sources": ["api"]})

    published = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {"llms-full.txt", "openapi.json"} <= {path.name for path in published}
    assert [path for path in published if secret.encode() in path.read_bytes()] == []
    assert len([line for line in made.log if "openapi-reference" in line]) == 2 * len(named)
