"""Which files a definition may bring: one answer for `$ref`, examples, snippets and `new`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tryfield import project
from tryfield.cli import main
from tryfield.core.findings import Finding, Severity
from tryfield.readers import definition_reader
from tryfield.readers.file_access import FileRefusedError, Use, Where, readable_file
from tryfield.scaffold import new_site

SECRET = "TOP-SECRET"
HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\nservers: [{url: https://api.example.com}]\n'


def written(folder: Path, **texts: str) -> Path:
    """Files by name; `__` in a name is a folder."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def example(address: str, media_type: str = "text/plain") -> str:
    """A document whose response is an example in a file."""
    return (
        f"{HEAD}paths:\n  /notes:\n    get:\n      operationId: notes\n      responses:\n"
        f"        '200':\n          description: d\n          content:\n            {media_type}:\n"
        f"              schema: {{}}\n              examples:\n"
        f"                one: {{externalValue: {json.dumps(address)}}}\n"
    )


def reference(address: str) -> str:
    """A document whose response has a schema in a file."""
    return (
        f"{HEAD}paths:\n  /notes:\n    get:\n      operationId: notes\n      responses:\n"
        f"        '200':\n          description: d\n          content:\n"
        f"            application/json: {{schema: {{$ref: {json.dumps(address)}}}}}\n"
    )


def only(findings: tuple[Finding, ...]) -> Finding:
    (found,) = findings
    return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A project with a docs folder, and files that are nobody's business."""
    return written(
        tmp_path / "project",
        **{
            "mkdocs.yml": "site_name: T\nplugins: [search, tryfield, mkdocstrings]\n",
            "docs__index.md": "# T\n",
            ".env": f"TOKEN={SECRET}\n",
            ".git__config": f"url = https://{SECRET}@example.com\n",
            "docs__api__.private.txt": SECRET,
            "docs__api__.ssh__id_rsa": SECRET,
            "docs__api__.hidden__note.txt": SECRET,
            "settings.txt": SECRET,
            "docs__api__key.pem": SECRET,
            "docs__api__program.py": SECRET,
            "schemas__user.yaml": "type: object\nproperties: {id: {type: integer}}\n",
            "schemas__plain.yaml": f"{SECRET}\n",
            "docs__examples__note.txt": "public",
            "docs__api__examples__note.json": '{"id": 1}',
        },
    )


