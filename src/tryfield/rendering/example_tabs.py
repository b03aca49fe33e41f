"""Request and response examples as tabs: the documented ones first, then generated ones.

A generated request that nobody sends as it is shows placeholders for its credentials.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tryfield.core.errors import TryfieldError
from tryfield.core.example_generator import generated_value
from tryfield.core.masking import masked
from tryfield.core.media_types import essence, is_xml
from tryfield.core.model import Content, Endpoint, Example, Schema
from tryfield.core.request.request_body import example_text
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.core.wire import WireRequest
from tryfield.rendering.page_labels import credential_label, success_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One example: the label of its tab, and its text in a language for the highlighter."""

    label: str
    text: str
    language: str
    title: str = ""  #: the author's own name for it, when the label says something else
    status: str = ""  #: of a response
    media_type: str = ""
    generated: bool = False


#: What a fence calls a language, and which of ours it is.
_OURS = {
    "bash": "curl",
    "sh": "curl",
    "shell": "curl",
    "curl": "curl",
    "zsh": "curl",
    "console": "curl",
    "py": "python",
    "python3": "python",
    "js": "javascript",
    "node": "javascript",
    "nodejs": "javascript",
    "golang": "go",
    "c#": "csharp",
    "cs": "csharp",
    "rb": "ruby",
    "pwsh": "powershell",
}
_LEXERS = {"curl": "bash", "python-requests": "python", "node": "javascript", "csharp": "csharp"}
_TITLES = {"curl": "cURL"}
_SAY_NOTHING = frozenset({"default", "example", "response"})  #: names of a single example


def request_tabs(
    endpoint: Endpoint, languages: tuple[str, ...], *, base_url: str = ""
) -> tuple[Tab, ...]:
    """The request in several languages; a documented one wins over ours, and curl goes first.

    Args:
        endpoint: What is called.
        languages: Of the requests that nobody documented.
        base_url: For an endpoint without an absolute server; `$BASE_URL` stands in for it.
    """
    if endpoint.kind == "webhook":
        return ()  # the API sends it; whoever reads this does not
    documented = list(_documented(endpoint))
    said = {language for language, _ in documented}
    tabs = documented
    wanted = [language for language in languages if language not in said]
    if wanted and (wire := _wire(endpoint, base_url)) is not None:
        tabs = tabs + [(language, _generated(wire, language)) for language in wanted]
    order = {"curl": -1}
    return tuple(tab for language, tab in sorted(tabs, key=lambda tab: order.get(tab[0], 0)))


def _documented(endpoint: Endpoint) -> Iterator[tuple[str, Tab]]:
    languages = [_language(one) for one in endpoint.samples]
    for one, language in zip(endpoint.samples, languages, strict=True):
        known = LANGUAGES.get(language) or language.capitalize()
        alone = languages.count(language) == 1 and known
        label = _TITLES.get(language, known) if alone else one.name or known or "Example"
        yield (
            language,
            Tab(
                label=label,
                text=one.text,
                language=_LEXERS.get(language, language),
                title=one.name if one.name.lower() != label.lower() else "",
            ),
        )


def _language(sample: Example) -> str:
    language = sample.language.strip().lower()
    ours = _OURS.get(language, language)
    if ours == "curl" and "curl" not in sample.text:
        return language
    if not ours and sample.text.lstrip().startswith("curl"):
        return "curl"
    return ours


def _generated(wire: WireRequest, language: str) -> Tab:
    text = snippet(wire, language, mask=None)
    if wire.url.startswith(_NO_BASE):
        text = _with_variable(text, shell=language == "curl")
    return Tab(
        label=_TITLES.get(language, LANGUAGES.get(language, language)),
        text=text,
        language=_LEXERS.get(language, language),
        generated=True,
    )


_NO_BASE = f"https://{secrets.token_hex(8)}.invalid"  # nobody can write it in a definition
_SHELL_URL = re.compile(rf"'{re.escape(_NO_BASE)}([^']*)'")
_SPECIAL = frozenset('$`"\\!')  # between double quotes


def _with_variable(text: str, *, shell: bool) -> str:
    """Code with `$BASE_URL`, which a shell replaces and people do elsewhere."""

    def quoted(url: re.Match[str]) -> str:
        if _SPECIAL & set(url[1]):
            return f"\"$BASE_URL\"'{url[1]}'"
        return f'"$BASE_URL{url[1]}"'

    return (_SHELL_URL.sub(quoted, text) if shell else text).replace(_NO_BASE, "$BASE_URL")


def _wire(endpoint: Endpoint, base_url: str) -> WireRequest | None:
    try:
        wire = build_request(endpoint, example_values(endpoint), page=base_url or _NO_BASE)
    except TryfieldError:  # a definition from which no request can be made still has a page
        return None
    return with_auth_placeholders(masked(wire), endpoint)


