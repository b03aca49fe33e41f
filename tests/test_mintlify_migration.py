"""Moving in from Mintlify: pages keep their place, text reads as before, losses are listed."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.migration_count import count
from tryfield.core.errors import ConfigurationError
from tryfield.scaffold import new_site

API = {
    "openapi": "3.1.0",
    "info": {"title": "Parcels", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/parcels": {
            "get": {
                "summary": "List parcels",
                "tags": ["Parcels"],
                "responses": {"200": {"description": "All."}},
            },
            "post": {
                "summary": "Send a parcel",
                "tags": ["Parcels"],
                "responses": {"201": {"description": "Sent."}},
            },
        },
        "/depots": {
            "get": {
                "summary": "List depots",
                "tags": ["Depots"],
                "responses": {"200": {"description": "All."}},
            }
        },
    },
}


def moved(tmp_path: Path, files: dict[str, str], **settings: Any) -> Path:
    """A Mintlify site with these files and settings, moved in; its new folder."""
    old = tmp_path / "old"
    settings = {"name": "Parcels", "navigation": {"pages": ["index"]}, **settings}
    for name, text in {"docs.json": json.dumps(settings), "index.mdx": "Hello.\n", **files}.items():
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text(text, encoding="utf-8")
    new_site.from_mintlify(tmp_path / "new", old)
    return tmp_path / "new"


def page(tmp_path: Path, text: str, **files: str) -> str:
    """The Markdown of a page."""
    return (moved(tmp_path, {"index.mdx": text, **files}) / "docs/index.md").read_text("utf-8")


def nav(new: Path) -> Any:
    """The `nav` of a new site."""
    text = (new / "mkdocs.yml").read_text("utf-8")
    return yaml.safe_load(text[text.index("\nnav:") :])["nav"]


def report(new: Path) -> str:
    """What was not carried over."""
    return (new / "NOT-CARRIED-OVER.md").read_text("utf-8")


WHOLE = {
    "index.mdx": (
        "---\ntitle: Home\ndescription: All about parcels.\n---\n"
        '[How](guides/how#weight--size) <a href="/guides/how">how</a> [List](/api/list)\n'
        '\n<Frame><img src="/img/box.svg" /></Frame>\n'
        '\n<CardGroup cols={2}>\n  <Card title="How" icon="box" href="/guides/how">Read.</Card>\n'
        '  <Card title="Old" href="/old/how">Moved.</Card>\n</CardGroup>\n'
    ),
    "guides/how.mdx": (
        "---\ntitle: How it works\nsidebarTitle: How\n---\n"
        "![box](../img/box.svg)\n\n## Weight & Size\nText:\n- one\n  - two\n\n"
        '<Accordion title="Why so?">Because.</Accordion>\n\n[why](#why-so) [es](/es/inicio)\n'
        '\n<ParamField body="size" type="string">How big, see [size](#param-size).</ParamField>\n'
    ),
    "es/inicio.mdx": (
        "---\ntitle: Inicio\n---\n## Menú\n\n[menu](#menú)\n\n## `_meta`\n\n[m](#meta)\n"
    ),
    "api/list.mdx": '---\ntitle: List all\nopenapi: "GET /parcels"\n---\n',
    "templates/one.mdx": "Copy [this](../index).\n",
    "secret.mdx": "---\ntitle: Secret\nhidden: true\n---\nHush.\n",
    "img/box.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "api.json": json.dumps(API),
    "es.json": json.dumps({"language": "es", "pages": ["es/inicio"]}),
}
NAVIGATION = {
    "languages": [
        {
            "language": "en",
            "tabs": [
                {
                    "tab": "Guide",
                    "groups": [
                        {"group": "Go", "pages": ["index", "guides/how", "secret"]},
                        {"group": "Texts", "pages": ["templates/one"]},
                    ],
                },
                {
                    "tab": "API",
                    "openapi": {"source": "api.json", "directory": "reference"},
                    "groups": [{"group": "Parcels", "pages": ["api/list", "POST /parcels"]}],
                },
                {"tab": "Depots", "openapi": {"source": "/api.json", "directory": "/all/"}},
            ],
        },
        {"$ref": "./es.json"},
    ],
    "global": {"anchors": [{"anchor": "Forum", "href": "https://forum.example.com"}]},
}


@pytest.mark.parametrize("directories", [True, False])
def test_a_site_keeps_addresses_navigation_pictures_and_links(
    directories: bool, tmp_path: Path
) -> None:
    new = moved(tmp_path, WHOLE, navigation=NAVIGATION)

    found = count(tmp_path / "old", new, directories=directories)

    assert found.warnings == []
    assert found.strict
    assert found.pages == 6
    assert found.not_at_address == []
    assert (found.not_in_navigation, found.hidden) == ([], 1)
    assert (found.broken_pictures, found.lost_pictures) == ([], [])
    assert found.broken_links == []
    assert [one.split(": ")[1] for one in found.broken_before] == ["/old/how"]
    assert found.literal_marks == []
    assert found.pictures == 2
    end = "index.html" if directories else ".html"
    for name in ("reference/parcels/send-a-parcel", "all/depots/list-depots"):
        assert (new / f"site/{name}{'/' if directories else ''}{end}").is_file()


def test_the_navigation_keeps_its_order_with_what_openapi_and_other_files_add(
    tmp_path: Path,
) -> None:
    new = moved(tmp_path, WHOLE, navigation=NAVIGATION)

    assert nav(new) == [
        {
            "English": [
                {
                    "Guide": [
                        {"Go": ["index.md", {"How": "guides/how.md"}]},
                        {"Texts": ["templates/one.md"]},
                    ]
                },
                {
                    "API": [
                        {"Parcels": ["api/list.mdx", "reference/parcels/send-a-parcel.mdx"]},
                    ]
                },
                {
                    "Depots": [
                        {
                            "Parcels": [
                                "all/parcels/list-parcels.mdx",
                                "all/parcels/send-a-parcel.mdx",
                            ]
                        },
                        {"Depots": ["all/depots/list-depots.mdx"]},
                    ]
                },
            ]
        },
        {"Español": ["es/inicio.md"]},
        {"Forum": "https://forum.example.com"},
    ]


def test_tabs_of_mint_json_claim_the_groups_below_their_address(tmp_path: Path) -> None:
    old = tmp_path / "old"
    (old / "api").mkdir(parents=True)
    settings = {
        "name": "Parcels",
        "primaryTab": {"name": "Guide"},
        "tabs": [{"name": "API", "url": "api"}],
        "anchors": [{"name": "Forum", "url": "https://forum.example.com"}],
        "navigation": [
            {"group": "Ends", "pages": ["api/one"]},
            {"group": "Go", "pages": ["index"]},
        ],
    }
    (old / "mint.json").write_text(json.dumps(settings))
    (old / "index.mdx").write_text("Hello.\n")
    (old / "api/one.mdx").write_text("One.\n")

    new_site.from_mintlify(tmp_path / "new", old)

    assert nav(tmp_path / "new") == [
        {"Guide": [{"Go": ["index.md"]}]},
        {"API": [{"Ends": ["api/one.md"]}]},
        {"Forum": "https://forum.example.com"},
    ]


def test_a_page_that_is_listed_twice_has_its_first_place(tmp_path: Path) -> None:
    new = moved(
        tmp_path, {}, navigation={"pages": ["index", {"group": "More", "pages": ["index"]}]}
    )

    assert nav(new) == ["index.md"]
    assert "'index.md' is listed again" in report(new)


def test_redirects_lead_to_the_new_files_and_links_follow_them(tmp_path: Path) -> None:
    redirects = [
        {"source": "/old", "destination": "/index#top"},
        {"source": "/v1/:slug*", "destination": "/v2/:slug*"},
        {"source": "/blog", "destination": "https://blog.example.com"},
        {"source": "/lost", "destination": "/nowhere"},
        {"source": "/first", "destination": "/old"},
        {"source": "/second", "destination": "/v2"},
    ]
    files = {
        "index.mdx": "[o](/old) [v](/v1/a) [f](/first) [b](/blog) [d](/v2/)\n",
        "v2/a.mdx": "A.\n",
    }

    pages = {"pages": ["index", "v2/a"]}
    new = moved(tmp_path, files, navigation=pages, redirects=redirects)

    text = (new / "mkdocs.yml").read_text("utf-8")
    maps = re.search(r"redirect_maps:\n((?: +.*\n)+?)\n", text)
    assert maps
    assert yaml.safe_load(maps[1]) == {
        "old.md": "index.md#top",
        "v1/a.md": "v2/a.md",
        "blog.md": "https://blog.example.com",
        "first.md": "index.md#top",
        "second.md": "v2/a.md",
    }
    assert "mkdocs-redirects" in (new / "requirements.txt").read_text("utf-8")
    assert "'lost' leads to '/nowhere', which is not there" in report(new)
    page = (new / "docs/index.md").read_text("utf-8")
    assert "[o](index.md#top) [v](v2/a.md) [f](index.md#top)" in page
    assert "[b](https://blog.example.com) [d](v2/a.md)" in page


def test_documents_on_servers_and_asyncapi_are_listed(tmp_path: Path) -> None:
    navigation = {
        "groups": [
            {"group": "A", "pages": ["index"]},
            {"group": "B", "openapi": "https://example.com/api.json"},
            {"group": "C", "asyncapi": "async.json"},
            {"group": "D", "pages": ["GET /gone"]},
            {"$ref": "missing.json"},
        ]
    }

    found = report(moved(tmp_path, {}, navigation=navigation))

    assert "'https://example.com/api.json' lies on a server" in found
    assert "'asyncapi' has no counterpart" in found
    assert "'GET /gone' is in no OpenAPI document" in found
    assert "'missing.json' is not there" in found


def test_a_page_of_the_navigation_is_kept_whatever_its_name(tmp_path: Path) -> None:
    files = {
        "changelog.mdx": "News.\n",
        "sub/changelog.md": "For developers.\n",
        "guide/agents.mdx": "About agents.\n",
    }

    new = moved(tmp_path, files, navigation={"pages": ["index", "changelog"]})

    assert nav(new) == ["index.md", "changelog.md"]
    assert not (new / "docs/sub").exists()
    assert (new / "docs/guide/agents.md").exists()


def test_a_site_without_a_first_page_gets_one_that_leads_into_it(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "docs.json").write_text(
        json.dumps(
            {
                "name": "Parcels",
                "description": "By mail.",
                "navigation": {
                    "groups": [{"group": "Go", "pages": ["start"]}],
                    "global": {"anchors": [{"anchor": "Mail", "href": "mailto:p@example.com"}]},
                },
            }
        )
    )
    (old / "start.mdx").write_text("Hello.\n")

    new_site.from_mintlify(tmp_path / "new", old)

    home = (tmp_path / "new/docs/index.md").read_text("utf-8")
    assert home == "# Parcels\n\nBy mail.\n\n- [Go](start.md)\n"


def test_text_in_properties_of_components_is_shown_and_the_rest_is_listed(tmp_path: Path) -> None:
    text = (
        "export const Show = ({ title }) => <b>{title}</b>;\n\n"
        '<Show title="Shown" href="https://example.com" description="And told." />\n\n'
        '<Gallery items={[{ src: "a.png" }]}>Inside.</Gallery>\n\n'
        "<Empty />\n"
    )

    new = moved(tmp_path, {"index.mdx": text})

    written = (new / "docs/index.md").read_text("utf-8")
    assert "**[Shown](https://example.com)**\n\nAnd told." in written
    assert "Inside." in written
    assert "'<Empty>' is a component of your own, which is never run; nothing of it" in report(new)
    assert "'<Gallery>' is a component of your own" in report(new)
    assert "the properties items are not" in report(new)
    assert "index.mdx line 5" in report(new)


def test_arguments_of_snippets_and_string_constants_are_put_in(tmp_path: Path) -> None:
    text = (
        'import Warned from "/snippets/warned.mdx"\n'
        'import { city, when as day } from "/snippets/facts.mdx"\n\n'
        'export const product = "Mouse";\n\n<Warned name="Bob" />\n\n'
        "We sell {product} in {city} on {day}.\n\n"
        "{unknown}\n"
    )
    files = {
        "snippets/warned.mdx": "Careful, {name}!\n",
        "snippets/facts.mdx": "export const city = 'Bern';\n\nexport const when = 'Monday'\n",
    }

    new = moved(tmp_path, {"index.mdx": text, **files})

    written = (new / "docs/index.md").read_text("utf-8")
    assert "Careful, Bob!" in written
    assert "We sell Mouse in Bern on Monday." in written
    assert "'{unknown}' is an expression, which is never run; it stands as it is" in report(new)
    assert "{name}" not in report(new)


@pytest.mark.skipif(not importlib.util.find_spec("material"), reason="icons are those of Material")
def test_cards_are_a_grid_with_icons(tmp_path: Path) -> None:
    written = page(
        tmp_path,
        '<CardGroup>\n  <Card title="One" icon="rocket" href="/index">First.</Card>\n'
        '  <Card title="Two" icon="no-such-icon">Second.</Card>\n</CardGroup>\n',
    )

    assert "'no-such-icon' is an icon that Material does not bring" in report(tmp_path / "new")
    assert written.strip() == (
        '<div class="grid cards" markdown>\n\n'
        "- :fontawesome-solid-rocket: **[One](index.md)**\n\n    First.\n\n"
        "- **Two**\n\n    Second.\n\n</div>"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<Update label="May" description="v2" tags={["New"]}>All of it.</Update>',
            "**May** · v2 · New\n\nAll of it.",
        ),
        ('<View title="Python">Snake.</View>', '=== "Python"\n\n    Snake.'),
        ('<Visibility for="agents">Hidden.</Visibility>\n\nSeen.', "Seen."),
        ("Water is <Latex>H_2O</Latex>.", "Water is $H_2O$."),
        (
            '<Tabs><Tab title="A">1</Tab></Tabs>\n\n<Tabs><Tab title="B">2</Tab></Tabs>',
            '=== "A"\n\n    1\n\n===! "B"\n\n    2',
        ),
        (
            '<ResponseField name="a" type="string[][]">B</ResponseField>',
            "**`a`** · `string[][]`\n\nB",
        ),
        ('| a |\n|---|\n| <Yes /> <Since v="2" /> |', "| a |\n|---|\n|  2 |"),
        ("::: note\nMind.\n:::", "&#58;:: note\nMind.\n&#58;::"),
        ('<Since version="2.1" />', "2.1"),
        ('<img\n  src="/x.png"\n\n  alt="x"\n/>', '<img src="/x.png" alt="x" />'),
        (
            '<Card title="A" icon={<img src="/a.png" alt="a" />}>B</Card>',
            """\
