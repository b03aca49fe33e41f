"""Pages composed from what they say, in the many ways that people write the same."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = ("id", "name", "created_at", "userId", "X-Total", "owner", "items", "team.lead", "default")
LEAVES = ("string", "integer", "number", "boolean")
#: What stands between fields and is none.
NOISE = (
    "Some words about it, and `<ResponseField name='none'>` in code.",
    '```mdx\n<ParamField body="none" type="string">no</ParamField>\n```',
    '{/* <ResponseField name="none" type="string" /> */}',
    '<!-- <ParamField query="none" type="string" /> -->',
    "<Note>\n  Mind the gap.\n</Note>",
    "#### More about it",
    "",
)


@dataclass(frozen=True)
class Said:
    """A field: its name, its type, whether it is required, and what is inside of it."""

    name: str
    type: str
    required: bool
    inside: tuple[Said, ...] = ()

    def flat(self, above: str = "") -> list[tuple[str, str, bool]]:
        """Path, type and presence of this field and of those inside."""
        path = f"{above}.{self.name}" if above else self.name
        own = [(path, self.type, self.required)]
        if self.type == "array":  # of objects: no other has fields
            own = [(path, "array of object", self.required), (f"{path}[]", "object", False)]
        below = own[-1][0]
        return own + [found for one in self.inside for found in one.flat(below)]


def _plain(names: tuple[str, ...]) -> st.SearchStrategy[Said]:
    return st.builds(Said, st.sampled_from(names), st.sampled_from(LEAVES), st.booleans())


def _tree(depth: int) -> st.SearchStrategy[Said]:
    names = tuple(name for name in NAMES if "." not in name)
    if not depth:
        return _plain(names)
    inside = fields(_tree(depth - 1), least=1)
    kinds = st.sampled_from(("object", "array"))
    return _plain(names) | st.builds(Said, st.sampled_from(names), kinds, st.booleans(), inside)


def fields(
    one: st.SearchStrategy[Said] | None = None, *, least: int = 0
) -> st.SearchStrategy[tuple[Said, ...]]:
    """Some fields of different names, up to three levels deep."""
    one = _tree(2) if one is None else one
    many = st.lists(one, min_size=least, max_size=4, unique_by=lambda said: said.name)
    return many.map(tuple)


@st.composite
def written(
    draw: st.DrawFn, said: tuple[Said, ...], tag: str, attribute: str, indent: str = ""
) -> str:
    """The fields as tags, one after another."""
    parts = []
    for one in said:
        if draw(st.integers(0, 3)) == 0:
            parts.append(draw(st.sampled_from(NOISE)))
        parts.append(draw(_tag(one, tag, attribute)))
    text = "\n\n".join(parts)
    return "\n".join(indent + line if line else line for line in text.split("\n"))


@st.composite
def _tag(draw: st.DrawFn, one: Said, tag: str, attribute: str) -> str:
    quote = draw(st.sampled_from(('"{}"', "'{}'", '{{"{}"}}', "{{`{}`}}")))
    attributes = [f"{attribute}={quote.format(one.name)}", f'type="{one.type}"']
    presence = ("required", "required={true}", 'required="true"') if one.required else (
        "", "", "required={false}", 'required="false"'
    )  # fmt: skip
    attributes.append(draw(st.sampled_from(presence)))
    between = draw(st.sampled_from((" ", "\n  ")))
    opening = between.join([f"<{tag}", *draw(st.permutations(attributes))]).rstrip()
    if not one.inside and draw(st.booleans()):
        return f"{opening} />"
    closing = draw(st.sampled_from((f"</{tag}>", f"</ {tag}>", f"</{tag} >")))
    words = draw(st.sampled_from(("What it is.", "Words with `code` and a < b.", "")))
    if not one.inside:
        return f"{opening}>{words}{closing}"
    indent = draw(st.sampled_from(("", "  ", "    ")))
    inner = draw(written(one.inside, "ResponseField" if tag == "ResponseField" else tag,
                         attribute, indent))  # fmt: skip
    box = draw(st.sampled_from(("", "Expandable", "Accordion")))
    if box:
        inner = f'{indent}<{box} title="Its fields">\n{inner}\n{indent}</{box}>'
    return f"{opening}>\n{indent}{words}\n{inner}\n{closing}"


#: Titles of answers, and the status that each stands for.
TITLES = {"200": "200", "200 OK": "200", "201 Created": "201", "404 Not Found": "404"}
ANSWERS = (
    '{"id": 7}',
    '{\n  "name": "<ResponseField name=\\"none\\" />",\n  "tags": ["a", "b"]\n}',
    "[]",
    '{\n    "deep": {\n        "er": null\n    }\n}',
)


@st.composite
def _boxed(draw: st.DrawFn, box: str, fences: list[tuple[str, str]]) -> str:
    """Fences, each a line behind its ticks and a text, in a box that may be indented."""
    indent = draw(st.sampled_from(("", "  ")))
    ticks = draw(st.sampled_from(("```", "````", "~~~")))
    between = draw(st.sampled_from(("\n", "\n\n")))
    lines = between.join(f"{ticks}{info}\n{text}\n{ticks}" for info, text in fences)
    inner = "\n".join(indent + line if line else line for line in lines.split("\n"))
    return f"<{box}>\n{inner}\n</{box}>"


@dataclass(frozen=True)
class Page:
    """A page and what it says: places, paths, types and presence of its fields, and examples."""

    text: str
    method: str
    path: str
    fields: frozenset[tuple[str, str, str, bool]]
    samples: list[str]
    answers: list[tuple[str, str]]  #: status and text, in the order of the page


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A page with a request body, an answer, and perhaps an error in a tab of its own."""
    method = draw(st.sampled_from(("POST", "PUT", "PATCH")))
    path = draw(st.sampled_from(("/teams", "/teams/{id}", "/teams/{id}:archive")))
    body, answer, error = draw(fields(least=1)), draw(fields(least=1)), draw(fields())
    parts = [
        f'---\ntitle: "A page"\napi: "{method} https://api.example.com{path}"\n---',
        "### Body",
        draw(written(body, "ParamField", "body")),
        "### Response",
        draw(written(answer, "ResponseField", "name")),
    ]
    places = [("body application/json", body), ("response 2XX application/json", answer)]
    if error:
        inner = draw(written(error, "ResponseField", "name", "    "))
        parts.append(f'<Tabs>\n  <Tab title="404">\n{inner}\n  </Tab>\n</Tabs>')
        places.append(("response 404 application/json", error))
    found = {(place, *field) for place, said in places for one in said for field in one.flat()}
    command = f"curl -X {method} https://api.example.com{path}"
    samples = [command] if draw(st.booleans()) else []
    if samples:
        parts.append(draw(_boxed("RequestExample", [("bash cURL", command)])))
    shown = draw(st.lists(st.tuples(st.sampled_from(list(TITLES)), st.sampled_from(ANSWERS)),
                          max_size=3))  # fmt: skip
    if shown:
        parts.append(draw(_boxed("ResponseExample", [(f"json {t}", text) for t, text in shown])))
    answers = [(TITLES[title], text) for title, text in shown]
    text = "\n\n".join(parts) + "\n"
    return Page(text, method, path, frozenset(found), samples, answers)
