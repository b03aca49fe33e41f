"""References: between files, in circles, to nowhere, and those that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.openapi.reading import operation, read, schema
from tryfield.core.findings import Finding
from tryfield.core.model import Reference
from tryfield.readers.openapi.openapi_reader import read_openapi


def files(folder: Path, **texts: str) -> tuple[Reference, tuple[Finding, ...]]:
    """Read `api` of the texts, each of them a file; `__` in a name is a folder."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path = path if path.suffix else path.with_suffix(".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    main = folder / "api.yaml"
    return read_openapi(main.read_text(encoding="utf-8"), file=str(main), root=folder)


MAIN = """openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /users: {$ref: paths/users.yaml}
components:
  schemas:
    User: {$ref: schemas/User.yaml}
"""
USERS = """get:
  parameters: [{$ref: ../parameters.yaml#/Limit}]
  responses:
    '200':
      description: Users.
      content:
        application/json:
          schema: {type: array, items: {$ref: ../schemas/User.yaml}}
          examples: {one: {externalValue: ../example.json}}
"""
USER = """type: object
nullable: true
properties:
  name: {type: string}
  friends: {type: array, items: {$ref: '#'}}
  role: {$ref: 'Role.yaml#/definitions/Role'}
"""


def test_files_refer_to_each_other_and_every_part_knows_its_file(tmp_path: Path) -> None:
    reference, findings = files(
        tmp_path,
        api=MAIN,
        paths__users=USERS,
        parameters="Limit: {name: limit, in: query, schema: {type: integer}}",
        schemas__User=USER,
        schemas__Role="definitions: {Role: {type: string, enum: [admin]}}",
        **{"example.json": "[1]"},
    )

    (found,) = reference.endpoints
    assert findings == ()
    assert list(found.components) == ["User", "Role"]
    assert found.components["User"] == {
        "type": ["object", "null"],
        "properties": {
            "name": {"type": "string"},
            "friends": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
            "role": {"$ref": "#/components/schemas/Role"},
        },
    }
    assert found.responses[0].contents[0].examples[0].text == "[1]"
    role = found.span_at("/components/schemas/Role/enum/0")
    assert role.file == str(tmp_path / "schemas" / "Role.yaml")
    assert found.parameters[0].span is not None
    assert found.parameters[0].span.file == str(tmp_path / "parameters.yaml")


