"""Real Mintlify sites, moved in: how much of each is where it was.

    MINTLIFY_SITES=/folder/of/sites python -m pytest tests/benchmarks/test_mintlify_sites.py -q -s

Each folder in that folder is a Mintlify site, with its docs.json or mint.json.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.migration_count import count
from tryfield.cli import main

_FOLDER = os.environ.get("MINTLIFY_SITES", "")
SITES = sorted(path for path in Path(_FOLDER).iterdir() if path.is_dir()) if _FOLDER else []


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_a_site_keeps_its_pages_pictures_and_links(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = time.perf_counter()
    done = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--mintlify", str(site)])
    taken = time.perf_counter() - begin
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(tmp_path / "new")
    CliRunner().invoke(main, ["check", "--update-baseline"])

    found = count(site, tmp_path / "new")

    print(f"\n{site.name}: new {taken:.1f} s | {found.in_short()}")
    assert found.warnings == []
    for missing, of in (
        (found.not_at_address, found.pages),
        (found.not_in_navigation, found.pages),
        (found.broken_pictures + found.lost_pictures, found.pictures),
        (found.broken_links, found.links),
    ):
        assert len(missing) <= of / 100, missing[:20]
    assert not any("## " in mark for mark in found.literal_marks)
