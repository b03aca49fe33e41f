"""The last match: what a live check writes down is what a page says."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.checking.conftest import DOCS, Ran, drifting_api, project, tryfield, users_api
from tests.rendering.building import Built, site

__all__ = ["drifting_api", "project", "tryfield", "users_api"]
LIVE = ("check", "--methods", "GET,POST", "--auth", "${TOKEN}", "--stamp", "stamp.json", "--live")


def built(folder: Path, address: str) -> Built:
    """A page of the project with its stamps, in a site that calls the address `staging`."""
    text = (DOCS / "get-user.mdx").read_text(encoding="utf-8")
    environments = [{"name": "staging", "url": f"{address}/"}]
    settings = {"stamp": "stamp.json", "options": {"environments": environments}}
    return site(folder, {"docs/api/get-user.mdx": text}, tryfield=settings)


def page(folder: Path, address: str) -> str:
    return built(folder, address).text("api/get-user/index.html")


def written(folder: Path) -> str:
    """The day that the stamp names: today, unless that ended since it was written."""
    said = json.loads((folder / "stamp.json").read_text("utf-8"))
    day = str(said["endpoints"]["GET /api/user"]["date"])
    age = dt.datetime.now(dt.UTC).date() - dt.date.fromisoformat(day)
    assert dt.timedelta(0) <= age <= dt.timedelta(days=1)
    return day


def test_a_page_says_when_a_live_check_last_matched_and_where(
    tryfield: Callable[..., Ran], users_api: str, project: Path
) -> None:
    tryfield(*LIVE, users_api)
    today = written(project)

    wanted = rf"✓ Last matched {today} on staging; (\d+) of (\d+) response fields seen</p>"
    said = re.search(wanted, page(project, users_api))
    assert said is not None
    assert 0 < int(said[1]) <= int(said[2])


def test_the_overview_says_how_much_of_the_reference_the_last_live_check_reached(
    tryfield: Callable[..., Ran], users_api: str, project: Path
) -> None:
    printed = tryfield(*LIVE, users_api).out
    totals = re.search(r"^Live: (.*)\.$", printed, re.MULTILINE)

    assert totals is not None
    wanted = f"Live check {written(project)} on staging: {totals[1]}.</p>"
    assert wanted in built(project, users_api).text("api/index.html")


def test_a_page_that_differs_says_when_it_last_matched(
    tryfield: Callable[..., Ran], users_api: str, drifting_api: str, project: Path
) -> None:
    tryfield(*LIVE, users_api)
    before = written(project)
    tryfield(*LIVE, drifting_api)
    today = written(project)

    wanted = f"✗ Differed {today} on staging, last matched {before}; "
    assert wanted in page(project, drifting_api)
