"""Live calls find their values, keep an order, and change nothing that was there before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.checking.pet_shop import OWNER, PetShop, document
from tests.serving import running
from tryfield import project
from tryfield.checking.live.live_client import Client
from tryfield.checking.live.live_findings import LiveResult
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.checking.live.live_plan import CallPlan, plan_calls
from tryfield.checking.live.live_runner import LiveCalls, Target
from tryfield.checking.live.live_settings import LiveSettings, OperationSelector, OperationSettings
from tryfield.checking.live.private_hosts import is_private
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.model import Endpoint

ALL = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
SAFE = frozenset({"GET"})
Api = tuple[PetShop, Target]


@pytest.fixture
def shop() -> Iterator[Api]:
    """A shop that runs, and how it is called with all methods."""
    pets = PetShop()
    with running(pets.application()) as url:
        yield pets, Target(base_url=url, methods=ALL)


def read(path: Path, said: dict[str, Any]) -> tuple[Endpoint, ...]:
    """The endpoints of an OpenAPI document."""
    file = path / "openapi.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return project.read([file], root=path).reference.endpoints


@pytest.fixture
def endpoints(tmp_path: Path) -> tuple[Endpoint, ...]:
    """Those of the shop."""
    return read(tmp_path, document())


def called(target: Target, endpoints: tuple[Endpoint, ...]) -> tuple[LiveCalls, LiveResult]:
    """A run, and what it found."""
    with Client(LiveLimits(retries=0)) as client:
        calls = LiveCalls(target, send=client.send, redactor=Redactor())
        calls.run(endpoints, lambda *_: None)
        return calls, calls.result()


def names(found: LiveResult, endpoints: tuple[Endpoint, ...]) -> set[str]:
    """The operations that had a success."""
    return {one.name for one in endpoints if one.id in found.succeeded}


def setting(words: str, **said: Any) -> LiveSettings:
    """Settings with one block."""
    block = OperationSettings(selector=OperationSelector.of(words), **said)
    return LiveSettings(operations=(block,))


def plan(endpoints: tuple[Endpoint, ...], **said: Any) -> CallPlan:
    return plan_calls(endpoints, **{"methods": ALL, **said})


def order(made: CallPlan, *wanted: str) -> list[str]:
    return [step.endpoint.name for step in made.steps if step.endpoint.name in wanted]


def source(made: CallPlan, call: str, name: str) -> str:
    step = next(step for step in made.steps if step.endpoint.name == call)
    return next(one.says for one in step.values if one.name == name)


def test_every_operation_that_names_its_own_things_has_a_success(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    found = called(shop[1], endpoints)[1]

    left = {"DELETE /owners", "PUT /shop", "POST /shop/reset"}
    assert names(found, endpoints) == {one.name for one in endpoints} - left
    assert found.findings == ()


def test_nothing_that_was_there_before_a_run_is_changed_by_it(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    called(shop[1], endpoints)

    assert shop[0].unharmed


def test_what_a_run_created_is_gone_at_its_end(shop: Api, endpoints: tuple[Endpoint, ...]) -> None:
    calls, _ = called(shop[1], endpoints)

    assert (shop[0].clean, calls.kept) == (True, [])


def test_what_is_asked_to_be_kept_stays(shop: Api, endpoints: tuple[Endpoint, ...]) -> None:
    without_delete = replace(shop[1], keep=True, methods=ALL - {"DELETE"})

    calls, _ = called(without_delete, endpoints)

    assert shop[0].unharmed
    assert not shop[0].clean
    assert any("POST /owners made id" in one for one in calls.kept)


def test_a_second_run_finds_the_same(shop: Api, endpoints: tuple[Endpoint, ...]) -> None:
    first, second = (called(shop[1], endpoints)[1] for _ in range(2))

    assert first.findings == second.findings
    assert first.succeeded == second.succeeded


def test_safe_methods_alone_take_ids_from_lists_and_examples(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    found = called(replace(shop[1], methods=SAFE), endpoints)[1]

    assert names(found, endpoints) == {one.name for one in endpoints if one.method == "GET"}
    assert shop[0].clean


def test_an_unsafe_method_is_not_sent_for_an_id_that_the_run_has_not_created(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    target = replace(shop[1], methods=frozenset({"GET", "DELETE", "PATCH"}))

    calls, _ = called(target, endpoints)

    reason = calls.skipped["delete-owners-id"][1]
    assert "only sent for what this run has created" in reason
    assert shop[0].clean
    assert not any(one.startswith(("DELETE /owners", "PATCH")) for one in shop[0].called)


def test_a_setting_allows_the_id_of_an_example(shop: Api, endpoints: tuple[Endpoint, ...]) -> None:
    target = replace(shop[1], methods=SAFE, settings=setting("DELETE /pets/{petId}", live=True))

    called(target, endpoints)

    assert "DELETE /pets/1" in shop[0].called


def test_a_value_of_a_setting_goes_before_all_others(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    said = setting("GET /owners/{id}", values={"path": {"id": OWNER}})

    called(replace(shop[1], settings=said), endpoints)

    assert f"GET /owners/{OWNER}" in shop[0].called


def test_what_nothing_gives_is_not_called_and_the_failed_producer_is_named(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    said = setting("POST /owners", body={"name": 7})

    calls, _ = called(replace(shop[1], settings=said), endpoints)

    assert calls.skipped["post-pets"][1] == (
        "'owner_id' comes from POST /owners, which was answered with 422"
    )
    assert not any("${" in one for one in shop[0].called)


def test_parents_are_created_before_children_and_deleted_after_them(
    endpoints: tuple[Endpoint, ...],
) -> None:
    made = plan(endpoints)

    wanted = ("POST /owners", "POST /pets", "DELETE /pets/{petId}", "DELETE /owners/{id}")
    assert order(made, *wanted) == list(wanted)


def test_a_thing_is_created_then_read_then_changed_then_deleted(
    endpoints: tuple[Endpoint, ...],
) -> None:
    made = plan(endpoints)

    item = "/pets/{petId}"
    wanted = ("POST /pets", f"GET {item}", f"PATCH {item}", f"DELETE {item}")
    assert order(made, *wanted) == list(wanted)


@pytest.mark.parametrize(
    ("call", "name", "says"),
    [
        ("GET /pets/{petId}", "petId", "id from POST /pets"),
        ("POST /pets", "owner_id", "id from POST /owners, else GET /owners"),
        ("GET /owners/{owner_id}/pets", "owner_id", "id from POST /owners, else GET /owners"),
        ("GET /notes/{name}", "name", "name from PUT /notes/{name}"),
        ("PUT /notes/{name}", "name", "made, unlike all others"),
    ],
)
def test_a_plan_says_where_each_value_comes_from(
    endpoints: tuple[Endpoint, ...], call: str, name: str, says: str
) -> None:
    assert source(plan(endpoints), call, name).startswith(says)


def test_a_plan_says_what_is_left_out_and_the_line_to_write(
    endpoints: tuple[Endpoint, ...],
) -> None:
    left = {one.endpoint.name: one for one in plan(endpoints).left_out}

    assert set(left) == {"DELETE /owners", "PUT /shop", "POST /shop/reset"}
    assert left["PUT /shop"].setting == (
        '[[live.operations]]\npath = "/shop"\nmethod = "PUT"\nlive = true\n'
    )


def test_an_author_who_knows_better_says_what_comes_first(
    endpoints: tuple[Endpoint, ...],
) -> None:
    said = setting("GET /shop", after=(OperationSelector.of("GET /owners/{id}"),))

    made = plan(endpoints, settings=said)

    assert order(made, "GET /shop", "GET /owners/{id}") == ["GET /owners/{id}", "GET /shop"]


def test_a_documented_link_decides_where_a_value_comes_from(tmp_path: Path) -> None:
    said = document()
    link = {"operationId": "readNote", "parameters": {"name": "$response.body#/title"}}
    said["paths"]["/shop"]["get"]["responses"]["200"]["links"] = {"note": link}
    said["paths"]["/notes/{name}"]["get"]["operationId"] = "readNote"

    made = plan(read(tmp_path, said), methods=SAFE)

    assert "GET /shop" in source(made, "GET /notes/{name}", "name")


def chosen(endpoints: tuple[Endpoint, ...], *names: str) -> dict[str, tuple[Endpoint, ...]]:
    """The endpoints of these names, and the others."""
    return {
        "endpoints": tuple(one for one in endpoints if one.name in names),
        "others": tuple(one for one in endpoints if one.name not in names),
    }


def test_what_a_chosen_operation_needs_is_called_and_shown_in_the_plan(
    endpoints: tuple[Endpoint, ...],
) -> None:
    made = plan(**chosen(endpoints, "GET /pets/{petId}"))

    needed = {step.endpoint.name: step.needed_by for step in made.steps}
    assert needed == {
        "POST /owners": "GET /pets/{petId}",
        "GET /owners": "GET /pets/{petId}",
        "POST /pets": "GET /pets/{petId}",
        "GET /owners/{owner_id}/pets": "GET /pets/{petId}",
        "GET /pets/{petId}": "",
        "DELETE /pets/{petId}": "GET /pets/{petId}",
        "DELETE /owners/{id}": "GET /pets/{petId}",
    }
    assert "POST /pets  (create, unsafe, needed by GET /pets/{petId})" in made.to_text()
    assert "6 were not chosen, but the chosen ones need them." in made.to_text()


def test_what_a_chosen_operation_needs_is_judged_and_counted_nowhere_and_deleted_at_the_end(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    pick = chosen(endpoints, "GET /pets/{petId}")
    with Client(LiveLimits(retries=0)) as client:
        calls = LiveCalls(shop[1], send=client.send, redactor=Redactor())
        calls.run(pick["endpoints"], lambda *_: None, others=pick["others"])
        found = calls.result()

    assert names(found, endpoints) == {"GET /pets/{petId}"}
    assert {endpoint.name for endpoint, _ in found.judgements} == {"GET /pets/{petId}"}
    assert found.skipped == ()
    assert shop[0].clean
    assert "POST /pets" in shop[0].called


def test_only_safe_methods_help_a_chosen_operation_where_no_others_are_allowed(
    endpoints: tuple[Endpoint, ...],
) -> None:
    made = plan(**chosen(endpoints, "GET /owners/{id}"), methods=SAFE)

    assert [step.endpoint.name for step in made.steps] == ["GET /owners", "GET /owners/{id}"]


def test_what_helps_a_chosen_operation_and_fails_is_named(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    pick = chosen(endpoints, "PATCH /pets/{petId}")
    target = replace(shop[1], settings=setting("POST /pets", body={"owner_id": "nobody"}))
    with Client(LiveLimits(retries=0)) as client:
        calls = LiveCalls(target, send=client.send, redactor=Redactor())
        calls.run(pick["endpoints"], lambda *_: None, others=pick["others"])
        found = calls.result()

    ((endpoint, reason),) = found.skipped
    assert endpoint.name == "PATCH /pets/{petId}"
    assert "POST /pets, which was answered with 422" in reason


def test_what_is_excepted_is_never_called_for_a_chosen_operation(
    tryfield: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(document()), encoding="utf-8")
    words = ["check", str(file), "--live", "http://127.0.0.1:1", "--methods", "GET,POST", "--plan"]
    words += ["--only", "GET /pets/{petId}"]

    needed, less = tryfield(*words), tryfield(*words, "--except", "POST")

    assert "POST /pets  (create, unsafe, needed by GET /pets/{petId})" in needed.out
    assert "POST" not in less.out
    assert "GET /owners/{owner_id}/pets  (read, needed by GET /pets/{petId})" in less.out


def test_documented_refusals_are_provoked_on_demand(
    shop: Api, endpoints: tuple[Endpoint, ...]
) -> None:
    _, plain = called(shop[1], endpoints)
    _, more = called(replace(shop[1], refusals=True), endpoints)

    statuses = [{one.answer.status for one in found.exchanges} for found in (plain, more)]
    assert 404 not in statuses[0]
    assert {404, 422} <= statuses[1]
    assert more.findings == ()
    assert shop[0].clean


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost", True),
        ("http://10.1.2.3", True),
        ("http://192.168.0.7:80", True),
        ("https://93.184.216.34", False),
        ("https://api.example.invalid", False),
    ],
)
def test_an_address_is_private_where_it_leads_to_this_machine_or_network(
    url: str, private: bool
) -> None:
    assert is_private(url) is private


def test_unsafe_methods_on_a_public_address_wait_for_a_yes(
    tryfield: Callable[..., Any],
) -> None:
    done = tryfield("check", "--live", "https://93.184.216.34", "--methods", "GET,DELETE")

    assert done.code == 2
    assert "DELETE may change something" in done.err
    assert "--yes" in done.err


def test_a_plan_is_shown_without_a_call(tryfield: Callable[..., Any]) -> None:
    words = ("check", "--live", "http://127.0.0.1:1", "--methods", "GET,POST", "--plan")

    text, said = tryfield(*words), tryfield(*words, "--format", "json")

    assert "Nothing was sent." in text.out
    made = json.loads(said.out)
    assert made["calls"][0]["call"] == "GET /api/user"
    assert (text.code, said.code, made["version"]) == (0, 0, 1)
