"""Components that several places use: their pages, and the places that link to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.rendering.building import Built, site
from tryfield.core.contract.contract_reader import from_contract


def ref(name: str, **more: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", **more}


def text(description: str = "") -> dict[str, Any]:
    return {"type": "string", "description": description} if description else {"type": "string"}


def found(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


WIDE = {f"wide{number}": text(f"Number {number}.") for number in range(25)}
SCHEMAS: dict[str, Any] = {
    "Flow": {
        "type": "object",
        "description": "A flow of work.",
        "required": ["id"],
        "properties": {
            "id": text("Of the flow."),
            "owner": ref("Person"),
            "parent": {"anyOf": [ref("Flow"), {"type": "null"}]},
            "runs": {"type": "array", "items": ref("Run")},
            "labels": {"type": "object", "additionalProperties": ref("Label")},
            "once": ref("OnlyHere"),
            "inline": {"type": "object", "properties": {"deep": {"properties": {"er": text()}}}},
        },
    },
    "Person": {
        "type": "object",
        "properties": {"name": text("Of a person."), "team": ref("Team"), **WIDE},
    },
    "Team": {
        "type": "object",
        "properties": {
            "slug": text("Of the team."),
            "lead": {"anyOf": [{"type": "string"}, ref("Person")], "description": "Who leads."},
        },
    },
    "Run": {"type": "object", "properties": {"state": text("Of a run."), "flow": ref("Flow")}},
    "Label": {"type": "object", "properties": {"color": text("Of a label."), "by": ref("Person")}},
    "OnlyHere": {"type": "object", "properties": {"alone": text("Nobody else has it.")}},
    "Alias": ref("Person"),
    "Shape": {"oneOf": [ref("Circle"), ref("Square")]},
    "Circle": {"type": "object", "title": "A circle", "properties": {"radius": {"type": "number"}}},
    "Square": {"type": "object", "properties": {"side": {"type": "number"}}},
    "Colour": {"type": "string", "enum": ["red", "blue"]},
    "Base": {"type": "object", "properties": {"kind": ref("Colour")}},
    "Extended": {"allOf": [ref("Base"), {"properties": {"extra": ref("Shape")}}]},
}


def api(schemas: Mapping[str, Any] = SCHEMAS) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": ref("Extended")}}}
    listed = {"type": "object", "properties": {"data": {"type": "array", "items": ref("Flow")}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Flows", "version": "1"},
        "servers": [{"url": "https://flows.example"}],
        "paths": {
            "/flows": {
                "get": {"operationId": "list-flows", "responses": {"200": found(listed)}},
                "post": {
                    "operationId": "make-flow",
                    "requestBody": body,
                    "responses": {"200": found(ref("Flow")), "400": found(ref("Extended"))},
                },
            },
            "/people/{id}": {
                "get": {
                    "operationId": "get-person",
                    "responses": {"200": found(ref("Alias")), "default": found(ref("Shape"))},
                }
            },
            "/teams": {
                "get": {"operationId": "get-teams", "responses": {"200": found(ref("Team"))}}
            },
        },
        "components": {"schemas": dict(schemas)},
    }


OTHER = {
    "openapi": "3.1.0",
    "info": {"title": "Other", "version": "1"},
    "paths": {
        f"/other/{number}": {
            "get": {"operationId": f"other-{number}", "responses": {"200": found(ref("Team"))}}
        }
        for number in range(2)
    },
    "components": {
        "schemas": {"Team": {"type": "object", "properties": {"another": text("Team of others.")}}}
    },
}
FILES = {"flows.json": json.dumps(api()), "other.json": json.dumps(OTHER)}


def built(folder: Path, *, directories: bool = True, **options: Any) -> Built:
    return site(
        folder,
        FILES,
        tryfield={"sources": ["flows.json", "other.json"], "options": options},
        use_directory_urls=directories,
        site_url="https://docs.example/",
    )


@pytest.fixture(scope="module", params=[True, False], ids=["directories", "files"])
def flows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("flows"), directories=request.param)


class Read(HTMLParser):
    """The ids, documented paths and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.paths: dict[str, dict[str, str]] = {}  # by place: path and id
        self.links: list[str] = []
        self.unfolding: dict[tuple[str, str], str] = {}
        self.repeating: dict[tuple[str, str], str] = {}  # to the id of what is the same
        self._place = self._path = self._aside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        self._place = said.get("data-tryfield-place", self._place)
        if "id" in said:
            self.ids.append(said["id"])
        if "data-tryfield-path" in said:
            self._path = said["data-tryfield-path"]
            self.paths.setdefault(self._place, {})[self._path] = said.get("id", "")
        if tag == "p":
            self._aside = self._path if said.get("class") == "tryfield-aside" else ""
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
            if self._aside and said["href"].startswith("#"):
                self.repeating[self._place, self._aside] = said["href"][1:]
                self._aside = ""
        if "data-tryfield-unfold" in said:
            self.unfolding[self._place, said["data-tryfield-unfold"]] = said["href"]


