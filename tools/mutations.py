"""Make mutants of a source file: the same text with one small mistake, such as people make.

    for mutant in mutants("lstm_lesson/nn/cells.py", text):
        print(mutant.kind, mutant.line, mutant.change)

A mistake is made where it can be told: not in types, docstrings, imports or the words of an error.
"""

import ast
from collections.abc import Iterator
from copy import copy
from itertools import pairwise
from typing import Any

from mutant import Mutant, words_changed

OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
EITHER_WAY = {
    "max",
    "min",
    "maximum",
    "minimum",
    "isclose",
    "allclose",
    "hypot",
    "isinstance",
}  # the order of arguments is no matter
EXPRESSIONS = (ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp)


class _Places:
    """The places of a module at which a mistake can be made."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.source = file, text.encode()
        self.lines = [0]  # where each line starts
        for line in self.source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.tree = ast.parse(text)
        self.modules = {alias.asname or alias.name for node in ast.walk(self.tree) for alias in _imported(node)}

    def mutants(self) -> Iterator[Mutant]:
        yield from self._inside(self.tree, None, None, [])

    def _inside(
        self, node: ast.AST, whole: ast.AST | None, function: ast.AST | None, way: list[Any]
    ) -> Iterator[Mutant]:
        """Yield the mutants of a node and all in it; `whole` is the text with braces {…} around it, written anew."""
        if isinstance(node, ast.JoinedStr) and whole is None:
            whole = node
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            function = node
        for kind, other in self._mistakes(node, function, way[-1] if way else None):
            if mutant := self._mutant(kind, node, other, whole, way):
                yield mutant
        for name, child in ast.iter_fields(node):
            if _is_passed_over(node, name, child):
                continue
            for place, one in enumerate(child) if isinstance(child, list) else [(None, child)]:
                if isinstance(one, ast.AST) and not _is_docstring(node, name, place, one):
                    yield from self._inside(one, whole, function, [*way, (node, name, place)])

    def _mutant(self, kind: str, node: Any, other: Any, whole: Any, way: list[Any]) -> Mutant | None:
        if whole is None or whole is node:
            where, written = node, other if isinstance(other, str) else ast.unparse(ast.fix_missing_locations(other))
            if isinstance(node, EXPRESSIONS) or isinstance(other, EXPRESSIONS):
                written = f"({written})"
        else:  # in a text, where places are not reliable: write it all anew
            parent, name, place = way[-1]
            try:
                _put(parent, name, place, ast.parse(other, mode="eval").body if isinstance(other, str) else other)
                where, written = whole, ast.unparse(ast.fix_missing_locations(whole))
            except ValueError:  # a backslash in braces
                return None
            finally:
                _put(parent, name, place, node)
        start = self.lines[where.lineno - 1] + where.col_offset
        end = self.lines[where.end_lineno - 1] + where.end_col_offset
        before = self.source[start:end].decode()
        code = self.source[self.lines[where.lineno - 1] : self.lines[where.lineno]].decode().strip()
        if before == written:
            return None
        return Mutant(self.file, kind, where.lineno, start, end, before, written, code)

    def _mistakes(self, node: Any, function: Any, above: Any) -> Iterator[tuple[str, Any]]:
        """Yield the kind of each mistake that can be made at a node, and what stands there then."""
        match node:
            case ast.BinOp(op=op, left=left, right=right) if type(op) in OPERATORS:
                if not any(
                    isinstance(side, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple) and not _is_number(side)
                    for side in (left, right)
                ):
                    yield "arithmetic", _with(node, op=OPERATORS[type(op)]())
            case ast.AugAssign(op=op):
                if type(op) in OPERATORS:
                    yield "arithmetic", _with(node, op=OPERATORS[type(op)]())
                yield "dropped", "pass"
            case ast.Compare(ops=[op]) if type(op) in OPERATORS:
                yield "comparison", _with(node, ops=[OPERATORS[type(op)]()])
            case ast.BoolOp(op=op):
                yield "boolean", _with(node, op=OPERATORS[type(op)]())
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                yield "boolean" if isinstance(node.op, ast.Not) else "arithmetic", operand
            case ast.IfExp(body=body, orelse=orelse):
                yield "boolean", _with(node, body=orelse, orelse=body)
            case ast.If(body=[ast.Raise()], orelse=[]):
                yield "dropped", "pass"
            case ast.Constant(value=bool() as flag):
                yield "boolean", str(not flag)
            case ast.Constant(value=int() as whole):
                kind = "index" if isinstance(above[0], ast.Subscript | ast.Slice) else "constant"
                yield from ((kind, str(whole + by)) for by in (1, -1) if whole + by >= 0)
            case ast.Constant(value=float() as real):
                yield "constant", repr(float(f"{1.1 * real:.6g}")) if real else "0.1"
            case ast.Constant(value=str() as said) if not isinstance(above[0], ast.JoinedStr | ast.FormattedValue):
                yield from (("words", repr(text)) for text in words_changed(said))
            case ast.JoinedStr(values=values):
                yield from self._fields(node, values)
            case ast.Slice(lower=lower, upper=upper):
                for name, bound in (("lower", lower), ("upper", upper)):
                    if bound is not None and not isinstance(bound, ast.Constant):
                        yield "index", _with(node, **{name: ast.BinOp(bound, ast.Add(), ast.Constant(1))})
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Load()) if function and name not in self.modules:
                if not (isinstance(above[0], ast.Call) and above[1] == "func"):
                    others = _fields_of(name, function)
                    if node.attr in others and len(others) > 1:
                        yield "field", _with(node, attr=others[(others.index(node.attr) + 1) % len(others)])
            case ast.Expr(value=ast.Call()):
                yield "dropped", "pass"
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield "dropped", "pass"
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called not in EITHER_WAY:
                yield from (("swapped", _with(node, args=args)) for args in _swapped(node.args))
            values = [word.value for word in node.keywords]
            for swapped in _swapped([value for value in values if _is_number(value)]):
                rest = iter(swapped)
                words = [
                    _with(word, value=next(rest) if _is_number(word.value) else word.value) for word in node.keywords
                ]
                yield "swapped", _with(node, keywords=words)
        if isinstance(node, ast.Tuple | ast.List) and all(isinstance(one, ast.Constant) for one in node.elts):
            yield from (("swapped", _with(node, elts=elts)) for elts in _swapped(node.elts))
        if isinstance(node, ast.Dict):
            yield from (("swapped", _with(node, values=values)) for values in _swapped(node.values))

    def _fields(self, node: ast.JoinedStr, values: list[Any]) -> Iterator[tuple[str, Any]]:
        """Yield a text in braces with the values of two fields swapped, or other words between them."""
        fields = [place for place, one in enumerate(values) if isinstance(one, ast.FormattedValue)]
        for one, other in pairwise(fields):
            first, second = values[one], values[other]
            if ast.dump(first.value) != ast.dump(second.value):
                new = list(values)
                new[one], new[other] = _with(first, value=second.value), _with(second, value=first.value)
                yield "swapped", _with(node, values=new)
        for at, part in enumerate(values):
            if isinstance(part, ast.Constant):
                for text in words_changed(str(part.value)):
                    yield "words", _with(node, values=[*values[:at], ast.Constant(text), *values[at + 1 :]])


def _with(node: Any, **fields: Any) -> Any:
    other = copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _put(parent: Any, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _swapped(nodes: list[Any]) -> Iterator[list[Any]]:
    for k, (one, other) in enumerate(pairwise(nodes)):
        if _kind(one) == _kind(other) and ast.dump(one) != ast.dump(other):
            yield [*nodes[:k], other, one, *nodes[k + 2 :]]


def _kind(node: Any) -> str:
    """Tell what may change places with what, and the code still runs: numbers, texts, all that is computed."""
    if _is_number(node):
        return "number"
    return type(node.value if isinstance(node, ast.Constant) else node).__name__ if _is_plain(node) else "computed"


def _is_plain(node: Any) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.Starred | ast.Lambda)


def _is_number(node: Any) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _fields_of(name: str, function: ast.AST) -> list[str]:
    """Return which fields of `name` a function reads; what it calls is no field."""
    inside = list(ast.walk(function))
    called = {id(node.func) for node in inside if isinstance(node, ast.Call)}
    read = [node for node in inside if isinstance(node, ast.Attribute) and id(node) not in called]
    return sorted({node.attr for node in read if isinstance(node.value, ast.Name) and node.value.id == name})


def _imported(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []


def _is_docstring(node: Any, name: str, place: int | None, one: ast.AST) -> bool:
    return name == "body" and isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)


def _is_passed_over(node: Any, name: str, child: Any) -> bool:
    """Whether a part of a node makes no difference that a test could tell: a type, an import, the words of an error."""
    if name in {"annotation", "returns", "type_params", "format_spec", "ctx"}:
        return True
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.Assert):
        return True
    if name == "decorator_list":
        return any("dataclass" in ast.unparse(one) or "cache" in ast.unparse(one) for one in child)
    if isinstance(node, ast.If) and name == "body":  # the command of a recording, types alone
        return "__name__" in ast.unparse(node.test) or "TYPE_CHECKING" in ast.unparse(node.test)
    return False


def mutants_of_module(file: str, text: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    return _Places(file, text).mutants()
