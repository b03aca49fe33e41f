"""Time to read MDX pages: in proportion to their length, whatever is in them.

The ratio of a page to one twice as long is the requirement; run with `-s` to see the times, which
are processor times.
"""

from __future__ import annotations

import time

import pytest

from tryfield.readers import definition_reader

HEAD = '---\ntitle: Teams\napi: "POST https://api.example.com/teams/{id}"\n---\n'
FIELD = """
<ParamField body="name_%d" type="string | null" required default="x">
  Some *words* with `code` and <Tooltip tip="so">more</Tooltip>, as long as words in pages are.
  One of `a`, `b`.
  <Expandable title="properties">
    <ResponseField name="id" type="array<string>" required={true}>The number.</ResponseField>
    <ResponseField name="owner.name" type="integer" default={3}>
      - first
      - second
    </ResponseField>
  </Expandable>
</ParamField>

<Note>Mind the {limit}.</Note>

```json 200
{"a": 1, "b": [1, 2, 3]}
```
"""
HOSTILE = {
    "open tags": "<A>",
    "open fields": '<ParamField body="a">\n',
    "attributes without an end": "<A b={",
    "quotes without an end": '<A b="',
    "braces": "{",
    "flow braces": "{\n",
    "backticks": "` `` ``` ",
    "fences": "```x\n",
    "comments": "{/* ",
    "HTML comments": "<!-- ",
    "exports": "export const A = {\n",
    "hashes": "# ",
    "blanks": "#" + " " * 50,
    "escapes": "\\_a",
    "bars": "|\n",
    "bullets": "- a\n",
    "debris": "85 lines\n",
    "escaped quotes": '{"\\"',
    "steps": "<Steps><Step>",
    "values": "One of `a`, ",
}


def page(fields: int) -> str:
    return HEAD + "".join(FIELD % number for number in range(fields))


def seconds(text: str, rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        definition_reader.read_text(text, file="page.mdx")
        best = min(best, time.process_time() - start)
    return best


def test_a_page_of_one_megabyte_is_read_within_a_second() -> None:
    text = page(1_000_000 // len(FIELD))

    taken = seconds(text)
    print(f"1 MB: {taken:.2f} s")
    assert taken < 1


def test_time_is_in_proportion_to_length() -> None:
    ratio = seconds(page(1600)) / seconds(page(800))

    print(f"twice as long: {ratio:.2f} times the time")
    assert ratio < 2.5


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_more_than_its_length(piece: str) -> None:
    short, long = (HEAD + piece * (size // len(piece)) for size in (60_000, 120_000))

    ratio = max(seconds(long), 0.02) / max(seconds(short), 0.01)
    print(f"twice as long: {ratio:.2f} times the time")
    assert ratio < 3