@lru_cache(maxsize=1000)
def page(built: Built, url: str) -> Read:
    url = url.partition("#")[0]
    path = unquote(urlsplit(url).path).lstrip("/")
    return Read(built.text(f"{path}index.html" if path.endswith("/") or not path else path))


def at(built: Built, name: str) -> str:
    """The address of a page, with or without directories."""
    for url in (f"/reference/{name}/", f"/reference/{name}.html"):
        file = f"{url}index.html" if url.endswith("/") else url
        if (built.folder / file.lstrip("/")).is_file():
            return url
    raise AssertionError(name)


def documented(schema: Any, schemas: Mapping[str, Any], steps: int) -> Iterator[tuple[str, ...]]:
    """The names on the ways into a schema, read from the document itself, without our readers."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    yield ()
    if not steps:
        return
    for name, below in schema.get("properties", {}).items():
        yield from ((name, *more) for more in documented(below, schemas, steps - 1))
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from documented(schema[word], schemas, steps)
    for word in ("anyOf", "oneOf", "allOf"):
        for below in schema.get(word, ()):
            yield from documented(below, schemas, steps)


_SIGNS = re.compile(r"\[\]|\{\}|<\d+>")


def walked(
    built: Built, url: str, place: str, steps: int, base: str = ""
) -> Iterator[tuple[str, ...]]:
    """The names that a reader finds below a field who follows every link that opens fields."""
    read = page(built, url)

    def below(path: str) -> tuple[str, ...] | None:
        names = _SIGNS.sub("", path.removeprefix(base)).strip(".")
        found = tuple(names.split(".")) if names else ()
        return found if path.startswith(base) and len(found) <= steps else None

    for path in read.paths.get(place, ()):
        if (names := below(path)) is not None:
            yield names
    for (where, path), href in read.unfolding.items():
        if where == place and (names := below(path)) is not None:
            target = urljoin(url, href).partition("#")[0]
            for more in walked(built, target, "schema", steps - len(names)):
                yield (*names, *more)
    known = {identity: path for path, identity in read.paths.get(place, {}).items()}
    for (where, path), identity in read.repeating.items():
        if where == place and (names := below(path)):
            again = known.get(identity, "")
            for more in walked(built, url, place, steps - len(names), again):
                yield (*names, *more)


@pytest.mark.parametrize(
    ("operation", "place", "schema"),
    [
        ("list-flows", "response 200 application/json", {"properties": {"data": ref("Flow")}}),
        ("make-flow", "response 200 application/json", ref("Flow")),
        ("make-flow", "body application/json", ref("Extended")),
        ("get-person", "response 200 application/json", ref("Alias")),
        ("get-person", "response default application/json", ref("Shape")),
        ("get-teams", "response 200 application/json", ref("Team")),
    ],
)
def test_every_documented_field_is_found_by_following_links(
    flows: Built, operation: str, place: str, schema: dict[str, Any]
) -> None:
    wanted = set(documented(schema, SCHEMAS, 4))

    assert wanted - set(walked(flows, at(flows, operation), place, 4)) == set()


def test_every_link_leads_to_an_id_of_a_page(flows: Built) -> None:
    assert flows.log == ()
    for file in (flows.folder / "reference").rglob("*.html"):
        url = "/" + file.relative_to(flows.folder).as_posix().removesuffix("index.html")
        for href in Read(file.read_text(encoding="utf-8")).links:
            target = urljoin(url, href)
            fragment = urlsplit(target).fragment
            if urlsplit(target).netloc or not fragment.startswith("schema-"):
                continue
            assert fragment in page(flows, target).ids, (url, href)


def test_no_id_is_there_twice(flows: Built) -> None:
    for file in (flows.folder / "reference").rglob("*.html"):
        ids = Read(file.read_text(encoding="utf-8")).ids

        assert len(ids) == len(set(ids)), file


def test_a_component_that_one_place_uses_has_no_page(flows: Built) -> None:
    names = {file.stem for file in (flows.folder / "reference" / "schemas").glob("*.md")}

    assert names == {"flow", "person", "team", "team-2", "extended", "shape"}
    assert "alone" in flows.text(at(flows, "schemas/flow").lstrip("/") + _index(flows))


def _index(built: Built) -> str:
    return "index.html" if at(built, "schemas/flow").endswith("/") else ""


def test_components_of_the_same_name_in_two_documents_have_two_pages(flows: Built) -> None:
    others = page(flows, at(flows, "other-0"))
    ours = page(flows, at(flows, "get-teams"))

    assert any(urljoin(at(flows, "other-0"), one).count("team-2") for one in others.links)
    assert not any("schemas/team-2" in one for one in ours.links)
    assert "another" in page(flows, at(flows, "schemas/team-2")).paths["schema"]


def test_pages_of_components_are_in_no_navigation(flows: Built) -> None:
    html = flows.text("index.html")

    assert "schemas/" not in html


def test_a_large_component_inside_of_another_is_a_link(flows: Built) -> None:
    read = page(flows, at(flows, "make-flow"))

    place = "response 200 application/json"
    assert (place, "owner") in read.unfolding
    assert "owner.name" not in read.paths[place]
    assert "labels{}.color" in read.paths[place]


def test_a_place_with_one_component_shows_it_whatever_its_size(flows: Built) -> None:
    read = page(flows, at(flows, "get-person"))

    assert "wide24" in read.paths["response 200 application/json"]


def test_an_option_says_how_deep_a_place_shows_components(flows: Built, tmp_path: Path) -> None:
    usual = page(flows, at(flows, "make-flow"))
    shallow = page(built(tmp_path, component_depth=1), "/reference/make-flow/")

    place = "body application/json"
    assert "extra<1>.radius" in usual.paths[place]
    assert "extra<1>.radius" not in shallow.paths[place]
    assert (place, "extra") in shallow.unfolding


def test_an_option_says_which_components_are_large(tmp_path: Path) -> None:
    wide = page(built(tmp_path, component_fields=100), "/reference/make-flow/")

    assert "owner.wide24" in wide.paths["response 200 application/json"]


def test_without_pages_of_components_everything_is_in_place(tmp_path: Path) -> None:
    whole = site(
        tmp_path,
        FILES,
        tryfield={"sources": ["flows.json", "other.json"], "component_pages": False},
    )

    read = page(whole, "/reference/make-flow/")
    assert read.unfolding == {}
    assert "owner.team.lead" in read.paths["response 200 application/json"]
    assert not (whole.folder / "reference" / "schemas").exists()


def test_a_row_names_its_component_and_a_closed_one_its_first_fields(flows: Built) -> None:
    html = flows.text(at(flows, "make-flow").lstrip("/") + _index(flows))

    assert re.search(
        r'<a class="tryfield-component" href="[^"]*schemas/person[^"]*">Person</a>', html
    )
    assert '<span class="tryfield-component">OnlyHere</span>' in html
    assert "{ name, team, wide0, +24 }" in html


def test_the_search_finds_a_field_of_a_component_on_its_own_page_only(flows: Built) -> None:
    said = json.loads(flows.text("search/search_index.json"))["docs"]
    places = {one["location"].partition("#")[0] for one in said if "Of a label." in one["text"]}

    assert places == {""} or all("schemas/" in one or "flow" in one for one in places)
    assert len([one for one in said if "Number 7." in one["text"]]) == 1


def test_the_text_of_all_pages_holds_a_component_once(flows: Built) -> None:
    whole = flows.text("llms-full.txt")

    assert whole.count("Number 7.") == 1
    assert "[Person](https://docs.example/reference/schemas/person.md)" in whole


def test_the_markdown_version_of_a_page_links_to_that_of_a_component(flows: Built) -> None:
    version = flows.text("reference/make-flow.md")
    own = flows.text("reference/schemas/person.md")

    assert "[Person](../reference/schemas/person.md)" in version
    assert "| `wide24` | string |  | Number 24. |" in own
    assert "](../../reference/schemas/team.md)" in own


def test_fields_of_components_can_be_linked_to_by_name(tmp_path: Path) -> None:
    linked = site(
        tmp_path,
        {
            **FILES,
            "docs/index.md": "# Home\n\n[a name][schema-Person-name], [all][schema-Person]\n",
        },
        tryfield={"sources": ["flows.json", "other.json"]},
    )

    assert linked.log == ()
    assert 'href="reference/schemas/person/#schema-Person-name"' in linked.text("index.html")


def test_a_page_by_hand_links_to_components_too(tmp_path: Path) -> None:
    by_hand = site(
        tmp_path,
        {**FILES, "docs/guide/first/flow.md": "# Flow\n\n::: make-flow\n    handler: tryfield\n"},
        tryfield={"sources": ["flows.json", "other.json"]},
    )

    read = page(by_hand, "/guide/first/flow/")
    href = read.unfolding["response 200 application/json", "owner"]
    assert urljoin("/guide/first/flow/", href) == "/reference/schemas/person/#schema-Person"


LARGE = {
    "Flow": SCHEMAS["Flow"],
    **{name: SCHEMAS[name] for name in SCHEMAS if name != "Flow"},
    "Label": {
        "type": "object",
        "properties": {f"long{number}": text("word " * 20) for number in range(200)},
    },
}


def test_what_consoles_need_of_many_components_is_a_file_that_pages_share(tmp_path: Path) -> None:
    large = site(
        tmp_path,
        {"flows.json": json.dumps(api(LARGE))},
        tryfield={"sources": ["flows.json"]},
    )

    (said,) = re.findall(
        r'<template data-tryfield-contract data-tryfield-components="([^"]+)">(.*?)</template>',
        large.text("reference/make-flow/index.html"),
    )
    files = [urljoin("/reference/make-flow/", one).lstrip("/") for one in said[0].split(" ")]
    contract = json.loads(said[1])
    assert "schemas" not in contract.get("components", {})
    known: dict[str, Any] = {}
    for file in files:
        known |= json.loads(large.text(file))
    contract.setdefault("components", {})["schemas"] = known
    assert from_contract(contract).components["Label"] == LARGE["Label"]
    download = json.loads(large.text("reference/make-flow.openapi.json"))
    assert download["components"]["schemas"]["Flow"] == {
        "$ref": "../openapi.json#/components/schemas/Flow"
    }
