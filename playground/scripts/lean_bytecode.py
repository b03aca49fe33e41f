"""Bytecode without what no browser reads: annotations of ours, and the lines of all modules.

Together they are nearly half of what travels. Code that a reader writes is compiled in the
browser and keeps its lines; of modules, no source is there to show a line of. Their tables
place every instruction on the first line of its function, so that tracebacks stay printable.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
from types import CodeType

#: Not hashed, of no date, of no size: archives are never newer than themselves.
HEADER = importlib.util.MAGIC_NUMBER + bytes(12)
_UNITS = 8  #: that one entry of a line table covers at most
#: Such an entry, of the kind that says a line and no column: the same line as before.
_LINE = bytes([0x80 | 13 << 3 | _UNITS - 1, 0])


def compiled(source: str, name: str) -> bytes:
    """The content of a `.pyc` file.

    Args:
        source: The text of a module.
        name: Where tracebacks say that it lies.
    """
    tree = ast.fix_missing_locations(_Lean().visit(ast.parse(source)))
    code = compile(tree, name, "exec", dont_inherit=True, optimize=2)
    return HEADER + marshal.dumps(code)


def without_lines(content: bytes) -> bytes:
    """The content of a `.pyc` file again."""
    code = marshal.loads(content[len(HEADER) :])  # noqa: S302 - we have just made it
    return content[: len(HEADER)] + marshal.dumps(_bare(code))


class _Lean(ast.NodeTransformer):
    """Takes the annotations away. Docstrings go when the tree is compiled."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(value=False) if node.id == "TYPE_CHECKING" else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        # That nobody assigns to a value is an assertion, and half of what a dataclass costs.
        if node.arg == "frozen":
            node.arg = "unsafe_hash"
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if not _is_made_of_annotations(node):
            return self.generic_visit(node)
        # A dataclass without a docstring writes one, from its signature, at great cost.
        said = ast.Assign([ast.Name("__doc__", ast.Store())], ast.Constant("-"))
        parts = [
            _untyped(part) if isinstance(part, ast.AnnAssign) else self.visit(part)
            for part in node.body
        ]
        node.body = [said, *parts]
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return ast.Pass()
        return self.generic_visit(ast.Assign([node.target], node.value))


def _is_made_of_annotations(node: ast.ClassDef) -> bool:
    words = " ".join(map(ast.unparse, (*node.decorator_list, *node.bases)))
    return any(word in words for word in ("dataclass", "NamedTuple", "TypedDict"))


def _untyped(field: ast.AnnAssign) -> ast.AnnAssign:
    """A field of a dataclass: that it has a type is needed, and seldom which one."""
    words = ast.unparse(field.annotation)
    if not any(word in words for word in ("ClassVar", "InitVar", "KW_ONLY")):
        field.annotation = ast.Constant(None)
    return field


def _bare(code: CodeType) -> CodeType:
    inner = [_bare(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    # The last entry may cover more than there is: what repeats without a remainder packs better.
    entries = -(-len(code.co_code) // (2 * _UNITS))
    return code.replace(co_consts=tuple(inner), co_linetable=_LINE * entries)
