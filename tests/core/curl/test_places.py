"""Every part of a command is known with its place."""

from __future__ import annotations

from tests.core.curl.commands import cut, only
from tryfield.core.model import Span


def test_every_part_has_its_place() -> None:
    text = (
        "# as on the page\n"
        "curl --request POST 'https://a.test/x' \\\n"
        "--header 'A: b' \\\n"
        '--data-raw \'{\n    "token": ""\n}\''
    )
    command = only(text)

    assert cut(text, command.method_span) == "POST"
    assert cut(text, command.url_span) == "'https://a.test/x'"
    assert cut(text, command.header_spans[0]) == "'A: b'"
    assert cut(text, command.body_span) == '\'{\n    "token": ""\n}\''
    assert cut(text, command.body_place(Span("", 2, 5, 2, 12))) == '"token"'
    assert cut(text, command.span).startswith("curl --request")
    assert cut(text, command.span).endswith("}'")


def test_places_are_mapped_into_the_file() -> None:
    origin = Span("docs/a.mdx", 10, 3)
    command = only("curl http://a.test \\\n-d '{\"a\": 1}'", span=origin)

    assert str(command.url_span) == "docs/a.mdx:10:8"
    assert str(command.body_place(Span("", 1, 2, 1, 5))) == "docs/a.mdx:11:8"
