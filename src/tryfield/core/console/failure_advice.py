"""What a failed send means: what is known first, then what is not.

A browser tells a page nothing but "Failed to fetch". Probes tell more: a HEAD without CORS
(`opaque`) says whether anything responds, a plain HEAD with CORS (`plain`) whether this page may
read the response, the same without following redirections (`manual`) whether it redirects, and one
to the root of the origin (`root`) whether its server responds at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tryfield.core.console.browser_restrictions import browser_restrictions
from tryfield.core.media_types import essence
from tryfield.core.model import Json
from tryfield.core.request.request_url import origin_of
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.wire import WireRequest

_SIMPLE_METHODS = frozenset(("GET", "HEAD", "POST"))
_SIMPLE_HEADERS = frozenset(("accept", "accept-language", "content-language", "range"))
_SIMPLE_TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)


def failure_advice(
    request: WireRequest,
    failure: Mapping[str, Any],
    probes: Mapping[str, Any],
    *,
    page: str = "",
    secrets: tuple[str, ...] = (),
) -> dict[str, Json]:
    """What is known about a failure, what is not, what to do, and which probes would tell more."""
    origin = origin_of(request.url) or "the server"
    case = _FailedSend(request, failure, probes, page=page, origin=origin)
    code, title, known, unknown, todo = case.read()
    return {
        "code": code,
        "title": title,
        "known": known,
        "unknown": unknown,
        "advice": [
            *todo,
            "Send it from a terminal with the curl command: curl has no such limits.",
        ],
        "curl": snippet(request, "curl", mask=secrets),
        "probe": list(_probes(request)) if code == "unknown" else [],
    }


_INDISTINCT = """\
Which it is: a wrong name (DNS), a refused connection, or an untrusted certificate. \
A browser does not tell these apart."""
_ASTRAY = """\
Whether it redirects without end, redirects to a server that cannot be reached, or closes the \
connection. A browser does not tell these apart."""
_Reading = tuple[str, str, list[str], list[str], list[str]]


class _FailedSend:
    def __init__(
        self,
        request: WireRequest,
        failure: Mapping[str, Any],
        probes: Mapping[str, Any],
        *,
        page: str,
        origin: str,
    ) -> None:
        self.request = request
        self.failure = failure
        self.probes = probes
        self.page = page
        self.origin = origin

    def read(self) -> _Reading:
        for reading in (self.ours, self.before, self.probed):
            if found := reading():
                return found
        return (
            "unknown",
            "The browser does not say why it failed.",
            [f"The request to {self.origin} failed before an answer could be read."],
            ["Whether the server can be reached at all, and whether it allows this page."],
            [],
        )

    def ours(self) -> _Reading | None:
        """Causes that the page itself knows."""
        failure, origin = self.failure, self.origin
        if failure.get("cancelled"):
            return (
                "cancelled",
                "You cancelled the request.",
                ["The request was stopped from this page."],
                [f"Whether {origin} received it, and acted on it."],
                [],
            )
        relay = failure.get("relay")
        if isinstance(relay, Mapping):
            status = relay.get("status") or 0
            said = str(relay.get("message") or "").rstrip(".")
            answered = f"The relay answered {status}" if status else "The relay did not answer"
            return (
                "relay",
                "The relay could not send it.",
                [f"{answered}{': ' + said if said else ''}."],
                [f"Whether {origin} itself works."],
                ["Check that the relay runs and that its allow-list names this API."],
            )
        if failure.get("redirected"):
            return (
                "redirect",
                "The API redirects this request.",
                [
                    f"{origin} answered with a redirection, and a browser hides where it leads.",
                    "It was not followed, so that the API key goes nowhere else.",
                ],
                ["Whether it leads to another host."],
                ["Follow it without the key, or correct the base URL to where it leads."],
            )
        if failure.get("name") == "NotReadableError":
            said = str(failure.get("message") or "").rstrip(".")
            return (
                "upload",
                "A chosen file could not be read.",
                [f"{said}.", "Nothing was sent."],
                [f"Whether {origin} would have taken it."],
                ["Choose the file again."],
            )
        if failure.get("reading"):
            return (
                "interrupted",
                "The connection broke while the answer was being read.",
                [f"{origin} answered, and its headers came."],
                ["The rest of the body."],
                ["Send it again; a proxy or the server may have closed the connection."],
            )
        seconds = failure.get("timeout")
        if seconds is not None or failure.get("name") == "TimeoutError":
            waited = f" within {seconds} seconds" if seconds else " in time"
            return (
                "timeout",
                f"No answer came{waited}.",
                [f"{origin} did not answer{waited}."],
                ["Whether it is slow, overloaded, or not reachable from here."],
                ["Raise the timeout, or look whether the server is up."],
            )
        return None

    def before(self) -> _Reading | None:
        """Causes that keep a request from being sent at all."""
        blocked = self.failure.get("blocked")
        if isinstance(blocked, Mapping):
            directive = blocked.get("directive") or "connect-src"
            return (
                "policy",
                "The content security policy of this site forbids it.",
                [f"The directive {directive} blocked {self.origin}; nothing was sent."],
                ["Whether the API itself works."],
                [f"The site has to add {self.origin} to {directive}."],
            )
        found = browser_restrictions(self.request, page=self.page)
        if found:
            mixed = any(one.code == "mixed-content" for one in found)
            hard = [one for one in found if one.code not in ("header", "cookie")]
            if mixed or hard:
                return (
                    "mixed-content" if mixed else "malformed",
                    "The browser refuses to send it.",
                    [one.message for one in hard or found],
                    ["Whether the API itself works: nothing was sent."],
                    ["Use the relay, where the site has one."]
                    if any(one.relay for one in found)
                    else [],
                )
        if self.probes.get("online") is False:
            return (
                "offline",
                "This device is offline.",
                ["The browser says that there is no network."],
                [f"Whether {self.origin} works."],
                ["Connect, and send it again; Mock works without a network."],
            )
        return None

    def probed(self) -> _Reading | None:
        """What the probes tell."""
        opaque, plain = self.probes.get("opaque"), self.probes.get("plain")
        if opaque is None:
            return None
        page = self.page or "this page"
        if opaque == "timeout":
            return (
                "timeout",
                "The server does not answer.",
                [f"{self.origin} did not answer a second, plain request in time either."],
                ["Whether it is slow, overloaded, or not reachable from here."],
                ["Look whether the server is up."],
            )
        redirects = self.probes.get("manual") == "redirected"
        if opaque != "reached" and (redirects or self.probes.get("root") == "reached"):
            did = "redirects this request" if redirects else "answers other requests"
            return (
                "address",
                "The server works, but this address leads nowhere.",
                [f"{self.origin} {did}."],
                [_ASTRAY],
                ["`curl -L -I` shows where redirections lead."],
            )
        if opaque != "reached":
            return (
                "unreachable",
                "The server cannot be reached.",
                [f"Nothing at {self.origin} answers this browser, whoever asks."],
                [_INDISTINCT],
                [
                    "Check the base URL, and whether the server runs.",
                    f"Open {self.origin} in a tab of its own: that shows certificate errors.",
                ],
            )
        allowed = f"'Access-Control-Allow-Origin: {self.page or '*'}'"
        if plain != "reached" and redirects:
            return (
                "cors",
                "It is redirected to a server that does not let this page read its answer.",
                [f"{self.origin} allows {page}, and redirects this request."],
                ["Where to, what was answered there, and whether it was acted on."],
                [
                    f"The server that it is redirected to has to send {allowed}.",
                    "`curl -L -I` shows where redirections lead.",
                ],
            )
        if plain != "reached":
            return (
                "cors",
                "The server works, but does not let this page read its answer.",
                [f"{self.origin} answers, but {page} may not read what comes in the end."],
                [
                    "What it answered, and whether it acted on the request.",
                    "Whether it redirects to another server, which would have to allow this page.",
                ],
                [f"The API has to send {allowed}."],
            )
        return self.preflight(page)

    def preflight(self, page: str) -> _Reading:
        request = self.request
        method = request.method.upper()
        names = [name for name, value in request.headers if _needs_preflight(name.lower(), value)]
        asked = [f"the method {method}"] if method not in _SIMPLE_METHODS else []
        asked += [f"the header {name}" for name in names]
        what = " and ".join(asked) or "this request"
        todo = []
        if method not in _SIMPLE_METHODS:
            todo.append(
                f"The API has to answer OPTIONS with 'Access-Control-Allow-Methods: {method}'."
            )
        if names:
            allowed = ", ".join(names)
            todo.append(
                f"The API has to answer OPTIONS with 'Access-Control-Allow-Headers: {allowed}'."
            )
        return (
            "preflight",
            "The server works, but refuses this request from a page.",
            [
                f"{self.origin} lets {page} read plain answers.",
                f"Before it sends {what}, a browser asks the server (OPTIONS): that was refused.",
            ],
            ["Which part was refused: the browser does not say."],
            todo,
        )


def _needs_preflight(name: str, value: str) -> bool:
    """Whether a browser asks permission for a header before it sends it."""
    if name == "content-type":
        return essence(value) not in _SIMPLE_TYPES
    return name not in _SIMPLE_HEADERS


def _probes(request: WireRequest) -> Iterator[Json]:
    # Without the query: it may hold a credential, and no probe needs it.
    url = request.url.partition("#")[0].partition("?")[0]
    probe: dict[str, Json] = {"url": url, "method": "HEAD", "redirect": "follow"}
    yield {**probe, "name": "opaque", "mode": "no-cors"}
    yield {**probe, "name": "plain", "mode": "cors"}
    yield {**probe, "name": "manual", "mode": "cors", "redirect": "manual"}
    yield {**probe, "name": "root", "mode": "no-cors", "url": f"{origin_of(url)}/"}
