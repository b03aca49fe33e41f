"""When each endpoint last matched its documentation: a file from which pages say so."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tryfield.checking.check_result import Check
from tryfield.core.errors import ConfigurationError

VERSION = 1


def update_stamps(path: Path, check: Check, *, today: dt.date) -> None:
    """Write what live answers say about each endpoint; what was not called stays as it was.

    The shape is `{"version": 1, "endpoints": {"POST /api/user": {"verdict": "matches", "date":
    "2026-11-21", "where": "https://api.example.com", "matched": "2026-11-21", "fields": 6,
    "documented": 7}}}`: `date` is of the last call, `matched` of the last one that agreed, `fields`
    are those that the answers had.

    Raises:
        ConfigurationError: There is a file, and it is no stamp file.
    """
    document = _load(path)
    endpoints: dict[str, Any] = document["endpoints"]
    for coverage in check.coverage:
        if coverage.live is None:
            continue
        matches = coverage.matched == "live"
        entry = {
            "verdict": "matches" if matches else "differs",
            "date": today.isoformat(),
            "where": check.target,
            "fields": coverage.response_seen,
            "documented": coverage.response_fields,
        }
        before = endpoints.get(coverage.endpoint)
        kept = dict(before) if isinstance(before, dict) else {}
        endpoints[coverage.endpoint] = kept | entry
        if matches:
            endpoints[coverage.endpoint]["matched"] = today.isoformat()
    if check.live is not None:
        document["live"] = {"date": today.isoformat(), "where": check.target}
        document["live"]["totals"] = str(check.live)
        document["live"] |= {
            name: value for name, value in check.live.to_json().items() if isinstance(value, int)
        }
    text = json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"version": VERSION, "endpoints": {}}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("version", VERSION) != VERSION:
            raise ValueError("it has another version")
        found: dict[str, Any] = {"version": VERSION, **document}
        found["endpoints"] = dict(document["endpoints"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{path}: this is no stamp file ({error}). Name another one, or remove it."
        ) from error
    return found
