"""Rules about the names in a path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.core.near_names import nearest
from tryfield.core.rules.making import about

_NAME = re.compile(r"\{[*+#./;?&]?([^{}:*]+)[^{}]*\}")


def path_parameter_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """The path has a name in braces, and no field documents it.

    A reader does not know what to put there, and the console has no field for it.

    Bad: `GET /users/{id}` without a path field.

    Good:

    ```mdx
    <ParamField path="id" type="integer" required>
      Number of the user.
    </ParamField>
    ```

    To fix it: document the name. Where a documented path field has nearly the same name, the
    finding says so.
    """
    if endpoint.kind != "path":
        return
    known = [one.name for one in endpoint.parameters if one.location == "path"]
    names = dict.fromkeys(_NAME.findall(endpoint.path))
    unused = [name for name in known if name not in names]
    for name in names:
        if name in known:
            continue
        near = nearest(name, unused)
        advice = f'Add a field for it: <ParamField path="{name}" type="...">.'
        if near:
            advice = f"Did you mean '{near}', which is documented? Otherwise add a field for it."
        yield about(
            "path-parameter-undocumented",
            endpoint,
            Severity.WARNING,
            f"'{{{name}}}' is in the path, but no field documents it.",
            advice,
            field=name,
            voices=(Evidence(speaker="docs", words=endpoint.path, span=endpoint.span),),
        )


def path_parameter_unused(endpoint: Endpoint) -> Iterator[Finding]:
    """A path field is documented, and the path has no such name.

    The value that a reader gives would go nowhere.

    Bad: `GET /users/{id}` with

    ```mdx
    <ParamField path="user_id" type="integer">
    ```

    Good:

    ```mdx
    <ParamField path="id" type="integer">
    ```

    To fix it: write the name as in the path, or say where else the value goes.
    """
    if endpoint.kind != "path":
        return
    names = _NAME.findall(endpoint.path)
    documented = [one.name for one in endpoint.parameters if one.location == "path"]
    for parameter in endpoint.parameters:
        if parameter.location != "path" or parameter.name in names:
            continue
        near = nearest(parameter.name, [name for name in names if name not in documented])
        advice = "Write the name as it is in the path, or say where else the value goes."
        if near:
            advice = f"Did you mean '{near}'?"
        yield about(
            "path-parameter-unused",
            endpoint,
            Severity.ERROR,
            f"'{parameter.name}' is documented as part of the path, "
            f"but '{endpoint.path}' has no such name.",
            advice,
            span=parameter.span,
            field=parameter.name,
        )
