"""Method and address of a page that has no `api:` line, from the curl commands of its examples."""

from __future__ import annotations

from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.target import Target, read_target


def target_of(page: Page) -> tuple[Target | None, str]:
    """What the page's examples call, or why the page has no endpoint."""
    content = page.content
    boxed = [placed for placed in content.examples if placed.section.box]
    if not content.fields and not boxed:
        return None, "The page has no 'api' line, no field and no example."
    calls = [
        (placed, command)
        for placed in content.examples
        for command in page.commands.get(placed.key, ())
        if command.request.url
    ]
    targets: dict[tuple[str, str, str], Target] = {}
    for _, command in calls:
        found = read_target(f"{command.request.method} {command.request.url}")
        if found is not None:
            targets.setdefault((found.method, found.server, found.path), found)
    if not targets:
        return None, (
            "The page documents fields, but no 'api' line and no curl example says method and "
            "address."
        )
    if page.is_export:
        return next(iter(targets.values())), ""
    if not any(placed.section.box == "RequestExample" for placed, _ in calls):
        return None, "The page has no 'api' line, and its curl commands are no request example."
    if all(placed.note.location == "response" for placed in content.fields):
        return None, "The page has no 'api' line and documents no parameter."
    if len(targets) > 1:
        return None, "The page has no 'api' line, and its examples call several endpoints."
    return next(iter(targets.values())), ""
