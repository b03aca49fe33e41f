"""What a page says is read, however it is written: no field more, none less, none elsewhere."""

from __future__ import annotations

import re

from hypothesis import given, settings

from tests.readers.composing import Page, pages
from tryfield.core.fields.field_sections import sections
from tryfield.core.fields.field_tree import walk
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader


def read(endpoint: Endpoint) -> set[tuple[str, str, str, bool]]:
    """Fields of an answer are those of any success: an example may say which."""
    return {
        (
            re.sub("^response 2..", "response 2XX", section.place),
            field.path,
            field.type,
            field.required,
        )
        for section in sections(endpoint)
        if not section.place.startswith("path")
        for top in section.fields
        for field in walk(top)
    }


@settings(max_examples=40)
@given(pages())
def test_the_examples_are_those_of_the_page_letter_by_letter(page: Page) -> None:
    (endpoint,) = definition_reader.read_text(page.text, file="page.mdx").reference.endpoints

    assert [sample.text for sample in endpoint.samples] == page.samples
    assert sorted(
        (response.status, example.text)
        for response in endpoint.responses
        for content in response.contents
        for example in content.examples
    ) == sorted(page.answers)


@settings(max_examples=40)
@given(pages())
def test_the_fields_are_those_of_the_page_each_under_its_parent(page: Page) -> None:
    reading = definition_reader.read_text(page.text, file="page.mdx")
    (endpoint,) = reading.reference.endpoints

    assert (endpoint.method, endpoint.path) == (page.method, page.path)
    assert read(endpoint) == page.fields
    assert [finding.message for finding in reading.findings] == []
