"""The door between page and Python: JSON text in, JSON text out, and never a secret."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.bridge.asking import ENDPOINT, SECRET, ask
from tryfield.core import bridge
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Parameter


@pytest.mark.parametrize("alternative", [0, 1])
def test_a_credential_is_in_the_request_and_in_nothing_else(values: Any, alternative: int) -> None:
    values["alternative"] = alternative
    values["credentials"]["basic"] = {"user": "me", "password": SECRET}
    # A reader may paste it into other places as well.
    values["headers"] = [["X-Note", f"again {SECRET}"]]
    values["body"] = json.dumps({"name": 1, SECRET: SECRET}, ensure_ascii=False)
    result = ask("prepare", endpoint="create-user", values=values)
    request = result.pop("request")
    shown = (
        json.dumps(result, ensure_ascii=False) + base64.b64decode(result["shown"]["body"]).decode()
    )
    pair = base64.b64encode(f"me:{SECRET}".encode()).decode()

    assert SECRET in json.dumps(request, ensure_ascii=False) or pair in json.dumps(request)
    for form in (SECRET, quote(SECRET, safe=""), pair):
        assert form not in shown


def test_a_header_field_that_documents_a_credential_is_one() -> None:
    parameter = Parameter(name="Authorization", location="header", schema={"type": "integer"})
    contract = to_contract(replace(ENDPOINT, security=(), parameters=(parameter,)))
    values = {
        "parameters": [{"in": "header", "name": "Authorization", "value": f"Bearer {SECRET}"}]
    }
    result = ask("prepare", contract=contract, values=values)

    assert result["authenticated"] is True
    assert SECRET in json.dumps(result.pop("request"), ensure_ascii=False)
    assert SECRET not in json.dumps(result, ensure_ascii=False)


def test_a_credential_of_an_unknown_scheme_is_not_sent(form: Any) -> None:
    values = {"credentials": {"other": {"value": SECRET}}}
    result = ask("prepare", endpoint="create-user", values=values)

    assert result["authenticated"] is False
    assert SECRET not in json.dumps(result, ensure_ascii=False)


@pytest.mark.parametrize(
    ("operation", "argument", "code"),
    [
        ("nonsense", "{}", "unknown-operation"),
        ("open", "", "bad-argument"),
        ("open", "[]", "request"),
        ("open", "{}", "request"),
        ("open", '{"contract": "{"}', "bad-argument"),
        ("open", '{"contract": {}}', "request"),
        ("prepare", "{}", "not-open"),
        ("judge", '{"endpoint": "create-user"}', "request"),
        ("judge", '{"endpoint": "create-user", "answer": {"body": "#"}}', "request"),
        ("prepare", '{"endpoint": "create-user", "values": 1}', "request"),
        ("snippets", "{}", "request"),
        ("advise", '{"request": {}, "failure": 1}', "request"),
        ("open", "[" * 100_000, "bad-argument"),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(
    form: Any, operation: str, argument: str, code: str
) -> None:
    error = json.loads(bridge.call(operation, argument))["error"]

    assert error["code"] == code
    assert error["message"].endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
MESSAGES = """
values answer request failure probes left right languages secrets contract name curl dialect
"""
MEMBERS = """
parameters headers body form file credentials url status variables server alternative mediaType
seconds
"""


@given(
    st.sampled_from(sorted(bridge._OPERATIONS)),
    st.dictionaries(
        st.sampled_from(MESSAGES.split()),
        JSON | st.dictionaries(st.sampled_from(MEMBERS.split()), JSON, max_size=5),
        max_size=4,
    ),
)
def test_no_argument_is_an_exception(operation: str, argument: dict[str, Any]) -> None:
    bridge.call("open", json.dumps({"endpoint": "create-user", "contract": to_contract(ENDPOINT)}))
    result = json.loads(bridge.call(operation, json.dumps({"endpoint": "create-user", **argument})))

    assert isinstance(result, dict)
    assert result.get("error", {}).get("code") != "internal", (operation, argument, result)
