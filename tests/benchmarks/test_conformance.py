"""Other people's tool against our demo, by our export: what is documented is what is served.

Schemathesis comes from PyPI into a place of its own, `.cache/schemathesis`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.serving import running
from tryfield import project
from tryfield.core.contract import contract_writer
from tryfield.demo.users_api import api

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "schemathesis"


def installed() -> Path:
    program = CACHE / "bin" / "schemathesis"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(CACHE)], check=True)
        pip = [str(CACHE / "bin" / "python"), "-m", "pip", "install", "--quiet", "schemathesis"]
        subprocess.run(pip, check=True, timeout=600)
    return program


def test_the_demo_answers_as_our_export_says(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "api"
    read = project.read(sorted(folder.iterdir()), root=ROOT)
    document = contract_writer.to_openapi(read.reference)
    (tmp_path / "openapi.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    with running(api(database=f"sqlite:///{tmp_path / 'users.sqlite3'}")) as address:
        done = subprocess.run(
            [
                *(str(installed()), "run", "openapi.json", "--url", address),
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
