"""A response, judged, as the console shows it; and the same as Markdown for an issue.

The verdicts, the kind of body, and the outcome in one sentence. The sentence and the Markdown
hold no value of the response, since one is kept in the history and the other is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Literal
from urllib.parse import unquote

from tryfield.core.jsontext.json_parser import parse
from tryfield.core.lossless_json import check_depth
from tryfield.core.masking import hidden
from tryfield.core.media_types import is_xml
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_url import origin_of
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.verdict.difference_wording import (
    actual_words,
    expected_words,
    how_often,
    judgement_message,
    problem_sentence,
    type_words,
    undocumented_path,
)
from tryfield.core.verdict.judgement import Judgement
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest, WireResponse

_FILENAME = re.compile(r'(?i)\bfilename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')
_EXTENDED_FILENAME = re.compile(r"(?i)\bfilename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)")


def response_report(
    endpoint: Endpoint,
    answer: WireResponse,
    *,
    method: str = "",
    asked: str = "",
    headers_hidden: bool = True,
) -> dict[str, Json]:
    """What the page shows of an answer; headers that CORS hides are not missed."""
    judgement = judge_response(
        endpoint, answer, headers_hidden=headers_hidden, method=method, asked=asked
    )
    return judgement_report(judgement, answer)


def judgement_report(judgement: Judgement, answer: WireResponse) -> dict[str, Json]:
    """What the page shows of an answer that was judged."""
    outcome = _outcome(judgement)
    return {
        "judgement": judgement_message(judgement),
        "body": body_facts(answer),
        "outcome": outcome,
        "words": _outcome_sentence(judgement, outcome),
    }


def hides_headers(answer: WireResponse, *, page: str, relayed: bool) -> bool:
    """Whether a browser shows a page only some headers: Fetch Standard, 3.3.4."""
    return not relayed and origin_of(answer.url) != page


def body_facts(answer: WireResponse) -> dict[str, Json]:
    """What kind of body an answer has, and what is wrong with its JSON text."""
    sent = answer.header("content-type") or ""
    media_type, _, rest = sent.partition(";")
    media_type = media_type.strip().lower()
    kind = _kind(media_type, answer.body)
    charset = re.search(r"(?i)charset=\"?([\w-]+)", rest)
    return {
        "status": _status_words(answer.status),
        "mediaType": media_type,
        "charset": charset[1].lower() if charset else "utf-8",
        "kind": kind,
        "bytes": len(answer.body),
        "filename": _file_name(answer.header("content-disposition") or ""),
        "problems": _problems(answer.body) if kind == "json" else [],
    }


def _file_name(disposition: str) -> str:
    """The name that a response proposes for its file: RFC 6266, 4.3; `filename*` wins."""
    if extended := _EXTENDED_FILENAME.search(disposition):
        try:
            return unquote(extended[2], extended[1], errors="strict")
        except (LookupError, UnicodeDecodeError):
            pass  # the other one is for those who cannot read it
    found = _FILENAME.search(disposition)
    return unquote(re.sub(r"\\(.)", r"\1", found[1] or found[2] or "")) if found else ""


def _status_words(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _kind(media_type: str, body: bytes) -> str:
    if not body:
        return "empty"
    main, _, sub = media_type.partition("/")
    if sub in ("x-ndjson", "ndjson", "jsonl", "x-jsonlines", "json-seq", "stream+json"):
        return "ndjson"
    if media_type == "text/event-stream":
        return "sse"
    if sub == "json" or sub.endswith("+json") or (not media_type and body.lstrip()[:1] in b"{["):
        return "json"
    if media_type in ("text/html", "application/xhtml+xml"):
        return "html"
    if main in ("image", "audio", "video"):
        return main
    if is_xml(media_type):
        return "xml"
    written = ("javascript", "yaml", "x-yaml", "x-www-form-urlencoded", "graphql", "toml", "sql")
    if main == "text" or sub in written:
        return "text"
    return "binary" if media_type or _is_binary(body[:1000]) else "text"


def _is_binary(start: bytes) -> bool:
    return b"\0" in start or sum(byte < 9 for byte in start) > len(start) // 20


def _problems(body: bytes) -> list[Json]:
    try:
        check_depth(body)
        json.loads(body)
    except (ValueError, RecursionError):
        return [
            {
                "message": one.message,
                "advice": one.advice,
                "line": one.span.line,
                "column": one.span.column,
            }
            for one in parse(body).problems[:20]
        ]
    return []


def _outcome(
    judgement: Judgement,
) -> Literal["matches", "differs", "undocumented", "unchecked"]:
    problems = [one for one in judgement.problems if one.code != "body-not-checkable"]
    if problems or any(one.verdict == "differs" for one in judgement.fields):
        return "differs"
    if judgement.undocumented:
        return "undocumented"
    # A response that has no body, as documented, matches.
    whole = not judgement.problems and not judgement.place and judgement.status
    return "matches" if judgement.coverage.judged or whole else "unchecked"


def _outcome_sentence(judgement: Judgement, outcome: str) -> str:
    differing = sum(one.verdict == "differs" for one in judgement.fields)
    unknown = len(judgement.undocumented)
    said = [
        f"{differing} field{'' if differing == 1 else 's'} differ{'s' if differing == 1 else ''}"
        if differing
        else "",
        f"{unknown} field{' is' if unknown == 1 else 's are'} undocumented" if unknown else "",
        *(
            problem_sentence(one, values=False).rstrip(".")
            for one in judgement.problems[:2]
            if one.code != "body-not-checkable"
        ),
    ]
    counted = judgement.coverage
    # An answer of which nothing is documented differs in more than its fields.
    covered = (
        f" {counted.judged} of {counted.documented} documented fields were checked."
        if counted.documented
        else ""
    )
    reason = next((one.said for one in judgement.problems if one.said), "")
    if outcome == "unchecked" and reason:
        return f"Not checkable: {reason}"
    if outcome == "unchecked":
        return "Nothing could be checked: no documented field was seen in the response."
    if outcome == "matches":
        return f"The response matches the documentation.{covered}"
    return f"The response differs from the documentation: {', '.join(filter(None, said))}.{covered}"


def issue_report(
    endpoint: Endpoint,
    request: WireRequest,
    answer: WireResponse,
    *,
    link: str = "",
    secrets: tuple[str, ...] = (),
) -> dict[str, Json]:
    """Title and text of an issue about how an answer differs from its documentation.

    Of the answer, it holds types, sizes and the names of undocumented fields, and no value.
    """
    judgement = judge_response(endpoint, answer, headers_hidden=True)
    differing = [one for one in judgement.fields if one.verdict == "differs"]
    agrees = not (differing or judgement.undocumented or judgement.problems)
    state = "matches its documentation" if agrees else "differs from its documentation"
    title = f"{endpoint.name}: the response {state}"
    counted = judgement.coverage
    lines = [
        f"The response of `{endpoint.name}` (status {answer.status}) {state}.",
        "",
        *_table(judgement),
        f"{counted.judged} of {counted.documented} documented fields were checked.",
        "",
        "```bash",
        snippet(request, "curl", mask=secrets).rstrip(),
        "```",
    ]
    if link:
        lines[1:1] = ["", f"Documented at {link.partition('#')[0].partition('?')[0]}"]
    return {"title": title, "markdown": hidden("\n".join(lines) + "\n", secrets)}


def _table(judgement: Judgement) -> Iterable[str]:
    rows = [
        (
            one.path or "(the whole)",
            expected_words(one),
            actual_words(one, values=False) + how_often(one.count, one.total),
        )
        for one in judgement.fields
        if one.verdict == "differs"
    ]
    rows += [
        (
            undocumented_path(one, values=False),
            "not documented",
            type_words(one.types) + how_often(one.count, one.total),
        )
        for one in judgement.undocumented
    ]
    for problem in judgement.problems:
        yield f"- {_plain(problem_sentence(problem, values=False))}"
    if judgement.problems:
        yield ""
    if rows:
        yield "| field | documented | received |"
        yield "| --- | --- | --- |"
        for path, expected, actual in dict.fromkeys(rows):
            yield f"| {_inline_code(path)} | {_plain(expected)} | {_plain(actual)} |"
        yield ""


def _plain(text: str) -> str:
    """Text of an answer as text of Markdown: nothing in it may become markup or a mention."""
    text = " ".join(text.split())
    for sign in "\\`*_{}[]<>|#!@":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text


def _inline_code(text: str) -> str:
    text = " ".join(text.replace("|", "\\|").split())
    return f"`` {text} ``" if "`" in text else f"`{text}`"