@pytest.mark.parametrize(
    "address",
    ["../secret.yaml", "/etc/passwd", "a/../../secret.yaml", "link.yaml", "%2e%2e/secret.yaml"],
)
def test_a_file_outside_of_the_root_is_refused(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("type: string\nenum: [secret]\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    text = operation(
        "responses: {'200': {description: d, content: {application/json: "
        f"{{schema: {{$ref: '{address}'}}}}}}}}}}"
    )

    reference, findings = files(folder, api=text)

    assert [finding.rule for finding in findings] == ["openapi-reference"]
    assert "secret]" not in repr(reference)


def test_a_missing_file_is_a_finding_where_it_is_named(tmp_path: Path) -> None:
    _, findings = files(tmp_path, api=MAIN)

    assert {(f.rule, f.span.line) for f in findings} == {
        ("openapi-reference", 4),
        ("openapi-reference", 7),
    }


def test_a_remote_reference_is_refused_unless_it_is_allowed_by_name() -> None:
    text = operation(
        "responses: {'200': {description: d, content: {application/json: "
        "{schema: {$ref: 'https://example.org/schemas/a.json#/A'}}}}}"
    )
    fetched: list[str] = []

    def fetch(address: str) -> str:
        fetched.append(address)
        return '{"A": {"type": "object", "properties": {"b": {"$ref": "b.json"}}}}'

    _, refused = read_openapi(text, file="api.yaml", fetch=fetch)
    _, elsewhere = read_openapi(text, file="api.yaml", allow=["https://example.com"], fetch=fetch)
    assert [f.rule for f in (*refused, *elsewhere)] == ["openapi-remote-reference"] * 2
    assert fetched == []

    reference, _ = read_openapi(
        text, file="api.yaml", allow=["https://example.org/schemas/"], fetch=fetch
    )
    assert fetched == ["https://example.org/schemas/a.json", "https://example.org/schemas/b.json"]
    assert list(reference.endpoints[0].components) == ["A", "b"]


def test_a_circle_of_references_is_reported() -> None:
    _, findings = read(
        """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths: {}
        components:
          schemas:
            A: {$ref: '#/components/schemas/B'}
            B: {$ref: '#/components/schemas/A'}
        """
    )

    assert {finding.rule for finding in findings} == {"openapi-reference"}


def test_a_chain_of_references_that_nobody_writes_is_reported() -> None:
    more = "".join(f"    A{n}: {{$ref: '#/components/schemas/A{n + 1}'}}\n" for n in range(150))
    found, findings = schema(
        "{$ref: '#/components/schemas/A120'}",
        more=f"components:\n  schemas:\n{more}    A150: {{type: string}}\n",
    )

    assert found == {"$ref": "#/components/schemas/A120"}
    assert {finding.rule for finding in findings} == {"openapi-reference"}
    assert "more than 100 references" in findings[0].message


@pytest.mark.parametrize(
    "reference", ["#/components/schemas/None", "#anchor", "#/paths/~1none", "", "#/info/title"]
)
def test_a_reference_that_leads_nowhere_leaves_the_schema_unchecked(reference: str) -> None:
    found, findings = schema(f"{{$ref: '{reference}'}}")

    assert findings
    if isinstance(found, dict) and "$ref" not in found:
        assert set(found) <= {"x-tryfield-unchecked"}


def test_a_part_of_the_document_that_is_no_component_becomes_one() -> None:
    here = "#/paths/~1things/get/responses/200/content/application~1json/schema"
    found, findings = schema(
        f"{{type: object, properties: {{a: {{type: string}}, b: {{$ref: '{here}/properties/a'}}}}}}"
    )

    assert findings == []
    assert isinstance(found, dict)
    assert found["properties"]["b"] == {"$ref": "#/components/schemas/a"}


def test_anchors_and_identifiers_are_followed() -> None:
    found, findings = schema(
        "{allOf: [{$ref: '#user'}, {$ref: 'https://example.org/role'}]}",
        version="3.1.0",
        more="""
        components:
          schemas:
            U: {$anchor: user, type: object}
            R: {$id: 'https://example.org/role', type: object}
        """,
    )

    assert findings == []
    assert found == {
        "allOf": [{"$ref": "#/components/schemas/U"}, {"$ref": "#/components/schemas/R"}]
    }


def test_names_that_no_component_may_have_are_renamed() -> None:
    found, findings = schema(
        "{$ref: '#/components/schemas/Page«User»'}",
        more="components: {schemas: {'Page«User»': {type: object}}}",
    )

    assert findings == []
    assert found == {"$ref": "#/components/schemas/Page_User_"}


def test_an_operation_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    reference, findings = files(
        tmp_path,
        api="openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
        "paths:\n  /users:\n    get: {$ref: users/list.yaml}\n",
        users__list="summary: All users\nparameters: [{$ref: limit.yaml}]\n"
        "responses: {'200': {description: Users.}}\n",
        users__limit="{name: limit, in: query, schema: {type: integer}}\n",
    )

    (endpoint,) = reference.endpoints
    assert findings == ()
    assert (endpoint.summary, endpoint.parameters[0].name) == ("All users", "limit")


def test_an_operation_that_is_itself_is_reported(tmp_path: Path) -> None:
    reference, findings = files(
        tmp_path,
        api="openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
        "paths:\n  /users:\n    get: {$ref: '#/paths/~1users/get'}\n",
    )

    assert reference.endpoints == ()
    assert [finding.rule for finding in findings] == ["openapi-reference"]


def test_code_samples_may_be_references_one_by_one_or_all_together(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
    shared = "components: {x-samples: {go: {lang: Go, source: main()}}}"
    whole = "{x-codeSamples: {$ref: samples.yaml}, responses: {}}"
    single = (
        "{x-codeSamples: [{$ref: samples/list.yaml}, {$ref: '#/components/x-samples/go'}, "
        "{$ref: gone.yaml}], responses: {}}"
    )
    reference, findings = files(
        tmp_path,
        api=f"{head}{shared}\npaths:\n  /a:\n    get: {single}\n  /b:\n    get: {whole}\n",
        samples__list="lang: cURL\nsource: |-\n  curl https://api.example.com/a\n",
        samples="- {lang: Python, source: get()}\n",
    )

    first, second = reference.endpoints
    assert [(one.language, one.text) for one in first.samples] == [
        ("cURL", "curl https://api.example.com/a"),
        ("Go", "main()"),
    ]
    assert [(one.language, one.text) for one in second.samples] == [("Python", "get()")]
    assert first.samples[0].span is not None
    assert Path(first.samples[0].span.file).name == "list.yaml"
    assert [(one.rule, one.span.line) for one in findings] == [("openapi-reference", 6)]


def test_a_fragment_below_an_id_is_one_of_that_schema(tmp_path: Path) -> None:
    wrap = """
components:
  schemas:
    Node: {type: string}
    Wrap:
      $id: https://example.com/wrap
      $defs: {node: {type: integer}}
      properties: {own: {$ref: '#/$defs/node'}, far: {$ref: '#/components/schemas/Node'}}
"""
    text = operation("responses: {'200': {description: Yes., content: {application/json: "
                     "{schema: {$ref: '#/components/schemas/Wrap'}}}}}") + wrap  # fmt: skip
    reference, findings = files(tmp_path, api=text)
    (found,) = reference.endpoints

    assert findings == ()
    assert found.components["node"] == {"type": "integer"}


def test_an_operation_in_a_file_of_its_own_has_its_places_there(tmp_path: Path) -> None:
    get = "summary: One.\nresponses: {'200': {description: Yes.}}\n"
    text = MAIN.replace("{$ref: paths/users.yaml}", "{get: {$ref: get.yaml}}").split("components")[
        0
    ]
    reference, _ = files(tmp_path, api=text, get=get)
    (found,) = reference.endpoints

    assert found.responses[0].span is not None
    assert found.responses[0].span.file.endswith("get.yaml")
