"""Which headers and query parameters carry a credential, and what definitions write instead."""

from __future__ import annotations

import re

from tryfield.core.model import Auth, Span

_PLACEHOLDER = re.compile(
    r"<[^<>]+>|\{\{?[^{}]+\}?\}|\$\{?[A-Za-z_]\w*\}?|%[A-Za-z_]\w*%|\[[A-Za-z][^\[\]]*\]"
    r"|[\w-]*(?:YOUR|MY|TOKEN|KEY|SECRET|API)[\w-]*|[\w-]*(?:your|xxx|XXX|\.\.\.)[\w.-]*|[*x•.…]{3,}",
)
_KEY_HEADERS = re.compile(
    r"(?:x-)?(?:[\w-]*-)?(?:api[-_]?key|api[-_]?token|auth[-_]?token|access[-_]?token|"
    r"auth[-_]?key|app[-_]?key|client[-_]?secret|secret[-_]?key|session[-_]?token|token|"
    r"authentication|x-auth|subscription-key|license-key)",
    re.IGNORECASE,
)
_KEY_QUERIES = frozenset(
    {"api_key", "apikey", "api-key", "access_token", "auth_token", "token", "key", "appid"}
)
_SCHEME = re.compile(r"([A-Za-z][\w+-]*)[ \t]+(\S.*)$", re.DOTALL)


def is_placeholder(text: str) -> bool:
    """Whether a text stands for what the reader fills in: `<token>`, `$API_KEY`, `{{token}}`."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def is_credential_header(name: str) -> bool:
    """Whether a header carries a credential by its name."""
    return name.lower() == "authorization" or _KEY_HEADERS.fullmatch(name) is not None


def is_credential_query(name: str) -> bool:
    """Whether a query parameter carries a credential by its name."""
    return name.lower() in _KEY_QUERIES


def auth_of_header(name: str, value: str, *, span: Span | None = None) -> Auth:
    """The auth that a header with a documented value stands for.

    `Bearer <t>` and `Basic <t>` are http schemes; any other word in front is a prefix.
    """
    value = value.strip()
    if name.lower() == "authorization":
        found = _SCHEME.match(value)
        word = found.group(1) if found else ""
        credential = found.group(2).strip() if found else value
        if word.lower() in ("bearer", "basic", "digest"):
            return http_auth(word.lower(), placeholder=credential, span=span)
        if found and not is_placeholder(value):
            return Auth(
                name=f"{word.lower()}Auth",
                kind="apiKey",
                parameter="Authorization",
                prefix=f"{word} ",
                placeholder=_kept(credential),
                span=span,
            )
        return Auth(
            name="authorization",
            kind="apiKey",
            parameter="Authorization",
            placeholder=_kept(value),
            span=span,
        )
    return Auth(
        name=_camel(name), kind="apiKey", parameter=name, placeholder=_kept(value), span=span
    )


def http_auth(scheme: str, *, placeholder: str = "", span: Span | None = None) -> Auth:
    """Basic, bearer or digest."""
    parts = [part for part in placeholder.split(":") if part]
    return Auth(
        name=f"{scheme}Auth",
        kind="http",
        scheme=scheme,
        placeholder=placeholder if parts and all(map(is_placeholder, parts)) else "",
        span=span,
    )


def key_auth(
    name: str, *, location: str = "header", placeholder: str = "", span: Span | None = None
) -> Auth:
    """A key in a header, a query parameter or a cookie."""
    return Auth(
        name=_camel(name),
        kind="apiKey",
        location="query" if location == "query" else "cookie" if location == "cookie" else "header",
        parameter=name,
        placeholder=_kept(placeholder),
        span=span,
    )


def _kept(text: str) -> str:
    return text.strip() if is_placeholder(text) else ""


def _camel(name: str) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", name) if word]
    if not words:
        return "key"
    return words[0].lower() + "".join(word[:1].upper() + word[1:] for word in words[1:])
