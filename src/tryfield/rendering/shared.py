"""What a page and its twin both need of an endpoint, worked out once for the two of them."""

from __future__ import annotations

from tryfield.core import contract, fields
from tryfield.core.model import Endpoint
from tryfield.core.recent import recent
from tryfield.rendering import samples
from tryfield.rendering.likeness import Likeness

# Pages are made one by one, so that the last endpoint is enough.
sections = recent(1)(fields.sections)
to_contract = recent(1)(contract.to_contract)
bodies = recent(1)(samples.bodies)
answers = recent(1)(samples.answers)


@recent(1)
def likeness(_: Endpoint) -> Likeness:
    """Which fields of an endpoint look like which others."""
    return Likeness()
