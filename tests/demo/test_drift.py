"""The deliberate differences of `tryfield demo --drift`."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from tryfield.demo.demo_drift import DRIFT, Drift

ENDPOINTS = ["GET /api/user", "POST /api/user", "POST /v1/users"]


def test_get_user_drifts_as_listed(drifting: httpx2.Client) -> None:
    group = drifting.get("/api/user").json()["user_group"]

    assert group.keys() == {"team_id", "token", "name", "external_id", "properties", "region"}
    assert isinstance(group["team_id"], str)


def test_create_user_drifts_as_listed(drifting: httpx2.Client) -> None:
    answer = drifting.post("/api/user").json()

    assert answer["success"] == "1"
    assert answer["rotated"] is True
    assert "user_group_token" in answer["user_group"]
    assert "token" not in answer["user_group"]


def test_create_a_user_drifts_as_listed(drifting: httpx2.Client) -> None:
    answer = drifting.post("/v1/users", json={"identifier": "ada"}).json()

    assert answer == {"type": True, "identifier": "ada", "active": True}


def test_a_refusal_does_not_drift(drifting: httpx2.Client) -> None:
    answer = drifting.post("/api/user", json={"current_token": "gone"}).json()

    assert answer["success"] == 0


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_endpoint_has_each_kind_of_drift(endpoint: str) -> None:
    kinds = [drift.kind for drift in DRIFT if drift.endpoint == endpoint]

    assert sorted(kinds) == ["extra", "renamed", "retyped"]


@pytest.mark.parametrize("drift", DRIFT, ids=lambda drift: f"{drift.endpoint} {drift.kind}")
def test_the_manual_lists_each_drift(drift: Drift) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    lines = [line for line in manual.splitlines() if line.startswith(f"| `{drift.endpoint}`")]

    assert any(f"`{'.'.join(drift.path)}`" in line for line in lines)
