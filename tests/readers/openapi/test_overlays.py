"""OpenAPI Overlays 1.0 and 1.1: what they change, and where what they bring stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tryfield import project
from tryfield.cli import main
from tryfield.core.findings import Finding
from tryfield.readers.openapi.openapi_file import parse
from tryfield.readers.openapi.openapi_overlays import Overlays
from tryfield.readers.source_text import Source

DOCUMENT = """\
openapi: 3.1.0
info: {title: A, version: "1"}
tags: [{name: one}, {name: two}, {name: three}]
paths:
  /users:
    get:
      operationId: listUsers
      parameters:
        - {name: debug, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: string}}
      responses: {"200": {description: ok}}
  /internal:
    get: {x-internal: true, responses: {"200": {description: ok}}}
components:
  schemas:
    User: {type: object, required: [id], properties: {id: {type: string}}}
"""


def overlay(actions: str, *, version: str = "1.1.0", extends: str = "") -> str:
    head = f"overlay: {version}\ninfo: {{title: o, version: '1'}}\n"
    return head + (f"extends: {extends}\n" if extends else "") + f"actions:\n{actions}\n"


def changed(folder: Path, *actions: str) -> tuple[Any, Overlays, Any]:
    """The file after overlays, each with some actions."""
    paths = []
    for number, text in enumerate(actions):
        paths.append(folder / f"{number}.overlay.yaml")
        paths[-1].write_text(overlay(text), encoding="utf-8")
    overlays = Overlays(paths)
    name = str(folder / "a.yaml")
    file = overlays.applied(parse(Source(DOCUMENT, file=name), name))
    return file.value, overlays, file


# --- actions


def test_an_object_is_merged_into_an_object(tmp_path: Path) -> None:
    value, _, _ = changed(
        tmp_path, "  - {target: $.components.schemas.User, update: {properties: {name: {}}, x: 1}}"
    )

    assert value["components"]["schemas"]["User"] == {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "name": {}},
        "x": 1,
    }


@pytest.mark.parametrize(
    "action",
    [
        "  - {target: $.tags, update: {name: four}}",
        "  - {target: $.tags, update: [{name: four}]}",
        "  - {target: $, update: {tags: [{name: four}]}}",
    ],
)
def test_an_array_gets_further_entries(tmp_path: Path, action: str) -> None:
    value, _, _ = changed(tmp_path, action)

    assert [tag["name"] for tag in value["tags"]] == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("$.tags[0]", ["two", "three"]),
        ("$.tags[1:]", ["one"]),
        ("$.tags[2,0]", ["two"]),
        ("$.tags[?@.name=='two']", ["one", "three"]),
        ("$.tags.*", []),
    ],
)
def test_items_are_removed_whatever_their_order(
    tmp_path: Path, target: str, left: list[str]
) -> None:
    value, _, _ = changed(tmp_path, f'  - {{target: "{target}", remove: true}}')

    assert [tag["name"] for tag in value["tags"]] == left


def test_members_are_removed_with_all_that_is_in_them(tmp_path: Path) -> None:
    value, _, _ = changed(tmp_path, "  - {target: \"$.paths[?@.get['x-internal']]\", remove: true}")

    assert list(value["paths"]) == ["/users"]


def test_a_primitive_is_replaced_or_removed_as_1_1_has_it(tmp_path: Path) -> None:
    value, _, _ = changed(
        tmp_path,
        "  - {target: $.info.title, update: B}\n"
        "  - {target: \"$.components.schemas.User.required[?@=='id']\", remove: true}",
    )

    assert (value["info"]["title"], value["components"]["schemas"]["User"]["required"]) == ("B", [])


def test_a_node_is_copied_and_the_copy_is_its_own(tmp_path: Path) -> None:
    value, _, _ = changed(
        tmp_path,
        "  - {target: $.components.schemas, update: {Copy: {}}}\n"
        "  - {target: $.components.schemas.Copy, copy: $.components.schemas.User}\n"
        "  - {target: $.components.schemas.User, update: {x: 1}}",
    )

    schemas = value["components"]["schemas"]
    assert schemas["User"] == {**schemas["Copy"], "x": 1}


def test_each_action_sees_what_the_one_before_did_in_the_order_of_the_overlays(
    tmp_path: Path,
) -> None:
    value, overlays, _ = changed(
        tmp_path,
        "  - {target: $.tags, remove: true}",
        "  - {target: $, update: {tags: [{name: new}]}}\n  - {target: '$.tags[0]', update: {x: 1}}",
    )

    assert value["tags"] == [{"name": "new", "x": 1}]
    assert overlays.missing() == []


def test_the_document_itself_stays_as_it_is(tmp_path: Path) -> None:
    overlays = Overlays([])
    text = parse(Source(DOCUMENT, file="a.yaml"), "a.yaml")

    assert overlays.applied(text) is text
    value, _, _ = changed(tmp_path, "  - {target: $.nowhere, update: {a: 1}}")
    assert value == yaml.safe_load(DOCUMENT)


# --- places


def test_what_an_overlay_brings_stands_in_the_overlay(tmp_path: Path) -> None:
    _, _, file = changed(
        tmp_path,
        "  - target: $.paths['/users'].get.parameters[?@.name=='debug']\n"
        "    remove: true\n"
        "  - target: $.paths['/users'].get.parameters\n"
        "    update: {name: offset, in: query}\n"
        "  - target: $.paths['/users'].get.parameters[?@.name=='limit'].schema\n"
        "    update: {type: integer}\n",
    )
    parameters = "/paths/~1users/get/parameters"

    def place(pointer: str) -> str:
        span = file.span(pointer)
        return f"{Path(span.file).name}:{span.line}"

    assert place(f"{parameters}/0") == "a.yaml:10"  # `limit`, the second as it is written
    assert place(f"{parameters}/0/schema") == "a.yaml:10"
    assert place(f"{parameters}/0/schema/type") == "0.overlay.yaml:9"
    assert place(f"{parameters}/1/name") == "0.overlay.yaml:7"


def test_a_copy_stands_where_it_was_copied_from(tmp_path: Path) -> None:
    _, _, file = changed(
        tmp_path,
        "  - {target: $.components.schemas.User.properties, update: {name: {type: strin}}}\n"
        "  - {target: $.components.schemas, update: {Copy: {}}}\n"
        "  - {target: $.components.schemas.Copy, copy: $.components.schemas.User}",
    )

    span = file.span("/components/schemas/Copy/properties/name/type")
    assert (Path(span.file).name, span.line) == ("0.overlay.yaml", 4)
    assert file.span("/components/schemas/Copy/properties/id").line == 16


def project_with(folder: Path, **files: str) -> None:
    (folder / "a.yaml").write_text(DOCUMENT, encoding="utf-8")
    names = [f"{name}.overlay.yaml" for name in files]
    text = f"sources = ['.']\noverlays = {json.dumps(names)}\n"
    (folder / "tryfield.toml").write_text(text, encoding="utf-8")
    for name, body in files.items():
        (folder / f"{name}.overlay.yaml").write_text(body, encoding="utf-8")


def findings(folder: Path, *names: str) -> list[Finding]:
    read = project.read(project.find(names or ["."], folder), root=folder)
    return [one for one in read.findings if one.rule.startswith("overlay-")]


def test_a_finding_in_what_an_overlay_brings_points_into_it(tmp_path: Path) -> None:
    action = "  - target: $.components.schemas.User.properties.id\n    update: {type: strin}"
    path = "  - target: $.paths['/users'].get.responses['200']\n    update:\n      content: "
    content = "{application/json: {schema: {$ref: '#/components/schemas/User'}}}"
    project_with(tmp_path, o=overlay(f"{action}\n{path}{content}"))

    read = project.read(project.find(["."], tmp_path), root=tmp_path)

    (finding,) = [one for one in read.findings if "strin" in one.message]
    assert (Path(finding.span.file).name, finding.span.line) == ("o.overlay.yaml", 5)


# --- which documents


def test_an_overlay_that_extends_a_document_changes_no_other(tmp_path: Path) -> None:
    project_with(tmp_path, o=overlay("  - {target: $.paths, remove: true}", extends="./b.yaml"))
    (tmp_path / "b.yaml").write_text(DOCUMENT, encoding="utf-8")

    read = project.read(project.find(["."], tmp_path), root=tmp_path)

    assert {Path(one.span.file).name for one in read.reference.endpoints if one.span} == {"a.yaml"}
    assert findings(tmp_path) == []


def test_a_page_that_shows_an_operation_shows_it_with_the_overlay(tmp_path: Path) -> None:
    project_with(
        tmp_path, o=overlay("  - {target: \"$.paths['/users'].get\", update: {summary: New}}")
    )
    (tmp_path / "docs.json").write_text("{}", encoding="utf-8")
    (tmp_path / "users.mdx").write_text("---\nopenapi: a.yaml GET /users\n---\n", encoding="utf-8")

    read = project.read(project.find(["users.mdx"], tmp_path), root=tmp_path)

    assert [one.summary for one in read.reference.endpoints] == ["New"]


# --- what is wrong


@pytest.mark.parametrize(
    ("text", "rule", "line", "words"),
    [
        (overlay("  - {target: $.nowhere, remove: true}"), "overlay-target-missing", 4, "selects"),
        (overlay("  - {target: 'paths[', update: {}}"), "overlay-invalid", 4, "no JSONPath"),
        (overlay("  - {target: $.info}"), "overlay-invalid", 4, "does nothing"),
        (overlay("  - {update: {}}"), "overlay-invalid", 4, "an object with a 'target'"),
        (overlay("  - {target: $.info, update: 5}"), "overlay-invalid", 4, "the update is none"),
        (overlay("  - {target: $, remove: true}"), "overlay-invalid", 4, "cannot be removed"),
        (overlay("  - {target: $.info, copy: $.tags.*}"), "overlay-invalid", 4, "selects 3 nodes"),
        (overlay("  - {target: $.info, update: {}}", version="7.0.0"), "overlay-invalid", 1, "7.0"),
        (
            overlay("  - {target: $.info, update: {}, updates: 1}"),
            "overlay-invalid",
            4,
            "An overlay has no 'updates' here",
        ),
        (
            overlay("  - {target: $.info, update: {}, remove: 'yes'}"),
            "overlay-invalid",
            4,
            "'remove' is a string, not true or false",
        ),
        ("overlay: 1.0.0\nactions: []", "overlay-invalid", 2, "no list of actions"),
        ("{}", "overlay-invalid", 1, "This is no overlay"),
        (
            overlay("  - {target: $.info, update: {}}", extends="gone.yaml"),
            "overlay-target-missing",
            3,
            "none of the documents",
        ),
    ],
)
def test_what_is_wrong_with_an_overlay_is_found_at_its_place(
    tmp_path: Path, text: str, rule: str, line: int, words: str
) -> None:
    project_with(tmp_path, o=text)

    (finding,) = findings(tmp_path)

    assert (finding.rule, finding.span.line) == (rule, line)
    assert words in finding.message


def test_a_target_counts_as_there_if_one_of_the_documents_has_it(tmp_path: Path) -> None:
    project_with(tmp_path, o=overlay("  - {target: $.tags, remove: true}"))
    (tmp_path / "b.yaml").write_text("openapi: 3.1.0\npaths: {}\n", encoding="utf-8")

    assert findings(tmp_path) == []
    assert findings(tmp_path, "b.yaml") == []  # only a part of the definitions was read


def test_the_command_line_names_further_overlays(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "o.yaml").write_text(
        overlay("  - {target: \"$.paths['/internal']\", remove: true}"), encoding="utf-8"
    )
    words = ["export", str(tmp_path / "a.yaml"), "--to", "openapi", "--overlay"]

    done = CliRunner().invoke(main, [*words, str(tmp_path / "o.yaml")])
    gone = CliRunner().invoke(main, [*words, str(tmp_path / "gone.yaml")])

    assert list(json.loads(done.stdout)["paths"]) == ["/users"]
    assert (gone.exit_code, "gone.yaml: nothing is there" in gone.output) == (2, True)


def test_what_fixes_would_change_is_shown_with_the_overlay_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_with(tmp_path, o=overlay("  - {target: $.info, update: {summary: S}}"))
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(main, ["check", "--diff"])

    assert (done.exit_code, done.output) == (0, "")
