"""Runs the commands and requests of `setup` and `teardown`, before and after live calls."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tryfield.checking.live.live_settings import SetupStep, filled
from tryfield.checking.live.resource_store import at_path
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.errors import ConfigurationError, RequestError
from tryfield.core.model import Json
from tryfield.core.request.request_url import join_url
from tryfield.core.wire import WireRequest, WireResponse

_SECONDS = 300  # for one command


def run_steps(
    steps: Iterable[SetupStep],
    *,
    base_url: str,
    headers: Mapping[str, str],
    variables: Mapping[str, Json],
    send: Callable[[WireRequest], WireResponse],
    redactor: Redactor,
    folder: Path,
) -> dict[str, Json]:
    """Run the steps in their order.

    Args:
        steps: Of `setup` or of `teardown`.
        base_url: Of the API.
        headers: Of all calls.
        variables: What `${NAME}` stands for.
        send: Sends a request.
        redactor: Learns what commands print, and secrets in responses.
        folder: Where commands run: that of the configuration.

    Returns:
        The variables that the steps produce, by name.

    Raises:
        ConfigurationError: A command fails or a request has no success, with the place of the step.
        UnreachableError: Nobody answers a request.
    """
    known = dict(variables)
    made: dict[str, Json] = {}
    for step in steps:
        try:
            if step.command:
                produced = _command(step, base_url, known, folder)
                for value in produced.values():
                    redactor.learn(str(value))
            else:
                produced = _request(step, base_url, headers, known, send, redactor)
        except RequestError as error:
            raise ConfigurationError(f"{step.place}: {error}.") from error
        known |= produced
        made |= produced
    return made


def _command(
    step: SetupStep, base_url: str, variables: Mapping[str, Json], folder: Path
) -> dict[str, Json]:
    words = [str(word) for word in filled(step.command, variables)]
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env={**os.environ, "TRYFIELD_BASE_URL": base_url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(
            f"{step.place}: the command {step.command[0]!r} takes longer than {_SECONDS} s."
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{step.place}: the command {step.command[0]!r} does not start: {error.strerror}."
        ) from error
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2] or "it says nothing"
        raise ConfigurationError(
            f"{step.place}: the command {step.command[0]!r} ends with {done.returncode}: {said}"
        )
    return {step.output: done.stdout.strip()} if step.output else {}


def _request(
    step: SetupStep,
    base_url: str,
    headers: Mapping[str, str],
    variables: Mapping[str, Json],
    send: Callable[[WireRequest], WireResponse],
    redactor: Redactor,
) -> dict[str, Json]:
    path, _, query = str(filled(step.path, variables)).partition("?")
    names = {name.lower() for name in step.headers}
    said = {n: v for n, v in headers.items() if n.lower() not in names} | dict(step.headers)
    body = b""
    if step.body is not None:
        body = json.dumps(filled(step.body, variables), ensure_ascii=False).encode()
        if "content-type" not in {name.lower() for name in said}:
            said["Content-Type"] = "application/json"
    sent = tuple((name, str(filled(value, variables))) for name, value in said.items())
    answer = send(
        WireRequest(
            method=step.method, url=join_url(base_url, path, query), headers=sent, body=body
        )
    )
    if answer.status >= 400:
        raise ConfigurationError(
            f"{step.place}: {step.method} {step.path} was answered with {answer.status}."
        )
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        value = None
    redactor.learn_from(value)
    found: dict[str, Json] = {}
    for name, field in step.capture.items():
        if (captured := at_path(value, field)) is None:
            raise ConfigurationError(
                f"{step.place}: {step.method} {step.path} answered no '{field}'."
            )
        found[name] = captured
    return found
