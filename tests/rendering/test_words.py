"""Credentials, samples, options, descriptions and markdown_versions, in words."""

from __future__ import annotations

import html as entities
from typing import Any

import pytest

from tests.rendering.rendered import body, endpoint, page, prose
from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Example
from tryfield.rendering import example_tabs
from tryfield.rendering.code_highlighting import coloured
from tryfield.rendering.markdown_version import markdown_version
from tryfield.rendering.page_options import Options
from tryfield.rendering.page_renderer import script_json
from tryfield.rendering.site_layout import plain_text, tag_title
from tryfield.rendering.template_context import safe_url


def secured(*security: dict[str, list[str]], **schemes: dict[str, Any]) -> str:
    made = endpoint({"security": list(security)}, components={"securitySchemes": schemes})
    return entities.unescape(page(made))


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "X-Key: <key>"),
        ({"type": "apiKey", "in": "query", "name": "key"}, "?key=<key>"),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, "Cookie: sid=<key>"),
        ({"type": "http", "scheme": "basic"}, "Basic authentication: user name and password"),
        ({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, "Bearer token (JWT)"),
        ({"type": "http", "scheme": "digest"}, "Digest authentication"),
        ({"type": "mutualTLS"}, "A client certificate (mutual TLS)"),
        (
            {"type": "openIdConnect", "openIdConnectUrl": "https://id.example/.well-known"},
            "https://id.example/.well-known",
        ),
        (
            {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://id.example/t"}},
            },
            "OAuth 2.0 (client credentials)",
        ),
    ],
)
def test_a_credential_is_explained(scheme: dict[str, Any], words: str) -> None:
    assert words in secured({"own": []}, own=scheme)


def test_alternatives_scopes_and_anonymous_calls_are_said() -> None:
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    basic = {"type": "http", "scheme": "basic"}
    html = secured({"key": ["read:x"], "basic": []}, {}, key=key, basic=basic)

    assert 'Needs the scopes <code dir="ltr">read:x</code>' in html
    assert "and Basic authentication" in html
    assert "A call without any credential is allowed as well." in html


def test_languages_are_chosen_and_documented_samples_win() -> None:
    sample = {"lang": "python", "label": "With our client", "source": "client.make()"}
    made = endpoint({"x-codeSamples": [sample]})
    html = entities.unescape(page(made, languages=["go", "python", "curl"]))

    assert html.index(">cURL</label>") < html.index(">Python</label>")
    assert "client.make()" in html
    assert "With our client" in html
    assert "import httpx" not in html
    assert ">Go</label>" in html


@pytest.mark.parametrize(
    ("servers", "options", "url"),
    [
        ([], {}, '--url "$BASE_URL/things"'),
        ([{"url": "/v1"}], {}, '--url "$BASE_URL/v1/things"'),
        ([], {"demo": "http://127.0.0.1:8000"}, "--url 'http://127.0.0.1:8000/things'"),
        (
            [{"url": "/v1"}],
            {"environments": [{"url": "https://a.example"}, {"url": "https://b.example"}]},
            "--url 'https://a.example/v1/things'",
        ),
        (
            [],
            {
                "environments": [
                    {"url": "https://a.example"},
                    {"url": "https://b.example", "default": True},
                ]
            },
            "--url 'https://b.example/things'",
        ),
        (
            [{"url": "https://c.example"}],
            {"environments": [{"url": "https://a.example"}]},
            "--url 'https://c.example/things'",
        ),
    ],
)
def test_code_calls_the_configured_server_where_none_is_documented(
    servers: list[Any], options: dict[str, Any], url: str
) -> None:
    made = endpoint({}, servers=servers)

    tabs = example_tabs.request_tabs(
        made, ("curl", "python"), base_url=Options().updated(options).base_url
    )
    assert url in tabs[0].text
    assert ('"$BASE_URL' in tabs[1].text) == ("$BASE_URL" in url)
    text = markdown_version(made, base_url=Options().updated(options).base_url)
    assert url in text


def test_a_variable_stands_outside_of_what_a_shell_would_read() -> None:
    parameter = {"name": "a", "in": "query", "required": True, "example": "$b"}
    made = endpoint({"parameters": [parameter]}, servers=[])

    (tab,) = example_tabs.request_tabs(made, ("curl",))
    assert "$BASE_URL" in tab.text
    assert "$BASE_URL/things?a=$b" not in tab.text


def test_several_samples_of_a_language_have_their_own_names() -> None:
    samples = [
        {"lang": "curl", "label": "Small", "source": "curl https://api.example.com/a"},
        {"lang": "curl", "label": "Large", "source": "curl https://api.example.com/b"},
    ]
    html = page(endpoint({"x-codeSamples": samples}))

    assert ">Small</label>" in html
    assert ">Large</label>" in html


def test_named_request_bodies_are_tabs() -> None:
    examples = {"One": {"value": {"a": 1}}, "Two": {"value": {"a": 2}}}
    content = {"application/json": {"schema": {}, "examples": examples}}
    html = page(endpoint({"requestBody": {"content": content}}))

    assert ">One</label>" in html
    assert ">Two</label>" in html


def test_an_answer_without_an_example_is_made_from_its_fields() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string", "example": "Ada"}}}
    responses = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    html = page(endpoint({"responses": responses}))

    assert "made from the fields" in html
    assert "Ada" in html


def test_parts_of_a_page_can_be_left_out() -> None:
    made = body({"properties": {"a": {"type": "string"}}})
    options = {
        "show_heading": False,
        "show_servers": False,
        "show_authorization": False,
        "show_examples": False,
        "console": "none",
    }
    html = page(made, **options)

    for gone in ("Base URL", "tryfield-example", "<tryfield-console"):
        assert gone in page(made)
        assert gone not in html


