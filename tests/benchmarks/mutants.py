"""Changes single places of the code and counts how often the tests notice: `make mutants`.

cosmic-ray makes the mutants; a seed draws some. Each is put into a copy of the project, where only
the tests run that execute its line, those that execute the fewest lines first, until one fails.
Tests that start programs of their own are seen only as far as they run code themselves, so that the
true score is a little higher.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from coverage import CoverageData

from tests.benchmarks.peers import from_pypi

ROOT = Path(__file__).resolve().parents[2]
CODE = "src/tryfield"
PACKAGES = ("core", "checking", "rendering")
#: What records who executes which line.
TESTS = ("core", "facts", "readers", "rendering", "checking", "relay", "test_c*.py", "test_p*.py")
RECORD = ROOT / ".cache" / "mutants"
#: What a hurried author might write instead. Nonsense that any call notices, such as `/` for the
#: `+` of two strings, would only raise the score.
OPERATORS = re.compile(
    r"ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt)|"
    r"ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|FloorDiv_Mul|Mod_Mul)|"
    r"ReplaceUnaryOperator_Delete_(Not|USub)|Replace(TrueWithFalse|FalseWithTrue)|"
    r"Replace(AndWithOr|OrWithAnd|BreakWithContinue|ContinueWithBreak)|"
    r"AddNot|NumberReplacer|ExceptionReplacer|ZeroIterationForLoop"
)
_FIRST = 25  # so many tests are tried before all others are collected as well
_PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]


class Mutant(NamedTuple):
    """A change: of which file and line (from 1), by which operator, at which of its places."""

    file: str
    line: int
    operator: str
    occurrence: int
    before: str  #: the text of the file

    @property
    def package(self) -> str:
        """The package whose score it counts for."""
        return self.file.removeprefix(f"{CODE}/").partition("/")[0]

    def text(self) -> str:
        """The whole changed file."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        changed = mutate_code(self.before, get_operator(self.operator)(), self.occurrence)
        assert isinstance(changed, str)
        return changed

    def difference(self) -> str:
        """The changed lines, before and after."""
        before, after = self.before.splitlines(), self.text().splitlines()
        lines = difflib.unified_diff(before, after, n=0, lineterm="")
        return "\n".join(f"  {line}" for line in lines if line[:2] not in ("--", "++", "@@"))


def mutants() -> Iterator[Mutant]:
    """All that can be made."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    names = [one for one in operator_names() if OPERATORS.fullmatch(one.partition("/")[2])]
    for package in PACKAGES:
        for path in sorted((ROOT / CODE / package).rglob("*.py")):
            text = path.read_text("utf-8")
            lines = text.splitlines()
            nodes = list(ast_nodes(get_ast(text)))
            for name in names:
                found = (
                    start
                    for node in nodes
                    for start, _ in get_operator(name)().mutation_positions(node)
                )
                for occurrence, (line, _) in enumerate(found):
                    if not lines[line - 1].startswith("@dataclass"):  # mypy notices `frozen`
                        yield Mutant(str(path.relative_to(ROOT)), line, name, occurrence, text)


def copied(folder: Path) -> Path:
    """A copy of the project that a mutant may change; what was built or fetched is shared."""
    absent = shutil.ignore_patterns(".*", "node_modules", "build", "dist", "site", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=absent, dirs_exist_ok=True)
    for name in (".cache/inputs", "playground/node_modules", "playground/build", ".github"):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(ROOT / name)
    return folder


def run(tree: Path, *words: str) -> int:
    """The exit code of pytest in a copy."""
    environment = os.environ | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *_PYTEST, *words],
        cwd=tree,
        env=environment | {"COVERAGE_FILE": str(RECORD / "coverage")},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


def record(tree: Path) -> None:
    """Which test executes which lines. All must pass: one that fails would kill every mutant."""
    shutil.rmtree(RECORD, ignore_errors=True)
    RECORD.mkdir(parents=True)
    folders = [str(path) for name in TESTS for path in sorted((tree / "tests").glob(name))]
    words = ["--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    if run(tree, *words, *folders):
        shutil.rmtree(RECORD)
        sys.exit("The tests fail without a mutant: make them pass first.")


class Executed:
    """Who executes a line, by what was recorded."""

    def __init__(self) -> None:
        self._size: Counter[str] = Counter()
        self._lines: dict[str, dict[int, set[str]]] = {}
        data = CoverageData(str(RECORD / "all"))
        for path in RECORD.glob("coverage*"):
            one = CoverageData(str(path))
            one.read()
            data.update(one)
        for measured in data.measured_files():
            file = f"{CODE}/{measured.rpartition(f'{CODE}/')[2]}"
            by_line = self._lines.setdefault(file, {})
            for line, contexts in data.contexts_by_lineno(measured).items():
                tests = {context.rpartition("|")[0] for context in contexts if "|" in context}
                by_line[abs(line)] = by_line.get(abs(line), set()) | tests
                self._size.update(tests)

    def tests(self, mutant: Mutant) -> list[str]:
        """Those that execute a mutant's line, or its file if the line is not of a function."""
        lines = self._lines.get(mutant.file, {})
        first = _statements(mutant.before).get(mutant.line)
        tests = (
            set[str]().union(*lines.values())
            if first is None
            else set[str]().union(*(lines.get(one, ()) for one in range(first, mutant.line + 1)))
        )
        return sorted(tests, key=lambda test: (self._size[test], test))


