"""The command line as a user has it, and the users API with and without its differences."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serving import running
from tryfield.demo.users_api import api

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api"
TOKEN = "demo-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def search_path() -> str:
    """PYTHONPATH for a process in another folder."""
    given = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(str(Path(one).resolve()) for one in given.split(os.pathsep) if one)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the definitions of the users API."""
    shutil.copytree(DOCS, tmp_path / "api")
    (tmp_path / "tryfield.toml").write_text('sources = ["api"]\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def tryfield(project: Path) -> Callable[..., Ran]:
    """Runs `tryfield` in the project."""

    path = search_path()

    def run(*words: str, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-c", "from tryfield.cli import main; main()", *words],
            cwd=project,
            env={**os.environ, "PYTHONPATH": path, "TOKEN": TOKEN, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(code=done.returncode, out=done.stdout, err=done.stderr)

    return run


@pytest.fixture
def users_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the users API, as documented."""
    database = tmp_path_factory.mktemp("api") / "users.sqlite3"
    with running(api(database=f"sqlite:///{database}")) as address:
        yield address


@pytest.fixture
def drifting_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the users API with its deliberate differences."""
    database = tmp_path_factory.mktemp("api") / "users.sqlite3"
    with running(api(database=f"sqlite:///{database}", drift=True)) as address:
        yield address
