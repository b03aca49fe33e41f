"""Other people's tool against our demo, by our export: what is documented is what is served.

Schemathesis comes from PyPI into an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.benchmarks import peers
from tests.serving import running
from tryfield import project
from tryfield.core.contract import contract_writer
from tryfield.demo.users_api import api

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_answers_as_our_export_says(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "api"
    read = project.read(sorted(folder.iterdir()), root=ROOT)
    document = contract_writer.to_openapi(read.reference)
    (tmp_path / "openapi.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    program = str(peers.from_pypi("schemathesis", programs=True) / "bin" / "schemathesis")
    with running(api(database=f"sqlite:///{tmp_path / 'users.sqlite3'}")) as address:
        done = subprocess.run(
            [
                *(program, "run", "openapi.json", "--url", address),
                *("--checks", "not_a_server_error,response_schema_conformance"),
                *("--header", "Authorization: Token demo-token", "--max-examples", "50"),
                *("--phases", "examples,fuzzing", "--generation-deterministic", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    print(done.stdout[-3000:], done.stderr[-2000:])

    assert done.returncode == 0