<div class="grid cards" markdown>

- ![](/a.png){ width="24" } **A**\n\n    B\n\n</div>""",
        ),
        ("{list.map((one) => <b>{one}</b>)}\n\nText {x}.", "Text {x}."),
        (
            '- <ParamField query="a" type="string">One.</ParamField>\n- <Note>Two.</Note>',
            "- **`a`** · string\n\n    One.\n\n- !!! note\n\n        Two.",
        ),
        ('```title="a b\n[x]\n```', "```\n[x]\n```"),
        ("A formula: $x_{n}$.", "A formula: $x_{n}$."),
        ("## <Icon icon='no-such' /> Title", "## Title"),
        (
            "```js app.js {1,3-4}\na\nb\nc\nd\n```",
            '```js title="app.js" hl_lines="1 3-4"\na\nb\nc\nd\n```',
        ),
        ("```python {highlight={1,4}}\na\n```", '```python hl_lines="1 4"\na\n```'),
        ("[c](<Guides/My Guide>)", "[c](/Guides/My%20Guide)"),
    ],
)
def test_a_component_keeps_what_it_says(text: str, expected: str, tmp_path: Path) -> None:
    assert page(tmp_path, text).strip() == expected


def test_front_matter_is_what_material_reads(tmp_path: Path) -> None:
    text = (
        "---\ntitle: A long title\ndescription: Below it.\ndeprecated: true\nmode: wide\n"
        "noindex: true\n'og:image': x.png\n---\nText.\n"
    )

    new = moved(tmp_path, {"index.mdx": text})

    _, front, body = (new / "docs/index.md").read_text("utf-8").split("---\n")
    assert yaml.safe_load(front) == {
        "title": "A long title",
        "description": "Below it.",
        "status": "deprecated",
        "hide": ["toc"],
        "search": {"exclude": True},
        "robots": "noindex",
        "og:image": "x.png",
    }
    assert body == "\n# A long title\n\nBelow it.\n\nText.\n"
    assert "the front matter" not in report(new)


def test_meta_tags_of_pages_and_of_the_site_stand_in_the_head(tmp_path: Path) -> None:
    text = (
        "---\ntitle: A\nnoindex: true\n'og:image': /a.png\ntwitter:card: a \"b\"\n"
        "canonical: https://example.com/a\nhideApiMarker: true\n---\nText.\n"
    )
    new = moved(tmp_path, {"index.mdx": text}, seo={"metatags": {"og:site_name": "Parcels"}})

    assert count(tmp_path / "old", new).strict
    html = (new / "site/index.html").read_text("utf-8")
    assert '<meta property="og:image" content="/a.png">' in html
    assert '<meta property="og:site_name" content="Parcels">' in html
    assert '<meta name="twitter:card" content="a &quot;b&quot;">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="https://example.com/a">' in html
    assert "'hideApiMarker' of the front matter has no counterpart" in report(new)
    assert "seo" not in report(new)


def test_links_to_fields_and_headings_of_endpoint_pages_lead_there(tmp_path: Path) -> None:
    get = (
        '---\ntitle: List\napi: "GET https://a.example.com/parcels"\n---\n'
        "See [limit](#param-page-limit).\n\n## How it sorts\n\nBy name.\n\n"
        '<ParamField query="pageLimit" type="integer">How many.</ParamField>\n\n'
        '<ParamField query="sort" type="string">How.</ParamField>\n\n'
        '<ResponseField name="owner" type="object">Who.'
        '<Expandable title="more"><ResponseField name="name" type="string">N.</ResponseField>'
        "</Expandable></ResponseField>\n"
    )
    home = (
        "[a](/api/list#param-sort) [b](/old#response-owner-name) [c](api/list#how-it-sorts) "
        '<a href="/api/list#parameter-sort">d</a> [e](/api/list#param-none)\n'
    )
    new = moved(
        tmp_path,
        {"index.mdx": home, "api/list.mdx": get},
        navigation={"pages": ["index", "api/list"]},
        redirects=[{"source": "/old", "destination": "/api/list"}],
    )

    missed = count(tmp_path / "old", new)
    assert missed.strict
    assert missed.broken_links + missed.broken_before == ["index.html: api/list/#param-none"]
    html = (new / "site/api/list/index.html").read_text("utf-8")
    at = html.index('<a id="response-owner-name"></a>')
    assert re.findall(r'id="([^"]+)"', html[:at])[-1] == "list-response-2xx-owner-name"


HTML_TABLE = """\
<table>
  <tr>
    <td>`a` **b**</td>
    <td>
      - `c`: d
      - e
    </td>
  </tr>
