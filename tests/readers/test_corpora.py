"""Real pages against what an independent scanner read off them.

Totals are printed with `pytest -s`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from tests.inputs import corpora
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader
from tryfield.readers.reading_result import Reading

Row = dict[str, Any]
_STATUS = re.compile(r"[1-5]\d\d\b")
_DOTTED = re.compile(r"[\w$@-]+(\[\d*\])*(\.[\w$@-]+(\[\d*\])*)*")
_INDEX = re.compile(r"(\[\d*\])+$")

# Pages that write one name twice in one place: one field, and a finding that says so.
TWICE = {
    ("ThePublive+docs", "dxp/api-reference/content-management/reader/login.mdx"): 1,
    ("useplunk+docs", "api-reference/transactional/send.mdx"): 1,
}

# Pages whose German and English sources do not document the same fields.
ONE_SIDED = {
    "api-reference/assistants/disable-inbound-webhook.mdx",
    "api-reference/assistants/disable-webhook.mdx",
    "api-reference/assistants/enable-inbound-webhook.mdx",
    "api-reference/leads/create.mdx",
}


@lru_cache(maxsize=1)
def pages() -> list[tuple[str, Row, Reading]]:
    found: list[tuple[str, Row, Reading]] = []
    for truth in sorted((corpora() / "truth").glob("*.json")):
        root = corpora() / truth.stem
        found += [
            (truth.stem, row, definition_reader.read(root / row["path"], root=root))
            for row in json.loads(truth.read_text("utf-8"))
        ]
    return found


def with_endpoint() -> Iterator[tuple[str, Row, Endpoint]]:
    for source, row, reading in pages():
        for endpoint in reading.reference.endpoints:
            yield source, row, endpoint


def segments(name: str) -> list[str]:
    if not _DOTTED.fullmatch(name):
        return [name]
    return [_INDEX.sub("", part) for part in name.split(".")]


def expected(row: Row) -> Counter[tuple[str, ...]]:
    """Names of the fields below their parents; `404 Not Found` is a response, not a field."""
    paths: Counter[tuple[str, ...]] = Counter()
    for field in row["fields"]:
        chain = [*field["ancestors"], field["name"]]
        if field["c"] == "ResponseField" and _STATUS.match(chain[0]):
            chain = chain[1:]
        if not chain:
            continue
        path: list[str] = []
        for name in chain:
            parts = segments(name)
            path += parts[1:] if len(parts) > 1 and path and parts[0] == path[-1] else parts
        paths[tuple(path)] += 1
    return paths


def found_in(endpoint: Endpoint) -> Counter[tuple[str, ...]]:
    paths: Counter[tuple[str, ...]] = Counter()
    for parameter in endpoint.parameters:
        paths[(parameter.name,)] += 1
        paths.update(below(parameter.schema, (parameter.name,)))
    for content in endpoint.body.contents if endpoint.body else ():
        paths.update(below(content.schema, ()))
    for response in endpoint.responses:
        paths.update((header.name,) for header in response.headers)
        for content in response.contents:
            paths.update(below(content.schema, ()))
    return paths


def below(schema: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not isinstance(schema, dict):
        return
    for name, value in schema.get("properties", {}).items():
        if "x-tryfield-from-words" in value:  # the truth counts tags only
            continue
        yield (*path, name)
        yield from below(value, (*path, name))
    yield from below(schema.get("items"), path)
    for branch in schema.get("anyOf", ()):
        yield from below(branch, path)


def test_every_page_with_an_api_line_is_one_endpoint() -> None:
    read = [(row, reading) for _, row, reading in pages() if row["method"]]
    missed = [row["path"] for row, reading in read if len(reading.reference.endpoints) != 1]

    print(f"endpoints: {len(read) - len(missed)} of {len(read)}, on {len(pages())} pages")
    assert missed == []


def test_method_and_address_are_those_of_the_page() -> None:
    wrong = []
    for _, row, endpoint in with_endpoint():
        if not row["method"]:
            continue
        server = endpoint.servers[0].url if endpoint.servers else ""
        address = re.sub(r"(?<=/)(?::(\w+)|<(\w+)>)", r"{\1\2}", row["url"])
        if endpoint.method != row["method"] or not f"{server}{endpoint.path}".endswith(address):
            wrong.append((row["path"], endpoint.method, server, endpoint.path))

    assert wrong == []


def test_the_fields_are_those_of_the_page_each_under_its_parent() -> None:
    wrong: list[object] = []
    total = Counter[str]()
    for source, row, endpoint in with_endpoint():
        want, have = expected(row), found_in(endpoint)
        total["documented"] += want.total()
        total["read"] += have.total()
        twice = TWICE.get((source, row["path"]), 0)
        total["documented twice"] += twice
        if have - want or (want - have).total() != twice:
            wrong.append((source, row["path"], want - have, have - want))

    print(f"fields: {dict(total)}")
    assert wrong == []


def test_the_examples_are_those_of_the_page() -> None:
    wrong: list[object] = []
    total = Counter[str]()
    for source, row, endpoint in with_endpoint():
        samples = [*endpoint.samples]
        for content in endpoint.body.contents if endpoint.body else ():
            samples += content.examples
        answers = [e for r in endpoint.responses for c in r.contents for e in c.examples]
        for side, box, found in (
            ("request", "RequestExample", samples),
            ("response", "ResponseExample", answers),
        ):
            lines = {fence["line"] for fence in row["fences"] if fence["box"] == box}
            outside = [fence for fence in row["fences"] if not fence["box"]]
            here = {example.span.line for example in found if example.span}
            boxed = {line for line in lines if any(line < place <= line + 400 for place in here)}
            total[f"{side} in boxes"] += len(lines)
            total[f"{side} read"] += len(found)
            beyond = len(found) - len(lines)
            if len(found) < len(lines) or boxed != lines or beyond > len(outside):
                wrong.append((source, row["path"], side, len(lines), len(found)))

    print(f"examples: {dict(total)}")
    assert wrong == []


def test_a_page_without_an_endpoint_says_why() -> None:
    silent = [
        row["path"]
        for _, row, reading in pages()
        if not reading.reference.endpoints and not reading.passed_over
    ]

    assert silent == []


def test_documentation_of_components_holds_no_endpoint() -> None:
    invented = [row["path"] for source, row, _ in with_endpoint() if source == "mintlify+docs"]

    assert invented == []


def test_pages_in_two_languages_have_one_structure() -> None:
    found: dict[str, dict[str, object]] = {"de": {}, "en": {}}
    for source, row, endpoint in with_endpoint():
        if source == "bekgroup+Famulor-docs-de":
            language, _, path = row["path"].partition("/")
            found[language][path] = found_in(endpoint)
    both = found["de"].keys() & found["en"].keys()

    print(f"pages in two languages: {len(both)}")
    assert {path for path in both if found["de"][path] != found["en"][path]} == ONE_SIDED


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        ("chatling-list-ai-languages", ""),
        ("embedchain-create-app", "POST /create"),
        ("etherscan-top-token-holders", "GET /v2/api"),
        ("proposales-list-company-templates", ""),
    ],
)
def test_exports_hold_their_endpoint_or_say_why_not(name: str, endpoint: str) -> None:
    reading = definition_reader.read(corpora() / "form2" / f"{name}.md")

    assert [each.name for each in reading.reference.endpoints] == [endpoint][: bool(endpoint)]
    assert bool(reading.passed_over) is not bool(endpoint)
