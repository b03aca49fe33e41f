"""A request before it is sent: as text, as code, and with all objections.

Objections come from the documentation; `browser_restrictions` adds those of the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tryfield.core.console.browser_restrictions import browser_restrictions
from tryfield.core.console.console_messages import request_message
from tryfield.core.fields.field_node import written_path
from tryfield.core.masking import masked, redacted, secrets_in
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_builder import build_request, sent_credentials, unfilled
from tryfield.core.request.request_credentials import sent_credential, typed_secrets
from tryfield.core.request.request_url import origin_of
from tryfield.core.request.request_values import Values
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.core.wire import WireRequest

if TYPE_CHECKING:
    from tryfield.core.verdict.judgement import Judgement


@dataclass(frozen=True, kw_only=True)
class RequestPreview:
    """One choice of values, built once and looked at from all sides."""

    endpoint: Endpoint
    values: Values
    page: str = ""

    @cached_property
    def request(self) -> WireRequest:
        """What is sent."""
        return build_request(self.endpoint, self.values, page=self.page)

    @cached_property
    def shown(self) -> WireRequest:
        """The same without its credentials."""
        return masked(self.request, self.secrets)

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must not be shown."""
        sent = [one.secret for one in sent_credentials(self.endpoint, self.values)]
        auths = {one.auth.name: one.auth for group in self.endpoint.security for one in group}
        typed = [
            text
            for name, credential in self.values.credentials.items()
            for text in (
                typed_secrets(auths[name], credential)
                if name in auths
                else (credential.value, credential.password)
            )
        ]
        # A header field may document a credential as well.
        found = secrets_in(self.request)
        return tuple(dict.fromkeys(text for text in (*sent, *typed, *found) if text))

    @property
    def unsent(self) -> list[str]:
        """Names of the schemes whose credential was typed and looks like a placeholder."""
        auths = {one.auth.name: one.auth for group in self.endpoint.security for one in group}
        return [
            name
            for name, typed in self.values.credentials.items()
            if name in auths
            and (typed.value.strip() or typed.user or typed.password)
            and sent_credential(auths[name], typed) is None
        ]

    @property
    def authenticated(self) -> bool:
        """Whether it carries a credential."""
        sent = any(True for _ in sent_credentials(self.endpoint, self.values))
        return sent or bool(secrets_in(self.request))

    def message(self, *, languages: Iterable[str], reveal: bool) -> dict[str, Json]:
        """All of it as JSON."""
        # A form is there before these.
        from tryfield.core.verdict.difference_wording import judgement_message
        from tryfield.core.verdict.request_judge import judge_request

        judgement = judge_request(self.endpoint, self.request)
        found = browser_restrictions(self.request, page=self.page)
        mask = None if reveal else self.secrets
        about = {
            "shown": request_message(self.shown),
            "origin": origin_of(self.request.url),
            "objections": list(_objections(judgement, unfilled(self.request.url))),
            "judgement": judgement_message(judgement),
            "obstacles": [
                {"code": one.code, "message": one.message, "name": one.name} for one in found
            ],
        }
        return {
            "request": request_message(self.request),
            **redacted(about, self.secrets),
            "authenticated": self.authenticated,
            "unsent": self.unsent,
            "snippets": {
                one: snippet(self.request, one, mask=mask) for one in languages if one in LANGUAGES
            },
            "relay": any(one.relay for one in found),
        }


def _objections(judgement: Judgement, missing_names: list[str]) -> Iterator[Json]:
    from tryfield.core.verdict.difference_wording import contradiction, problem_sentence, suggestion

    documented = {one.path for one in judgement.fields if one.place == "path"}
    for name in missing_names:
        if name not in documented:
            message = f"'{name}' of the address is empty: fill in a value for it."
            yield {"place": "server", "path": name, "message": message}
    for problem in judgement.problems:
        if problem.code == "body-not-checkable":
            continue  # nobody objects: it is not compared
        yield {"place": judgement.place, "path": "", "message": problem_sentence(problem)}
    for one in judgement.fields:
        if one.place == "path" and one.path in missing_names:
            message = f"'{written_path(one.path)}' is required."
            yield {"place": one.place, "path": one.path, "message": message}
        elif one.verdict == "differs":
            message = contradiction(one, missing="not sent")
            yield {"place": one.place, "path": one.path, "message": message}
    for extra in judgement.undocumented:
        message = f"'{written_path(extra.path)}' is not documented.{suggestion(extra)}"
        yield {"place": extra.place, "path": extra.path, "message": message}
