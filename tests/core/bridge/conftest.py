"""The endpoint, opened."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.bridge.asking import ENDPOINT, SECRET, ask
from tryfield.core.contract.contract_writer import to_contract


@pytest.fixture(scope="module")
def form() -> Any:
    return ask("open", endpoint="create-user", contract=to_contract(ENDPOINT))


@pytest.fixture
def values(form: Any) -> Any:
    return {
        **form["values"],
        "credentials": {"token": {"value": f"Token {SECRET}"}, "query": {"value": SECRET}},
    }
