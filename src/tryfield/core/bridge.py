"""The one door from the browser: JSON text in, JSON text out.

The worker of the console calls `call`, `exchange` and `carry`, nothing else. The shapes are those
of `playground/src/protocol.d.ts`. Numbers keep all their digits. Nothing ever raises: what cannot
be done is `{"error": {"code": ..., "message": ...}}`. Credentials are in the request that is to be
sent and in nothing else.

`open`      `{endpoint, contract, components}` keeps a contract under an id -> the form: servers,
            auth, sections of fields, bodies, examples, prefilled values, languages
`learn`     `{document}`, an OpenAPI 3.1 document as text: what the code of readers may call
`example`   `{endpoint, name}` -> `{values}` of a documented example
`fill`      `{endpoint, curl}` -> `{values, notes}` that a pasted command says
`prepare`   `{endpoint, values, languages, reveal, page}` -> the request, the same to look at,
            snippets, objections of the docs, obstacles of the browser
`judge`     `{endpoint, answer}` -> judgement, facts of the body, the outcome in words
`mock`      `{endpoint, values, drift, status}` -> the documented answer, judged
`advise`    `{request, failure, probes}` -> what is known, what is not, what to do, the curl
`snippets`  `{request, languages, reveal, secrets}` -> code by language
`report`    `{endpoint, request, answer}` -> Markdown, redacted
`patch`     `{endpoint, answer, dialect}` -> lines that would document what was seen
`compare`   `{left, right}` -> how two answers differ
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from tryfield.core import lossless_json
from tryfield.core.console import console_messages
from tryfield.core.console.console_form import form
from tryfield.core.console.request_preview import RequestPreview
from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.errors import TryfieldError
from tryfield.core.lossless_json import check_depth
from tryfield.core.masking import keys_of, redacted
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.request_url import sendable
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.core.wire import WireRequest

_KEPT = 200
_open: dict[str, Endpoint] = {}
_reference: list[Endpoint] = []  #: what the code of other pages may call


class _RefusedError(Exception):
    """An operation that cannot be done, with its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def call(operation: str, argument: str) -> str:
    """The result of an operation as JSON text, or what kept us from it.

    Args:
        operation: One of those in the docstring of this module.
        argument: A JSON object as text.
    """
    try:
        perform = _OPERATIONS.get(operation)
        if perform is None:
            raise _RefusedError("unknown-operation", f"There is no operation '{operation}'.")
        return lossless_json.dumps(perform(_argument(argument, exactly=operation != "open")))
    except Exception as error:  # noqa: BLE001 - the page must get an answer, whatever happens
        return _refusal(error)


async def exchange(argument: str, fetch: Callable[[str], Awaitable[Any]]) -> str:
    """Build a request, send it with the function given, judge the answer.

    Args:
        argument: As for `prepare`.
        fetch: Takes a `WireRequest` with the names of its headers that hold `keys`, and gives a
            `WireAnswer`, both as JSON text; a send that failed gives
            `{"failure": {...}, "probes": {...}}` as `advise` takes them.

    Returns:
        `{"shown", "answer", "judged"}` or `{"shown", "advice"}` as JSON text. The answer comes
        without its body, which the caller has in bytes.
    """
    try:
        said = _argument(argument)
        ready = _preparation(said)
        asked = str(sendable(ready.request.url))  # or it is refused, with a sentence
        shown = console_messages.request_message(ready.shown)
        message = console_messages.request_message(ready.request)
        keys: list[Json] = [*keys_of(ready.request, ready.secrets)]
        sent = fetch(lossless_json.dumps({**message, "keys": keys}))
        from tryfield.core.console.response_report import hides_headers, response_report

        answered = await sent
        check_depth(str(answered))
        answer = json.loads(str(answered))
        if isinstance(answer, Mapping) and isinstance(answer.get("failure"), Mapping):
            found = _advice(ready.request, answer, page=ready.page, secrets=ready.secrets)
            return lossless_json.dumps({"shown": shown, "advice": found})
        came = console_messages.response_from_message(answer)
        hidden = hides_headers(came, page=ready.page, relayed=bool(answer.get("relayed")))
        verdict = response_report(ready.endpoint, came, asked=asked, headers_hidden=hidden)
        bare = console_messages.response_message(replace(came, body=b""))
        return lossless_json.dumps({"shown": shown, "answer": bare, "judged": verdict})
    except Exception as error:  # noqa: BLE001 - as in `call`
        return _refusal(error)


async def carry(argument: str, fetch: Callable[[str], Awaitable[Any]]) -> str:
    """Send the request that a reader's code made: `console.code_requests` says what it takes."""
    try:
        from tryfield.core.console.code_requests import carry

        said = _argument(argument)
        first = [_endpoint(said)] if said.get("endpoint") else []
        known = (*first, *_open.values(), *_reference)
        return lossless_json.dumps(await carry(said, known, fetch, _advice))
    except Exception as error:  # noqa: BLE001 - as in `call`
        return _refusal(error)


def _argument(text: str, *, exactly: bool = True) -> Mapping[str, Any]:
    try:
        check_depth(text)
        value = lossless_json.loads(text) if exactly else json.loads(text)
    except (ValueError, RecursionError, TypeError) as error:
        raise _RefusedError("bad-argument", f"The argument is not JSON: {error}.") from error
    return console_messages.mapping(value, "")


def _refusal(error: Exception) -> str:
    if isinstance(error, _RefusedError):
        code, message = error.code, str(error)
    elif isinstance(error, TryfieldError):
        code, message = "request", str(error)
    else:
        # The type is enough: the text of an error may quote what the reader typed.
        code, message = "internal", f"Something unexpected happened ({type(error).__name__})."
    return json.dumps({"error": {"code": code, "message": message}})