</table>

```html
<p>**x**</p>
```
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Syntax \\\n\nText.", '<h2 id="syntax-">Syntax \\<'),
        ("See [names][1] and [other][].", "See [names][1] and [other][]."),
        (
            "See [names][1].\n\n[1]: https://example.com/a",
            '<a href="https://example.com/a">names</a>',
        ),
        ("See [names](../\n/b.md).", "See [names](../\n/b.md)."),
        (
            "A | B\n| --- | --- |\n`a` | b\n",
            "<td><code>a</code></td>\n<td>b</td>",
        ),
        (
            HTML_TABLE,
            "<td><code>a</code> <strong>b</strong></td>\n<td>\n<ul>\n<li><code>c</code>: d</li>\n",
        ),
        ("<ul>\n  <li>**a** b</li>\n</ul>", "<ul>\n<li><strong>a</strong> b</li>\n</ul>"),
        ('The <Link href="/b">list</Link> of all.', 'The <a href="b/">list</a> of all.'),
        ('The <Mine href="/b">list</Mine> of all.', 'The <a href="b/">list</a> of all.'),
        ("[b](/b_(c))", '<a href="b_%28c%29/">b</a>'),
        (
            "## One\n\n## Two\n\n## One\n\n[x](#one-1) [y](#One)",
            '<div id="one-1"></div>\n<h2 id="one_1">One',
        ),
        (
            '<Accordion title="set_it">a</Accordion>\n\n[x](#set-it) [y](#set_it)',
            '<div id="set-it"></div>\n<div id="set_it"></div>',
        ),
        (
            '<Tabs><Tab title="In short">a</Tab><Tab title="Long">[x](#long)</Tab></Tabs>',
            'id="long"',
        ),
    ],
)
def test_a_page_reads_as_before(text: str, expected: str, tmp_path: Path) -> None:
    others = {"b.mdx": "B.\n", "b_(c).mdx": "C.\n"}
    new = moved(tmp_path, {"index.mdx": f"{text}\n", **others})

    missed = count(tmp_path / "old", new)
    assert (missed.strict, missed.broken_links, missed.literal_marks) == (True, [], [])
    html = (new / "site/index.html").read_text("utf-8")
    assert expected in re.sub(r'<a class="headerlink"[^<]*</a>', "", html)


