"""Documents of other people, where they lie beside the checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from tests import inputs
from tests.readers.openapi.reading import described
from tryfield.core.contract import from_contract, to_contract, to_openapi
from tryfield.core.model import Reference
from tryfield.readers.openapi import is_openapi, read_openapi
from tryfield.readers.openapi.parsing import parse
from tryfield.readers.source import Source


def documents(root: Path) -> list[Path]:
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in {".json", ".yaml"} and is_openapi(path.read_text(encoding="utf-8"))
    ]


def contracts(reference: Reference) -> list[Any]:
    return [to_contract(endpoint) for endpoint in reference.endpoints]


def test_every_document_is_read_and_every_span_is_in_its_file() -> None:
    root = inputs.corpora() / "openapi"
    found = documents(root)

    assert len(found) > 80
    for path in found:
        reference, findings = described(path, root)
        assert reference.endpoints, path
        for endpoint in reference.endpoints:
            assert endpoint.span is not None
            assert endpoint.span.line >= 1
        assert all(finding.span.file for finding in findings)


def test_every_contract_comes_back() -> None:
    root = inputs.corpora() / "openapi"
    for path in documents(root):
        for contract in contracts(described(path, root)[0]):
            assert to_contract(from_contract(contract)) == contract


def test_every_export_is_valid_and_gives_the_same_contracts() -> None:
    root = inputs.corpora() / "openapi"
    for path in documents(root):
        reference, _ = described(path, root)
        document = json.loads(json.dumps(to_openapi(reference), allow_nan=False))
        faults = [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()]
        assert faults == [], path

        again, _ = read_openapi(json.dumps(document), file="export.json")
        assert contracts(again) == contracts(reference), path


def test_a_document_in_yaml_and_in_json_is_the_same() -> None:
    root = inputs.corpora() / "openapi"
    for path in documents(root):
        text = path.read_text(encoding="utf-8")
        value = parse(Source(text, file=str(path)), str(path)).value
        twin, twin_findings = read_openapi(
            json.dumps(value), file=str(path.with_suffix(".json")), root=root
        )
        reference, findings = described(path, root)

        assert contracts(twin) == contracts(reference), path
        assert {f.message for f in twin_findings} >= {
            f.message for f in findings if "read as text" not in f.message
        }


def test_twins_that_say_the_same_are_read_the_same() -> None:
    root = inputs.corpora() / "openapi" / "OAI+learn.openapis.org"
    same = 0
    for path in documents(root):
        twin = Path(str(path).replace("/json/", "/yaml/")).with_suffix(".yaml")
        if path.suffix != ".json" or not twin.exists():
            continue
        values = [
            parse(Source(p.read_text(encoding="utf-8"), file=str(p)), str(p)).value
            for p in (path, twin)
        ]
        if json.dumps(values[0]).replace(".json", ".yaml") != json.dumps(values[1]):
            continue  # their authors let them grow apart
        one, other = (described(p, root)[0] for p in (path, twin))
        assert contracts(one) == contracts(other)
        same += 1

    assert same >= 8


def test_the_seed_with_a_document_in_a_fence_is_read_as_it_is() -> None:
    (path,) = inputs.seeds().glob("004_*.txt")
    text = path.read_text(encoding="utf-8")
    fence = re.search(r"````yaml[^\n]*\n(.*?)````", text, re.DOTALL)
    assert fence is not None
    line = text.count("\n", 0, fence.start(1)) + 1

    reference, findings = read_openapi(fence[1], file="seed.md", first_line=line)

    (endpoint,) = reference.endpoints
    assert findings == ()
    assert endpoint.servers[0].url + endpoint.path == "https://api-joy.joyfill.io/v1/users"
    assert [(p.name, p.location) for p in endpoint.parameters] == [("Authorization", "header")]
    assert endpoint.security == ((),)
    assert endpoint.body is not None
    schema = endpoint.body.contents[0].schema
    assert isinstance(schema, dict)
    assert len(schema["properties"]) == 4
    examples = [e for r in endpoint.responses for e in r.contents[0].examples]
    assert [(r.status, len(r.contents[0].examples)) for r in endpoint.responses] == [
        ("200", 2),
        ("400", 1),
    ]
    lines = text.split("\n")
    for example in examples:
        assert example.literal
        assert example.span is not None
        for number, written in enumerate(example.text.split("\n")):
            assert lines[example.span.line - 1 + number][example.span.column - 1 :] == written