def _endpoint(said: Mapping[str, Any]) -> Endpoint:
    contract = said.get("contract")
    if contract is not None:
        return _read(contract)
    name = console_messages.text(said, "endpoint")
    if name not in _open:
        raise _RefusedError("not-open", f"The endpoint '{name}' is not open.")
    _open[name] = _open.pop(name)  # The last used one is kept longest.
    return _open[name]


def _read(contract: Any, components: Any = ()) -> Endpoint:
    try:
        text = contract if isinstance(contract, str) else lossless_json.dumps(contract)
        check_depth(text)
        document = json.loads(text)
        for shared in components if isinstance(components, list) else ():
            check_depth(shared)
            known = document.setdefault("components", {}).setdefault("schemas", {})
            document["components"]["schemas"] = {**json.loads(shared), **known}
    except (ValueError, RecursionError, TypeError, AttributeError) as error:
        raise _RefusedError("bad-argument", f"The contract is not JSON: {error}.") from error
    return from_contract(console_messages.mapping(document, "contract"))


def _opened(said: Mapping[str, Any]) -> Json:
    name = console_messages.text(said, "endpoint")
    endpoint = _read(said.get("contract"), said.get("components"))
    _open.pop(name, None)
    _open[name] = endpoint
    while len(_open) > _KEPT:
        del _open[next(iter(_open))]
    return form(endpoint, name)


def _learnt(said: Mapping[str, Any]) -> Json:
    from tryfield.core.contract.contract_reader import endpoints

    _reference[:] = endpoints(_argument(console_messages.text(said, "document"), exactly=False))
    return {"endpoints": len(_reference)}


def _example(said: Mapping[str, Any]) -> Json:
    values = example_values(_endpoint(said), console_messages.text(said, "name"))
    return {"values": console_messages.values_message(values)}


def _fill(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.console_form import values_from_curl

    found = values_from_curl(_endpoint(said), console_messages.text(said, "curl"))
    if found is None:
        raise _RefusedError("bad-argument", "There is no curl command in this text.")
    return found


def _preparation(said: Mapping[str, Any]) -> RequestPreview:
    return RequestPreview(
        endpoint=_endpoint(said),
        values=console_messages.values_from_message(said.get("values")),
        page=console_messages.text(said, "page"),
    )


def _prepare(said: Mapping[str, Any]) -> Json:
    languages = LANGUAGES if "languages" not in said else console_messages.texts(said, "languages")
    return _preparation(said).message(languages=languages, reveal=said.get("reveal") is True)


def _judge(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.response_report import response_report

    return response_report(
        _endpoint(said),
        console_messages.response_from_message(said.get("answer")),
        method=console_messages.text(said, "method"),
        headers_hidden=said.get("relayed") is not True,
    )


# What few readers ask for is imported when they do: each start of the console is waited for.


def _mock(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.response_report import response_report
    from tryfield.core.mock import mock_response

    endpoint = _endpoint(said)
    chosen = console_messages.values_from_message(said.get("values"))
    request = build_request(endpoint, chosen, page=console_messages.text(said, "page"))
    if status := console_messages.text(said, "status"):
        preference = ("Prefer", f"code={status}")
        request = replace(request, headers=(*request.headers, preference))
    given = mock_response(endpoint, request, drift=said.get("drift") is True)
    return {
        "answer": console_messages.response_message(given),
        "judged": response_report(endpoint, given, headers_hidden=False),
    }


def _advise(said: Mapping[str, Any]) -> Json:
    request = console_messages.request_from_message(said.get("request"))
    return _advice(request, said, page=console_messages.text(said, "page"), secrets=_secrets(said))


def _advice(
    request: WireRequest, said: Mapping[str, Any], *, page: str, secrets: tuple[str, ...]
) -> Json:
    from tryfield.core.console.failure_advice import failure_advice

    failure = console_messages.mapping(said.get("failure") or {}, "failure")
    probes = console_messages.mapping(said.get("probes") or {}, "probes")
    return redacted(failure_advice(request, failure, probes, page=page, secrets=secrets), secrets)


def _snippets(said: Mapping[str, Any]) -> Json:
    request = console_messages.request_from_message(said.get("request"))
    mask = None if said.get("reveal") is True else _secrets(said)
    languages = console_messages.texts(said, "languages") or LANGUAGES
    return {
        "snippets": {one: snippet(request, one, mask=mask) for one in languages if one in LANGUAGES}
    }


def _report(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.response_report import issue_report

    return issue_report(
        _endpoint(said),
        console_messages.request_from_message(said.get("request")),
        console_messages.response_from_message(said.get("answer")),
        link=console_messages.text(said, "link"),
        secrets=_secrets(said),
    )


def _patch(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.documentation_patch import documentation_patch

    dialect = console_messages.text(said, "dialect") or "mdx"
    return documentation_patch(
        _endpoint(said), console_messages.response_from_message(said.get("answer")), dialect=dialect
    )


def _compare(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.response_comparison import compare_responses

    return compare_responses(
        console_messages.response_from_message(said.get("left")),
        console_messages.response_from_message(said.get("right")),
    )


def _secrets(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, console_messages.texts(said, "secrets")))


_OPERATIONS: dict[str, Callable[[Mapping[str, Any]], Json]] = {
    "open": _opened,
    "learn": _learnt,
    "example": _example,
    "fill": _fill,
    "prepare": _prepare,
    "judge": _judge,
    "mock": _mock,
    "advise": _advise,
    "snippets": _snippets,
    "report": _report,
    "patch": _patch,
    "compare": _compare,
}