def test_the_console_gets_its_settings() -> None:
    options = {
        "relay": "/relay",
        "demo": "http://127.0.0.1:8000",
        "environments": [{"name": "Staging", "url": "https://staging.example.com"}],
        "settings": {"history": False},
        "console": "simple",
    }
    html = entities.unescape(page(endpoint({}), **options))

    for words in ('"relay":"/relay"', '"demo":"http', '"Staging"', '"history":false', '"simple"'):
        assert words in html


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({"showconsole": True}, "Did you mean 'show_console'?"),
        ({"heading_level": 9}, "a number from 1 to 5"),
        ({"expand_depth": "two"}, "Write a number"),
        ({"languages": "curl"}, "a list of words"),
        ({"console": "big"}, "one of interactive, simple, none"),
        ({"relay": 3}, "Write a text"),
        ({"environments": ["a"]}, "a list of tables"),
        ({"settings": []}, "Write a table"),
        ({"settings": {"confim": True}}, "no setting 'confim'. Did you mean 'confirm'?"),
    ],
)
def test_a_wrong_option_is_explained(values: dict[str, Any], advice: str) -> None:
    with pytest.raises(ConfigurationError, match=advice):
        Options().updated(values)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain words.", "<p>Plain words.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("The <token> of **it**.", "<p>The &lt;token&gt; of <strong>it</strong>.</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("# Loud", "<h4>Loud</h4>"),
        ("", ""),
        ("<b onclick=x()>b</b>", "<p><b>b</b></p>"),
    ],
)
def test_a_description_is_markdown_that_does_nothing(text: str, html: str) -> None:
    assert str(prose(text)) == html


def test_markdown_of_a_description_reaches_neither_files_nor_handlers() -> None:
    html = str(prose('--8<-- "secret.txt"\n\n::: os.path\n'))

    assert "::: os.path" in html
    assert "secret.txt" in html


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com/a:b", "https://example.com/a:b"),
        ("/guide", "/guide"),
        ("javascript:alert(1)", "#"),
        (" java\nscript:alert(1)", "#"),
        ("data:text/html,x", "#"),
    ],
)
def test_a_link_cannot_run_anything(url: str, safe: str) -> None:
    assert safe_url(url) == safe


def test_json_in_a_page_cannot_end_its_element() -> None:
    text = script_json({"a": "</script><!-- \u2028 &"})

    assert not set("<>&\u2028") & set(text)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("json", '{"a": 1}', '{<span class="nt">"a"</span>: <span class="mi">1</span>}'),
        ("json", "no <json> & more", "no &lt;json&gt; &amp; more"),
        ("json", '["a\n1', '[<span class="s2">"a</span>\n<span class="mi">1</span>'),
        (
            "bash",
            "curl 'a\\' b'",
            """curl <span class="s1">'a\\'</span> b'""",
        ),
        (
            "python",
            'f("""a\n"b" </script>""")',
            '<span class="nf">f</span>(<span class="s2">"""a\n"b" &lt;/script&gt;"""</span>)',
        ),
        (
            "javascript",
            "const a = `<b>\n`;",
            '<span class="kd">const</span> a = <span class="sb">`&lt;b&gt;\n`</span>;',
        ),
    ],
)
def test_code_of_ours_is_coloured_and_stays_text(language: str, text: str, wanted: str) -> None:
    assert coloured(text, language) == wanted


def test_titles_are_plain_wherever_a_theme_prints_them() -> None:
    assert plain_text('A **bold** <b>"x"</b> & [link](y) {{ z }}', 80) == (
        "A bold ‹b›”x”‹/b› &amp; link (( z ))"
    )
    assert plain_text("a" * 90, 10) == "aaaaaaaaa…"


@pytest.mark.parametrize(
    ("tag", "title"), [("code-scanning", "Code scanning"), ("OAuth apps", "OAuth apps")]
)
def test_a_tag_that_is_no_title_becomes_one(tag: str, title: str) -> None:
    assert tag_title(tag) == title


def test_a_twin_has_a_table_of_fields() -> None:
    schema = {
        "required": ["a"],
        "properties": {
            "a": {"type": "string", "description": "One | two.", "enum": ["x", "y"]},
            "b": {"type": "object", "properties": {"c": {"type": "integer", "default": 0}}},
        },
    }
    text = markdown_version(body(schema))

    assert "| `a` | string | yes | One \\| two. Allowed: `x`, `y`. |" in text
    assert "| `b.c` | integer |  | Default: `0`. |" in text


def test_a_fence_in_a_twin_is_longer_than_those_inside() -> None:
    sample = {"lang": "bash", "label": "", "source": "curl x <<E\n```\nE"}
    text = markdown_version(endpoint({"x-codeSamples": [sample]}))

    assert "\n````bash\n" in text


@pytest.mark.parametrize(
    ("media_type", "language"),
    [
        ("", "json"),
        ("application/json; charset=utf-8", "json"),
        ("application/problem+json", "json"),
        ("application/xml", "xml"),
        ("image/svg+xml", "xml"),
        ("application/yaml", "yaml"),
        ("application/vnd.a+yaml", "yaml"),
        ("text/html", "html"),
        ("text/csv", "text"),
    ],
)
def test_an_example_is_highlighted_as_what_its_media_type_says(
    media_type: str, language: str
) -> None:
    assert example_tabs.language_of(Example(name="", text=""), media_type) == language
