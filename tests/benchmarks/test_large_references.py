"""A made document of the shape of Stripe's as a site: its size, and that nothing of it is lost.

402 endpoints whose objects expand into one another, and GitHub's description, both built as
`tryfield new` writes their sites. Run with `-s` to see the figures.
"""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.expandable_objects import document
from tests.benchmarks.test_openapi import description
from tests.benchmarks.test_pages import Built, measured_build
from tests.rendering.building import Built as Site
from tests.rendering.test_components import documented, ref, walked
from tryfield.scaffold import new_site

__all__ = ["description"]

_CONTRACT = re.compile(r"<template data-tryfield-contract.*?</template>", re.DOTALL)
_ELEMENT = re.compile(r"<[a-zA-Z]")


def scaffolded(folder: Path, api: Path) -> Built:
    """The site that `tryfield new --openapi` makes of a document, built."""
    return measured_build(new_site.from_openapi(folder / "made", api).folder)


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return document()


@pytest.fixture(scope="module")
def large(api: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("large")
    (folder / "api.json").write_text(json.dumps(api), encoding="utf-8")
    return scaffolded(folder, folder / "api.json")


def endpoint_pages(built: Built) -> Iterator[str]:
    for file in (built.folder / "reference").rglob("index.html"):
        text = file.read_text(encoding="utf-8")
        if "data-tryfield-endpoint=" in text:
            yield text


def test_a_reference_whose_components_hold_one_another_is_light(large: Built) -> None:
    pages = list(endpoint_pages(large))
    kilobytes = statistics.median(len(page.encode()) for page in pages) / 1e3
    elements = statistics.median(len(_ELEMENT.findall(_CONTRACT.sub("", page))) for page in pages)
    index = (large.folder / "search" / "search_index.json").stat().st_size / 1e6
    whole = large.bytes("*") / 1e6
    print(
        f"\na made reference of {len(pages)} endpoints like Stripe's: site {whole:.0f} MB, "
        f"{large.seconds:.0f} s of CPU, {large.megabytes:.0f} MB of memory, search index "
        f"{index:.1f} MB; a page in the median {kilobytes:.0f} kB, {elements:.0f} elements"
    )

    assert len(pages) == 402
    assert whole <= 150
    assert large.megabytes <= 1200
    assert large.seconds <= 60
    assert index <= 8
    assert kilobytes <= 250
    assert elements <= 4000


def test_every_field_of_it_has_an_address_that_shows_it(api: dict[str, Any], large: Built) -> None:
    """Each page has all names two steps deep, so that they are all there by way of each other."""
    schemas = api["components"]["schemas"]
    site = Site(large.folder, ())
    pages = large.folder / "reference" / "schemas"
    checked = 0
    for name in schemas:
        if not (pages / name / "index.html").is_file():
            continue
        wanted = set(documented(ref(name), schemas, 2))
        shown = set(walked(site, f"/reference/schemas/{name}/", "schema", 2))
        assert wanted - shown == set(), name
        checked += len(wanted)
    for item in api["paths"].values():
        for method, operation in item.items():
            url = f"/reference/{operation['tags'][0]}/{_file(operation['operationId'])}/"
            places = {
                f"response {status} application/json": response["content"]["application/json"]
                for status, response in operation["responses"].items()
            }
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                places[f"body {media}"] = content
            for place, content in places.items():
                wanted = set(documented(content["schema"], schemas, 2))
                shown = set(walked(site, url, place, 2))
                assert wanted - shown == set(), (method, url, place)
                checked += len(wanted)
    print(f"\n{checked} documented names were found on the pages of the made reference")


def _file(operation_id: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", operation_id).lower()


def test_the_site_of_github_is_light(description: Path, tmp_path: Path) -> None:
    github = scaffolded(tmp_path, description)
    whole = github.bytes("*") / 1e6
    print(
        f"\nGitHub's site as `tryfield new` writes it: {whole:.0f} MB, "
        f"{github.seconds:.0f} s of CPU, {github.megabytes:.0f} MB of memory"
    )

    assert whole <= 250
