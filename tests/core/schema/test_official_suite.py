"""The official JSON Schema Test Suite, file by file; the few exceptions are named with reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.core.schema import suite
from tests.inputs import schema_suite
from tryfield.core.schema.json_schema import compile_schema
from tryfield.core.schema.schema_documents import split_uri
from tryfield.core.schema.schema_errors import Annotation

#: Files of which tests may fail: how many, and why. Everything else must pass.
EXCEPTIONS = {
    "draft2020-12/optional/cross-draft.json": (1, "other dialects are upgraded on reading"),
    "draft7/optional/cross-draft.json": (2, "other dialects are upgraded on reading"),
    "draft7/optional/content.json": (4, "2020-12 made contentMediaType an annotation"),
    "draft4/optional/zeroTerminatedFloats.json": (1, "1.0 is an integer since draft 6"),
}


def _name(path: Path) -> str:
    return path.relative_to(schema_suite() / "tests").as_posix()


@pytest.mark.parametrize(
    ("draft", "path"),
    [
        pytest.param(draft, path, id=_name(path))
        for draft in ("draft2020-12", "draft7", "draft4")
        for path in suite.files(draft)
    ],
)
def test_every_verdict_of_the_suite_is_ours(draft: str, path: Path) -> None:
    resources = suite.resources(draft)
    total, failures = 0, []
    for group in suite.cases(path):
        schema = suite.modern(group["schema"], draft)
        judge = compile_schema(schema, resources=resources, formats="format" in path.parts)
        for case in group["tests"]:
            total += 1
            outcome = judge.evaluate(case["data"])
            if outcome.valid != case["valid"] or outcome.unchecked:
                failures.append(f"{group['description']}: {case['description']}")

    print(f"{_name(path)}: {total - len(failures)} / {total}")

    expected, _ = EXCEPTIONS.get(_name(path), (0, ""))
    assert len(failures) == expected, failures


def _annotated() -> list[Any]:
    folder = schema_suite() / "annotations" / "tests"
    return [
        pytest.param(group, id=f"{path.stem}: {group['description']}")
        for path in sorted(folder.glob("*.json"))
        for group in json.loads(path.read_text("utf-8"))["suite"]
        if all(map(_is_for_2020, group.get("compatibility", "0").split(",")))
    ]


def _is_for_2020(release: str) -> bool:
    number = int(release.strip("<="))
    if release.startswith("<="):
        return number >= 2020
    return number == 2020 if release.startswith("=") else number <= 2020


@pytest.mark.parametrize("group", _annotated())
def test_annotations_of_the_suite_are_found(group: dict[str, Any]) -> None:
    judge = compile_schema(group["schema"], resources=group.get("externalSchemas", {}))
    for case in group["tests"]:
        annotations = judge.evaluate(case["instance"]).annotations
        for assertion in case["assertions"]:
            wanted = {split_uri(at)[1]: words for at, words in assertion["expected"].items()}

            assert _said(annotations, assertion["location"], assertion["keyword"]) == wanted


def _said(annotations: tuple[Annotation, ...], instance: str, keyword: str) -> dict[str, Any]:
    return {
        a.schema.rpartition("#")[2].removesuffix("/" + keyword): a.value
        for a in annotations
        if a.instance == instance and a.keyword == keyword
    }
