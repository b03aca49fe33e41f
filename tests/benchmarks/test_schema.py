"""Evaluation against other validators: same schemas, same instances, all errors, one run.

The peers' ratios are the requirement; the milliseconds are only there to be read.
"""

from __future__ import annotations

import functools
import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

import fastjsonschema
import jsonschema
import pytest

from tests.benchmarks import peers, schema_inputs
from tests.benchmarks.schema_inputs import Work
from tryfield.core.schema.json_schema import compile_schema

_ROUNDS = 5
_SHORTEST = 0.001  #: seconds that are worth measuring
_NEW = "https://json-schema.org/draft/2020-12/schema"
_OLD = "http://json-schema.org/draft-07/schema#"
_INPUTS: dict[str, Callable[[], list[Work]]] = {
    "official suite": lambda: schema_inputs.official("draft2020-12", _NEW),
    "official suite, draft 7": lambda: schema_inputs.official("draft7", _OLD),
    "GitHub, 100 items": schema_inputs.github,
    "GitHub, 100 items, errors": lambda: schema_inputs.damaged(schema_inputs.github()),
    "Stripe-like anyOf": schema_inputs.stripe,
    "Stripe-like anyOf, errors": lambda: schema_inputs.damaged(schema_inputs.stripe()),
    "1 MB array": schema_inputs.megabyte,
    "1 MB array, errors": lambda: schema_inputs.damaged(schema_inputs.megabyte()),
}
Judge = Callable[[Any], object]


def ours(schema: Any) -> Judge:
    judge = compile_schema(schema)
    return lambda instance: judge.evaluate(instance).errors


def python(schema: Any) -> Judge:
    validator = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)(schema)
    return lambda instance: list(validator.iter_errors(instance))


@functools.cache
def _rust() -> Any:
    installed = str(peers.from_pypi("jsonschema-rs"))
    sys.path.insert(0, installed)
    importlib.invalidate_caches()
    try:
        return importlib.import_module("jsonschema_rs")
    finally:
        sys.path.remove(installed)


def rust(schema: Any) -> Judge:
    validator = _rust().validator_for(schema)
    return lambda instance: list(validator.iter_errors(instance))


def fast(schema: Any) -> Judge:
    if isinstance(schema, dict) and "$schema" not in schema:
        schema = {**schema, "$schema": _OLD}
    validate = fastjsonschema.compile(schema, use_default=False, use_formats=False, fast_fail=False)

    def judge(instance: Any) -> object:
        try:
            return validate(instance)
        except fastjsonschema.JsonSchemaException as problem:
            return problem

    return judge


#: The peer, and how many times its speed we need: below 1 where we may be slower.
_PEER: dict[str, tuple[Callable[[Any], Judge], float]] = {
    "jsonschema": (python, 20),
    "fastjsonschema": (fast, 1),
    "jsonschema-rs": (rust, 1 / 8),
}


@pytest.mark.parametrize("peer", _PEER)
@pytest.mark.parametrize("name", _INPUTS)
def test_evaluation_keeps_up_with(name: str, peer: str) -> None:
    if peer == "fastjsonschema" and name == "official suite":
        pytest.skip("fastjsonschema knows drafts 4, 6 and 7 only")
    theirs, wanted = _PEER[peer]
    pairs = []
    theirs({})
    for work in _INPUTS[name]():
        try:
            other = theirs(work.schema)
            for instance in work.instances:
                other(instance)
        except Exception:  # noqa: BLE001 - what a peer cannot read is not measured
            continue
        pairs.append((ours(work.schema), other, work.instances))

    mine, others = _measure(pairs)

    ratio = others / mine
    times = f"ours {mine * 1000:9.2f} ms  {peer:15} {others * 1000:9.2f} ms"
    print(f"\n{name:26} {times}  x {ratio:.2f}")
    assert ratio >= wanted


def _measure(pairs: list[tuple[Judge, Judge, list[Any]]]) -> tuple[float, float]:
    """Seconds of each for all instances: a schema is compiled once and evaluated many times."""
    totals = [0.0, 0.0]
    for *judges, instances in pairs:
        best = [float("inf"), float("inf")]
        times = [max(1, int(_SHORTEST / _seconds(judge, instances, 1))) for judge in judges]
        for _ in range(_ROUNDS):
            for which, judge in enumerate(judges):
                best[which] = min(best[which], _seconds(judge, instances, times[which]))
        totals = [total + one for total, one in zip(totals, best, strict=True)]
    return totals[0], totals[1]


def _seconds(judge: Judge, instances: list[Any], times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        for instance in instances:
            judge(instance)
    return (time.process_time() - begin) / times
