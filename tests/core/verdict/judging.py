"""What tests of verdicts share: a documented schema, an instance, and a look at one field."""

from __future__ import annotations

import json
from typing import Any

from tryfield.core.model import Content, Endpoint, Response
from tryfield.core.verdict.judgement import FieldVerdict, Judgement
from tryfield.core.verdict.request_judge import judge_value
from tryfield.core.wire import WireResponse

JSON = "application/json"
PLACE = f"response 200 {JSON}"


def endpoint(schema: Any, **components: Any) -> Endpoint:
    return Endpoint(
        id="x",
        method="GET",
        path="/users",
        components=components,
        responses=(Response(status="200", contents=(Content(media_type=JSON, schema=schema),)),),
    )


def judge(schema: Any, value: Any, **components: Any) -> Judgement:
    return judge_value(endpoint(schema, **components), PLACE, value)


def answer(value: Any, status: int = 200, kind: str = JSON) -> WireResponse:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = (("Content-Type", kind),) if kind else ()
    return WireResponse(status=status, headers=headers, body=body)


def field(judgement: Judgement, path: str) -> FieldVerdict:
    (found,) = [one for one in judgement.fields if one.path == path]
    return found


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {one.path: one.verdict for one in judgement.fields}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def objects(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}
