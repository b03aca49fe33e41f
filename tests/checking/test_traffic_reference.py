"""A first reference out of recorded traffic: right about all that was seen, and nobody's data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checking.shop_traffic import exchange
from tests.checking.test_live_reach import read
from tests.checking.test_traffic import har
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange
from tryfield.checking.traffic.traffic_findings import traffic_findings
from tryfield.checking.traffic.traffic_judge import TrafficJudge
from tryfield.checking.traffic.traffic_reference import TrafficReference
from tryfield.cli import main
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Severity

BASE = "https://api.shop.test"


def written(*exchanges: RecordedExchange, base: str = "") -> dict[str, Any]:
    reference = TrafficReference(base)
    for one in exchanges:
        reference.add(one)
    return reference.document()


def test_paths_have_their_parameters() -> None:
    document = written(
        exchange("/users", body=[]),
        exchange("/users/1", body={}),
        exchange("/users/2/orders/3f2b8c1a-9d4e-4c3a-8b1f-0a1b2c3d4e5f", body={}),
        *(exchange(f"/shops/{word * 3}", body={}) for word in "abcdefghijklmnop"),
    )

    assert document["servers"] == [{"url": f"{BASE}/v1"}]
    assert list(document["paths"]) == [
        "/shops/{shop_id}",
        "/users",
        "/users/{user_id}",
        "/users/{user_id}/orders/{order_id}",
    ]
    order = document["paths"]["/users/{user_id}/orders/{order_id}"]["get"]
    assert [one["schema"] for one in order["parameters"]] == [
        {"type": "integer"},
        {"type": "string", "format": "uuid"},
    ]


@pytest.mark.parametrize(
    ("segment", "parameter"),
    [
        ("stories", "story_id"),
        ("addresses", "address_id"),
        ("status", "status_id"),
        ("v1", "v1_id"),
    ],
)
def test_a_parameter_is_named_after_one_of_what_stands_before_it(
    segment: str, parameter: str
) -> None:
    document = written(exchange(f"/{segment}/17", body={}), exchange("/other", body={}))

    assert f"/{segment}/{{{parameter}}}" in document["paths"]


def test_schemas_hold_what_was_seen() -> None:
    document = written(
        exchange("/a", body={"id": 1, "at": "2026-11-30", "tags": [], "x": 1}),
        exchange("/a", body={"id": 2, "at": "2026-12-01", "tags": ["b"], "x": None, "y": 1.5}),
        exchange("/maps", body={"2026-01-01": 3, "2026-01-02": 4}),
    )

    content = document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "at": {"type": "string", "format": "date"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "x": {"type": ["integer", "null"]},
            "y": {"type": "number"},
        },
        "required": ["id", "at", "tags", "x"],
    }
    maps = document["paths"]["/maps"]["get"]["responses"]["200"]["content"]["application/json"]
    assert maps["schema"] == {"type": "object", "additionalProperties": {"type": "integer"}}


def test_queries_headers_credentials_and_statuses_are_written() -> None:
    document = written(
        exchange(
            "/users?limit=5&api_key=s3cret",
            body=[],
            request_headers=(("Authorization", "Bearer abc"), ("X-Team", "blue")),
        ),
        exchange("/users", method="POST", sent={"name": "Ada"}, body={"id": 1}, status=201),
        exchange("/users", method="POST", sent={}, body={"error": "no"}, status=422),
        exchange("/gone", body={}, status=404),
    )

    users = document["paths"]["/users"]
    assert [(one["name"], one["in"]) for one in users["get"]["parameters"]] == [
        ("limit", "query"),
        ("X-Team", "header"),
    ]
    assert document["components"]["securitySchemes"] == {
        "api_key": {"type": "apiKey", "in": "query", "name": "api_key"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    assert sorted(users["post"]["responses"]) == ["201", "422"]
    sent = users["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert sent["required"] == ["name"]
    assert "/gone" not in document["paths"]


def test_pages_and_other_hosts_are_not_of_the_api() -> None:
    document = written(
        exchange("https://cdn.test/track", body={}),
        exchange("/users", body=[]),
        exchange("/orders", body=[]),
    )

    assert list(document["paths"]) == ["/orders", "/users"]
    other = written(exchange("https://cdn.test/a/track", body={}), base="https://cdn.test/a")
    assert (list(other["paths"]), other["servers"]) == (["/track"], [{"url": "https://cdn.test/a"}])


def test_without_an_api_it_says_so() -> None:
    with pytest.raises(ConfigurationError, match="no exchange with JSON was found"):
        written()


TEXT = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=6).map(lambda s: f"Q7{s}")
VALUES = st.recursive(
    TEXT | st.integers() | st.booleans() | st.none() | st.floats(-1e9, 1e9),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "who", "a-b", "x"]), below, max_size=4)
    ),
    max_leaves=12,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bodies=st.lists(VALUES.filter(lambda one: one is not None), min_size=1, max_size=4))
def test_the_traffic_agrees_with_the_reference_that_was_written_from_it(
    bodies: list[Any], tmp_path: Path
) -> None:
    exchanges = [
        exchange("/v1/things", body=body, sent=body, method="POST", number=n)
        for n, body in enumerate(bodies)
    ]
    document = json.loads(json.dumps(written(*exchanges)))

    judge = TrafficJudge(read(tmp_path, document))
    for one in exchanges:
        judge.judge(one)

    found = [one for one in traffic_findings(judge) if one.severity is not Severity.NOTE]
    assert found == []


@settings(max_examples=60, deadline=None)
@given(value=TEXT, bodies=st.lists(VALUES, min_size=1, max_size=3))
def test_no_text_of_the_traffic_is_in_the_reference(value: str, bodies: list[Any]) -> None:
    exchanges = [exchange(f"/things?q={value}", body=[value, body]) for body in bodies]
    text = json.dumps(written(*exchanges), ensure_ascii=False)

    assert value not in text
    assert "Q7" not in text


def test_the_command_writes_a_site_that_checks_clean(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(
        har(
            exchange("/users/1", body={"id": 1, "name": "Ada Lovelace", "state": "active"}),
            exchange("/users", body=[{"id": 1, "name": "Ada Lovelace", "state": "active"}]),
        )
    )
    site = tmp_path / "site"

    made = CliRunner().invoke(main, ["new", str(site), "--traffic", str(tmp_path / "a.har")])

    assert made.exit_code == 0, made.output
    text = (site / "openapi.yaml").read_text()
    assert "Lovelace" not in text
    assert list(yaml.safe_load(text)["paths"]) == ["/users", "/users/{user_id}"]
    done = CliRunner().invoke(main, ["check", str(site / "openapi.yaml")])
    assert done.exit_code == 0, done.output


def test_the_ways_to_start_a_site_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    words = ["--traffic", str(tmp_path / "a.json"), "--openapi", str(tmp_path / "a.json")]

    made = CliRunner().invoke(main, ["new", str(tmp_path / "site"), *words])

    assert (made.exit_code, "exclude each other" in made.output) == (2, True)