def of_site(site: Path, text: str) -> project.Project:
    written(site, **{"docs__api__vendor.yaml": text})
    return project.read([site / "docs/api/vendor.yaml"], root=site)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("../../.env", "outside"),
        ("../../.git/config", "outside"),
        ("../../settings.txt", "outside"),
        ("%2e%2e/%2e%2e/settings.txt", "outside"),
        ("/etc/passwd", "outside"),
        ("link.txt", "outside"),
        ("linked/settings.txt", "outside"),
        (".private.txt", "hidden"),
        (".hidden/note.txt", "hidden"),
        (".ssh/id_rsa", "hidden"),
        ("inside.txt", "hidden"),
        ("key.pem", "end in .txt"),
        ("program.py", "end in .txt"),
        ("examples/note.json", "end in .txt"),
    ],
)
def test_an_example_that_is_not_public_is_an_error_where_it_is_named(
    site: Path, address: str, why: str
) -> None:
    (site / "docs/api/link.txt").symlink_to(site / "settings.txt")
    (site / "docs/api/linked").symlink_to(site)
    (site / "docs/api/inside.txt").symlink_to(site / "docs/api/.private.txt")

    read = of_site(site, example(address))

    found = only(read.findings)
    assert (found.rule, found.severity) == ("openapi-reference", Severity.ERROR)
    assert (Path(found.span.file).name, found.span.line, found.span.column) == (
        "vendor.yaml",
        15,
        23,
    )
    assert why in f"{found.message} {found.advice}".replace("ends in", "end in")
    assert SECRET not in repr(read.reference)


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("../examples/note.txt", "text/plain"),
        ("examples/note.json", "application/json"),
        ("examples/note.json", "application/problem+json; charset=utf-8"),
        ("./../api/examples/note.json", "application/vnd.acme"),
    ],
)
def test_an_example_below_the_docs_folder_or_the_document_is_read(
    site: Path, address: str, media_type: str
) -> None:
    read = of_site(site, example(address, f"'{media_type}'"))

    assert read.findings == ()
    (endpoint,) = read.reference.endpoints
    assert endpoint.responses[0].contents[0].examples[0].text in ("public", '{"id": 1}')


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("../../.env", "hidden"),
        (".ssh/id_rsa", "hidden"),
        ("../../../outside.yaml", "outside"),
        ("link.yaml", "outside"),
        ("key.pem", "ends in .json, .yaml or .yml"),
        ("../../settings.txt", "ends in .json, .yaml or .yml"),
        ("../../schemas/plain.yaml", "holds no document"),
        ("../../schemas", "ends in"),
        ("../../folder.yaml", "is no file"),
        ("../../schemas/none.yaml", "No such file"),
        ("loop.yaml", "loop"),
    ],
)
def test_a_reference_to_what_is_no_document_of_the_project_is_an_error(
    site: Path, address: str, why: str
) -> None:
    written(site.parent, **{"outside.yaml": f"type: object\ndescription: {SECRET}\n"})
    (site / "docs/api/link.yaml").symlink_to(site.parent / "outside.yaml")
    (site / "docs/api/loop.yaml").symlink_to(site / "docs/api/loop.yaml")
    (site / "folder.yaml").mkdir()

    read = of_site(site, reference(address))

    found = only(read.findings)
    assert (found.rule, found.severity) == ("openapi-reference", Severity.ERROR)
    assert found.span.line == 12
    assert why in f"{found.message} {found.advice}"
    assert SECRET not in repr(read.reference)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("../../.env", "outside"),
        ("../../settings.txt", "outside"),
        (".ssh/id_rsa", "hidden"),
        ("key.pem", "programming language"),
        ("link.py", "outside"),
    ],
)
def test_a_code_sample_that_is_not_public_is_an_error_where_it_is_named(
    site: Path, address: str, why: str
) -> None:
    (site / "docs/api/link.py").symlink_to(site / "settings.txt")
    sample = f"      x-codeSamples:\n        - {{lang: Python, source: {{$ref: {address}}}}}\n"

    read = of_site(
        site,
        reference("#/components/schemas/A")
        + sample
        + "components:\n  schemas: {A: {type: object}}\n",
    )

    found = only(read.findings)
    assert (found.rule, found.severity, found.span.line) == (
        *("openapi-reference", Severity.ERROR),
        14,
    )
    assert why in f"{found.message} {found.advice}"
    assert SECRET not in repr(read.reference)


def test_a_code_sample_below_the_document_is_read(site: Path) -> None:
    sample = "      x-codeSamples: [{lang: Python, source: {$ref: program.py}}]\n"
    written(site, **{"docs__api__program.py": "print(1)\n"})

    read = of_site(site, reference("../../schemas/user.yaml") + sample)

    assert read.findings == ()
    assert read.reference.endpoints[0].samples[0].text == "print(1)\n"


def test_a_reference_leads_anywhere_below_the_project_folder(site: Path) -> None:
    read = of_site(site, reference("../../schemas/user.yaml"))

    assert read.findings == ()
    assert "id" in repr(read.reference.endpoints[0].components)


def test_a_schema_file_may_not_bring_what_its_document_may_not(site: Path) -> None:
    written(site, **{"schemas__far.yaml": "properties: {a: {$ref: '../../outside.yaml'}}\n"})
    written(site.parent, **{"outside.yaml": f"description: {SECRET}\n"})

    read = of_site(site, reference("../../schemas/far.yaml"))

    assert only(read.findings).span.file.endswith("far.yaml")
    assert SECRET not in repr(read.reference)


def test_a_hidden_folder_that_the_document_lies_in_is_no_secret_of_it(tmp_path: Path) -> None:
    written(
        tmp_path,
        **{
            "pyproject.toml": "",
            ".github__api__vendor.yaml": reference("../schemas/user.yaml"),
            ".github__schemas__user.yaml": "type: object\n",
            ".github__.token.yaml": f"description: {SECRET}\n",
        },
    )
    document = tmp_path / ".github/api/vendor.yaml"

    assert project.read([document], root=tmp_path).findings == ()
    document.write_text(reference("../.token.yaml"), encoding="utf-8")
    assert "hidden" in only(project.read([document], root=tmp_path).findings).message


