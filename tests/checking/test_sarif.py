"""Our SARIF against the schema of SARIF 2.1.0."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema.validators import validator_for

from tests.inputs import sarif_schema

ROOT = Path(__file__).resolve().parents[2]
BROKEN = """---
title: "Get a user"
api: "GET https://api.example.com/users/{id}"
---

<ParamField path="id" type="integer" required />
<ResponseField name="id" type="integer" required />

<RequestExample>
```bash cURL
curl -X POST https://api.example.com/users/7
```
</RequestExample>

<ResponseExample>
```json 200
{"id": "7", "name": "Ada",}
```
</ResponseExample>
"""


@pytest.mark.parametrize("known", [False, True])
def test_a_report_is_valid_against_the_schema_of_the_standard(tmp_path: Path, known: bool) -> None:
    schema = json.loads(sarif_schema().read_text(encoding="utf-8"))
    (tmp_path / "a user's page.mdx").write_text(BROKEN, encoding="utf-8")
    baseline = ["--baseline", "known.json", "--update-baseline"] if known else []
    command = [sys.executable, "-c", "from tryfield.cli import main; main()", "check", "."]

    done = subprocess.run(
        [*command, *baseline, "--format", "sarif"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    log = json.loads(done.stdout)

    assert len(log["runs"][0]["results"]) > 3
    assert list(validator_for(schema)(schema).iter_errors(log)) == []
