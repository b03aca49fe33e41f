"""The one door from the browser: JSON text in, JSON text out.

The worker of the console calls `call`, `exchange` and `carry`, nothing else. The shapes are those
of `playground/src/protocol.d.ts`. Numbers keep all their digits. Nothing ever raises: what cannot
be done is `{"error": {"code": ..., "message": ...}}`. Credentials are in the request that is to be
sent and in nothing else.

`open`      `{endpoint, contract}` keeps a contract under an id -> the form: servers, auth, sections
            of fields, bodies, examples, prefilled values, languages
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
from tryfield.core.console import messages
from tryfield.core.console.form import form
from tryfield.core.console.prepared import Preparation
from tryfield.core.contract.contract_writer import from_contract
from tryfield.core.errors import TryfieldError
from tryfield.core.lossless_json import check_depth
from tryfield.core.masking import redacted
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.address import parsed
from tryfield.core.request.building import build_request
from tryfield.core.request.prefill import example_values
from tryfield.core.snippets import LANGUAGES, snippet
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
        fetch: Takes a `WireRequest` and gives a `WireAnswer`, both as JSON text; a send that
            failed gives `{"failure": {...}, "probes": {...}}` as `advise` takes them.

    Returns:
        `{"shown", "answer", "judged"}` or `{"shown", "advice"}` as JSON text. The answer comes
        without its body, which the caller has in bytes.
    """
    try:
        said = _argument(argument)
        ready = _preparation(said)
        parsed(ready.request.url)  # or it is refused, with a sentence
        shown = messages.request_message(ready.shown)
        sent = fetch(lossless_json.dumps(messages.request_message(ready.request)))
        from tryfield.core.console.judged import judged  # while the answer is on its way

        answered = await sent
        check_depth(str(answered))
        answer = json.loads(str(answered))
        if isinstance(answer, Mapping) and isinstance(answer.get("failure"), Mapping):
            found = _advice(ready.request, answer, page=ready.page, secrets=ready.secrets)
            return lossless_json.dumps({"shown": shown, "advice": found})
        came = messages.answer_of(answer)
        relayed = bool(answer.get("relayed"))
        verdict = judged(ready.endpoint, came, relayed=relayed)
        bare = messages.answer_message(replace(came, body=b""))
        return lossless_json.dumps({"shown": shown, "answer": bare, "judged": verdict})
    except Exception as error:  # noqa: BLE001 - as in `call`
        return _refusal(error)


async def carry(argument: str, fetch: Callable[[str], Awaitable[Any]]) -> str:
    """Send the request that a reader's code made: `console.carrying` says what it takes."""
    try:
        from tryfield.core.console.carrying import carry

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
    return messages.mapping(value, "")


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
    name = messages.text(said, "endpoint")
    if name not in _open:
        raise _RefusedError("not-open", f"The endpoint '{name}' is not open.")
    _open[name] = _open.pop(name)  # The last used one is kept longest.
    return _open[name]


def _read(contract: Any) -> Endpoint:
    try:
        text = contract if isinstance(contract, str) else lossless_json.dumps(contract)
        check_depth(text)
        document = json.loads(text)
    except (ValueError, RecursionError, TypeError) as error:
        raise _RefusedError("bad-argument", f"The contract is not JSON: {error}.") from error
    return from_contract(messages.mapping(document, "contract"))


def _opened(said: Mapping[str, Any]) -> Json:
    name = messages.text(said, "endpoint")
    endpoint = _read(said.get("contract"))
    _open.pop(name, None)
    _open[name] = endpoint
    while len(_open) > _KEPT:
        del _open[next(iter(_open))]
    return form(endpoint, name)


def _learnt(said: Mapping[str, Any]) -> Json:
    from tryfield.core.contract.contract_reader import endpoints

    _reference[:] = endpoints(_argument(messages.text(said, "document"), exactly=False))
    return {"endpoints": len(_reference)}


def _example(said: Mapping[str, Any]) -> Json:
    values = example_values(_endpoint(said), messages.text(said, "name"))
    return {"values": messages.values_message(values)}


def _fill(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.filled import filled

    found = filled(_endpoint(said), messages.text(said, "curl"))
    if found is None:
        raise _RefusedError("bad-argument", "There is no curl command in this text.")
    return found


def _preparation(said: Mapping[str, Any]) -> Preparation:
    return Preparation(
        endpoint=_endpoint(said),
        values=messages.values_of(said.get("values")),
        page=messages.text(said, "page"),
    )


def _prepare(said: Mapping[str, Any]) -> Json:
    languages = LANGUAGES if "languages" not in said else messages.texts(said, "languages")
    return _preparation(said).message(languages=languages, reveal=said.get("reveal") is True)


def _judge(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.judged import judged

    return judged(
        _endpoint(said),
        messages.answer_of(said.get("answer")),
        method=messages.text(said, "method"),
        relayed=said.get("relayed") is True,
    )


# What few readers ask for is imported when they do: each start of the console is waited for.


def _mock(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.judged import judged
    from tryfield.core.mock import mock_response

    endpoint = _endpoint(said)
    chosen = messages.values_of(said.get("values"))
    request = build_request(endpoint, chosen, page=messages.text(said, "page"))
    if status := messages.text(said, "status"):
        preference = ("Prefer", f"code={status}")
        request = replace(request, headers=(*request.headers, preference))
    given = mock_response(endpoint, request, drift=said.get("drift") is True)
    return {"answer": messages.answer_message(given), "judged": judged(endpoint, given)}


def _advise(said: Mapping[str, Any]) -> Json:
    request = messages.request_of(said.get("request"))
    return _advice(request, said, page=messages.text(said, "page"), secrets=_secrets(said))


def _advice(
    request: WireRequest, said: Mapping[str, Any], *, page: str, secrets: tuple[str, ...]
) -> Json:
    from tryfield.core.console.advice import advice

    failure = messages.mapping(said.get("failure") or {}, "failure")
    probes = messages.mapping(said.get("probes") or {}, "probes")
    return redacted(advice(request, failure, probes, page=page, secrets=secrets), secrets)


def _snippets(said: Mapping[str, Any]) -> Json:
    request = messages.request_of(said.get("request"))
    mask = None if said.get("reveal") is True else _secrets(said)
    languages = messages.texts(said, "languages") or LANGUAGES
    return {
        "snippets": {one: snippet(request, one, mask=mask) for one in languages if one in LANGUAGES}
    }


def _report(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.report import report

    return report(
        _endpoint(said),
        messages.request_of(said.get("request")),
        messages.answer_of(said.get("answer")),
        link=messages.text(said, "link"),
        secrets=_secrets(said),
    )


def _patch(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.patch import patch

    dialect = messages.text(said, "dialect") or "mdx"
    return patch(_endpoint(said), messages.answer_of(said.get("answer")), dialect=dialect)


def _compare(said: Mapping[str, Any]) -> Json:
    from tryfield.core.console.compare import compare

    return compare(messages.answer_of(said.get("left")), messages.answer_of(said.get("right")))


def _secrets(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, messages.texts(said, "secrets")))


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
