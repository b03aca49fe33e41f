"""What `make` does on a fresh machine: it says what is missing, and installs what the lock has."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = re.findall(
    r"^(\S+==[^\\]+?) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    (ROOT / "constraints.txt").read_text("utf-8"),
    re.MULTILINE,
)
MINORS = [
    text.rpartition(" ")[2]
    for text in PROJECT["project"]["classifiers"]
    if re.search(r":: 3\.\d+$", text)
]
#: The first and the last release of each: some packages ask for the third number as well.
PYTHONS = [f"{minor}.{micro}" for minor in MINORS for micro in (0, 99)]


def wanted() -> Iterator[Requirement]:
    """What pyproject.toml asks for: dependencies, extras, and what is needed to work on it."""
    project = PROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for group in (*groups, PROJECT["dependency-groups"]["dev"]):
        yield from map(Requirement, group)


def missing(python: str, platform: str) -> list[str]:
    """What is wanted there, or by something that is, and not pinned, or not in that version."""
    environment: dict[str, Any] = {
        **default_environment(),
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": platform,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[platform],
        "os_name": "nt" if platform == "win32" else "posix",
    }

    def applies(one: Requirement, extra: str = "") -> bool:
        return one.marker is None or one.marker.evaluate({**environment, "extra": extra})

    pins = {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in map(Requirement, (pin for pin, _ in PINS))
        if applies(one)
    }
    found, seen = [], set[str]()
    todo = [(one, "pyproject.toml") for one in wanted() if applies(one)]
    while todo:
        one, by = todo.pop()
        name = canonicalize_name(one.name)
        if name not in pins or not one.specifier.contains(pins[name], prereleases=True):
            found.append(f"{one}, for {by}: {pins.get(name, 'no pin')}")
        for extra in {"", *one.extras}:
            if f"{name}[{extra}]" not in seen:
                seen.add(f"{name}[{extra}]")
                todo += [(each, name) for each in needed(name) if applies(each, extra)]
    return found


@cache
def needed(name: str) -> list[Requirement]:
    """What the installed release needs; nothing is known of one for another Python."""
    try:
        return list(map(Requirement, importlib.metadata.requires(name) or ()))
    except importlib.metadata.PackageNotFoundError:
        return []


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_has_everything_that_is_needed(python: str, platform: str) -> None:
    assert missing(python, platform) == []


def test_every_version_is_pinned_with_a_hash() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()

    assert len(PINS) == sum(not line.startswith((" ", "#")) for line in lines)
    assert MINORS == ["3.11", "3.12", "3.13", "3.14"]


def test_nothing_that_the_project_installs_for_itself_is_resolved() -> None:
    """`make constraints`, `make bounds` and `make pyodide` resolve: that is what they are for."""
    recipes = (ROOT / "Makefile").read_text("utf-8").splitlines()
    pip = [line for line in recipes if re.search(r"-m pip (install|wheel|download)", line)]
    npm = [line for line in recipes if re.search(r"\$\(npm\) (ci|install)", line)]

    assert len(pip) == 3
    assert [line for line in pip if "--no-deps" not in line] == []
    assert [line for line in npm if " ci " not in line and "pyodide@$(VERSION)" not in line] == []


def test_every_resolution_and_the_oldest_and_newest_python_are_tested_by_the_workflow() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]
    ends = [MINORS[0], MINORS[-1]]

    assert jobs["test"]["strategy"]["matrix"] == {"python": ends}
    assert jobs["install"]["strategy"]["matrix"] == {"python": MINORS}
    assert jobs["bounds"]["strategy"]["matrix"] == {
        "python": ends,
        "resolution": ["lowest-direct", "highest"],
    }


def test_the_manual_says_which_zensical_is_tested() -> None:
    (pin,) = (one for one in PROJECT["dependency-groups"]["dev"] if one.startswith("zensical"))

    version = pin.partition("==")[2]
    assert f"Zensical (tested with {version})" in (ROOT / "docs/pages.md").read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile, and programs that every Debian has, of a user who is not root."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("src/tryfield/core", "playground", "bin"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("sh", "awk", "find", "ls", "make"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    (tmp_path / "bin" / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "bin" / "id").chmod(0o755)
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    own = folder / "bin"
    environment = {"PATH": str(own) if own.is_dir() else os.environ["PATH"]}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_needs_what_every_system_has(checkout: Path) -> None:
    done = make(checkout, "help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "make demo " in done.stdout
    assert "make test " in done.stdout


def test_nothing_is_missing_once_it_is_installed(checkout: Path) -> None:
    # The libraries are there: these tests need them as well.
    for name in ("chromium", "firefox-esr", "WebKitWebDriver", "Xvfb", "curl"):
        (checkout / "bin" / name).symlink_to("/bin/true")
    done = make(checkout, "system")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_the_system_lacks_is_named_before_anything_is_built(checkout: Path) -> None:
    done = make(checkout, "test")

    assert done.returncode == 2
    wanted = r"sudo apt-get install .*chromium.* firefox-esr xvfb curl.* webkit2gtk-driver\n"
    assert re.search(wanted, done.stderr)
    assert not (checkout / ".venv").exists()
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("versions", "driver"),
    [
        ("webkitgtk-webdriver | 2.52.0-1 | Packages", "webkitgtk-webdriver"),
        ("", "webkit2gtk-driver"),
    ],
    ids=["a name that can be installed", "a name that other packages mention"],
)
def test_the_driver_of_webkit_is_asked_for_by_the_name_that_can_be_installed(
    checkout: Path, versions: str, driver: str
) -> None:
    # `apt-cache show` is content with a name that another package replaces.
    known = f'#!/bin/sh\n[ "$1" != madison ] || printf %s "{versions}"\n'
    (checkout / "bin" / "apt-cache").write_text(known, encoding="utf-8")
    (checkout / "bin" / "apt-cache").chmod(0o755)
    done = make(checkout, "test")

    assert done.stderr.splitlines()[0].endswith(f" {driver}")


@pytest.mark.parametrize(("words", "drifts"), [([], False), (["DRIFT=1"], True)])
def test_the_demo_drifts_where_that_is_said(words: list[str], drifts: bool) -> None:
    done = make(ROOT, "--dry-run", "demo", *words)

    assert "tryfield demo --port 8000 --site site" in done.stdout
    assert ("--site site --drift" in done.stdout) is drifts
