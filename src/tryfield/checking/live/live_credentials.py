"""The credentials of live calls: `--auth` names variables of the environment, never secrets."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping

from tryfield.core.errors import ConfigurationError
from tryfield.core.request.request_values import Credential

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_WHOLE = re.compile(
    r"(?:(?P<scheme>[^=${}]+)=)?(?P<value>(?:[A-Za-z][\w-]* )?\$\{\w+\}(?::\$\{\w+\})?)"
)


def credentials(
    options: Iterable[str], environment: Mapping[str, str]
) -> tuple[dict[str, Credential], tuple[str, ...]]:
    """Credentials by name of their scheme (`""` is for all others), and every secret in them.

    Args:
        options: `${TOKEN}`, `scheme=${TOKEN}`, `${USER}:${PASSWORD}` or `Token ${TOKEN}`.
        environment: Where the variables are.

    Raises:
        ConfigurationError: An option holds a secret itself, or a variable is not set.
    """
    found: dict[str, Credential] = {}
    secrets: list[str] = []
    for option in options:
        match = _WHOLE.fullmatch(option.strip())
        if match is None:
            # The value is not repeated: it may be a secret, and this is going to be logged.
            raise ConfigurationError(
                "--auth: a secret has no place on a command line. Name a variable, in single "
                "quotes: --auth '${TOKEN}' or --auth SCHEME='${TOKEN}'."
            )
        names = _VARIABLE.findall(match["value"])
        missing = [name for name in names if not environment.get(name)]
        if missing:
            raise ConfigurationError(
                f"--auth: the variable {missing[0]} is not set. Set it to the secret."
            )
        secrets += [environment[name] for name in names]
        value = _VARIABLE.sub(lambda name: environment[name[1]], match["value"])
        secrets.append(value.rpartition(" ")[2])
        found[(match["scheme"] or "").strip()] = Credential(value=value)
    return found, tuple(secrets)


def authorization(credential: str) -> tuple[str, str]:
    """The value of `Authorization` for a credential of no documented scheme, and how it is shown.

    `Token abc` is sent as it is, `user:password` as Basic (RFC 7617), all else as a bearer token
    (RFC 6750).
    """
    scheme, blank, _ = credential.partition(" ")
    if blank:
        return credential, f"{scheme} …"
    if ":" in credential:
        return f"Basic {base64.b64encode(credential.encode()).decode()}", "Basic …"
    return f"Bearer {credential}", "Bearer …"
