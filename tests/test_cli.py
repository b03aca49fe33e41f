"""The command line: what it exits with, what it writes, what it explains."""

from __future__ import annotations

import difflib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from tests.checking.conftest import DOCS, Ran, project, search_path, tryfield

__all__ = ["project", "tryfield"]
Run = Callable[..., Ran]
BROKEN = """---
title: Broken
api: GET https://api.example.com/broken
---

<ResponseField name="id" type="integer" required>The id.</ResponseField>

<ResponseExample>
```json Response
{"id": "7", "name": "Ada",}
```
</ResponseExample>
"""


@pytest.fixture
def broken(project: Path) -> Path:
    page = project / "api" / "broken.mdx"
    page.write_text(BROKEN, encoding="utf-8")
    return page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "api/create-user.mdx"), 0),
        (("check", "api/broken.mdx"), 1),
        (("check", "api/create-user.mdx", "--fail-on", "note"), 1),
        (("check", "api/create-user.mdx", "--min-coverage", "99"), 1),
        (("check", "nowhere.mdx"), 2),
        (("check", "--output", "pdf=x"), 2),
        (("check", "--update-baseline"), 2),
        (("check", "--live", "example.com"), 2),
        (("check", "--live", "https://a.example.com\\@b.example.com"), 2),
        (("check", "bad.mdx"), 3),
        (("rules", "no-such-rule"), 2),
        (("rules",), 0),
        (("relay",), 2),
        (("--version",), 0),
    ],
)
def test_the_exit_code_says_how_it_went(
    tryfield: Run, broken: Path, words: tuple[str, ...], code: int
) -> None:
    (broken.parents[1] / "bad.mdx").write_bytes(b"---\ntitle: \xff\n---\n")
    done = tryfield(*words)

    assert done.code == code, done.err
    assert "Traceback" not in done.err


def test_findings_are_the_same_wherever_the_check_runs_from(
    tryfield: Run, broken: Path, project: Path
) -> None:
    outside = tryfield("check", "--format", "json")
    (project / "api" / "tryfield.txt").touch()
    inside = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tryfield.cli import main; main()",
            "check",
            "--format",
            "json",
        ],
        cwd=project / "api",
        env={"PYTHONPATH": search_path()},
        capture_output=True,
        text=True,
        check=False,
    )

    found = [json.loads(text)["findings"] for text in (outside.out, inside.stdout)]
    assert found[0] == found[1]
    assert found[0][0]["span"]["file"].startswith("api/")


def test_safe_fixes_leave_the_rest_of_the_file_and_end(tryfield: Run, broken: Path) -> None:
    tryfield("check", "api/broken.mdx", "--fix")
    once = broken.read_text(encoding="utf-8")
    tryfield("check", "api/broken.mdx", "--fix")

    assert once == BROKEN.replace('"Ada",}', '"Ada"}')
    assert broken.read_text(encoding="utf-8") == once


def test_unsafe_fixes_end_as_well(tryfield: Run, broken: Path) -> None:
    tryfield("check", "api/broken.mdx", "--unsafe-fixes")
    once = broken.read_text(encoding="utf-8")
    done = tryfield("check", "api/broken.mdx", "--unsafe-fixes")

    assert '<ResponseField name="name" type="string">' in once
    assert broken.read_text(encoding="utf-8") == once
    assert done.code == 0


def test_what_is_exported_names_files_as_the_project_does(tryfield: Run, broken: Path) -> None:
    done = tryfield("export", str(broken.resolve()))

    assert json.loads(done.out)["endpoints"][0]["span"]["file"] == "api/broken.mdx"


def test_a_diff_changes_nothing(tryfield: Run, broken: Path) -> None:
    done = tryfield("check", "api/broken.mdx", "--fix", "--diff")

    assert '+{"id": "7", "name": "Ada"}' in done.out.splitlines()
    assert broken.read_text(encoding="utf-8") == BROKEN
    assert done.code == 1


def test_a_diff_shows_what_all_rounds_of_fixes_write_in_the_end(
    tryfield: Run, broken: Path
) -> None:
    shown = tryfield("check", "api/broken.mdx", "--unsafe-fixes", "--diff").out
    tryfield("check", "api/broken.mdx", "--unsafe-fixes")
    written = broken.read_text(encoding="utf-8")

    name = "api/broken.mdx"
    lines = (BROKEN.splitlines(keepends=True), written.splitlines(keepends=True))
    assert shown == "".join(difflib.unified_diff(*lines, f"a/{name}", f"b/{name}"))


