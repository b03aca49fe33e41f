"""`pytest --tryfield`: each documented example is a test, and nothing happens unasked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checking.conftest import DOCS, search_path, users_api

__all__ = ["users_api"]
BROKEN = """---
title: Broken
api: GET https://api.example.com/broken
---

<ResponseField name="id" type="integer" required>The id.</ResponseField>

<ResponseExample>
```json 200
{"id": "7"}
```

```json 404
{"message": "gone"}
```
</ResponseExample>

```python tryfield
1 / 0
```
"""
Run = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    shutil.copy(DOCS / "create-user.mdx", tmp_path / "api")
    (tmp_path / "api" / "broken.mdx").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntryfield_paths = api\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    def pytest_in_project(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
            cwd=project,
            env={**os.environ, "PYTHONPATH": search_path()},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.stdout + done.stderr

    return pytest_in_project


def test_each_example_is_an_item_with_a_name_that_stays(run: Run) -> None:
    items = {line for line in run("--collect-only", "-q").splitlines() if "::" in line}

    assert items == {
        "api/broken.mdx::GET /broken::response 200",
        "api/broken.mdx::GET /broken::response 404",
        "api/broken.mdx::GET /broken::definition",
        "api/broken.mdx::snippet 1",
        "api/create-user.mdx::POST /api/user::request Example Request",
        "api/create-user.mdx::POST /api/user::response 2XX",
        "api/create-user.mdx::POST /api/user::response 400 Bad Request",
        "api/create-user.mdx::POST /api/user::response 401 Unauthorized",
        "api/create-user.mdx::POST /api/user::response 403 Forbidden",
        "api/create-user.mdx::POST /api/user::response 404 Not Found",
        "api/create-user.mdx::POST /api/user::definition",
    }


def test_one_example_can_be_run_again_by_its_name(run: Run) -> None:
    out = run("-q", "api/broken.mdx::GET /broken::response 200")

    assert "1 failed" in out


def test_a_failure_shows_the_finding_and_none_of_our_frames(run: Run) -> None:
    out = run("-q")

    assert "api/broken.mdx:10:8: example-field-type: 'id' is string \"7\"" in out
    assert "ZeroDivisionError" in out
    assert "pytest_plugin.py" not in out
    assert "2 failed, 8 passed, 1 skipped" in out


def test_what_the_baseline_knows_is_expected_to_fail(run: Run, project: Path) -> None:
    (project / "tryfield.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    command = "from tryfield.cli import main; main()"
    words = ("check", "api", "--baseline", "known.json", "--update-baseline")
    subprocess.run(
        [sys.executable, "-c", command, *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": search_path()},
        capture_output=True,
        check=False,
    )

    assert "8 passed, 1 skipped, 2 xfailed" in run("-q")


def test_several_processes_find_the_same(run: Run) -> None:
    assert "2 failed, 8 passed, 1 skipped" in run("-q", "-n", "2")


def test_nothing_is_loaded_or_collected_unasked(run: Run, project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (project / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n"
        "    ours = {name for name in sys.modules if name.startswith('tryfield')}\n"
        "    assert ours <= {'tryfield', 'tryfield.pytest_plugin'}\n",
        encoding="utf-8",
    )

    assert "1 passed" in run("-q")


def test_where_no_definitions_are_named_it_says_how_to_name_them(run: Run, project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")

    assert "ERROR: tryfield: no definitions are named. Name them as" in run("--tryfield", "api")


def test_the_documentation_answers_the_mock(run: Run, project: Path) -> None:
    (project / "test_it.py").write_text(
        "def test_it(tryfield_mock, tryfield_reference):\n"
        "    answer = tryfield_mock.post('/api/user', json={})\n"
        "    assert answer.json()['user_group']['name'] == 'Example 1'\n"
        "    assert tryfield_mock.get('/nowhere').status_code == 501\n"
        "    assert len(tryfield_reference.endpoints) == 2\n",
        encoding="utf-8",
    )

    assert "1 passed" in run("-q", "test_it.py")


def test_answers_of_a_real_api_are_compared(run: Run, project: Path, users_api: str) -> None:
    (project / "test_it.py").write_text(
        "def test_it(tryfield_live):\n"
        "    headers = {'Authorization': 'Token demo-token'}\n"
        "    answer = tryfield_live.post('/api/user', json={}, headers=headers)\n"
        "    assert answer.status_code == 200\n"
        "def test_other(tryfield_live):\n"
        "    headers = {'Authorization': 'Token demo-token'}\n"
        "    tryfield_live.post('/api/user', content=b' ' * 2_000_000, headers=headers)\n",
        encoding="utf-8",
    )
    out = run("-q", "test_it.py", "--tryfield-live", users_api)

    assert "1 failed, 1 passed" in out
    assert "Status 413 is not documented." in out


def test_without_a_real_api_its_tests_are_skipped(run: Run, project: Path) -> None:
    (project / "test_it.py").write_text("def test_it(tryfield_live): ...\n", encoding="utf-8")

    assert "1 skipped" in run("-q", "test_it.py")