@cache
def _statements(text: str) -> dict[int, int]:
    """Each line of a function, with the line at which its innermost statement begins."""
    begins: dict[int, int] = {}
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in (one for outer in function.body for one in ast.walk(outer)):
            if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                start = getattr(node, "lineno", None) or node.pattern.lineno  # type: ignore[union-attr]
                end = getattr(node, "end_lineno", None) or start
                for line in range(start, end + 1):
                    begins[line] = max(begins.get(line, 0), start)
    return begins


def noticed(tree: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether a test fails, or runs for minutes."""
    path = tree / mutant.file
    path.write_text(mutant.text(), "utf-8")
    try:
        return any(
            run(tree, "-x", "--timeout=60", f"@{_written(tree, part)}")
            for part in (tests[:_FIRST], tests[_FIRST:])
            if part
        )
    finally:
        path.write_text(mutant.before, "utf-8")


def _written(tree: Path, tests: list[str]) -> Path:
    path = tree / "chosen.txt"
    path.write_text("\n".join(tests), "utf-8")
    return path


def main() -> int:
    """Print each survivor, and the score by package."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--part", default="1/1", help="the n-th of m parts: 3/8")
    options.add_argument("--only", type=int, nargs="*", help="these numbers of the sample")
    options.add_argument("--record", action="store_true", help="anew what the tests execute")
    said = options.parse_args()
    part, of = map(int, said.part.split("/"))
    sys.path.append(str(from_pypi("cosmic-ray")))
    drawn = random.Random(said.seed).sample(list(mutants()), said.count)
    killed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        if said.record or not RECORD.exists():
            record(tree)
        executed = Executed()
        for number, mutant in islice(enumerate(drawn), part - 1, None, of):
            if said.only is not None and number not in said.only:
                continue
            tests = executed.tests(mutant)
            tried[mutant.package] += 1
            if noticed(tree, mutant, tests):
                killed[mutant.package] += 1
                print(f"{number} killed", file=sys.stderr, flush=True)
                continue
            name = f"{mutant.file}:{mutant.line}: {mutant.operator.partition('/')[2]}"
            print(f"{number} {name}, {len(tests)} tests\n{mutant.difference()}", flush=True)
    for package in tried:
        print(f"{package}: {killed[package]} of {tried[package]} killed")
    print(f"{killed.total() / max(1, tried.total()):.1%} of {tried.total()} with seed {said.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
