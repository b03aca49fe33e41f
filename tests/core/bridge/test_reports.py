"""What a reader takes along: reports, patches, comparisons, code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from tests.core.bridge.asking import ENDPOINT, SECRET, SENT, answer, ask
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Content, Response


def test_a_report_has_the_differences_and_no_values(values: Any) -> None:
    request = ask("prepare", endpoint="create-user", values=values)["request"]
    body = {"id": "private-1", "extra": "private-2", "name": "private-3"}
    result = ask(
        "report",
        endpoint="create-user",
        request=request,
        answer=answer(body),
        link="https://docs.test/users/?q=private-4#create-user",
        secrets=[SECRET],
    )

    assert result["title"] == "POST /users/{id}: the response differs from its documentation"
    assert "| `id` | integer | string |" in result["markdown"]
    assert "| `extra` | not documented | string |" in result["markdown"]
    assert "https://docs.test/users/\n" in result["markdown"]
    assert "private" not in result["markdown"]
    assert SECRET not in result["markdown"]
    assert quote(SECRET, safe="") not in result["markdown"]


def test_text_of_an_answer_cannot_become_markup_of_a_report(form: Any) -> None:
    body = {"id": 1, "a|b`<img>@someone": 1}
    result = ask("report", endpoint="create-user", request=SENT, answer=answer(body))

    row = next(line for line in result["markdown"].split("\n") if "img" in line)
    assert row == "| `` a\\|b`<img>@someone `` | not documented | integer |"


def test_a_patch_documents_what_was_seen(form: Any) -> None:
    body = {"id": "1", "owner": {"full_name": "A", "pets": [{"age": 1}, {"age": 1.5, "toy": None}]}}
    mdx = ask("patch", endpoint="create-user", answer=answer(body))
    openapi = ask("patch", endpoint="create-user", answer=answer(body), dialect="openapi")

    assert mdx["text"] == (
        "{/* inside of owner */}\n"
        '<ResponseField name="pets" type="object[]">\n'
        '  <Expandable title="pets">\n'
        '    <ResponseField name="age" type="number">\n'
        "    </ResponseField>\n"
        '    <ResponseField name="toy" type="null">\n'
        "    </ResponseField>\n"
        "  </Expandable>\n"
        "</ResponseField>\n"
        "\n"
        "{/* documented as integer */}\n"
        '<ResponseField name="id" type="string">\n'
        "</ResponseField>\n"
    )
    assert [one["path"] for one in mdx["fields"]] == ["owner.pets", "id"]
    assert (
        "# response 200 application/json: owner\nproperties:\n  pets:\n    type: array\n"
        in (openapi["text"])
    )
    assert 'type: "null"' in openapi["text"]


def test_a_patch_keeps_what_was_documented_where_it_still_holds() -> None:
    user = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "integer"},
            "c": {"type": ["array", "null"]},
        },
    }
    content = Content(media_type="application/json", schema={"type": "array", "items": user})
    contract = to_contract(
        replace(ENDPOINT, responses=(Response(status="200", contents=(content,)),))
    )
    body = [{"a": None, "b": 1, "c": 1}, {"a": "x", "c": []}]
    text = ask("patch", contract=contract, answer=answer(body))["text"]
    yaml = ask("patch", contract=contract, answer=answer(body), dialect="openapi")["text"]

    assert '<ResponseField name="a" type="string or null">' in text
    assert '<ResponseField name="b" type="integer">' in text
    assert '<ResponseField name="c" type="integer, array or null">' in text
    assert "not always there" in text
    assert 'a:\n    type: [string, "null"]' in yaml


def test_two_answers_are_compared_value_by_value() -> None:
    left = answer(b'{"a": 1.10, "b": [1, 2], "c": {"d": null}, "big": 100000000000000000001}')
    body = b'{"b": [1, 3, 4], "a": 1.1, "c": {"d": 0}, "e": "x", "big": 100000000000000000002}'
    right = answer(body, status=201, Content_Type="application/json", X_A="1")
    result = ask("compare", left=left, right=right)

    rows = {row["pointer"]: (row["left"], row["right"], row["change"]) for row in result["body"]}
    assert rows == {
        "/b/1": ("2", "3", "changed"),
        "/b/2": ("", "4", "added"),
        "/c/d": ("null", "0", "changed"),
        "/big": ("100000000000000000001", "100000000000000000002", "changed"),
        "/e": ("", '"x"', "added"),
    }
    assert (result["equal"], result["status"]) == (False, [200, 201])
    assert result["headers"] == [{"name": "x-a", "left": "", "right": "1"}]
    assert ask("compare", left=left, right=left)["equal"] is True


def test_what_was_really_sent_can_be_copied() -> None:
    masked = ask("snippets", request=SENT, languages=["curl", "nonsense"], secrets=["abcdef"])
    revealed = ask("snippets", request=SENT, languages=["curl"], reveal=True)

    assert list(masked["snippets"]) == ["curl"]
    assert "abcdef" not in masked["snippets"]["curl"]
    assert "abcdef" in revealed["snippets"]["curl"]
