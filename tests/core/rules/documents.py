"""A page and a document that agree with themselves, and what is found when they are changed."""

from __future__ import annotations

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.core.rules import rule_registry
from tryfield.readers import definition_reader

PAGE = """---
title: "Update a user"
api: "PUT https://api.example.com/v1/users/{id}"
---

<ParamField path="id" type="integer" required>
  Number of the user.
</ParamField>

<ParamField body="name" type="string" required>
  What the user is called.
</ParamField>

<ResponseField name="id" type="integer" required>
  Number of the user.
</ResponseField>

<ResponseField name="created_at" type="string">
  When the user was made.
</ResponseField>

<ResponseField name="owner" type="object">
  Who made the user.
  <Expandable>
    <ResponseField name="email" type="string">
      Where to write to.
    </ResponseField>
  </Expandable>
</ResponseField>

<RequestExample>
```bash cURL
curl -X PUT 'https://api.example.com/v1/users/7' \\
  -H 'Authorization: Bearer <token>' \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ada"}'
```
</RequestExample>

<ResponseExample>
```json 200 Success
{
  "id": 7,
  "created_at": "2026-01-01",
  "owner": {"email": "ada@example.com"}
}
```
</ResponseExample>
"""

OPENAPI = """openapi: 3.1.0
info: {title: Users, version: '1'}
servers:
  - url: https://api.example.com
paths:
  /users:
    post:
      operationId: make
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/User'}
            example:
              name: Ada
              status: paused
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/User'
              examples:
                Ada:
                  value:
                    name: Ada
                    status: active
components:
  schemas:
    User:
      type: object
      properties:
        name:
          type: string
          maxLength: 10
        status:
          enum: [active, paused]
"""

Change = tuple[str, str]


def page(*changes: tuple[str, str], text: str = PAGE, file: str = "users.mdx") -> Endpoint:
    """The endpoint of a page in which some words are others."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (endpoint,) = definition_reader.read_text(text, file=file).reference.endpoints
    return endpoint


def openapi(*changes: tuple[str, str]) -> Endpoint:
    return page(*changes, text=OPENAPI, file="users.yaml")


def found(endpoint: Endpoint, *, notes: bool = False) -> list[Finding]:
    return [
        finding
        for finding in rule_registry.check(endpoint)
        if notes or finding.severity is not Severity.NOTE
    ]


def only(endpoint: Endpoint, *, notes: bool = False) -> Finding:
    (finding,) = found(endpoint, notes=notes)
    return finding


def words_at(text: str, finding: Finding) -> str:
    """What stands at the place of a finding, up to the end of the line."""
    return text.splitlines()[finding.span.line - 1][finding.span.column - 1 :]


def with_sample(command: str, *changes: Change) -> Endpoint:
    """The OpenAPI operation with a curl command."""
    sample = (
        f"      x-codeSamples:\n        - lang: Shell\n          source: |-\n            {command}"
    )
    operation = "      operationId: make"
    return openapi((operation, f"{operation}\n{sample}"), *changes)
