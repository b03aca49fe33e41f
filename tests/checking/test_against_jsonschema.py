"""Invalid examples of OpenAPI documents: those that jsonschema finds, by a script of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from tests import inputs
from tryfield.checking import check_run

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
RULES = frozenset(
    {
        "example-field-type",
        "example-field-missing",
        "example-field-enum",
        "example-field-limit",
        "request-field-missing",
    }
)
#: What is a contradiction for jsonschema only where a pattern or a closed object says so, or not
#: at all: to it, `readOnly` and `writeOnly` are annotations.
PERHAPS = frozenset(
    {
        "example-field-format",
        "example-field-undocumented",
        "request-field-undocumented",
        "read-only-in-request",
        "write-only-in-response",
    }
)


class Loader(yaml.CSafeLoader):
    """YAML as JSON has it: dates are texts."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


_VERSION = re.compile(r"""^[{ ]*["']?openapi["']?: *["']?3\.[01]""", re.MULTILINE)
_LEAVING = re.compile(r"""\$ref["']?: *["']?[^#"'\s]""")


def documents() -> list[Path]:
    """Whole documents of OpenAPI 3.0 and 3.1, those beside the checkout as an extra."""
    found = inputs.openapi_documents()
    if (extra := inputs.SHARED / "corpora" / "openapi").is_dir():
        found += sorted(path for path in extra.rglob("*") if path.is_file())
    return [path for path in found if _is_whole(path)]


def _is_whole(path: Path) -> bool:
    if path.suffix not in (".json", ".yaml", ".yml") or path.stat().st_size > 1_500_000:
        return False
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return bool(_VERSION.search(text)) and not _LEAVING.search(text)


def theirs(document: Any) -> Iterator[tuple[str, str]]:
    """Endpoint and status (empty for a request) of each example that contradicts its schema."""
    whole = _upgraded(document)
    resource = DRAFT202012.create_resource(whole)
    registry: Registry[Any] = Registry().with_resource("urn:d", resource)
    webhooks = (whole.get("webhooks") or {}).items()
    for path, item in [*(whole.get("paths") or {}).items(), *webhooks]:
        for method in METHODS:
            operation = _followed(whole, item).get(method)
            if not isinstance(operation, dict):
                continue
            name = f"{method.upper()} {path}"
            body = _followed(whole, operation.get("requestBody") or {})
            for valid in _judged(whole, registry, body):
                if not valid:
                    yield name, ""
            for status, response in (operation.get("responses") or {}).items():
                for valid in _judged(whole, registry, _followed(whole, response)):
                    if not valid:
                        yield name, str(status)


def _judged(whole: Any, registry: Any, holder: Any) -> Iterator[bool]:
    for media_type, content in (holder.get("content") or {}).items():
        content = _followed(whole, content)
        if "json" not in media_type or not isinstance(content.get("schema"), dict):
            continue
        values = [content["example"]] if "example" in content else []
        for example in (content.get("examples") or {}).values():
            example = _followed(whole, example)
            values += [example["value"]] if isinstance(example, dict) and "value" in example else []
        for value in values:
            if isinstance(value, dict) and value.keys() == {"$ref"}:
                yield False  # an open object allows it, but nothing follows a reference there
                continue
            if isinstance(value, str):
                try:
                    value = json.loads(value)
                except ValueError:
                    continue  # not JSON, which is another matter
            schema = _absolute(content["schema"])
            validator = jsonschema.Draft202012Validator(schema, registry=registry)
            yield validator.is_valid(value)


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: f"urn:d{value}"
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def _followed(whole: Any, value: Any) -> Any:
    for _ in range(20):
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        value = whole
        for step in reference[2:].split("/"):
            value = value[step.replace("~1", "/").replace("~0", "~")]
    return value if isinstance(value, dict) else {}


def _upgraded(value: Any) -> Any:
    """Schemas of OpenAPI 3.0 as JSON Schema has them, wherever they stand."""
    if isinstance(value, list):
        return [_upgraded(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {str(key): _upgraded(one) for key, one in value.items()}
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if isinstance(made.get("enum"), list) and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if made.get(word) is True and limit in made:
            made[word] = made.pop(limit)
        elif made.get(word) is False:
            del made[word]
    return made


@pytest.mark.parametrize("path", documents(), ids=lambda p: "/".join(p.parts[-3:]))
def test_the_examples_that_contradict_are_those_of_jsonschema(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader)
    try:
        expected = set(theirs(document))
    except (Unresolvable, KeyError, TypeError, AttributeError, jsonschema.SchemaError) as error:
        pytest.skip(f"jsonschema cannot read it: {type(error).__name__}")
    done = check_run.check([path], root=path.parent)
    found = [f for case, many in done.by_case.items() if case.kind != "request" for f in many]
    lines = text.splitlines()
    found = [f for f in found if "<?xml" not in lines[f.span.line - 1]]  # which is no JSON
    ours = {(f.endpoint, f.status) for f in found if f.rule in RULES}
    perhaps = {(f.endpoint, f.status) for f in found if f.rule in PERHAPS}

    assert ours - expected == set()
    assert expected - ours - perhaps == set()
