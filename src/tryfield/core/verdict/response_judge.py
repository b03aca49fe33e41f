"""Judging a response that an API gave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tryfield.core import documented_response, media_types
from tryfield.core.contract.contract_pointers import response_pointer
from tryfield.core.json_pointer import escape_token
from tryfield.core.jsontext.json_document import Document
from tryfield.core.model import Content, Endpoint, Response
from tryfield.core.parameter_styles import read_value
from tryfield.core.verdict.endpoint_judge import Judge, joined, judge_of, judgement
from tryfield.core.verdict.judgement import Judgement, Note, Problem
from tryfield.core.verdict.location_judge import FieldVerdicts, Instance
from tryfield.core.wire import WireResponse


def judge_response(
    endpoint: Endpoint,
    answer: WireResponse,
    *,
    headers_hidden: bool = False,
    method: str = "",
    asked: str = "",
    judge: Judge | None = None,
) -> Judgement:
    """The documented response of an answer's status and media type against the answer.

    Args:
        endpoint: What is documented.
        answer: As it came.
        headers_hidden: In a browser, CORS hides headers but a few: nobody knows whether one that
            is not there came.
        method: Sent instead of the documented one; an answer to HEAD has no body.
        asked: The URL that the request went to. Where the answer has another one, a browser or the
            relay has followed a redirection, and it is no answer of this endpoint where that is
            what is documented (Fetch, HTTP-redirect fetch).
        judge: Of the endpoint, for whoever keeps those of many; otherwise that of `judge_of`.
    """
    judge = judge or judge_of(endpoint)
    response = documented_response.response_for(answer.status, endpoint.responses)
    if response is None:
        if asked and answer.url not in ("", asked) and (moved := _redirection(endpoint)):
            said = f"The API redirects, as documented with status {moved}; the answer to the new "
            problem = Problem(code="body-not-checkable", said=f"{said}address is not compared.")
            return judgement("", [], [problem], status=moved)
        return judgement("", [], [_undocumented_status(endpoint, answer.status)])
    problems: list[Problem] = []
    found = [_headers(judge, response, answer, hidden=headers_hidden)]
    sent = answer.header("Content-Type") or ""
    contents = judge.response_contents(response)
    empty = not answer.body
    head = (method or endpoint.method) == "HEAD"
    place = media_type = ""
    if empty:
        if contents and not head and not documented_response.bodiless(str(answer.status)):
            expected = join(one.media_type for one in response.contents)
            problems.append(
                Problem(
                    code="body-missing",
                    expected=expected,
                    actual="nothing",
                )
            )
    elif not contents and not documented_response.bodiless(str(answer.status)):
        # A response that is documented by words alone says nothing about its body.
        said = f"No body is documented for status {response.status}."
        problems.append(Problem(code="body-not-checkable", said=said))
    elif not contents:
        problems.append(
            Problem(
                code="body-undocumented",
                expected="nothing",
                actual=sent,
                said=response.status,
            )
        )
    else:
        content, documented = documented_response.content_for(sent, response.contents)
        if not documented:
            problems.append(_content_type(sent, response))
        content = content or _json_in(answer.body, response)
        if content is not None:
            name, pointer, content = next(one for one in contents if one[2] is content)
            kind = media_types.essence(sent)
            if "*" in content.media_type and kind:  # the body is what it says that it is
                content = replace(content, media_type=kind)
            result, more = judge.text(name, pointer, content, _body(answer.body, content, sent))
            found.append(result)
            problems += more
            place, media_type = name, content.media_type
    return judgement(place, found, problems, status=response.status, media_type=media_type)


def _redirection(endpoint: Endpoint) -> str:
    """The first documented status of a redirection; "" where none is documented."""
    found = (one.status for one in endpoint.responses if one.status.startswith("3"))
    return next((status for status in found if status != "304"), "")


def join(words: Iterable[str]) -> str:
    """`a, b`, each once."""
    return ", ".join(dict.fromkeys(words))


def _body(body: bytes, content: Content, sent: str) -> bytes | str | Document:
    kind = content.media_type
    if not (media_types.is_json(kind) or media_types.is_text(kind)):
        return body
    charset = sent.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset in ("", "utf-8", "utf8"):
        return body
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body


def _json_in(body: bytes, response: Response) -> Content | None:
    """Where the content type says otherwise, a body that looks like JSON is judged as JSON."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return None
    return next((one for one in response.contents if media_types.is_json(one.media_type)), None)


def _undocumented_status(endpoint: Endpoint, status: int | str) -> Problem:
    documented = join(one.status for one in endpoint.responses)
    return Problem(
        code="status-undocumented",
        expected=documented,
        actual=str(status),
    )


def _content_type(sent: str, response: Response) -> Problem:
    expected = join(one.media_type for one in response.contents)
    if not sent:
        return Problem(code="content-type-missing", expected=expected)
    return Problem(code="content-type-differs", expected=expected, actual=sent)


#: CORS-safelisted response-header names: Fetch Standard, 2.2.2.
_ALWAYS_SHOWN = frozenset(
    (
        *("cache-control", "content-language", "content-length", "content-type"),
        *("expires", "last-modified", "pragma"),
    )
)


def _headers(
    judge: Judge, response: Response, answer: WireResponse, *, hidden: bool
) -> FieldVerdicts:
    """Documented headers; `Content-Type` is judged as such (OpenAPI 3.1, Header Object)."""
    pointer = response_pointer(judge.endpoint, response)
    found: list[FieldVerdicts] = []
    for header in response.headers:
        if header.name.lower() == "content-type":
            continue
        where = f"{pointer}/headers/{escape_token(header.name)}"
        place = judge.parameter(f"response-header {response.status}", where, header)
        texts = [value for name, value in answer.headers if name.lower() == header.name.lower()]
        if texts:
            read = read_value(header, [(header.name, ", ".join(texts))], place.root)
            result = place.judge((Instance(value=read.value if read else ""),))
        elif hidden and header.name.lower() not in _ALWAYS_SHOWN:
            result = _not_visible(place.absent(required=False))
        else:
            result = place.absent(required=header.required)
        found.append(result)
    return joined(found)


def _not_visible(found: FieldVerdicts) -> FieldVerdicts:
    fields = tuple(
        replace(one, verdict="not-checkable", notes=(Note(code="hidden"),)) for one in found.fields
    )
    return replace(found, fields=fields)
