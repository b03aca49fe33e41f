"""What a refusal names: documented fields that were not sent, and that its text asks for.

`{"detail": [{"loc": ["body", "client"], "msg": "field required"}]}` is worth another call with
`client`, although the documentation calls it optional.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tryfield.checking.live.made_values import body_of, made_parameter, whole_value, with_body
from tryfield.checking.live.resource_links import request_content, request_node
from tryfield.core.model import Endpoint
from tryfield.core.request.request_values import Values

_READ = 20_000  # bytes of a refusal


def missing_names(endpoint: Endpoint, values: Values, refusal: bytes) -> Values | None:
    """The same values and those that a refusal names; None where it names nothing new.

    Args:
        endpoint: What was called.
        values: What was sent.
        refusal: The body of the response.
    """
    text = refusal[:_READ].decode("utf-8", "replace")
    words = set(re.findall(r"[A-Za-z_][\w.-]*", text))
    parameters = dict(values.parameters)
    for one in endpoint.parameters:
        place = one.location, one.name
        if place not in parameters and one.name in words and one.location in ("query", "header"):
            parameters[place] = made_parameter(endpoint, one.location, one.name)
    named = replace(values, parameters=parameters)
    node, content = request_node(endpoint), request_content(endpoint)
    if node is not None and content is not None:
        body = body_of(values)
        sent = body if isinstance(body, dict) else {}
        more = {
            name: whole_value(child)
            for name, child in node.properties.items()
            if name not in sent and name in words and not child.read_only
        }
        if more:
            named = with_body(named, content, {**sent, **more})
    return None if named == values else named
