"""Pages of the findings that readers make before any rule runs."""

from __future__ import annotations

from collections.abc import Mapping

READING: Mapping[str, str] = {
    "definition-unreadable": """A definition cannot be read.

The file is missing, too large, not text, or so damaged that no endpoint can be found in it.

Bad: a page saved in UTF-16, or an OpenAPI document that breaks off in the middle.

Good: a complete file in UTF-8.

To fix it: follow the advice of the finding.""",
}
