"""Commands are held against method, address, credentials and body."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.rules.documents import (
    OPENAPI,
    PAGE,
    Change,
    found,
    only,
    openapi,
    page,
    with_sample,
    words_at,
)
from tryfield.core.findings import Severity
from tryfield.core.model import Endpoint, Example, Server
from tryfield.core.rules.documented_urls import url_difference


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("curl -X PUT", "curl -X POST"), "PUT"),
        (("curl -X PUT", "curl"), "--request PUT "),
        (("v1/users/7'", "v2/users/7?x=1'"), "'https://api.example.com/v1/users/7?x=1'"),
        (
            ("api.example.com/v1/users/7", "old.example.org/v1/users/7"),
            "'https://api.example.com/v1/users/7'",
        ),
    ],
)
def test_method_and_address_of_a_command_are_mended_safely(change: Change, text: str) -> None:
    fixes = [
        fix
        for finding in found(page(change))
        if finding.rule in ("request-method-differs", "request-url-differs")
        for fix in finding.fixes
    ]

    (fix,) = fixes
    assert fix.safe
    assert fix.edits[0].text == text


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1/users/7",
        "https://api.example.com/v1/users/{id}",
        "https://api.example.com/v1/users/<id>?verbose=1",
        "https://API.example.com:443/v1/users/7/",
        "$BASE_URL/users/7",
        "{{host}}/v1/users/7",
        "http://localhost:8000/v1/users/7",
        "https://<your-host>/v1/users/$ID",
    ],
)
def test_an_address_that_may_be_the_documented_one_is_right(url: str) -> None:
    endpoint = page(("https://api.example.com/v1/users/7'", f"{url}'"))

    assert "request-url-differs" not in {finding.rule for finding in found(endpoint)}


@pytest.mark.parametrize(
    "url", ["$BASE_URL/completely/other/thing", "$BASE_URL/userszz/7", "$BASE_URL/users", "$HOST/7"]
)
def test_an_address_behind_a_variable_still_ends_with_the_documented_path(url: str) -> None:
    endpoint = page(("https://api.example.com/v1/users/7'", f"{url}'"))

    assert "request-url-differs" in {finding.rule for finding in found(endpoint)}


def test_a_command_of_another_endpoint_beside_the_right_one_is_passed_over() -> None:
    more = '  -d \'{"name": "Ada"}\'\n\ncurl -X DELETE https://api.example.com/v1/users/7'

    assert found(page(('  -d \'{"name": "Ada"}\'', more))) == []


@pytest.mark.parametrize("value", ["<id>", "{id}", "$ID", "YOUR_ID", ":id"])
def test_a_placeholder_in_an_address_is_not_judged_by_its_type(value: str) -> None:
    assert found(page(("v1/users/7'", f"v1/users/{value}'"))) == []


def test_a_placeholder_in_a_body_is_less_certain_than_a_value() -> None:
    assert only(page(('"id": 7', '"id": "<id>"'))).severity is Severity.WARNING
    assert only(page(('"id": 7', '"id": "x-7"'))).severity is Severity.ERROR


def test_credentials_of_another_scheme_differ_and_are_never_shown() -> None:
    endpoint = with_sample(
        "curl https://api.example.com/users -H 'Authorization: Token s3cr3t' --json '{}'",
        ("paths:", "security: [{key: []}]\npaths:"),
        ("components:", "components:\n  securitySchemes:\n    key: {type: http, scheme: bearer}"),
    )
    finding = only(endpoint)

    assert finding.rule == "auth-differs"
    assert "'Authorization: Token …'" in finding.message
    assert "'Authorization: Bearer …'" in finding.message
    assert "s3cr3t" not in repr(finding)


@pytest.mark.parametrize(
    "secret",
    [
        "sk_" + "live_" + "51Hq8Zr2eZvKYlo2C0aRt9Xm",
        "gh" + "p_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
        "AK" + "IA" + "Q3EGRZ7VNB2LKXT5",
    ],
)
def test_a_credential_that_looks_real_is_found_and_never_shown(secret: str) -> None:
    finding = only(page(("<token>", secret)))

    assert finding.rule == "placeholder-secret-looks-real"
    assert secret not in repr(finding)
    assert words_at(PAGE.replace("<token>", secret), finding).startswith(secret)


def test_a_credential_in_a_document_is_found_at_its_value() -> None:
    secret = "gh" + "p_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"
    change = ("                    name: Ada\n", f"                    name: {secret}\n")

    finding = next(
        one for one in found(openapi(change)) if one.rule == "placeholder-secret-looks-real"
    )

    assert words_at(OPENAPI.replace(*change), finding).startswith(f"name: {secret}")


@pytest.mark.parametrize(
    "token", ["<token>", "YOUR_API_KEY", "sk_" + "live_xxxxxxxxxxxxxxxxxxxx", "$TOKEN"]
)
def test_a_placeholder_for_a_credential_is_right(token: str) -> None:
    assert found(page(("<token>", token))) == []


def test_a_body_that_curl_sends_as_a_form_differs() -> None:
    finding = only(with_sample("curl https://api.example.com/users -d '{}'"))

    assert finding.rule == "content-type-differs"
    assert "Content-Type: application/json" in finding.advice


def test_a_get_with_a_body_is_found() -> None:
    endpoint = page(('api: "PUT', 'api: "GET'), ("curl -X PUT", "curl -X GET"))

    assert [finding.rule for finding in found(endpoint)] == ["get-with-body"]


def test_a_status_that_only_an_example_shows_is_found() -> None:
    more = '```json 404 Not Found\n{"message": "none"}\n```\n</ResponseExample>'
    finding = only(page(("</ResponseExample>", more)), notes=True)

    assert (finding.rule, finding.status) == ("status-undocumented", "404")


@pytest.mark.parametrize(
    ("url", "variables", "called"),
    [
        ("{scheme}://a.test", {"scheme": {"enum": ["https", "http"]}}, "http://a.test"),
        ("https://a.test:{port}", {"port": {"default": "443"}}, "https://a.test"),
        ("https://a.test/{base}", {"base": {"default": "api/v1"}}, "https://a.test/api/v1"),
        ("{server}", {"server": {"default": "https://a.test"}}, "https://a.test"),
    ],
)
def test_an_address_may_have_the_documented_values_of_server_variables(
    url: str, variables: Any, called: str
) -> None:
    endpoint = Endpoint(
        id="x",
        method="GET",
        path="/users",
        servers=(Server(url=url, variables=variables),),
        samples=(Example(name="", text=f"curl {called}/users", language="bash"),),
    )

    assert "request-url-differs" not in {finding.rule for finding in found(endpoint)}


@pytest.mark.parametrize(("body", "undocumented"), [("{}", False), ('{"a": 1}', True)])
def test_an_empty_object_is_no_undocumented_body(body: str, undocumented: bool) -> None:
    endpoint = Endpoint(
        id="x",
        method="POST",
        path="/users",
        samples=(Example(name="", text=f"curl https://a.test/users -d '{body}'", language="bash"),),
    )

    rules = {finding.rule for finding in found(endpoint)}
    assert ("request-body-undocumented" in rules) is undocumented


@pytest.mark.parametrize(
    ("url", "documented"),
    [
        ("$BASE/users/7", True),
        ("/users/$ID", True),  # the version stands in the base URL
        ("$URL/7", False),  # no word of the path is left
        ("$BASE/users", False),
        ("/other/$ID", False),
        ("/plants/7", False),
    ],
)
def test_a_placeholder_stands_for_what_comes_before_the_words_of_a_path(
    url: str, documented: bool
) -> None:
    endpoint = Endpoint(id="user", method="GET", path="/v1/users/{id}")

    assert (url_difference(endpoint, url) == "") is documented
