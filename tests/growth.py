"""A corpus of repeated fragments, in every place that a definition has for a text.

`test_stalls.py` measures a sample of it. `python -m tests.growth` measures each fragment alone in
every place, and with `--pairs` all pairs, which takes hours.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import islice, product
from typing import Any, NamedTuple

from markupsafe import Markup

from tests.doubling import ALLOWED, doubling_ratio
from tests.rendering.rendered import prose, renderer
from tryfield.core.console.console_form import form
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.errors import TryfieldError
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.rules import rule_registry
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet
from tryfield.readers import definition_reader
from tryfield.readers.page_fences import page_fences
from tryfield.rendering.markdown_version import markdown_version
from tryfield.rendering.page_options import Options
from tryfield.rendering.page_renderer import Renderer

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WORDS = r"""
a 0 é 😀 true null 1e9 0x -1 1.5 "a" 'a' `a` "a": {"a": {"a":1} [1, [[] {} {]} {"a":] [{ }, ], "a\n
\" \u00 \ud800 \x \\" // /* */ /*a <!-- --> <!--a
<a> </a> <a/> <a < /> <a b=" <a b={ <a>{ {a} {` `} {/* */} <Tab> </Tab> <Note> <Steps> <br> <p>
<b>a <i <A.b> <>
# ## - * 1. + > >> | |a| |-| --- === ``` ~~~ ```a ```` ::: !!! ??? [a] [a][ [a]( [a]: ![ ![a]( ][
]( ** *a **a _a __a ~~a ~a `a ``a == ++ ^^ :a: @a $a ${a} $( ${ $' <<a <<'a' http:// www.a. a@b.c
&lt; &#x &a;
: a: a:b ?a &a *a <<: !a !!a | > %a key: -a - -- , {a: [a, "a": \t {{ {% %}
curl curl\n -X -H -d -F --a -d@ -H'a: ; && || $(a) \\\n 'a" "$ 2>& ^\n -u a:b http://a http://a/
https: /{a} /{ /.. %2e %2F ?a=b &a= #a
$ref #/ #/a/ ~0 ~1 allOf anyOf type: enum: items: oneOf array< string| |null Array< map[ (a)?
(a+)+ a{9} [^a] (?:a) \d+ .* .*a (a|a)* ^a$ \p{L} (?=a) \1
""".strip()


def _fragments() -> Iterator[str]:
    yield from _PUNCTUATION
    yield from (one * 2 for one in _PUNCTUATION)
    yield from (
        " ",
        "\n",
        "\t",
        "\r\n",
        "\n\n",
        " \n",
        "    ",
        "\n    ",
        "\n- ",
        "\n> ",
        "a\n: b\n",
    )
    yield from ("curl -X \\", '"a\n', "{]", "'", "curl a\n", "a b ", "\u2028", "\u200b", "\ufeff")
    for word in _WORDS.split():
        known = word.replace("\\n", "\n").replace("\\t", "\t")
        yield known
        if known[-1] in "#-*.+>|:":
            yield f"{known} a\n"


#: About 300 fragments of one to eight characters, and a few longer ones that were once slow.
FRAGMENTS = tuple(dict.fromkeys(_fragments()))

_LARGEST_HEAD = 20_000  # a longer one is read as text
_HEAD = '---\ntitle: A\napi: "POST https://api.example.com/a/{b}"\n---\n\n'
_FIELD = '{}<ParamField body="a" type="string">\n  {}\n</ParamField>\n'
_EXAMPLE = "{}<{}Example>\n```{}\n{}\n```\n</{}Example>\n"


def _inline(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _document(**changes: Any) -> str:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    content = {"application/json": {"schema": changes.get("schema", schema)}}
    if "example" in changes:
        content["application/json"]["example"] = changes["example"]
    operation = {
        "operationId": changes.get("operation_id", "a"),
        "description": changes.get("description", ""),
        "parameters": [
            {"name": changes.get("name", "q"), "in": "query", "schema": {"type": "string"}},
            {"name": "h", "in": "header", "schema": {"type": "string"}, "example": "a"},
        ],
        "requestBody": {"content": content},
        "responses": {"200": {"description": "Done.", "content": content}},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "A", "version": "1"},
            "servers": [{"url": changes.get("server", "https://api.example.com")}],
            "paths": {changes.get("path", "/a"): {"post": operation}},
        }
    )


def handled(definition: str, file: str) -> None:
    """Read a definition, check it, and write everything that is written of it."""
    for endpoint in definition_reader.read_text(definition, file=file).reference.endpoints:
        rule_registry.check(endpoint)
        _renderer().render(endpoint, Options(), prose=prose, highlight=_plain)
        markdown_version(endpoint)
        form(endpoint, "a")
        to_contract(endpoint)
        with suppress(TryfieldError):  # a sentence
            request = build_request(endpoint, example_values(endpoint))
            for language in LANGUAGES:
                snippet(request, language)


@cache
def _renderer() -> Renderer:
    return renderer()  # compiling its templates would hide what a text takes


def _plain(text: str, _: str) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(text)


class Place(NamedTuple):
    """Where a text can stand: what to do with it there."""

    name: str
    run: Callable[[str], object]


def _of_page(make: Callable[[str], str]) -> Callable[[str], object]:
    return lambda text: handled(make(text), "a.mdx")


def _of_document(make: Callable[[str], str]) -> Callable[[str], object]:
    return lambda text: handled(make(text), "a.json")


def _fence(kind: str, language: str) -> Callable[[str], object]:
    return _of_page(lambda text: _EXAMPLE.format(_HEAD, kind, language, text, kind))


PLACES = (
    Place("page", _of_page(lambda text: _HEAD + text)),
    Place("front matter", _of_page(lambda text: f"---\n{text[:_LARGEST_HEAD]}\n{_HEAD[4:]}")),
    Place("description of a field", _of_page(lambda text: _FIELD.format(_HEAD, text))),
    Place("type", _of_page(lambda t: f'{_HEAD}<ParamField body="a" type="{_inline(t)}" />\n')),
    Place("default", _of_page(lambda t: f'{_HEAD}<ParamField body="a" default={{{t}}} />\n')),
    Place("JSON example of a page", _fence("Response", "json 200")),
    Place("command of a page", _fence("Request", "bash")),
    Place("code sample of a page", _fence("Request", "python")),
    Place("export", _of_page(lambda text: f"# A\n\nPOST /a\n\n{text}")),
    Place("YAML", _of_document(lambda t: f"openapi: 3.1.0\ninfo: {{title: A}}\npaths: {{}}\n{t}")),
    Place("JSON", _of_document(lambda text: f'{{"openapi": "3.1.0", "paths": {{}}, {text}')),
    Place("description", _of_document(lambda text: _document(description=text))),
    Place("example", _of_document(lambda text: _document(example=text))),
    Place("pattern", _of_document(lambda text: _document(schema={"pattern": text}, example="aaa"))),
    Place("type of a document", _of_document(lambda text: _document(schema={"type": text}))),
    Place("name", _of_document(lambda text: _document(name=text))),
    Place("operationId", _of_document(lambda text: _document(operation_id=text))),
    Place("path", _of_document(lambda text: _document(path=f"/{text}"))),
    Place("server", _of_document(lambda text: _document(server=f"https://api.example.com/{text}"))),
    Place("response", parse),
    Place("command", parse_curl),
    Place("fences", lambda text: list(page_fences(text))),
)


class Case(NamedTuple):
    """A text to be repeated, in a place."""

    place: Place
    text: str

    @property
    def name(self) -> str:
        """How a report calls it."""
        return f"{self.place.name}: {self.text!r}"

    def ratio(self) -> float:
        """How much longer twice the text takes."""
        return doubling_ratio(
            self.place.run, lambda count: self.text * count, 2_000 // len(self.text)
        )


def cases(*, pairs: bool) -> Iterator[Case]:
    """Every fragment in every place, or every pair of two."""
    texts = (a + b for a, b in product(FRAGMENTS, repeat=2)) if pairs else iter(FRAGMENTS)
    for text in texts:
        for place in PLACES:
            yield Case(place, text)


@cache
def sample(count: int, seed: int) -> tuple[Case, ...]:
    """Some fragments and pairs, the same ones for a seed."""
    chosen = random.Random(seed)
    return tuple(
        Case(chosen.choice(PLACES), "".join(chosen.choices(FRAGMENTS, k=1 + index % 2)))
        for index in range(count)
    )


def main() -> int:
    """Measure the corpus and print what takes too long."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--pairs", action="store_true", help="all pairs of fragments")
    options.add_argument("--sample", type=int, default=0, help="only so many, by --seed")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--part", default="1/1", help="the n-th of m parts: 3/8")
    options.add_argument("--place", default="", help="only in this place")
    said = options.parse_args()
    part, of = map(int, said.part.split("/"))
    found = sample(said.sample, said.seed) if said.sample else cases(pairs=said.pairs)
    bad = count = 0
    for case in islice(found, part - 1, None, of):
        if said.place and case.place.name != said.place:
            continue
        count += 1
        try:
            ratio = case.ratio()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
            print(f" crash  {case.name}: {error!r:.200}", flush=True)
            bad += 1
            continue
        if ratio > ALLOWED:
            print(f"{ratio:6.1f}  {case.name}", flush=True)
            bad += 1
    print(f"{bad} of {count} crash, or take more than {ALLOWED} times as long for twice the text.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
