"""Documents that nobody of us wrote: those of the registries, and as an extra the corpora."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests import inputs
from tests.readers.openapi.reading import described
from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.contract.contract_writer import to_contract, to_openapi
from tryfield.core.model import Reference
from tryfield.readers.openapi.openapi_file import parse
from tryfield.readers.openapi.openapi_reader import read_openapi
from tryfield.readers.source_text import Source

OPENAPI = re.compile(r"""(?:^|[{,])[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:""", re.MULTILINE)


@dataclass(frozen=True)
class Collection:
    """Documents, the folder that they may refer to, and how many twins are the same at least."""

    root: Path
    documents: list[Path]
    twins: int

    def once(self) -> list[Path]:
        """The documents without the twins in YAML of those in JSON."""
        there = set(self.documents)
        return [path for path in self.documents if _twin_of(path, "json") not in there - {path}]


def _twin_of(path: Path, language: str) -> Path:
    other = {"json": "/yaml/", "yaml": "/json/"}[language]
    return Path(str(path).replace(other, f"/{language}/")).with_suffix(f".{language}")


@pytest.fixture(params=["registries", "corpora"])
def collection(request: pytest.FixtureRequest) -> Collection:
    if request.param == "registries":
        files, root, twins = inputs.openapi_documents(), inputs.FOLDER, 50
    else:
        root, twins = inputs.corpora() / "openapi", 8
        files = [path for path in sorted(root.rglob("*")) if path.suffix in {".json", ".yaml"}]
    documents = [path for path in files if OPENAPI.search(path.read_text(encoding="utf-8"))]
    assert len(documents) > 80
    return Collection(root, documents, twins)


def contracts(reference: Reference) -> list[Any]:
    return [to_contract(endpoint) for endpoint in reference.endpoints]


def value_of(path: Path) -> Any:
    return parse(Source(path.read_text(encoding="utf-8"), file=str(path)), str(path)).value


def test_every_document_is_read_and_every_span_is_in_its_file(collection: Collection) -> None:
    for path in collection.documents:
        reference, findings = described(path, collection.root)
        assert reference.endpoints or not value_of(path)["paths"], path
        for endpoint in reference.endpoints:
            assert endpoint.span is not None
            assert endpoint.span.line >= 1
        assert all(finding.span.file for finding in findings)


def test_the_description_of_github_is_read_whole() -> None:
    path = inputs.github()
    paths = json.loads(path.read_text("utf-8"))["paths"]
    written = {f"{method.upper()} {address}" for address, item in paths.items() for method in item}
    reference, findings = described(path, path.parent)

    assert {one.name for one in reference.endpoints if one.kind == "path"} == written
    assert all(one.span is not None and one.span.line > 1 for one in reference.endpoints)
    assert {one.message for one in findings} == {"This example has no value; it is left out."}


def test_every_contract_comes_back(collection: Collection) -> None:
    for path in collection.once():
        for contract in contracts(described(path, collection.root)[0]):
            assert to_contract(from_contract(contract)) == contract


def test_every_export_is_valid_and_gives_the_same_contracts(collection: Collection) -> None:
    for path in collection.once():
        reference, _ = described(path, collection.root)
        document = json.loads(json.dumps(to_openapi(reference), allow_nan=False))
        errors = [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()]
        assert errors == [], path

        again, _ = read_openapi(json.dumps(document), file="export.json")
        assert contracts(again) == contracts(reference), path


def test_a_document_in_yaml_and_in_json_is_the_same(collection: Collection) -> None:
    for path in collection.once():
        twin, twin_findings = read_openapi(
            json.dumps(value_of(path)), file=str(path.with_suffix(".json")), root=collection.root
        )
        reference, findings = described(path, collection.root)

        assert contracts(twin) == contracts(reference), path
        assert {f.message for f in twin_findings} >= {
            f.message for f in findings if "read as text" not in f.message
        }


def test_twins_that_say_the_same_are_read_the_same(collection: Collection) -> None:
    same = 0
    for path in collection.documents:
        twin = _twin_of(path, "yaml")
        if path.suffix != ".json" or not twin.exists():
            continue
        values = [json.dumps(value_of(each)) for each in (path, twin)]
        if values[0].replace(".json", ".yaml") != values[1].replace(".json", ".yaml"):
            continue  # their authors let them grow apart
        one, other = (described(each, collection.root)[0] for each in (path, twin))
        assert contracts(one) == contracts(other)
        same += 1

    assert same >= collection.twins
