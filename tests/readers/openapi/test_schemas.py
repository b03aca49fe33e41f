"""Schemas of all versions become JSON Schema 2020-12, as their authors meant them."""

from __future__ import annotations

import pytest

from tests.readers.openapi.reading import read, schema

USER = """
    components:
      schemas:
        User: {type: object}
    """
REFERENCE = "'#/components/schemas/User'"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("{type: string, x-nullable: true}", {"type": ["string", "null"]}),
        ("{type: string, nullable: false}", {"type": "string"}),
        (
            "{type: string, nullable: true, enum: [a]}",
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            "{nullable: true, oneOf: [{type: string}, {type: integer}]}",
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        ),
        (
            "{nullable: true, allOf: [{type: object}], description: d}",
            {"anyOf": [{"allOf": [{"type": "object"}]}, {"type": "null"}], "description": "d"},
        ),
        (
            f"{{$ref: {REFERENCE}, description: d}}",
            {"$ref": "#/components/schemas/User", "description": "d"},
        ),
        (
            "{type: integer, minimum: 1, exclusiveMinimum: true}",
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        (
            "{type: integer, maximum: 9, exclusiveMaximum: false}",
            {"type": "integer", "maximum": 9},
        ),
        (
            "{type: string, format: binary}",
            {
                "type": "string",
                "format": "binary",
                "contentMediaType": "application/octet-stream",
            },
        ),
        (
            "{type: string, format: byte}",
            {"type": "string", "format": "byte", "contentEncoding": "base64"},
        ),
        ("{type: string, example: a, readOnly: true}",
         {"type": "string", "example": "a", "readOnly": True}),
        ("{additionalProperties: false}", {"additionalProperties": False}),
    ],
)  # fmt: skip
def test_a_schema_of_openapi_3_0_is_upgraded(written: str, meant: object) -> None:
    found, findings = schema(written, more=USER)

    assert found == meant
    assert findings == []


@pytest.mark.parametrize(
    ("version", "written", "meant"),
    [
        ("3.1.0", "{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("3.1.0", "{type: [string, 'null'], nullable: true}", {"type": ["string", "null"]}),
        ("3.1.0", "{minimum: 1, exclusiveMinimum: true}", {"exclusiveMinimum": 1}),
        ("3.0.3", "{type: [string, 'null']}", {"type": ["string", "null"]}),
        ("3.0.3", "{const: a}", {"const": "a"}),
        ("3.0.3", "{exclusiveMinimum: 1}", {"exclusiveMinimum": 1}),
        ("3.1.0", "{items: [{type: string}]}", {"prefixItems": [{"type": "string"}]}),
        (
            "3.1.0",
            "{type: object, properties: {a: {type: string, required: true}, b: {required: false}}}",
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {}}},
        ),
    ],
)
def test_a_word_of_another_version_is_read_as_meant(
    version: str, written: str, meant: object
) -> None:
    found, findings = schema(written, version=version)

    assert found == meant
    assert [finding.rule for finding in findings] == ["openapi-version"]


def test_a_mix_of_versions_is_reported_once_with_its_count() -> None:
    properties = ", ".join(f"p{n}: {{type: string, nullable: true}}" for n in range(5))

    _, findings = schema(f"{{type: object, properties: {{{properties}}}}}", version="3.1.0")

    (finding,) = findings
    assert "(5 times)" in finding.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{type: int}", {"type": "integer", "x-tryfield-type": "int"}),
        ("{type: intege}", {"type": "integer", "x-tryfield-type": "intege"}),
        ("{type: String}", {"type": "string", "x-tryfield-type": "String"}),
        ("{type: date}", {"type": "string", "format": "date", "x-tryfield-type": "date"}),
        ("{type: any}", {"x-tryfield-type": "any"}),
        ("{type: null}", {"type": "null"}),
        ("{type: [string, null]}", {"type": ["string", "null"]}),
        ("{minimum: '1'}", {"minimum": 1}),
        ("{minimum: x, maximum: 2}", {"maximum": 2}),
        ("{minLength: -1}", {}),
        ("{multipleOf: 0}", {}),
        ("{enum: a}", {}),
        ("{allOf: []}", {}),
        ("{allOf: {}}", {}),
        ("{properties: [a]}", {}),
        ("{required: a}", {}),
        ("{description: }", {}),
        ("{properties: {a: }}", {"properties": {"a": {}}}),
        ("{deprecated: 'true'}", {"deprecated": True}),
        ("{title: 1}", {"title": "1"}),
        ("{discriminator: {}}", {}),
        ("{externalDocs: {}}", {}),
        ("[]", {}),
    ],
)
def test_a_faulty_keyword_is_mended_or_left_out_with_a_finding(written: str, meant: object) -> None:
    found, findings = schema(written, version="3.1.0")

    assert found == meant
    assert findings


