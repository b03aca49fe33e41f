"""What the users API answers, endpoint by endpoint."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from tests.serving import running
from tryfield.demo.users_api import api

EXAMPLE = {
    "user_group_id": "example_1",
    "name": "Example 1",
    "mapping": {"40": "213", "134": "386"},
    "properties": {"filterValue": "value"},
}


def get_user(client: httpx2.Client, body: Any = EXAMPLE, token: str = "") -> httpx2.Response:
    headers = {"Authorization": f"Token {token}"} if token else {}
    return client.request("GET", "/api/user", json=body, headers=headers)


def rotate(client: httpx2.Client, current_token: str, token: str = "") -> httpx2.Response:
    headers = {"Authorization": f"Token {token}"} if token else {}
    return client.post("/api/user", json={"current_token": current_token}, headers=headers)


def test_get_user_makes_the_group_when_it_is_new(client: httpx2.Client) -> None:
    answer = get_user(client).json()

    token = answer["user_group"].pop("token")
    assert len(token) >= 32
    assert answer == {
        "success": 1,
        "new_user_group": True,
        "user_group": {
            "team_id": 1,
            "name": "Example 1",
            "provided_id": "example_1",
            "properties": {"filterValue": "value"},
        },
    }


def test_get_user_finds_the_group_again_and_leaves_it_as_it_is(client: httpx2.Client) -> None:
    first = get_user(client).json()
    second = get_user(client, {"user_group_id": "example_1", "name": "Other"}).json()

    assert second == first | {"new_user_group": False}


def test_properties_are_null_where_none_were_given(client: httpx2.Client) -> None:
    answer = get_user(client, {"user_group_id": "plain"}).json()

    assert answer["user_group"]["properties"] is None


def test_empty_properties_come_back_empty(client: httpx2.Client) -> None:
    answer = get_user(client, {"user_group_id": "plain", "properties": {}}).json()

    assert answer["user_group"]["properties"] == {}


def test_a_group_without_a_name_is_called_by_its_id(client: httpx2.Client) -> None:
    answer = get_user(client, {"user_group_id": "plain"}).json()

    assert answer["user_group"]["name"] == "plain"


@pytest.mark.parametrize("body", [{}, {"user_group_id": ""}, None])
def test_a_request_that_names_no_group_is_about_the_one_of_the_example(
    client: httpx2.Client, body: Any
) -> None:
    options = {} if body is None else {"json": body}
    answer = client.request("GET", "/api/user", **options).json()

    assert answer["user_group"]["provided_id"] == "example_1"
    assert answer["user_group"]["name"] == "Example 1"


def test_an_id_names_one_group_in_each_environment(client: httpx2.Client) -> None:
    customer = get_user(client).json()
    testing = get_user(client, token="demo-token-testing").json()

    assert testing["new_user_group"] is True
    assert testing["user_group"]["team_id"] != customer["user_group"]["team_id"]


def test_the_tag_of_a_group_is_its_environment(client: httpx2.Client) -> None:
    tags = [
        rotate(client, "", token).json()["user_group"]["api_environment_tag"]
        for token in ("demo-token", "demo-token-testing")
    ]

    assert tags == ["Customer", "Testing"]


def test_ids_of_any_script_are_kept_as_they_are(client: httpx2.Client) -> None:
    name = "žluťoučký \u0000 \U0001f40e '; DROP TABLE users; --"
    get_user(client, {"user_group_id": name})
    answer = get_user(client, {"user_group_id": name}).json()

    assert answer["new_user_group"] is False
    assert answer["user_group"]["provided_id"] == name


def test_a_rotated_token_is_replaced_and_stops_working(client: httpx2.Client) -> None:
    old = get_user(client).json()["user_group"]["token"]
    answer = rotate(client, old).json()
    new = answer["user_group"]["token"]

    assert answer["success"] == 1
    assert answer["user_group"]["provided_id"] == "example_1"
    assert answer["user_group"]["api_environment_tag"] == "Customer"
    assert new != old
    assert get_user(client, token=old).status_code == 401
    assert get_user(client, token=new).json()["user_group"]["token"] == new


def test_the_documented_example_of_create_user_answers_as_its_page_says(
    client: httpx2.Client,
) -> None:
    answer = rotate(client, "").json()

    assert set(answer["user_group"]) == {
        "team_id",
        "token",
        "name",
        "provided_id",
        "api_environment_tag",
    }
    assert answer["user_group"]["name"] == "Example 1"


def test_an_unknown_current_token_is_not_found(client: httpx2.Client) -> None:
    answer = rotate(client, "long gone")

    assert answer.status_code == 404
    assert answer.json() == {
        "success": 0,
        "message": "No user group has this 'current_token'. Send the newest one.",
    }


def test_a_token_of_another_environment_is_not_found(client: httpx2.Client) -> None:
    foreign = get_user(client, token="demo-token-testing").json()["user_group"]["token"]

    assert rotate(client, foreign).status_code == 404


def test_the_token_of_a_group_opens_that_group_only(client: httpx2.Client) -> None:
    own = get_user(client).json()["user_group"]["token"]
    other = get_user(client, {"user_group_id": "other"}).json()["user_group"]["token"]

    assert get_user(client, {}, token=own).json()["user_group"]["provided_id"] == "example_1"
    assert get_user(client, {"user_group_id": "other"}, token=own).status_code == 403
    assert rotate(client, other, token=own).status_code == 403
    assert rotate(client, own, token=own).status_code == 200


def test_create_a_user_answers_as_documented(client: httpx2.Client) -> None:
    answer = client.post("/v1/users", json={"identifier": "ada", "group": "staff"})

    assert answer.status_code == 200
    assert answer.json() == {"type": "user", "identifer": "ada", "group": "staff"}


def test_an_identifier_is_made_up_where_it_is_empty(client: httpx2.Client) -> None:
    first = client.post("/v1/users", json={"identifier": ""}).json()
    second = client.post("/v1/users").json()

    assert first.keys() == second.keys() == {"type", "identifer"}
    assert 0 < len(first["identifer"]) <= 80
    assert first["identifer"] != second["identifer"]


def test_the_same_identifier_is_the_same_user(client: httpx2.Client) -> None:
    client.post("/v1/users", json={"identifier": "ada", "group": "staff"})
    answer = client.post("/v1/users", json={"identifier": "ada"})

    assert answer.json() == {"type": "user", "identifer": "ada", "group": "staff"}


def test_the_group_of_a_user_is_a_user_group(client: httpx2.Client) -> None:
    client.post("/v1/users", json={"identifier": "ada", "group": "staff"})
    answer = get_user(client, {"user_group_id": "staff"}).json()

    assert answer["new_user_group"] is False


@pytest.mark.parametrize(
    "expiration", ["4102444800000", "2100-01-01T00:00:00Z", "2100-01-01t01:00:00.5+01:00", None]
)
def test_an_issued_token_is_good_for_requests(
    client: httpx2.Client, expiration: str | None
) -> None:
    body: dict[str, Any] = {"issueAccessToken": True}
    if expiration is not None:
        body["accessTokenExpiration"] = expiration
    token = client.post("/v1/users", json=body).json()["token"]

    assert get_user(client, token=token).status_code == 200


@pytest.mark.parametrize("expiration", ["0", "1700000000000", "2023-11-14T22:13:20Z"])
def test_an_expired_token_is_refused(client: httpx2.Client, expiration: str) -> None:
    body = {"issueAccessToken": True, "accessTokenExpiration": expiration}
    token = client.post("/v1/users", json=body).json()["token"]
    answer = get_user(client, token=token)

    assert answer.status_code == 401
    assert "expired" in answer.json()["message"]


def test_a_token_works_until_the_moment_it_expires(database: str) -> None:
    clock = [1_000]
    body = {"issueAccessToken": True, "accessTokenExpiration": "2000"}
    with (
        running(api(database=database, clock=lambda: clock[0])) as address,
        httpx2.Client(base_url=address) as client,
    ):
        token = client.post("/v1/users", json=body).json()["token"]
        statuses = []
        for clock[0] in (1_999, 2_000):
            statuses.append(get_user(client, token=token).status_code)

    assert statuses == [200, 401]


def test_answers_are_json_that_no_cache_keeps(client: httpx2.Client) -> None:
    answer = get_user(client)

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.content)
