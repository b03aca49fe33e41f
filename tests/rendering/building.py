"""Builds small MkDocs sites for the tests of this folder."""

from __future__ import annotations

import logging
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

USER = """\
---
title: "Create User"
api: "POST https://api.example.com/api/user"
description: "Gives a group a new token."
---

<ParamField body="current_token" type="string" required>
  The token *in use*.
</ParamField>

<ResponseField name="user_group" type="object">
  The group.

  <Expandable title="Toggle object">
    <ResponseField name="token" type="string">
      The new token.
    </ResponseField>
    <ResponseField name="tag" type="JSON or null">
      Its environment.
    </ResponseField>
  </Expandable>
</ResponseField>

<RequestExample>
```bash Example Request
curl --request POST 'https://api.example.com/api/user' \\
--header 'Content-Type: application/json' \\
--header 'Authorization: Token <token>' \\
--data-raw '{"current_token": ""}'
```
</RequestExample>

<ResponseExample>
```json Response
{"user_group": {"token": "<t>", "tag": null}}
```
</ResponseExample>
"""


@dataclass(frozen=True)
class Built:
    """A built site."""

    folder: Path
    log: tuple[str, ...]  #: warnings and errors; the last is `aborted` when nothing was built

    def text(self, uri: str) -> str:
        return (self.folder / uri).read_text(encoding="utf-8")


class _Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def site(
    folder: Path,
    files: Mapping[str, str],
    *,
    tryfield: Mapping[str, Any] | None = None,
    handler: Mapping[str, Any] | None = None,
    plugin: bool = True,
    **more: Any,
) -> Built:
    """Write a site's sources and build it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    (folder / "docs").mkdir(exist_ok=True)
    if not (folder / "docs" / "index.md").exists():
        (folder / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    own = [{"tryfield": {"sources": ["docs/api"], **(tryfield or {})}}] if plugin else []
    handlers = {"handlers": {"tryfield": dict(handler)}} if handler else {}
    config = {
        "site_name": "Site",
        "theme": {"name": "material", "font": False},
        "markdown_extensions": ["tables", "pymdownx.superfences"],
        "plugins": ["search", "autorefs", *own, {"mkdocstrings": handlers}],
        **more,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    messages = _Messages()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(messages)
    try:
        loaded = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
        loaded.plugins.on_startup(command="build", dirty=False)
        build(loaded)
    except Abort:
        messages.lines.append("aborted")
    finally:
        logger.removeHandler(messages)
    return Built(folder / "site", tuple(messages.lines))
