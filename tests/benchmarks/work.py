"""The same work for both interpreters: CPython runs this file, Pyodide gets it as text.

It reads what to do from a file, so that it needs nothing but the engine.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.schema.json_schema import CompiledSchema, compile_schema
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse

_ROUNDS = 5


def _errors(judge: CompiledSchema, instance: Any) -> Any:
    return judge.evaluate(instance).errors


def measured(path: str, clock: Callable[[], float] = time.process_time) -> dict[str, float]:
    """Seconds of the quickest of some rounds, by the name of the work.

    Args:
        path: What to do, as `test_pyodide` writes it.
        clock: Seconds that the processor has spent on this thread.
    """

    def best(work: Callable[[], object]) -> float:
        seconds = []
        for _ in range(_ROUNDS):
            begin = clock()
            work()
            seconds.append(clock() - begin)
        return min(seconds)

    said = json.loads(Path(path).read_text("utf-8"))
    found = {}
    for name, (schema, instance) in said["schemas"].items():
        judge = compile_schema(schema)
        found[f"schema, {name}"] = best(partial(_errors, judge, instance))
    text = said["text"]
    found["JSON text with places"] = best(lambda: sum(1 for _ in parse(text).offsets()))
    endpoint = from_contract(said["contract"])
    headers = (("Content-Type", "application/json"),)
    for name, body in said["answers"].items():
        answer = WireResponse(status=200, headers=headers, body=body.encode())
        found[f"verdict, {name}"] = best(partial(judge_response, endpoint, answer))
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