def test_a_text_that_is_in_no_file_brings_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, **{"user.yaml": "type: object\n", "note.txt": "x"})
    monkeypatch.chdir(tmp_path)

    for text in (reference("user.yaml"), example("note.txt")):
        assert "read alone" in only(definition_reader.read_text(text).findings).message


def test_a_definition_that_a_link_leads_out_of_the_project_is_refused(site: Path) -> None:
    written(site.parent, **{"elsewhere__vendor.yaml": reference("private.yaml")})
    written(site.parent, **{"elsewhere__private.yaml": f"description: {SECRET}\n"})
    (site / "docs/api/vendor.yaml").symlink_to(site.parent / "elsewhere/vendor.yaml")
    (site / "docs/more").symlink_to(site.parent / "elsewhere")

    read = project.read(project.find(["docs/**/*.yaml"], site), root=site)

    assert {found.rule for found in read.findings} == {"definition-unreadable"}
    assert "leads out of the project folder" in read.findings[0].message
    assert read.reference.endpoints == ()


def test_a_link_named_on_the_command_line_makes_the_project_no_larger(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(site.parent, **{"vendor.yaml": reference("private.yaml"), "private.yaml": SECRET})
    (site / "docs/vendor.yaml").symlink_to(site.parent / "vendor.yaml")

    done = check(site, monkeypatch, "docs/vendor.yaml")

    assert done.exit_code == 3
    assert "Name the file that it leads to" in done.output


def check(folder: Path, monkeypatch: pytest.MonkeyPatch, *paths: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(main, ["check", *paths])


def test_a_document_of_another_folder_reaches_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(
        tmp_path,
        **{
            "here__mkdocs.yml": "site_name: T\n",
            "other__api.yaml": f"{HEAD}paths:\n  /a: {{$ref: paths/a.yaml}}\n",
            "other__paths__a.yaml": "get: {operationId: a, responses: {'200': {description: d,"
            " content: {application/json: {schema: {$ref: ../schemas/user.yaml}}}}}}\n",
            "other__schemas__user.yaml": "type: object\nproperties: {id: {type: integer}}\n",
        },
    )

    done = check(tmp_path / "here", monkeypatch, "../other/api.yaml")

    assert "openapi-reference" not in done.output
    assert done.exit_code == 0, done.output


def test_without_a_configuration_the_project_is_the_common_folder_of_what_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, **{"api__vendor.yaml": reference("../private.yaml")})
    written(tmp_path, **{"private.yaml": "type: object\n", "api__more__one.yaml": reference("#")})

    assert "outside of the project folder" in check(tmp_path, monkeypatch, "api").output
    (tmp_path / "tryfield.toml").touch()
    assert "outside of the project folder" not in check(tmp_path, monkeypatch, "api").output


def test_a_project_is_never_the_whole_disk(tmp_path: Path) -> None:
    root = Path(tmp_path.anchor)

    with pytest.raises(FileRefusedError, match="outside of the project folder"):
        readable_file(
            "../x.yaml",
            tmp_path / "x.yaml",
            use="reference",
            where=Where(path=tmp_path / "api/vendor.yaml", root=root),
        )


@pytest.mark.parametrize("use", ["reference", "example", "snippet"])
@pytest.mark.parametrize("name", ["a\0b.yaml", "../" * 50 + "etc/passwd", "..", "", "~/.ssh/id"])
def test_no_name_of_a_file_is_more_than_refused(tmp_path: Path, use: Use, name: str) -> None:
    with pytest.raises(FileRefusedError):
        readable_file(name, tmp_path / name, use=use, where=Where(path=tmp_path / "api.yaml"))


PAGE = '---\ntitle: Notes\napi: "GET https://api.example.com/notes"\n---\n\n'


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ('import Out from "../../private.mdx";\n\n<Out />\n', "outside"),
        ('import Out from "/../private.mdx";\n\n<Out />\n', "outside"),
        ('import Out from "/linked.mdx";\n\n<Out />\n', "outside"),
        ('import Out from "/.drafts/one.mdx";\n\n<Out />\n', "hidden"),
        ('<Snippet file="/../private.mdx" />\n', "outside"),
    ],
)
def test_a_snippet_that_is_not_public_is_an_error_where_it_is_named(
    site: Path, words: str, why: str
) -> None:
    secret = f'<ParamField query="{SECRET}" type="string" />\n'
    written(site, **{"private.mdx": secret, "docs__.drafts__one.mdx": secret})
    written(site, **{"docs__api__notes.mdx": PAGE + words})
    (site / "docs/linked.mdx").symlink_to(site / "private.mdx")

    read = project.read([site / "docs/api/notes.mdx"], root=site)

    (found,) = [one for one in read.findings if one.severity is Severity.ERROR]
    assert (found.rule, found.span.line) == ("snippet-refused", 6)
    assert why in found.message
    assert SECRET not in repr(read.reference)


