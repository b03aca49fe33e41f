"""What a reader does with the console of a page, and what the page then says."""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

COPIED = """async () => {
  for (let turn = 0; turn < 2400; turn += 1) {
    const text = await navigator.clipboard.readText();
    if (text) return text;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return "";
}"""


@dataclass(frozen=True, slots=True)
class Console:
    """The console of the endpoint on a page."""

    page: Page

    @property
    def element(self) -> Locator:
        return self.page.locator("tryfield-console")

    def touch(self) -> None:
        """The reader's first touch; afterwards Python is there."""
        self.element.get_by_role("button", name="Try it").click()
        expect(self.element.get_by_label("Server")).to_be_visible()

    def call(self, base_url: str) -> None:
        """Type a base URL of one's own."""
        self.element.get_by_label("Server").select_option(label="Another URL…")
        address = self.element.get_by_label("Base URL")
        address.fill(base_url)
        address.blur()

    def authorize(self, token: str) -> None:
        self.element.get_by_label("Token", exact=True).fill(token)

    def write(self, text: str) -> None:
        """The body as JSON text."""
        self.element.get_by_role("button", name="JSON").click()
        area = self.element.get_by_role("textbox", name="Body")
        area.fill(text)

    def send(self) -> None:
        """Send, and wait until there is an answer or a reason why there is none."""
        self.element.get_by_role("button", name="Send", exact=True).click()
        expect(self.outcome).not_to_have_text("")

    def open_python(self) -> None:
        """The tab with the request as code; afterwards it can be typed in."""
        self.element.get_by_role("tab", name="Python").click()
        expect(self.editor).to_be_visible()

    @property
    def editor(self) -> Locator:
        return self.element.get_by_role("textbox", name="Python code")

    @property
    def output(self) -> Locator:
        return self.element.get_by_role("log")

    def code(self) -> str:
        """What stands in the editor."""
        return "\n".join(self.element.locator(".cm-line").all_inner_texts())

    def type_code(self, code: str) -> None:
        self.editor.fill(textwrap.dedent(code))

    def run(self, code: str = "") -> None:
        """Run what stands there, or other code, to its end."""
        if code:
            self.type_code(code)
        self.element.get_by_role("button", name="Run", exact=True).click()
        ended = self.element.get_by_text(re.compile("^It (ran through|ended with an error)"))
        expect(ended).to_be_visible()

    @property
    def outcome(self) -> Locator:
        """The words that a screen reader hears after Send."""
        return self.element.locator("[aria-live]")

    def received(self) -> Any:
        """The JSON that came, as the raw tab shows it."""
        self.element.get_by_role("tab", name="Raw").click()
        text = self.element.get_by_role("tabpanel", name="Raw").inner_text()
        self.element.get_by_role("tab", name="Body").click()
        return json.loads(text[text.index("{") :])

    def copied(self, button: str) -> str:
        """What one of its buttons puts into the clipboard."""
        self.page.evaluate("navigator.clipboard.writeText('')")
        self.element.get_by_role("button", name=button).click()
        text: str = self.page.evaluate(COPIED)
        return text

    def marks(self) -> dict[str, str]:
        """The verdict on each field of the page, by path; the whole body is the empty path."""
        rows: list[tuple[str, str]] = self.page.locator(".tryfield-mark").evaluate_all(
            "marks => marks.map(mark =>"
            " [mark.closest('[data-tryfield-path]')?.dataset.tryfieldPath ?? '',"
            " mark.dataset.verdict])"
        )
        return dict(rows)

    def undocumented(self) -> list[str]:
        """The names on the page that nobody documented."""
        return self.page.locator(".tryfield-undocumented").all_inner_texts()


def opened(page: Page, url: str) -> Console:
    """The console of the page at an address."""
    page.goto(url)
    return Console(page)


def recorded(page: Page) -> list[Request]:
    """Every request from now on, of the page and of its workers."""
    requests: list[Request] = []

    def note(request: Request) -> None:  # Playwright cannot take a built-in method
        requests.append(request)

    page.context.on("request", note)
    return requests