def test_a_mapping_of_a_discriminator_leads_to_components() -> None:
    found, findings = schema(
        "{oneOf: [{$ref: '#/components/schemas/User'}], discriminator: "
        "{propertyName: kind, mapping: {a: User, b: '#/components/schemas/User'}}}",
        more=USER,
    )

    assert isinstance(found, dict)
    assert found["discriminator"]["mapping"] == dict.fromkeys("ab", "#/components/schemas/User")
    assert findings == []


@pytest.mark.parametrize("word", ["minimum", "maximum"])
def test_an_exclusive_bound_of_openapi_3_0_stands_where_its_number_is_written(word: str) -> None:
    exclusive = "exclusive" + word.capitalize()
    schema = f"{{\n  type: integer,\n  {exclusive}: true,\n  {word}: 7}}"
    text = (
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {\n"
        f"  parameters: [{{name: n, in: query, schema: {schema}}}],\n"
        "  responses: {'200': {description: d}}}}}\n"
    )
    reference, _ = read(text)
    endpoint = reference.endpoints[0]

    span = endpoint.span_at(f"/paths/~1a/get/parameters/0/schema/{exclusive}")
    assert text.splitlines()[span.line - 1].strip().startswith(f"{word}: 7")


def test_openapi_3_0_passes_over_what_stands_beside_a_reference() -> None:
    written = f"{{$ref: {REFERENCE}, maxLength: 2, nullable: true, description: d}}"
    old, findings = schema(written, more=USER)
    new, none = schema(written, version="3.1.0", more=USER)

    assert old == {"$ref": "#/components/schemas/User", "description": "d"}
    assert [(one.rule, one.message.split()[0]) for one in findings] == [
        ("openapi-version", "'maxLength'"),
        ("openapi-version", "'nullable'"),
    ]
    assert isinstance(new, dict)
    assert "anyOf" in new
    assert "maxLength" in new
    assert [one.rule for one in none] == ["openapi-version"]  # of `nullable`


def test_a_dialect_of_before_2020_may_have_an_array_of_items() -> None:
    dialect = "jsonSchemaDialect: http://json-schema.org/draft-07/schema#"
    written = "{type: array, items: [{type: integer}], additionalItems: false}"
    found, findings = schema(written, version="3.1.0", more=dialect)

    assert found == {"type": "array", "prefixItems": [{"type": "integer"}], "items": False}
    assert findings == []


def test_a_dynamic_reference_to_several_anchors_is_not_checkable() -> None:
    more = """
    components:
      schemas:
        Page: {type: array, items: {$dynamicRef: '#T'}, $defs: {T: {$dynamicAnchor: T, not: {}}}}
        User: {$dynamicAnchor: T, type: object}
    """
    page, findings = schema("{type: array, items: {$dynamicRef: '#T'}}", version="3.1.0", more=more)
    assert isinstance(page, dict)
    assert list(page["items"]) == ["x-tryfield-unchecked"]
    assert findings == []


@pytest.mark.parametrize("quote", ["", "'"])
def test_a_limit_may_have_more_digits_than_a_float_can_hold(quote: str) -> None:
    digits = "9" * 400

    found, _ = schema(f"{{type: integer, maximum: {quote}{digits}{quote}}}")

    assert found == {"type": "integer", "maximum": int(digits)}
