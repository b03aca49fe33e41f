"""JSON documents, strict and otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.readers.openapi.reading import cut, read
from tryfield.readers.openapi.openapi_file import parse
from tryfield.readers.source_text import Source

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {"/a/{b}": {"get": {"tags": ["x", "y"], "summary": 'Say "a/b~c"'}}},
}


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_every_part_of_a_document_has_its_place(indent: int | None) -> None:
    text = json.dumps(DOCUMENT, indent=indent)
    file = parse(Source(text, file="a.json"), "a.json")

    for pointer in file.pointers():
        span = file.span(pointer)
        written = cut(text, span)
        value: Any = DOCUMENT
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        found = json.loads("{" + written + "}") if ": " in written and pointer else None
        assert (found or {None: json.loads(written)} if found is None else found) is not None
        if found:
            assert list(found.values()) == [value] or json.loads(written) == value


def test_a_place_that_is_not_there_is_a_key_error() -> None:
    file = parse(Source(json.dumps(DOCUMENT), file="a.json"), "a.json")

    for pointer in ("/nothing", "/paths/0", "/openapi/x", "/paths/~1a~1{b}/get/tags/7"):
        with pytest.raises(KeyError):
            file.span(pointer)


def test_a_trailing_comma_is_reported_and_everything_is_read() -> None:
    text = json.dumps(DOCUMENT, indent=2).replace('"y"', '"y",')

    reference, findings = read(text, "a.json")

    assert [e.name for e in reference.endpoints] == ["GET /a/{b}"]
    assert [finding.rule for finding in findings] == ["openapi-syntax"]
    assert reference.endpoints[0].span is not None


def test_a_name_that_is_written_twice_is_reported() -> None:
    _, findings = read('{"openapi": "3.1.0", "openapi": "3.1.0", "paths": {}, '
                       '"info": {"title": "T", "version": "1"}}', "a.json")  # fmt: skip

    assert "openapi-duplicate-key" in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', "{}", '{"openapi": null}', '{"openapi": "3.1.0"', "\x00",
     "[" * 9999,
     '{"a":' * 9999, "openapi: 3.1.0\npaths: []", "openapi: [1]", "swagger: {}", "paths:",
     '{"openapi": "3.1.0", "paths": NaN}', "{" + '"a": 1' * 3, "%YAML 9.9\n---\nopenapi: 3.1.0"],
)  # fmt: skip
def test_what_is_no_document_is_a_finding(text: str) -> None:
    reference, findings = read(text)

    assert reference.endpoints == ()
    assert findings
    assert all(str(finding) for finding in findings)
