"""What an export keeps of a document, beside its operations."""

from __future__ import annotations

import json

from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.readers.openapi.reading import read
from tryfield.core.contract.contract_writer import to_openapi

DOCUMENT = """
    openapi: 3.0.3
    info:
      title: Zoo
      version: '1'
      summary: Animals.
      termsOfService: https://zoo.example.com/terms
      contact: {name: Ada, email: ada@example.com}
      license: {name: MIT, identifier: MIT, url: https://opensource.org/license/mit}
      x-logo: {url: logo.png}
    externalDocs: {url: https://zoo.example.com/docs}
    x-audience: public
    tags: [{name: pets, externalDocs: {url: https://zoo.example.com/pets}, x-icon: paw}]
    paths:
      /pets:
        get:
          tags: [pets]
          responses:
            '200':
              description: Yes.
              content:
                application/json:
                  schema: {type: integer}
                  examples: {one: {summary: One, description: The first., value: 1}}
    """


def test_an_export_keeps_what_is_said_of_the_api() -> None:
    document = to_openapi(read(DOCUMENT)[0])
    response = document["paths"]["/pets"]["get"]["responses"]["200"]

    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["info"] == {
        "title": "Zoo",
        "version": "1",
        "summary": "Animals.",
        "termsOfService": "https://zoo.example.com/terms",
        "contact": {"name": "Ada", "email": "ada@example.com"},
        "license": {"name": "MIT", "identifier": "MIT"},
        "x-logo": {"url": "logo.png"},
    }
    assert document["externalDocs"] == {"url": "https://zoo.example.com/docs"}
    assert document["x-audience"] == "public"
    assert document["tags"] == [
        {"name": "pets", "externalDocs": {"url": "https://zoo.example.com/pets"}, "x-icon": "paw"}
    ]
    assert response["content"]["application/json"]["examples"]["one"]["description"] == "The first."


def test_an_export_leaves_out_what_no_validator_accepts() -> None:
    text = DOCUMENT.replace("{name: Ada, email: ada@example.com}", "Ada").replace(
        "{name: MIT, identifier: MIT, url: https://opensource.org/license/mit}", "{url: x}"
    )
    document = to_openapi(read(text)[0])

    assert "contact" not in document["info"]
    assert "license" not in document["info"]
    assert json.dumps(document)
