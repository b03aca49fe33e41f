"""What recorded traffic says about the documentation."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checking.shop_traffic import BASE, exchange, findings, judge, rules, shop
from tryfield.checking.traffic.traffic_judge import ASSETS, OTHER_HOSTS, PREFLIGHT
from tryfield.cli import main
from tryfield.core.findings import Severity

ADA = {"id": 1, "name": "Ada"}


def test_an_exchange_as_it_is_documented_says_nothing(tmp_path: Path) -> None:
    assert findings(judge(tmp_path), exchange(body=ADA)) == []


def test_a_difference_is_one_finding_with_how_often_it_occurred_and_a_sample(
    tmp_path: Path,
) -> None:
    bad = [exchange(body={"id": "x", "name": "Ada"}, number=n) for n in (3, 4, 5)]
    good = exchange(body=ADA, number=2)

    (found,) = findings(judge(tmp_path), good, *bad)

    assert (found.rule, found.field) == ("live-field-type", "id")
    assert "Seen in 3 of 4 responses with status 200, first in shop.har #3." in found.message


def test_types_of_several_exchanges_stand_in_one_finding(tmp_path: Path) -> None:
    (found,) = findings(
        judge(tmp_path),
        exchange(body={"id": "x", "name": "Ada"}),
        exchange(body={"id": None, "name": "Ada"}),
    )

    assert found.evidence[1].words == "string or null"


def test_what_a_component_causes_is_one_finding(tmp_path: Path) -> None:
    (found,) = findings(
        judge(tmp_path),
        exchange(body={**ADA, "age": 3}),
        exchange("/users", body=[{**ADA, "age": 3}]),
    )

    assert found.rule == "live-field-undocumented"
    assert "Seen in 2 responses" in found.message
    assert [one.words for one in found.evidence if one.speaker == "calls"] == ["GET /users"]


def test_undocumented_names_of_requests_are_found(tmp_path: Path) -> None:
    found = findings(
        judge(tmp_path),
        exchange("/users?limit=1&offset=2", body=[]),
        exchange("/users", body=ADA, method="POST", status=201, sent={**ADA, "admin": True}),
    )

    assert rules(found) == ["live-request-undocumented admin", "live-request-undocumented offset"]


def test_what_analytics_adds_to_an_address_needs_no_documentation(tmp_path: Path) -> None:
    assert findings(judge(tmp_path), exchange("/users?utm_source=mail&gclid=1", body=[])) == []


def test_a_request_that_the_server_refused_is_judged_by_its_response_only(tmp_path: Path) -> None:
    found = findings(judge(tmp_path), exchange("/users?offset=x", body={"error": "no"}, status=400))

    assert rules(found) == ["live-status-undocumented (400)"]
    assert found[0].severity is Severity.WARNING


def test_required_things_that_are_missing_are_found(tmp_path: Path) -> None:
    found = findings(
        judge(tmp_path),
        exchange(body={"id": 1}),
        exchange("/users", body=ADA, method="POST", status=201, sent={"id": 1}),
        exchange("/users", body=ADA, method="POST", status=201),
    )

    assert rules(found) == [
        "live-field-missing name",
        "live-request-body (body-missing)",
        "live-request-missing name",
    ]


def test_limits_are_judged(tmp_path: Path) -> None:
    (found,) = findings(judge(tmp_path), exchange(body={"id": 1, "name": "x" * 21}))

    assert found.rule == "live-field-value"


def test_an_undocumented_endpoint_is_found_with_its_ids_as_names(tmp_path: Path) -> None:
    found = findings(
        judge(tmp_path),
        exchange("/users/7/badges/2024-gold", body={}),
        exchange("/users/8/badges/2023-gold", body={}),
        exchange("/users/7", body={}, method="DELETE", status=204),
    )

    assert rules(found) == [
        "live-endpoint-undocumented (DELETE /users/{user_id})",
        "live-endpoint-undocumented (GET /users/{}/badges/{})",
    ]
    assert "Seen in 2 exchanges" in found[0].message


def test_an_address_that_the_api_does_not_know_either_is_no_finding(tmp_path: Path) -> None:
    assert findings(judge(tmp_path), exchange("/wp-admin", body={}, status=404)) == []


def test_exchanges_of_other_hosts_are_left_out_and_counted(tmp_path: Path) -> None:
    made = judge(tmp_path)

    assert findings(made, exchange("https://tracker.test/v1/users", body={})) == []
    assert made.left_out_in_all() == {OTHER_HOSTS: 1}


def test_an_address_outside_of_the_base_path_is_of_another_host(tmp_path: Path) -> None:
    made = judge(tmp_path)

    assert findings(made, exchange("https://api.shop.test/blog/new", body={})) == []
    assert made.left_out_in_all() == {OTHER_HOSTS: 1}


def test_without_documented_servers_hosts_that_answer_for_an_endpoint_are_ours(
    tmp_path: Path,
) -> None:
    made = judge(tmp_path, document=shop(url="/"))

    found = findings(
        made,
        exchange("https://cdn.test/collect", body={}),
        exchange("https://a.test/users/1", body=ADA),
        exchange("https://a.test/teams", body={}),
    )

    assert rules(found) == ["live-endpoint-undocumented (GET /teams)"]
    assert made.left_out_in_all() == {OTHER_HOSTS: 1}


def test_a_base_url_says_which_server_was_recorded(tmp_path: Path) -> None:
    made = judge(tmp_path, bases=["http://staging.test:8080/api"])

    found = findings(made, exchange("http://staging.test:8080/api/users/1", body={"id": 1}))

    assert rules(found) == ["live-field-missing name"]


def test_preflights_and_pages_are_left_out(tmp_path: Path) -> None:
    made = judge(tmp_path)
    preflight = exchange(
        "/users",
        method="OPTIONS",
        status=204,
        request_headers=(("Access-Control-Request-Method", "POST"),),
    )
    page = exchange("/help", body="<html>", headers=())
    page = type(page)(
        request=page.request,
        response=type(page.response)(
            status=200, headers=(("Content-Type", "text/html"),), body=b"<p>"
        ),
    )

    assert findings(made, preflight, page) == []
    assert made.left_out_in_all() == {PREFLIGHT: 1, ASSETS: 1}


def test_a_head_request_is_a_get_without_a_body(tmp_path: Path) -> None:
    assert findings(judge(tmp_path), exchange(method="HEAD")) == []


def test_a_cache_that_asks_again_is_no_difference(tmp_path: Path) -> None:
    assert findings(judge(tmp_path), exchange(status=304)) == []


def test_headers_of_http_and_of_gateways_need_no_documentation(tmp_path: Path) -> None:
    found = findings(
        judge(tmp_path, ignored=["X-Shop-*"]),
        exchange(
            body=ADA,
            headers=(("Server", "x"), ("CF-Ray", "1"), ("X-Shop-Cell", "3"), ("X-Quota", "9")),
            request_headers=(("X-Forwarded-For", "::1"), ("X-Client", "app")),
        ),
    )

    assert rules(found) == [
        "live-header-undocumented X-Quota",
        "live-request-header-undocumented X-Client",
    ]
    assert {one.severity for one in found} == {Severity.NOTE}


def test_what_nobody_recorded_is_not_missed(tmp_path: Path) -> None:
    line = exchange("/users", method="POST", status=201, recorded=frozenset())

    assert findings(judge(tmp_path), line) == []


@pytest.mark.parametrize(
    "words",
    [
        {"body": ADA},
        {"body": {"id": "x"}},
        {"body": ADA, "headers": (("X-Quota", "9"),)},
        {"body": ADA, "request_headers": (("X-Client", "app"),)},
        {"path": "/users", "method": "POST", "status": 201, "sent": ADA, "body": ADA},
        {"path": "/users", "body": [ADA], "recorded": frozenset({"response body"})},
        {"method": "HEAD"},
        {"status": 304},
        {"status": 404, "body": {}},
        {"path": "/teams", "body": {}},
        {"path": "https://other.test/users"},
    ],
    ids=str,
)
def test_the_same_exchange_again_says_what_another_one_would_say(
    words: dict[str, Any], tmp_path: Path
) -> None:
    """A `Date` makes an exchange another one, and is judged by nobody."""
    same, other = judge(tmp_path), judge(tmp_path)
    headers = words.pop("headers", ())
    for number in (1, 2, 3):
        same.judge(exchange(**words, headers=(*headers, ("Date", "0")), number=number))
        other.judge(exchange(**words, headers=(*headers, ("Date", f"{number}")), number=number))

    assert same.counted() == other.counted()
    assert findings(same) == findings(other)
    assert same.left_out_in_all() == other.left_out_in_all()
    assert same.headers == other.headers


def test_names_that_are_values_are_one_finding_that_shows_none_of_them(tmp_path: Path) -> None:
    people = [f"person{n}@mail.test" for n in range(60)] + [f"word{'x' * n}" for n in range(60)]

    found = findings(judge(tmp_path), *(exchange(body={**ADA, name: 1}) for name in people))

    assert len(found) < 45
    assert "mail.test" not in str(found)


def test_coverage_counts_what_the_exchanges_reached(tmp_path: Path) -> None:
    done = run(tmp_path, har(exchange(body={**ADA, "labels": {"a": "b"}})), "--format", "json")

    summary = json.loads(done.output)["summary"]
    assert summary["live"]["called"] == 1
    assert summary["live"]["operations"] == 3
    assert summary["live"]["response_fields_seen"] == 3


def test_coverage_asks_of_no_response_what_only_requests_hold(tmp_path: Path) -> None:
    document = deepcopy(shop())
    user = document["components"]["schemas"]["User"]
    user["properties"]["password"] = {"type": "string", "writeOnly": True}
    recorded = har(exchange(body=ADA))
    both = [
        run(tmp_path, recorded, "--format", "json"),
        run(tmp_path, recorded, "--format", "json", document=document),
    ]

    fields = [json.loads(one.output)["summary"]["live"]["response_fields"] for one in both]
    assert fields[0] == fields[1] > 0


# --- the command


def har(*exchanges: Any) -> str:
    """An archive as browsers write it."""
    entries = [
        {
            "request": {
                "method": one.request.method,
                "url": one.request.url,
                "headers": [{"name": n, "value": v} for n, v in one.request.headers],
                "bodySize": len(one.request.body),
                "postData": {"mimeType": "application/json", "text": one.request.body.decode()},
            },
            "response": {
                "status": one.response.status,
                "headers": [{"name": n, "value": v} for n, v in one.response.headers],
                "content": {"text": one.response.body.decode(), "mimeType": "application/json"},
            },
        }
        for one in exchanges
    ]
    return json.dumps({"log": {"version": "1.2", "pages": [{"id": "p"}], "entries": entries}})


def run(
    folder: Path, archive: str, *options: str, document: dict[str, Any] | None = None
) -> Result:
    (folder / "a.har").write_text(archive)
    (folder / "shop.json").write_text(json.dumps(document or shop()))
    words = [str(folder / "shop.json"), "--traffic", str(folder / "a.har"), *options]
    return CliRunner().invoke(main, ["check", *words])


def test_the_command_judges_a_recording_and_no_example(tmp_path: Path) -> None:
    done = run(tmp_path, har(exchange(body=ADA), exchange("https://x.test/", body={})))

    assert done.exit_code == 0, done.output
    assert "Left out: 1 exchange: of other hosts." in done.output
    assert "3 endpoints in 1 file, 1 exchange recorded in a.har: no findings." in done.output


def test_a_recording_of_another_server_is_not_green(tmp_path: Path) -> None:
    done = run(tmp_path, har(exchange("http://staging.test/users/1", body=ADA)))

    assert done.exit_code == 2
    assert "say --base http://staging.test" in done.output
    good = run(
        tmp_path,
        har(exchange("http://staging.test/users/1", body=ADA)),
        "--base",
        "http://staging.test",
    )
    assert good.exit_code == 0, good.output


def test_an_empty_recording_is_not_green(tmp_path: Path) -> None:
    assert "holds no exchange" in run(tmp_path, har()).output


def test_traffic_keeps_what_the_baseline_knows_of_examples(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    entry = {"fingerprint": "x", "rule": "example-not-json", "endpoint": "GET /users"}
    known.write_text(json.dumps({"version": 1, "findings": [entry]}))

    run(tmp_path, har(exchange(body={"id": 1})), "--baseline", str(known), "--update-baseline")

    rules = {one["rule"] for one in json.loads(known.read_text())["findings"]}
    assert rules == {"example-not-json", "live-field-missing"}


def test_a_call_and_a_recording_exclude_each_other(tmp_path: Path) -> None:
    done = run(tmp_path, har(), "--live", "http://127.0.0.1:1")

    assert (done.exit_code, "--traffic" in done.output) == (2, True)


def test_unsafe_fixes_document_what_was_seen(tmp_path: Path) -> None:
    archive = har(exchange(body={"id": "x", "name": "Ada", "age": 3}))

    run(tmp_path, archive, "--unsafe-fixes")
    document = json.loads((tmp_path / "shop.json").read_text())

    # A document on one line has nowhere to write a field; types are replaced where they stand.
    assert document["components"]["schemas"]["User"]["properties"]["id"] == {"type": "string"}


SECRET = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=12, max_size=30)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(secret=SECRET.map(lambda text: f"q{text}"))
def test_no_report_shows_a_value_of_the_traffic(secret: str, tmp_path: Path) -> None:
    """Wherever a value stands: in fields that differ, in queries, headers and addresses."""
    made = har(
        exchange(
            f"/users?offset={secret}1",
            body=[{"id": secret, "name": secret * 3, "labels": {"a": [secret]}}],
            headers=(("X-Quota", secret), ("Set-Cookie", f"a={secret}")),
            request_headers=(("X-Client", secret), ("Authorization", f"Bearer {secret}")),
        ),
        exchange("/users", method="POST", status=201, sent=[secret], body=secret),
        exchange(f"/users/1/files/{secret}9", body={"a": secret}),
        exchange(f"/users/{secret}9", body={"a": secret}, status=418),
    )
    for form in ("text", "json", "sarif", "junit", "markdown", "github"):
        done = run(tmp_path, made, "--format", form)

        assert done.exit_code == 1, done.output
        assert secret not in done.output


def test_only_the_named_operations_are_judged(tmp_path: Path) -> None:
    done = run(tmp_path, har(exchange(body={"id": 1})), "--only", "GET /users")

    assert "live-field-missing" not in done.output


@pytest.mark.parametrize("base", ["staging.test", "ftp://x"])
def test_a_base_that_is_no_address_is_refused(tmp_path: Path, base: str) -> None:
    done = run(tmp_path, har(exchange(body=ADA)), "--base", base)

    assert (done.exit_code, "--base" in done.output) == (2, True)


def test_the_base_of_the_tests_is_the_documented_server() -> None:
    assert shop()["servers"] == [{"url": BASE}]
