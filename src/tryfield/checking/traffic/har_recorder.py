"""Writes exchanges to an HTTP Archive as they pass, without secrets and personal data.

Source: HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from tryfield import __version__
from tryfield.checking.live import har_archive
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.checking.traffic.personal_data import redacted_request, redacted_response
from tryfield.checking.traffic.recorded_exchanges import RecordedExchange
from tryfield.core.errors import ConfigurationError


class HarRecorder:
    """An archive that is whole whenever nothing is being written to it."""

    def __init__(self, path: Path) -> None:
        """Begin an archive.

        Raises:
            ConfigurationError: The file cannot be written.
        """
        try:
            self._file = path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise ConfigurationError(f"--record {path}: {error.strerror}.") from error
        creator = json.dumps({"name": "tryfield", "version": __version__})
        self._file.write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [')
        self._end = self._file.tell()
        self._first = True
        self._finish()

    def write(self, exchange: RecordedExchange) -> None:
        """Add an exchange."""
        answer = redacted_response(exchange.response)
        without = {"content-encoding", "content-length"}  # it is written without any coding
        headers = tuple(pair for pair in answer.headers if pair[0].lower() not in without)
        entry = har_archive.entry_of(
            har_archive.Exchange(
                endpoint="",
                request=redacted_request(exchange.request),
                answer=replace(answer, headers=headers),
                started=har_archive.now(),
            ),
            Redactor(),
        )
        if not answer.body and exchange.response.body:  # not to be taken for an empty one
            del entry["response"]["content"]["text"]
            entry["response"]["content"]["size"] = len(exchange.response.body)
        if exchange.request.body and "postData" not in entry["request"]:
            entry["request"]["bodySize"] = len(exchange.request.body)
        self._file.seek(self._end)
        comma = "" if self._first else ","
        self._file.write(f"{comma}\n{json.dumps(entry, ensure_ascii=False)}")
        self._end = self._file.tell()
        self._first = False
        self._finish()

    def _finish(self) -> None:
        self._file.write("\n]}}\n")
        self._file.flush()

    def close(self) -> None:
        """End the archive."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