def test_a_page_of_many_snippets_shows_them_all(tmp_path: Path) -> None:
    names = [f"S{number}" for number in range(70)]
    imports = "".join(f'import {name} from "/snippets/{name}.mdx";\n' for name in names)
    uses = "".join(f"<{name} />\n\n" for name in names)
    snippets = {f"snippets/{name}.mdx": f"I am {name}.\n" for name in names}

    written = page(tmp_path, f"{imports}\n{uses}", **snippets)

    assert [name for name in names if f"I am {name}." not in written] == []


def test_a_key_of_the_front_matter_is_listed_with_some_of_its_pages(tmp_path: Path) -> None:
    pages = {f"p{number:02}.mdx": "---\ntimestamp: true\nmine: 1\n---\n" for number in range(14)}

    assert report(moved(tmp_path, pages)) == (
        "# Not carried over\n\n"
        "- 14 times, as in p00.mdx: 'timestamp' of the front matter has no counterpart here.\n"
        "    - All: p00.mdx; p01.mdx; p02.mdx; p03.mdx; p04.mdx; p05.mdx; p06.mdx; p07.mdx; "
        "p08.mdx; p09.mdx and 4 more\n"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# The Title\n\nText.", "# The Title\n\nBelow.\n\nText.\n"),
        (
            "# Other\n\n```sh\n# no heading\n```",
            "# the title\n\nBelow.\n\n## Other\n\n```sh\n# no heading\n```\n",
        ),
        ("Below.\n\nText.", "# the title\n\nBelow.\n\nText.\n"),
    ],
)
def test_a_page_has_one_title_with_its_description_below(
    body: str, expected: str, tmp_path: Path
) -> None:
    written = page(tmp_path, f"---\ntitle: the title\ndescription: Below.\n---\n{body}\n")

    assert written.partition("---\n\n")[2] == expected


