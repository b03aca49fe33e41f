"""Credentials on a request: where each security scheme puts what the reader typed.

Source: OpenAPI 3.1.1, Security Scheme Object; RFC 7617 (basic), RFC 6750 (bearer).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tryfield.core.model import Auth
from tryfield.core.request.placeholders import is_unfilled
from tryfield.core.request.request_values import Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCredential:
    """A credential as it travels."""

    location: str  #: `header`, `query` or `cookie`
    name: str
    value: str
    secret: str  #: the part of the value that nobody else may see


def prefix_of(auth: Auth) -> str:
    """What stands before the credential in its header: `"Bearer "`; "" when nothing does."""
    if auth.kind == "apiKey":
        return auth.prefix
    if auth.kind in ("oauth2", "openIdConnect"):
        return auth.prefix or "Bearer "
    scheme = auth.scheme.strip()
    if not scheme:
        return auth.prefix
    return auth.prefix or (scheme.capitalize() if scheme.islower() else scheme) + " "


def sent_credential(auth: Auth, credential: Credential | None) -> SentCredential | None:
    """What a scheme adds to a request; None for an empty credential or a placeholder."""
    if credential is None or auth.kind == "mutualTLS":
        return None
    prefix = prefix_of(auth)
    value = _without_prefix(credential.value.strip(), prefix)
    if auth.kind == "http" and auth.scheme.lower() == "basic":
        pair = credential.user or credential.password
        if pair or ":" in value:
            text = f"{credential.user}:{credential.password}" if pair else value
            value = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if not value or is_unfilled(value, _without_prefix(auth.placeholder.strip(), prefix)):
        return None
    if auth.kind != "apiKey":
        name, location, whole = "Authorization", "header", prefix + value
    else:
        name, location = auth.parameter, auth.location
        whole = prefix + value if location == "header" else value
    return SentCredential(location=location, name=name, value=whole, secret=value)


def typed_secrets(auth: Auth, credential: Credential | None) -> tuple[str, ...]:
    """The texts of a credential that must not be shown, whether it is sent or not."""
    if credential is None:
        return ()
    bare = _without_prefix(credential.value.strip(), prefix_of(auth))
    return tuple(one for one in (bare, credential.password) if one)


def _without_prefix(value: str, prefix: str) -> str:
    """The credential without the prefix that a reader pasted with it."""
    word = prefix.strip().lower()
    while word and value.lower().startswith(word) and value[len(word) : len(word) + 1] in (" ", ""):
        value = value[len(word) :].strip()
    if word and value.lower().startswith(word) and not word[-1].isalnum():
        value = value[len(word) :].strip()
    return value
