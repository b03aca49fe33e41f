"""Answers the calls of snippets: from the documentation, or by the live API of the check."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tryfield.checking import answers
from tryfield.checking.matching import endpoint_for, endpoints_at
from tryfield.checking.snippets.job import Call, Job
from tryfield.core.contract import contract_writer
from tryfield.core.mock import mock_response
from tryfield.core.model import Endpoint
from tryfield.core.request.request_credentials import sent_credential
from tryfield.core.request.request_url import join_url
from tryfield.core.request.request_values import Credential
from tryfield.core.rules.documented_urls import split_url
from tryfield.core.wire import WireRequest, WireResponse


class UndocumentedCallError(Exception):
    """A call that no endpoint of the reference documents; there is nobody to answer it."""


class Answering:
    """Whatever answers in one run."""

    def __init__(self, job: Job) -> None:
        """Know the reference of a job."""
        self.calls: list[Call] = []
        self._page = job.page
        self._base = job.base_url
        self._callable = frozenset(job.callable)
        self._credentials = job.credentials
        self._endpoints = [contract_writer.from_contract(one) for one in job.contracts]

    def exchange(
        self, request: WireRequest, send: Callable[[WireRequest], WireResponse]
    ) -> WireResponse:
        """The answer to a snippet's request; `send` reaches the network.

        Raises:
            UndocumentedCallError: There is no such endpoint.
        """
        line, shown = self._line(), request.url.partition("?")[0]
        endpoint = endpoint_for(self._endpoints, request.method, request.url, bases=[self._base])
        if endpoint is None:
            others = endpoints_at(self._endpoints, request.url, bases=[self._base])
            known = f"; {', '.join(one.method for one in others)} is" if others else ""
            self.calls.append(Call(line=line, method=request.method, url=shown))
            raise UndocumentedCallError(f"{request.method} {shown} is not documented{known}")
        faults = tuple(answers.request_faults(endpoint, request))
        self.calls.append(
            Call(line=line, method=request.method, url=shown, endpoint=endpoint.name, faults=faults)
        )
        if self._base and endpoint.name in self._callable:
            return send(self._moved(endpoint, request))
        return mock_response(endpoint, request)

    def check(self, response: Any) -> Any:
        """The response itself; DifferenceError where it differs from its documentation."""
        answers.check(response, self._endpoints, bases=[self._base])
        return response

    def _moved(self, endpoint: Endpoint, request: WireRequest) -> WireRequest:
        """The request as it goes to the live API, with the credentials of the check."""
        _, path = split_url(request.url)
        steps = endpoint.path.strip("/").count("/") + 1
        tail = "/".join(path.rstrip("/").split("/")[-steps:])
        query = request.url.partition("#")[0].partition("?")[2]
        headers = [(name, value) for name, value in request.headers if name.lower() != "host"]
        for need in (need for needs in endpoint.security for need in needs):
            secret = self._credentials.get(need.auth.name) or self._credentials.get("")
            found = sent_credential(need.auth, Credential(value=secret)) if secret else None
            if found and found.location == "header":
                headers = [pair for pair in headers if pair[0].lower() != found.name.lower()]
                headers.append((found.name, found.value))
        return WireRequest(
            method=request.method,
            url=join_url(self._base, f"/{tail}", query),
            headers=tuple(headers),
            body=request.body,
        )

    def _line(self) -> int:
        """The line of the page that is calling; 0 when another thread is."""
        frame: Any = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename == self._page:
                return int(frame.f_lineno)
            frame = frame.f_back
        return 0
