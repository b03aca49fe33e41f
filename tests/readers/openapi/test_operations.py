"""What an operation of OpenAPI 3 says, with all that it shares and inherits."""

from __future__ import annotations

from tests.readers.openapi.reading import endpoint, operation, read


def test_parameters_of_the_path_come_first_and_the_operation_overrides_them() -> None:
    reference, findings = read(
        """
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a/{id}:
            summary: Things.
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: q, in: query, schema: {type: string}}
            servers: [{url: https://path.example.org}]
            get:
              parameters:
                - {name: q, in: query, schema: {type: integer}}
                - {name: q, in: header, schema: {type: string}}
        """
    )

    (found,) = reference.endpoints
    assert findings == ()
    assert found.summary == "Things."
    assert found.servers[0].url == "https://path.example.org"
    assert [(p.name, p.location, p.schema) for p in found.parameters] == [
        ("id", "path", {"type": "string"}),
        ("q", "query", {"type": "integer"}),
        ("q", "header", {"type": "string"}),
    ]


def test_styles_are_always_filled_in() -> None:
    found = endpoint(
        """
        parameters:
          - {name: a, in: query, schema: {}}
          - {name: b, in: query, style: deepObject, schema: {}}
          - {name: c, in: header, schema: {}}
          - {name: d, in: cookie, explode: false, schema: {}}
          - {name: e, in: query, content: {application/json: {schema: {type: object}}}}
        """
    )

    assert [(p.style, p.explode, p.media_type) for p in found.parameters] == [
        ("form", True, ""),
        ("deepObject", False, ""),
        ("simple", False, ""),
        ("form", False, ""),
        ("", False, "application/json"),
    ]
    assert found.parameters[4].schema == {"type": "object"}


def test_members_beside_a_reference_are_read_as_meant() -> None:
    text = operation(
        """
        parameters:
          - {$ref: '#/components/parameters/Q', required: true, description: Mine.}
        """,
        more="components: {parameters: {Q: {name: q, in: query, schema: {type: string}}}}",
    )
    reference, findings = read(text)

    (parameter,) = reference.endpoints[0].parameters
    assert (parameter.name, parameter.required, parameter.description) == ("q", True, "Mine.")
    assert [finding.rule for finding in findings] == ["openapi-version"]


def test_code_samples_of_every_vendor_are_samples() -> None:
    found = endpoint(
        """
        x-codeSamples:
          - {lang: Shell, label: curl, source: curl https://a.example.org}
        x-code-samples:
          - {lang: Python, source: print()}
        x-readme:
          code-samples:
            - {language: ruby, name: Mine, code: puts}
          explorer-enabled: false
        """
    )

    assert [(s.language, s.name, s.text, s.literal) for s in found.samples] == [
        ("Shell", "curl", "curl https://a.example.org", True),
        ("Python", "", "print()", True),
        ("ruby", "Mine", "puts", True),
    ]
    assert found.extensions == {"x-readme": {"explorer-enabled": False}}


def test_what_a_vendor_adds_is_kept() -> None:
    found = endpoint(
        """
        x-hidden: true
        x-mint: {href: /x}
        requestBody: {x-body: 1, content: {text/plain: {x-media: 2}}}
        responses: {'200': {description: d, x-response: 3}}
        parameters: [{name: q, in: query, schema: {x-schema: 4}, x-parameter: 5}]
        """
    )

    assert found.body is not None
    assert found.extensions == {"x-hidden": True, "x-mint": {"href": "/x"}}
    assert found.body.extensions == {"x-body": 1}
    assert found.body.contents[0].extensions == {"x-media": 2}
    assert found.responses[0].extensions == {"x-response": 3}
    assert found.parameters[0].schema == {"x-schema": 4}
    assert found.parameters[0].extensions == {"x-parameter": 5}


def test_callbacks_and_webhooks_are_endpoints() -> None:
    reference, findings = read(
        """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /subscribe:
            post:
              callbacks:
                paid:
                  '{$request.body#/url}':
                    post: {summary: You were paid.}
        webhooks:
          new pet:
            post: {operationId: newPet}
        """
    )

    subscribe, webhook = reference.endpoints
    (callback,) = subscribe.callbacks
    assert findings == ()
    assert (webhook.kind, webhook.name) == ("webhook", "POST new pet")
    assert (callback.kind, callback.path) == ("callback", "{$request.body#/url}")
    assert callback.extensions == {"x-tryfield-callback": "paid"}