def body_tabs(endpoint: Endpoint) -> tuple[Tab, ...]:
    """The documented examples of the request body, when there is a choice of them.

    What the API sends itself has no request that could show the only one.
    """
    contents = endpoint.body.contents if endpoint.body else ()
    examples = [(content, one) for content in contents for one in content.examples]
    if endpoint.kind == "webhook" and not examples:
        return tuple(filter(None, [_made(endpoint, "body", contents)]))
    if len(examples) < 2 and endpoint.kind == "path":
        return ()
    return tuple(
        Tab(
            label=one.name or one.summary or one.description or f"Example {number}",
            text=example_text(content, one, endpoint.components),
            language=language_of(one, content.media_type),
            title=(one.summary or one.description) if one.name else "",
            media_type=content.media_type,
        )
        for number, (content, one) in enumerate(examples, 1)
    )


def response_tabs(endpoint: Endpoint) -> tuple[Tab, ...]:
    """The documented responses, by status and name; successes first."""
    tabs: list[Tab] = []
    for response in endpoint.responses:
        examples = [(content, one) for content in response.contents for one in content.examples]
        made = None if examples else _made(endpoint, response.status, response.contents)
        if made is not None:
            tabs.append(made)
        for content, one in examples:
            status = one.status or response.status
            name = re.sub(
                rf"^{re.escape(status)}(?!\w)[-\s:.]*",
                "",
                one.name or one.summary or one.description,
            ).strip()
            tabs.append(
                Tab(
                    label=f"{status} {name}".strip() if len(examples) > 1 else status,
                    text=example_text(content, one, endpoint.components),
                    language=language_of(one, content.media_type),
                    title=name if len(examples) == 1 and name.lower() not in _SAY_NOTHING else "",
                    status=status,
                    media_type=content.media_type,
                )
            )
    return tuple(success_first(tabs, lambda tab: tab.status))


def _made(endpoint: Endpoint, label: str, contents: Iterable[Content]) -> Tab | None:
    """A body made from the documented fields, where nobody wrote one down."""
    for content in contents:
        if content.schema is None or _kind(content.media_type) != "json":
            continue
        text = _generated_text(content.schema, endpoint)
        if text in ("null", "{}", "[]"):
            continue
        return Tab(
            label=label,
            text=text,
            language="json",
            title="made from the fields",
            status="" if label == "body" else label,
            media_type=content.media_type,
            generated=True,
        )
    return None


_LONG = 6_000  # characters of an example that nobody wrote
_DEPTHS = (2, 3, 4, 5, 6, 8, 12)  # levels of one that are tried


def _generated_text(schema: Schema, endpoint: Endpoint) -> str:
    """A value of a schema: all of it, or its upper levels where all would be long."""
    shown = ""
    for depth in _DEPTHS:
        value = generated_value(schema, endpoint.components, depth=depth)
        text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
        if shown and (text == shown or len(text) > _LONG):
            break
        shown = text
    return shown


def language_of(example: Example, media_type: str) -> str:
    """The language that an example is highlighted as."""
    return example.language.lower() or _kind(example.media_type or media_type)


def _kind(media_type: str) -> str:
    kind = essence(media_type)
    if kind.endswith(("/json", "+json")) or not kind:
        return "json"
    if is_xml(kind):
        return "xml"
    if kind.endswith(("/yaml", "+yaml", "/x-yaml")):
        return "yaml"
    return "html" if kind == "text/html" else "text"


def with_auth_placeholders(request: WireRequest, endpoint: Endpoint) -> WireRequest:
    """The request with `Authorization: Bearer <token>`, or what else the endpoint asks for.

    Of alternatives, the first one counts. What the definition wrote in its place stays.
    """
    for requirement in endpoint.security[0] if endpoint.security else ():
        line = credential_label(requirement).line
        if line.startswith("?"):
            request = _in_query(request, line[1:])
        elif line:
            request = _in_header(request, *line.split(": ", 1))
    return request


def _in_query(request: WireRequest, pair: str) -> WireRequest:
    _, _, query = request.url.partition("?")
    if any(one.startswith(f"{pair.partition('=')[0]}=") for one in query.split("&")):
        return request
    return replace(request, url=f"{request.url}{'&' if query else '?'}{pair}")


def _in_header(request: WireRequest, name: str, value: str) -> WireRequest:
    said = request.header(name)
    if said is None:
        return replace(request, headers=((name, value), *request.headers))
    if name != "Cookie" or value.partition("=")[0] in said:
        return request
    others = tuple(pair for pair in request.headers if pair[0].lower() != "cookie")
    return replace(request, headers=((name, f"{value}; {said}"), *others))