def test_settings_of_the_look_are_kept(tmp_path: Path) -> None:
    new = moved(
        tmp_path,
        {"logo.svg": "<svg/>"},
        description="By mail.",
        logo={"light": "/logo.svg"},
        colors={"primary": "#112233", "light": "#aabbcc"},
        footer={"socials": {"x": "https://x.com/p"}},
        navbar={"links": [{"label": "Blog", "href": "https://blog.example.com"}]},
        fonts={"family": "Inter"},
    )

    text = (new / "mkdocs.yml").read_text("utf-8")
    assert "site_description: By mail.\n" in text
    assert "logo: logo.svg" in text
    assert "icon: fontawesome/brands/x-twitter" in text
    assert nav(new) == ["index.md", {"Blog": "https://blog.example.com"}]
    assert "#aabbcc" in (new / "docs/stylesheets/colours.css").read_text("utf-8")
    assert "'fonts' has no counterpart here. Name the fonts in a style sheet" in report(new)


def test_diagrams_and_formulas_are_listed_with_what_to_do(tmp_path: Path) -> None:
    new = moved(tmp_path, {"index.mdx": "```mermaid\ngraph TD\n```\n\n$$x$$ for $5 or $6_000.\n"})

    assert "custom_fences" in (new / "mkdocs.yml").read_text("utf-8")
    text = (new / "mkdocs.yml").read_text("utf-8")
    assert "pymdownx.arithmatex:\n      generic: true\n      inline_syntax:\n" in text
    assert "- dollar" not in text  # which is money here
    assert "mermaid.min.js" in report(new)
    assert "KaTeX or MathJax" in report(new)


def test_a_link_of_the_author_that_leads_nowhere_is_listed_and_fails_no_build(
    tmp_path: Path,
) -> None:
    new = moved(tmp_path, {"index.mdx": "---\ntitle: A\n---\n\n[x](gone/page) ![y](no.png)\n"})

    assert count(tmp_path / "old", new).strict
    assert "'gone/page': index.mdx 5" in report(new)
    assert "'no.png': index.mdx 5" in report(new)


def test_a_folder_without_the_pages_of_its_navigation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="none of the pages of its navigation is in this"):
        moved(tmp_path, {}, navigation={"pages": ["elsewhere/index", "elsewhere/more"]})


def test_the_report_groups_what_is_lost_by_its_name(tmp_path: Path) -> None:
    new = moved(tmp_path, {"index.mdx": "<A1 />\n\n<B1 />\n\n<A1 />\n", "b.mdx": "<A1 />\n"})

    assert report(new) == (
        "# Not carried over\n\n"
        "- 4 times, as in b.mdx line 1: '<A1>' is a component of your own, which is never run; "
        "nothing of it is shown.\n"
        "    - '<A1>': b.mdx 1; index.mdx 1, 5\n"
        "    - '<B1>': index.mdx 3\n"
    )