def test_a_baseline_accepts_what_there_is_and_nothing_more(
    tryfield: Run, broken: Path, project: Path
) -> None:
    known = ("check", "api/broken.mdx", "--baseline", "known.json")
    tryfield(*known, "--update-baseline")
    accepted = tryfield(*known)
    broken.write_text(BROKEN.replace('"name"', '"email": 1, "name"'), encoding="utf-8")
    news = tryfield(*known, "--format", "json")

    assert accepted.code == 0
    assert "hidden by the baseline" in accepted.out
    assert [f["field"] for f in json.loads(news.out)["findings"]] == ["email"]


def test_a_static_check_forgets_nothing_that_only_a_live_one_can_see(
    tryfield: Run, project: Path
) -> None:
    entry = {
        "fingerprint": "live-field-type GET /api/user 2XX /success",
        "rule": "live-field-type",
        "endpoint": "GET /api/user",
    }
    path = project / "known.json"
    path.write_text(json.dumps({"version": 1, "findings": [entry]}), encoding="utf-8")
    tryfield("check", "--baseline", "known.json", "--update-baseline")

    assert entry in json.loads(path.read_text(encoding="utf-8"))["findings"]


def test_options_may_stand_in_the_configuration(tryfield: Run, project: Path) -> None:
    settings = 'sources = ["api"]\nfail_on = "error"\nbaseline = "known.json"\n'
    (project / "tryfield.toml").write_text(settings, encoding="utf-8")

    assert tryfield("check").code == 0


def test_a_wrong_option_in_the_configuration_is_named(tryfield: Run, project: Path) -> None:
    (project / "tryfield.toml").write_text('sources = ["api"]\nretries = "2"\n', encoding="utf-8")
    done = tryfield("check")

    assert (done.code, "'retries' has a value of the wrong type" in done.err) == (2, True)


def test_colours_stay_off_where_nobody_can_see_them(tryfield: Run, broken: Path) -> None:
    assert "\x1b" not in tryfield("check").out


#: As started at a terminal; what a shell starts in the background hears no interrupt.
AT_A_TERMINAL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from tryfield.cli import main
main()
"""


def test_an_interrupt_keeps_what_was_found(project: Path, broken: Path) -> None:
    page = project / "guide.md"
    begun = project / "begun"
    code = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(60)"
    page.write_text(f"```python tryfield\n{code}\n```\n", encoding="utf-8")
    words = ["check", "api", "guide.md"]
    running = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *words],
        cwd=project,
        env={"PYTHONPATH": search_path()},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not begun.exists():
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=30)

    assert running.returncode == 130
    assert "example-not-json" in out
    assert "Interrupted" in out


def test_a_watch_checks_again_when_a_file_changes(project: Path, broken: Path) -> None:
    words = ["check", "api/broken.mdx", "--watch", "--quiet"]
    running = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *words],
        cwd=project,
        env={"PYTHONPATH": search_path(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    first = _until(running.stdout, "1 endpoint in 1 file")
    broken.write_text(BROKEN.replace('"Ada",', '"Ada"'), encoding="utf-8")
    second = _until(running.stdout, "1 endpoint in 1 file")
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)

    assert ("example-not-json" in first, "example-not-json" in second) == (True, False)
    assert "— broken.mdx changed —" in err
    assert running.returncode == 0


def _until(stream: IO[str], words: str) -> str:
    """The lines of a stream, to the one that begins with some words."""
    lines = [stream.readline()]
    while lines[-1] and not lines[-1].startswith(words):
        lines.append(stream.readline())
    return "".join(lines)


def test_a_rule_is_explained(tryfield: Run) -> None:
    done = tryfield("rules", "live-field-type")

    assert "The API returns a value of another type than is documented." in done.out


def test_an_export_can_be_read_back(tryfield: Run, project: Path) -> None:
    (project / "all.json").write_text(tryfield("export", "--to", "openapi").out, encoding="utf-8")
    done = tryfield("check", "all.json", "--format", "json")

    assert json.loads(done.out)["summary"]["endpoints"] == len(list(DOCS.iterdir()))
