"""The keywords of schemas: what each holds, and which came with OpenAPI 3.1."""

from __future__ import annotations

#: Keyword -> the form of its value; `drop` for what an upgraded schema does not need.
FORMS = {
    **dict.fromkeys(
        ("title", "description", "format", "$comment", "pattern", "contentEncoding",
         "contentMediaType"), "text",
    ),
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), "bound"),
    **dict.fromkeys(
        ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties",
         "maxContains", "minContains"), "count",
    ),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), "flag"),
    **dict.fromkeys(
        ("additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
         "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems"), "schema",
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schemas"),
    **dict.fromkeys(
        ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"), "map"
    ),
    "type": "type",
    "items": "items",
    "enum": "enum",
    "required": "required",
    "dependentRequired": "names{}",
    "examples": "examples",
    "discriminator": "discriminator",
    "xml": "xml",
    "externalDocs": "docs",
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef"), "reference"),
    **dict.fromkeys(
        ("nullable", "x-nullable", "$id", "id", "$schema", "$anchor", "$dynamicAnchor",
         "$recursiveAnchor", "$vocabulary"), "drop",
    ),
    **dict.fromkeys(("default", "const", "example"), "any"),
}  # fmt: skip
NEW = frozenset(
    {"const", "if", "then", "else", "contains", "prefixItems", "patternProperties", "propertyNames",
     "$defs", "examples", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas",
     "dependentRequired", "contentMediaType", "contentEncoding"}
)  # fmt: skip
