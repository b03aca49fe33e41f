"""Contradictions put into our own definitions are reported as errors or warnings at their line.

Those of others: `python -m tests.benchmarks.injections FOLDER...`, with or without `--openapi`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.benchmarks.injections import KINDS, is_reported, sample
from tests.core.rules.documents import PAGE

DOCS = Path(__file__).resolve().parents[2] / "docs"
_STATE = (
    '<ResponseField name="state" type="string" required>\n'
    "  Possible values: `active`, `paused`.\n</ResponseField>\n\n<RequestExample>"
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_contradiction_in_our_own_pages_is_reported_at_its_line(
    tmp_path: Path, seed: int
) -> None:
    own = tmp_path / "users.mdx"
    with_state = PAGE.replace("<RequestExample>", _STATE)
    own.write_text(with_state.replace('  "id": 7,\n', '  "id": 7,\n  "state": "paused",\n'))
    pages = [(own, tmp_path), *((page, DOCS) for page in sorted((DOCS / "api").glob("*.mdx")))]

    chosen = sample(pages, count=150, seed=seed)

    assert [one for one in chosen if not is_reported(one)] == []
    assert len(chosen) > 100
    assert {one.kind for one in chosen} == set(KINDS)


_DOCUMENT = """openapi: 3.1.0
info: {title: Users, version: '1'}
paths:
  /users/{id}:
    put:
      parameters:
        - name: id
          in: path
          required: true
          schema: {type: integer}
          example: 7
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/User'}
            example:
              name: Ada
              state: paused
              owners:
                - name: Eve
                  state: active
      responses:
        '200':
          description: Done.
          headers:
            X-Left:
              schema: {type: integer}
              example: 3
          content:
            application/json:
              schema: {$ref: '#/components/schemas/User'}
              examples:
                Ada:
                  value: {"name": "Ada", "state": "active"}
components:
  schemas:
    User:
      type: object
      required: [name, state]
      properties:
        name: {type: string}
        state: {enum: [active, paused]}
        owners: {type: array, items: {$ref: '#/components/schemas/User'}}
"""


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_every_contradiction_in_an_openapi_document_is_reported_at_its_line(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"api{suffix}"
    value = yaml.safe_load(_DOCUMENT)
    path.write_text(_DOCUMENT if suffix == ".yaml" else json.dumps(value, indent=2))

    chosen = sample([(path, tmp_path)], count=300, seed=1)

    assert [one for one in chosen if not is_reported(one)] == []
    assert len(chosen) > 20
    assert {one.kind for one in chosen} == set(KINDS)