def test_callbacks_that_lead_to_themselves_end() -> None:
    reference, _ = read(
        """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a:
            post: {callbacks: {again: {$ref: '#/components/callbacks/Again'}}}
        components:
          callbacks:
            Again:
              '{$url}': {post: {callbacks: {again: {$ref: '#/components/callbacks/Again'}}}}
        """
    )

    assert len(reference.endpoints[0].callbacks) == 1


def test_methods_and_streams_of_openapi_3_2_are_read() -> None:
    reference, findings = read(
        """
        openapi: 3.2.0
        info: {title: T, version: '1'}
        tags: [{name: a, summary: A's, parent: b, kind: nav}, {name: b}]
        paths:
          /a:
            query:
              parameters: [{name: q, in: querystring, content: {text/plain: {}}}]
              responses:
                '200':
                  summary: Lines.
                  content:
                    application/jsonl:
                      itemSchema: {type: object}
                      examples:
                        one: {serializedValue: '{}'}
                        two: {dataValue: {a: 1}}
            additionalOperations:
              LINK: {operationId: link}
        """
    )

    query, link = reference.endpoints
    assert findings == ()
    assert (query.method, link.method) == ("QUERY", "LINK")
    assert query.parameters[0].location == "querystring"
    content = query.responses[0].contents[0]
    assert content.item_schema == {"type": "object"}
    assert [example.name for example in content.examples] == ["one", "two"]
    assert content.examples[0].text == "{}"
    assert query.responses[0].description == "Lines."
    assert [(t.name, t.title, t.parent) for t in reference.tags] == [
        ("a", "A's", "b"),
        ("b", "", ""),
    ]


def test_tag_groups_are_parents() -> None:
    reference, _ = read(
        """
        openapi: 3.0.3
        info: {title: T, version: '1'}
        tags: [{name: users, x-displayName: Users}]
        x-tagGroups: [{name: People, tags: [users, groups]}]
        paths: {}
        """
    )

    assert [(t.name, t.title, t.parent) for t in reference.tags] == [
        ("People", "", ""),
        ("users", "Users", "People"),
        ("groups", "", "People"),
    ]


def test_an_example_says_which_text_travels() -> None:
    found = endpoint(
        """
        requestBody:
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Text'}
              example: hello
            text/plain:
              example: hello
            application/vnd.api+json:
              schema: {oneOf: [{type: object}, {type: array}]}
              example: '{"a": 1}'
            application/problem+json:
              example: {a: 1}
        """,
        more="components: {schemas: {Text: {type: string}}}",
    )

    assert found.body is not None
    texts = [content.examples[0].text for content in found.body.contents]
    assert texts == ['"hello"', "hello", '{"a": 1}', '{\n  "a": 1\n}']
    assert [c.examples[0].literal for c in found.body.contents] == [False, True, True, False]


def test_security_schemes_of_every_kind_are_read() -> None:
    text = operation(
        "security: [{a: [], b: []}, {c: [read]}, {d: []}, {e: []}, {}]",
        more="""
        components:
          securitySchemes:
            a: {type: apiKey, in: cookie, name: session}
            b: {type: http, scheme: bearer, bearerFormat: JWT}
            c: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {read: Read}}}}
            d: {type: openIdConnect, openIdConnectUrl: https://example.org/.well-known}
            e: {type: mutualTLS}
        """,
    )
    reference, findings = read(text)

    security = reference.endpoints[0].security
    assert findings == ()
    assert [[r.auth.kind for r in alternative] for alternative in security] == [
        ["apiKey", "http"],
        ["oauth2"],
        ["openIdConnect"],
        ["mutualTLS"],
        [],
    ]
    assert security[0][0].auth.parameter == "session"
    assert security[1][0].scopes == ("read",)


def test_a_method_in_capitals_is_read_as_meant() -> None:
    text = operation("responses: {'200': {description: Yes.}}").replace("    get:", "    GET:")
    reference, findings = read(text)

    assert [one.name for one in reference.endpoints] == ["GET /things"]
    assert [(one.message, one.advice) for one in findings] == [
        ("A path item has no 'GET'; it is read as 'get'.", "Write get.")
    ]
