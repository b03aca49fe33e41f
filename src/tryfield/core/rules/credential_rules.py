"""Rules about credentials: that examples send the documented ones, and never real ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import log2
from operator import itemgetter
from typing import TypeAlias

from tryfield.core.curl.curl_model import Command
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.jsontext.json_document import line_starts, span_of
from tryfield.core.model import Auth, Endpoint, Example, Requirement, Span
from tryfield.core.request.placeholders import has_placeholder
from tryfield.core.rules.checked_examples import checked_examples, shifted
from tryfield.core.rules.rule_findings import astray, endpoint_finding, is_page
from tryfield.core.secret_names import is_credential_name

_LIVE = {
    "Stripe key": r"\b[sr]k_live_[0-9A-Za-z]{16,}",
    "GitHub token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{60,})",
    "GitLab token": r"\bglpat-[0-9A-Za-z_-]{20,}",
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "Slack token": r"\bxox[abpros]-[0-9A-Za-z-]{20,}",
    "Google API key": r"\bAIza[0-9A-Za-z_-]{35}",
    "SendGrid key": r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}",
    "npm token": r"\bnpm_[0-9A-Za-z]{36}",
    "OpenAI key": r"\bsk-(?:proj-)?[0-9A-Za-z_-]{32,}",
    "private key": r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----\s+[0-9A-Za-z+/=]{32,}",
    "JSON Web Token": r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}",
}
_SECRETS = re.compile("|".join(f"({pattern})" for pattern in _LIVE.values()))
_BEARER = re.compile(r"(?i:bearer|token|basic|key)[ =:]+['\"]?([0-9A-Za-z_./+=-]{32,})")
_LONG = re.compile(r"[ =:]['\"]?[0-9A-Za-z_./+=-]{32,}")  # what every match of _BEARER has
_BEGINNINGS = (
    "k_live_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA",
    "xox", "AIza", "SG.", "npm_", "sk-", "PRIVATE KEY", "eyJ",
)  # fmt: skip
_INVENTED = re.compile(
    r"(?i:x{4}|\.{3}|\*{3}|your|example|sample|dummy|test|fake|placeholder|redacted|1234567|abcdef"
    r"|secret|(.)\1{5})|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){2,}"
)
#: Tokens that manuals show: of jwt.io (with its header, which says nothing) and of GitHub.
_PUBLIC_TOKENS = ("eyJzdWIiOiIxMjM0NTY3ODkwIiw", "16C7e42F292c6912E7710c838347Ae178B4a")


def auth_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """A curl example does not send the credentials that are documented.

    A reader who copies it gets 401. Credentials themselves are never part of a finding.

    Bad: the page documents a bearer token, and shows

    ```bash
    curl https://api.example.com/users -H 'Authorization: Token <token>'
    ```

    Good:

    ```bash
    curl https://api.example.com/users -H 'Authorization: Bearer <token>'
    ```

    To fix it: send what is documented, or document what is sent. An endpoint that allows
    anonymous calls has nothing to send. Where only the settings of a site speak of authentication
    and an example sends none, that is a note: the endpoint may be one that gives credentials.
    """
    for exhibit in checked_examples(endpoint).all:
        command = exhibit.command
        if command is None or astray(exhibit):
            continue
        literal = exhibit.example.literal
        sent = _sent(command)
        span = _credential_span(command) if literal else None
        if not endpoint.security:
            if sent and not _documents_header(endpoint, sent):
                yield endpoint_finding(
                    "auth-differs",
                    endpoint,
                    Severity.WARNING,
                    f"The curl command sends '{sent}', but no authentication is documented.",
                    "Document how a call is authenticated.",
                    span=span or exhibit.whole,
                    field="(auth)",
                )
            continue
        if any(all(_satisfied(one, command) for one in every) for every in endpoint.security):
            continue
        wanted = " or ".join(_alternative_label(every) for every in endpoint.security if every)
        shown = _sent_label(command)
        severity = Severity.ERROR if sent else Severity.WARNING
        if not sent and _is_of_the_site(endpoint):
            severity = Severity.NOTE
        yield endpoint_finding(
            "auth-differs",
            endpoint,
            severity,
            f"The curl command sends {shown}, but {wanted} is documented.",
            "Send what is documented, or document what is sent.",
            span=span or exhibit.whole,
            field="(auth)",
            evidence=(
                Evidence(speaker="docs", words=wanted, span=endpoint.security[0][0].auth.span)
                if endpoint.security[0]
                else Evidence(speaker="docs", words=wanted),
                Evidence(speaker="example", words=shown, span=span or exhibit.whole),
            ),
        )


def _is_of_the_site(endpoint: Endpoint) -> bool:
    """Whether only the settings of a site say how calls are authenticated, and not its page."""
    auths = [one.auth for every in endpoint.security for one in every]
    page = is_page(endpoint.span or Span(""))
    return page and all(auth.span is None and not auth.description for auth in auths)


def _sent(command: Command) -> str:
    """Name of the header that carries a credential, or `""`."""
    for name, _ in command.request.headers:
        if is_credential_name(name.strip(), "header"):
            return name.strip()
    return ""


def _credential_span(command: Command) -> Span | None:
    for (name, _), span in zip(command.request.headers, command.header_spans, strict=False):
        if is_credential_name(name.strip(), "header"):
            return span or command.span
    return None


def _sent_label(command: Command) -> str:
    name = _sent(command)
    if not name:
        return "no credentials"
    value = (command.request.header(name) or "").strip()
    scheme, space, _ = value.partition(" ")
    said = f"{scheme} …" if space and len(scheme) < 20 and scheme.isalnum() else "…"
    return f"'{name}: {said}'"


def _documents_header(endpoint: Endpoint, name: str) -> bool:
    return any(
        one.location == "header" and one.name.lower() == name.lower() for one in endpoint.parameters
    )


def _satisfied(requirement: Requirement, command: Command) -> bool:
    auth = requirement.auth
    if auth.kind == "mutualTLS":
        return True
    if auth.kind == "apiKey":
        return _key_sent(auth, command)
    value = (command.request.header("Authorization") or "").strip()
    if not value:
        return bool(command.user) and auth.scheme.lower() in ("basic", "digest")
    if has_placeholder(value) and " " not in value:
        return True
    scheme = auth.scheme or "bearer"
    return value.lower().startswith(scheme.lower() + " ") or value.lower() == scheme.lower()


def _key_sent(auth: Auth, command: Command) -> bool:
    if auth.location == "query":
        return re.search(rf"[?&]{re.escape(auth.parameter)}=", command.request.url) is not None
    if auth.location == "cookie":
        return f"{auth.parameter}=" in (command.request.header("Cookie") or "")
    value = command.request.header(auth.parameter)
    if value is None:
        return False
    prefix = auth.prefix.strip().lower()
    value = value.strip().lower()
    return value.startswith(prefix) or (" " not in value and has_placeholder(value))


def _alternative_label(every: tuple[Requirement, ...]) -> str:
    return " and ".join(_scheme_label(one.auth) for one in every)


def _scheme_label(auth: Auth) -> str:
    if auth.kind == "apiKey":
        if auth.location == "header":
            return f"'{auth.parameter}: {auth.prefix}…'"
        return f"the {auth.location} '{auth.parameter}'"
    if auth.kind == "http":
        return f"'Authorization: {(auth.scheme or 'bearer').capitalize()} …'"
    return "'Authorization: Bearer …'"


def placeholder_secret_looks_real(endpoint: Endpoint) -> Iterator[Finding]:
    """An example holds a credential that looks like a real one.

    Keys get into examples by copying from a terminal, and stay public for ever. Only the kind of
    the credential is ever reported, never its text.

    Bad:

    ```bash
    curl https://api.example.com/users -H "Authorization: Bearer sk_live_<the rest of a real key>"
    ```

    Good:

    ```bash
    curl https://api.example.com/users -H "Authorization: Bearer <your key>"
    ```

    To fix it: revoke the credential, then write a placeholder.
    """
    for example, status in _examples(endpoint):
        secrets = list(_secrets(example.text))
        spans = _spans_of(endpoint, example, secrets) if secrets else ()
        for (_, _, kind), span in zip(secrets, spans, strict=True):
            yield endpoint_finding(
                "placeholder-secret-looks-real",
                endpoint,
                Severity.WARNING,
                f"What looks like a real {kind} stands in an example.",
                "Revoke it, then write a placeholder such as '<token>'.",
                span=span,
                field=f"({kind})",
                status=status,
            )


def _spans_of(
    endpoint: Endpoint, example: Example, secrets: Iterable[_Found]
) -> Iterator[Span | None]:
    """Where secrets stand: in the text of the file, else their values, else the whole example."""
    if example.literal and example.span is not None:
        lines = line_starts(example.text)
        for begin, end, _ in secrets:
            yield shifted(span_of(lines, "", begin, end), example)
        return
    for shown in checked_examples(endpoint).all:
        if shown.example is example and (document := shown.document) is not None:
            values = sorted(document.offsets(), key=itemgetter(1))
            begins = [begin for _, begin, _ in values]
            for begin, end, _ in secrets:
                at = begin  # of a command, only the body is a document
                if document.text != example.text:
                    at = document.text.find(example.text[begin:end])
                pointer, _, behind = values[max(0, bisect_right(begins, at) - 1)]
                yield shown.span(pointer if at < behind else "")
            return
    yield from (example.span for _ in secrets)


def _examples(endpoint: Endpoint) -> Iterator[tuple[Example, str]]:
    for sample in endpoint.samples:
        yield sample, ""
    for content in endpoint.body.contents if endpoint.body else ():
        for example in content.examples:
            yield example, ""
    for response in endpoint.responses:
        for content in response.contents:
            for example in content.examples:
                yield example, response.status
    for parameter in endpoint.parameters:
        for example in parameter.examples:
            yield example, ""


_Found: TypeAlias = "tuple[int, int, str]"  # begin and end in a text, and its kind


def _secrets(text: str) -> Iterator[_Found]:
    kinds = tuple(_LIVE)
    begins: list[int] = []
    ends: list[int] = []
    # Most examples hold none, and finding a plain text is far quicker than a pattern.
    live = any(beginning in text for beginning in _BEGINNINGS)
    for match in _SECRETS.finditer(text) if live else ():
        said = match.group()
        invented = _INVENTED.search(said) or any(known in said for known in _PUBLIC_TOKENS)
        if not invented and _entropy(said) > 3:
            begins.append(match.start())
            ends.append(match.end())
            yield match.start(), match.end(), kinds[(match.lastindex or 1) - 1]
    for match in _BEARER.finditer(text) if _LONG.search(text) else ():
        said = match.group(1)
        before = bisect_right(begins, match.start(1))
        inside = before > 0 and match.start(1) < ends[before - 1]
        known = any(one in said for one in _PUBLIC_TOKENS)
        if not inside and not known and not _INVENTED.search(said) and _random(said):
            yield match.start(1), match.end(1), "credential"


def _random(text: str) -> bool:
    return (
        _entropy(text) > 3.5 and any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    )


def _entropy(text: str) -> float:
    counts = {sign: text.count(sign) for sign in set(text)}
    return -sum(n / len(text) * log2(n / len(text)) for n in counts.values())
