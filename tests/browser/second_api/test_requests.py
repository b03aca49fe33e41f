"""What is sent: parameters of all styles, uploads, pasted commands, after a question or not."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import second
from tests.browser.console import recorded
from tests.browser.second_api.site import Second
from tests.core.request.test_real_senders import decoded


def test_every_style_of_parameters_is_written_as_openapi_says(page: Page, api: Second) -> None:
    console = api.open(page, "styles")

    console.send()

    said = console.received()
    assert said["path"] == "/styles/;m=3;m=4/.R,100,G,200/R=100,G=200"
    assert set(unquote(said["query"]).split("&")) == {
        *("form=3", "form=4", "joined=3,4", "spaced=3 4", "piped=3|4"),
        *("deep[R]=100", "deep[G]=200"),
    }
    assert said["headers"]["x-styled"] == "3,4"


@pytest.mark.parametrize("location", ["path", "query", "header"])
def test_a_console_sends_what_the_style_tables_say(location: str, page: Page, api: Second) -> None:
    wires = {name: one.wire.replace("color", name) for name, one in second.cells(location).items()}
    console = api.open(page, f"{location}cells")

    console.send()

    said = console.received()
    if location == "path":
        assert decoded(said["path"]) == decoded("/".join(["/cells", *wires.values()]))
    elif location == "query":
        assert decoded(said["query"]) == decoded("&".join(wires.values()))
    else:
        assert said["headers"] == {name.lower(): text for name, text in wires.items()}


def test_a_file_and_parts_with_types_are_uploaded(page: Page, api: Second, tmp_path: Path) -> None:
    console = api.open(page, "upload")
    chosen = tmp_path / "päper.bin"
    chosen.write_bytes(bytes(range(256)) * 40)
    console.element.locator("input[type=file]").first.set_input_files(chosen)

    console.send()

    (part,) = console.received()["parts"]
    assert (part["name"], part["size"], part["type"]) == (
        "file",
        10_240,
        "application/octet-stream",
    )
    assert part["filename"].endswith("per.bin")
    assert part["digest"] == hashlib.sha256(chosen.read_bytes()).hexdigest()


def test_several_files_are_chosen_at_once(page: Page, api: Second, tmp_path: Path) -> None:
    console = api.open(page, "upload")
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text(f"page {name}")
    several = console.element.locator("input[type=file][multiple]")
    several.set_input_files([tmp_path / "1.txt", tmp_path / "2.txt"])

    console.send()

    assert [(p["name"], p["filename"], p["size"]) for p in console.received()["parts"]] == [
        ("pages", "1.txt", 10),
        ("pages", "2.txt", 10),
    ]


#: Ten uploads of the chosen file by the console and by plain `fetch`, in turns: the medians of
#: both, in seconds.


def test_a_large_file_is_sent_whole(page: Page, api: Second, tmp_path: Path) -> None:
    console = api.open(page, "stored")
    chosen = tmp_path / "film.bin"
    chosen.write_bytes(os.urandom(12_000_000))
    console.element.locator("input[type=file]").first.set_input_files(chosen)
    console.send()

    assert console.received()["size"] > 12_000_000


def test_a_method_that_changes_data_asks_first(page: Page, api: Second) -> None:
    console = api.open(page, "change")
    requests = recorded(page)
    send = console.element.get_by_role("button", name="Send", exact=True).first
    send.click()
    dialog = page.get_by_role("dialog", name="DELETE changes data")

    dialog.get_by_role("button", name="Cancel").click()
    before = [r for r in requests if r.method == "DELETE"]
    send.click()
    dialog.get_by_role("button", name="Send").click()

    expect(console.outcome).to_contain_text("200")
    assert before == []
    assert [r.method for r in requests if r.url.endswith("/change")][-1] == "DELETE"


def test_a_pasted_command_fills_in_the_form(page: Page, api: Second) -> None:
    console = api.open(page, "change")
    console.element.get_by_role("button", name="Paste curl").click()
    console.element.get_by_label("curl command").fill(
        f"curl -X DELETE {api.api}/change -H 'X-Extra: 1' -H 'Content-Type: application/json' "
        """-d '{"n": 7}'"""
    )

    console.element.get_by_role("button", name="Fill in").click()
    expect(console.element.get_by_role("textbox", name="Headers: Name")).to_have_value("X-Extra")
    console.element.get_by_role("button", name="JSON", exact=True).click()

    expect(console.element.get_by_role("textbox", name="Body")).to_have_value(
        re.compile(r'"n":\s*7')
    )