def test_a_snippet_is_found_in_the_docs_folder_and_beside_its_page(site: Path) -> None:
    written(
        site,
        **{
            "docs__snippets__one.mdx": '<ParamField query="one" type="string" />\n',
            "docs__api__two.mdx": '<ParamField query="two" type="string" />\n',
            "docs__api__notes.mdx": PAGE + 'import One from "/snippets/one.mdx";\n'
            'import Two from "./two.mdx";\n\n<One />\n\n<Two />\n',
        },
    )

    read = project.read([site / "docs/api/notes.mdx"], root=site)

    (endpoint,) = read.reference.endpoints
    assert [one.name for one in endpoint.parameters] == ["one", "two"]


@pytest.mark.parametrize(
    "pointer", ["../../outside.yaml", ".private.yaml", "/linked.yaml", "../../.hidden/api.yaml"]
)
def test_a_page_points_into_no_document_that_is_not_public(site: Path, pointer: str) -> None:
    text = reference("#").replace("description: d", f"description: {SECRET}")
    written(site.parent, **{"outside.yaml": text})
    written(site, **{"docs__api__.private.yaml": text, ".hidden__api.yaml": text})
    (site / "docs/linked.yaml").symlink_to(site.parent / "outside.yaml")
    page = f'---\ntitle: Notes\nopenapi: "{pointer} GET /notes"\n---\n\n'
    written(site, **{"docs__api__notes.mdx": page})

    read = project.read([site / "docs/api/notes.mdx"], root=site)

    assert SECRET not in repr(read.reference)


def test_a_new_site_copies_what_may_be_read_and_nothing_else(tmp_path: Path) -> None:
    schemas = [
        *(".ssh/id_rsa", "id_rsa.yaml", "key.pem", "user.yaml", "link.yaml", "../far.yaml"),
        *(".cache/user.yaml",),
    ]
    named = "".join(f"    S{n}: {{$ref: {json.dumps(one)}}}\n" for n, one in enumerate(schemas))
    sample = "      x-codeSamples: [{lang: Python, source: {$ref: call.py}}]\n"
    text = example("note.txt") + sample + f"components:\n  schemas:\n{named}"
    written(
        tmp_path / "old",
        **{
            "api.yaml": text,
            ".ssh__id_rsa": SECRET,
            "id_rsa.yaml": f"{SECRET}\n",
            "key.pem": SECRET,
            ".cache__user.yaml": f"description: {SECRET}\n",
            "user.yaml": "type: object\n",
            "note.txt": "public",
            "call.py": "public",
        },
    )
    written(tmp_path, **{"far.yaml": f"description: {SECRET}\n"})
    (tmp_path / "old/link.yaml").symlink_to(tmp_path / "far.yaml")

    made = new_site.from_openapi(tmp_path / "new", tmp_path / "old/api.yaml")

    copied = {path.name for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert {"api.yaml", "user.yaml", "note.txt", "call.py"} <= copied
    assert not copied & {"id_rsa", "id_rsa.yaml", "key.pem", "link.yaml", "far.yaml"}
    assert len(made.left) == len(schemas) - 1
    for path in (tmp_path / "new").rglob("*"):
        assert path.is_dir() or SECRET not in path.read_text("utf-8")


def test_a_mintlify_site_brings_no_file_from_outside(tmp_path: Path) -> None:
    written(
        tmp_path / "old",
        **{
            "index.mdx": 'import Out from "../private.mdx";\n\n<Out />\n',
            "docs.json": '{"name": "T", "navigation": {"pages": ["index"]}}',
        },
    )
    written(tmp_path, **{"private.mdx": f"{SECRET}\n"})
    (tmp_path / "old/linked.md").symlink_to(tmp_path / "private.mdx")

    new_site.from_mintlify(tmp_path / "new", tmp_path / "old")

    for path in (tmp_path / "new").rglob("*"):
        assert path.is_dir() or SECRET not in path.read_text("utf-8")
