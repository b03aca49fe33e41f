"""What was found, as Markdown for an issue. No credential, no body."""

from __future__ import annotations

from collections.abc import Iterable

from tryfield.core.masking import hidden
from tryfield.core.model import Endpoint, Json
from tryfield.core.snippets import snippet
from tryfield.core.verdict.judgement import FieldVerdict, Judgement
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest, WireResponse


def report(
    endpoint: Endpoint,
    request: WireRequest,
    answer: WireResponse,
    *,
    link: str = "",
    secrets: tuple[str, ...] = (),
) -> dict[str, Json]:
    """Title and text of an issue about how an answer differs from its documentation."""
    judgement = judge_response(endpoint, answer, headers_hidden=True)
    differing = [one for one in judgement.fields if one.verdict == "differs"]
    agrees = not (differing or judgement.undocumented or judgement.problems)
    state = "matches its documentation" if agrees else "differs from its documentation"
    title = f"{endpoint.name}: the answer {state}"
    counted = judgement.coverage
    lines = [
        f"The answer of `{endpoint.name}` (status {answer.status}) {state}.",
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
        (one.path or "(the whole)", one.expected, _seen(_type(one), one.count, one.total))
        for one in judgement.fields
        if one.verdict == "differs"
    ]
    rows += [
        (one.path, "not documented", _seen(one.actual, one.count, one.total))
        for one in judgement.undocumented
    ]
    for problem in judgement.problems:
        yield f"- {_plain(problem.message)}"
    if judgement.problems:
        yield ""
    if rows:
        yield "| field | documented | received |"
        yield "| --- | --- | --- |"
        for path, expected, actual in rows:
            yield f"| {_code(path)} | {_plain(expected)} | {_plain(actual)} |"
        yield ""


def _type(one: FieldVerdict) -> str:
    """What was received, without the value: answers hold other people's data."""
    return one.actual if one.keyword in ("enum", "const") else one.actual.partition(' "')[0]


def _seen(actual: str, count: int, total: int) -> str:
    return f"{actual} (in {count} of {total})" if total > 1 else actual


def _plain(text: str) -> str:
    """Text of an answer as text of Markdown: nothing in it may become markup or a mention."""
    text = " ".join(text.split())
    for sign in "\\`*_{}[]<>|#!@":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text


def _code(text: str) -> str:
    text = " ".join(text.replace("|", "\\|").split())
    return f"`` {text} ``" if "`" in text else f"`{text}`"
