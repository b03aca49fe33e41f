"""What a page and its twin both need of an endpoint, worked out once for the two of them."""

from __future__ import annotations

from tryfield.core.caches import identity_cache
from tryfield.core.contract import contract_writer
from tryfield.core.fields import field_sections
from tryfield.core.model import Endpoint
from tryfield.rendering import samples
from tryfield.rendering.likeness import Likeness

# Pages are made one by one, so that the last endpoint is enough.
sections = identity_cache(1)(field_sections.sections)
to_contract = identity_cache(1)(contract_writer.to_contract)
bodies = identity_cache(1)(samples.bodies)
answers = identity_cache(1)(samples.answers)


@identity_cache(1)
def likeness(_: Endpoint) -> Likeness:
    """Which fields of an endpoint look like which others."""
    return Likeness()
