"""The wheel carries what a user needs and nothing else; this is where templates get lost."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def names() -> set[str]:
    (wheel,) = (ROOT / "dist").glob("tryfield-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_tests_meet_the_installed_wheel() -> None:
    import tryfield

    assert "site-packages" in str(tryfield.__file__)


def test_every_module_and_template_of_the_source_is_in_the_wheel(names: set[str]) -> None:
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert wanted - names == set()


@pytest.mark.parametrize(
    "file",
    ["tryfield.js", "console.js", "console.css", "console-worker.js", "tryfield.css", "python.bin"],
)
def test_the_browser_files_are_in_the_wheel(names: set[str], file: str) -> None:
    assert f"tryfield/browser/{file}" in names


def test_the_interpreter_of_the_browser_is_in_the_wheel(names: set[str]) -> None:
    assert any(name.startswith("tryfield/browser/pyodide-wasm.") for name in names)


def test_nothing_of_the_checkout_leaks_into_the_wheel(names: set[str]) -> None:
    folders = {name.split("/")[0] for name in names}

    assert {f for f in folders if not f.endswith(".dist-info")} == {
        "mkdocstrings_handlers",
        "tryfield",
    }


def test_types_are_announced(names: set[str]) -> None:
    assert {"tryfield/py.typed"} <= names


def test_installing_the_wheel_needs_no_node() -> None:
    needed = importlib.metadata.requires("tryfield") or []

    assert not [line for line in needed if line.startswith("nodejs")]


@pytest.mark.parametrize(
    ("group", "name"),
    [("console_scripts", "tryfield"), ("mkdocs.plugins", "tryfield"), ("pytest11", "tryfield")],
)
def test_every_front_end_can_be_loaded(group: str, name: str) -> None:
    (entry,) = importlib.metadata.entry_points(group=group, name=name)

    assert callable(entry.load()) or entry.load().__name__.startswith("tryfield")


def test_a_checkout_without_browser_files_gives_a_wheel_that_checks(tmp_path: Path) -> None:
    """What pre-commit installs: it builds no JavaScript."""
    for name in ("src", "playground/scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "-w", tmp_path / "dist", tmp_path],
        check=True,
        timeout=120,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert "tryfield/cli.py" in names
    assert [name for name in names if name.startswith("tryfield/browser/")] == []
