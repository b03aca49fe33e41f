"""What axe-core finds in the parts of a page that are ours."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "playground" / "node_modules" / "axe-core"
_VIOLATIONS = """async (where) => {
  const found = await axe.run(document.querySelector(where), { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}"""


def violations(page: Page, where: str = "tryfield-console") -> list[str]:
    """The rules that the first element there breaks, each with what breaks it."""
    page.evaluate((AXE / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(_VIOLATIONS, where)
    return found
