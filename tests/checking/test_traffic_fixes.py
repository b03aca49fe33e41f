"""`--unsafe-fixes` documents what traffic shows, where a reference exists."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from click.testing import CliRunner

from tests.checking.shop_traffic import exchange
from tests.checking.test_traffic import har
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange
from tryfield.cli import main

YAML = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://api.shop.test/v1}]
paths:
  /users:
    get:
      parameters:
        - name: limit
          in: query
          schema: {type: integer}
        - $ref: '#/components/parameters/Page'
      responses:
        '200':
          description: All of them.
    post:
      responses:
        '201':
          description: Made.
          headers:
            Location:
              schema: {type: string}
        '409': {$ref: '#/components/responses/Conflict'}
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: One.
  /teams/{id}:
    get:
      parameters:
        - name: id
          in: path
          required: true
          schema: {type: string}
      responses:
        '200':
          description: One.
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  responses:
    Conflict:
      description: There is one.
"""
AFTER = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://api.shop.test/v1}]
paths:
  /users:
    get:
      parameters:
        - name: limit
          in: query
          schema: {type: integer}
        - name: sort
          in: query
          description: "TODO: describe this parameter."
          schema:
            type: string
        - name: X-Client
          in: header
          description: "TODO: describe this parameter."
          schema:
            type: string
        - $ref: '#/components/parameters/Page'
      responses:
        '200':
          description: All of them.
          headers:
            X-Quota:
              description: "TODO: describe this header."
              schema:
                type: string
    post:
      responses:
        '201':
          description: Made.
          headers:
            Location:
              schema: {type: string}
            X-Quota:
              description: "TODO: describe this header."
              schema:
                type: string
        "422":
          description: "TODO: describe this response."
        '409': {$ref: '#/components/responses/Conflict'}
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: One.
      parameters:
        - name: expand
          in: query
          description: "TODO: describe this parameter."
          schema:
            type: string
    delete:
      summary: "TODO: describe this operation."
      responses:
        "204":
          description: "TODO: describe this response."
  /teams/{id}:
    get:
      parameters:
        - name: id
          in: path
          required: true
          schema: {type: string}
      responses:
        '200':
          description: One.
    put:
      summary: "TODO: describe this operation."
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
      responses:
        "200":
          description: "TODO: describe this response."
        "403":
          description: "TODO: describe this response."
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  responses:
    Conflict:
      description: There is one.
"""
PAGE = """\
---
title: Get a user
api: GET https://api.shop.test/v1/users/{id}
---
<ParamField path="id" type="string" required>Whose.</ParamField>

<ResponseField name="name" type="string">What they are called.</ResponseField>
"""
EVERYTHING = [
    exchange("/users?limit=1&sort=name", [], headers=(("X-Quota", "9"),)),
    exchange("/users", [], request_headers=(("X-Client", "app"),)),
    exchange("/users", None, method="POST", status=201, headers=(("X-Quota", "9"),)),
    exchange("/users", {}, method="POST", status=422),
    exchange("/users/7?expand=all", {}),
    exchange("/users/7", None, method="DELETE", status=204),
    exchange("/teams/7", None, method="PUT", status=200),
    exchange("/teams/7", None, method="PUT", status=403),
]


def fixed(folder: Path, name: str, text: str, *exchanges: RecordedExchange) -> str:
    """A definition after all that its traffic shows was documented."""
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "shop.har").write_text(har(*exchanges), encoding="utf-8")
    words = ["check", str(folder / name), "--traffic", str(folder / "shop.har"), "--unsafe-fixes"]
    CliRunner().invoke(main, words, catch_exceptions=False)
    return (folder / name).read_text(encoding="utf-8")


def test_parameters_headers_statuses_and_methods_are_documented_in_yaml(tmp_path: Path) -> None:
    after = fixed(tmp_path, "shop.yaml", YAML, *EVERYTHING)

    assert after == AFTER


def test_in_json_as_well(tmp_path: Path) -> None:
    text = json.dumps(yaml.safe_load(YAML), indent=2)

    after = json.loads(fixed(tmp_path, "shop.json", text, *EVERYTHING))

    assert after == yaml.safe_load(fixed(tmp_path, "shop.yaml", YAML, *EVERYTHING))


def test_what_was_documented_is_no_finding_any_more(tmp_path: Path) -> None:
    fixed(tmp_path, "shop.yaml", YAML, *EVERYTHING)

    words = ["check", str(tmp_path / "shop.yaml"), "--traffic", str(tmp_path / "shop.har")]
    said = CliRunner().invoke(main, [*words, "--format", "json"])
    assert [one["message"] for one in json.loads(said.output)["findings"]] == []


def test_what_stands_on_one_line_is_left_as_it_is(tmp_path: Path) -> None:
    text = YAML.replace(":\n          description: All of them.", ": {description: All of them.}")

    assert text != YAML
    assert fixed(tmp_path, "shop.yaml", text, exchange("/users", {}, status=429)) == text


def test_a_page_gets_parameters(tmp_path: Path) -> None:
    seen = exchange("/users/7?expand=all", {"name": "Ada"}, request_headers=(("X-Client", "app"),))

    assert fixed(tmp_path, "get-user.mdx", PAGE, seen) == PAGE.replace(
        "<ParamField path",
        """\
<ParamField query="expand" type="string">
  TODO: describe this parameter.
</ParamField>

<ParamField header="X-Client" type="string">
  TODO: describe this parameter.
</ParamField>

<ParamField path""",
    )


def test_what_belongs_to_an_operation_stands_before_the_next_one(tmp_path: Path) -> None:
    """Both are put at the end of the only response."""
    text = YAML.partition("  /teams")[0]
    seen = [exchange("/users/7", None, method="DELETE"), exchange("/users/7", {}, status=404)]

    paths = yaml.safe_load(fixed(tmp_path, "shop.yaml", text, *seen))["paths"]

    assert list(paths["/users/{id}"]["get"]["responses"]) == ["200", "404"]
    assert list(paths["/users/{id}"]["delete"]["responses"]) == ["200"]
