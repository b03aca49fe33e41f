"""The names and the order of components: those of the author first, what was lifted behind them."""

from __future__ import annotations

import re
from typing import Any

from tryfield.core.model import Json


def component_name(wish: str) -> str:
    """A name that OpenAPI allows for a component."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", wish) or "unnamed"


def order_components(built: dict[str, Any], written: Json) -> None:
    """Bring the built components into the order that they are written in."""
    for group, members in built.items():
        said = written.get(group) if isinstance(written, dict) else None
        first = [name for wish in said or () if (name := component_name(wish)) in members]
        order = [*first, *sorted(set(members) - set(first))]
        built[group] = {name: members[name] for name in dict.fromkeys(order)}
