"""Mutants of code, found by its syntax tree: a renamed variable or another layout changes none."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

_BOUNDARIES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
}
_OTHER_FUNCTION = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CHANGING = frozenset(("abs", "folded", "lower", "removesuffix", "replace", "rstrip", "sorted"))
_PARTS = {"first alone": "[:1]", "without last": "[:-1]", "in reverse": "[::-1]"}
_DROPPED = (ast.Expr, ast.AugAssign, ast.Return, ast.Raise, ast.Continue, ast.Break, ast.Delete)
_NOT_RUN = frozenset(("annotation", "returns", "decorator_list", "format_spec"))

# What no case compares: these arguments, and what comes of these functions.
_WORDS = frozenset(("message", "path", "expected", "observed", "found"))
_WORDING = frozenset(("excerpt", "observed", "_Complaint", "AssertionError", "ValueError"))

_Change = tuple[str, ast.AST | None]


class Edit(NamedTuple):
    """A change of a syntax tree: in which function, by which operator, and of what.

    In ``expression`` a local variable is ``_``, whatever its name. ``apply`` makes the change.
    """

    function: str
    operator: str
    expression: str
    apply: Callable[[], None]


def edits(tree: ast.Module) -> Iterator[Edit]:
    """Yield every change of a module's code, but for what only words messages."""
    for top in tree.body:
        seen: Counter[tuple[str, ...]] = Counter()
        local = _local_names(top)
        for place in _places(top, getattr(top, "name", ""), _wording(top)):
            for operator, new in _changes(place):
                name = (place.function, operator, _shown(place.node, local))
                seen[name] += 1
                times = f" ({seen[name]})" if seen[name] > 1 else ""
                yield Edit(*name[:2], name[2] + times, partial(place.put, new))


class _Place(NamedTuple):
    """A node and where it stands: ``index`` is for fields that are lists."""

    function: str
    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, new: ast.AST | None) -> None:
        """Let another node stand here, or none."""
        if self.index is None:
            setattr(self.parent, self.field, new)
        elif new is not None:
            getattr(self.parent, self.field)[self.index] = new
        else:
            del getattr(self.parent, self.field)[self.index]
            if isinstance(self.parent, ast.Dict):
                del self.parent.keys[self.index]


def _places(parent: ast.AST, function: str, silent: set[ast.AST]) -> Iterator[_Place]:
    for field, value in ast.iter_fields(parent):
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if field in _NOT_RUN or not isinstance(node, ast.AST) or node in silent:
                continue
            yield _Place(function, parent, field, index if isinstance(value, list) else None, node)
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            yield from _places(node, f"{function}.{node.name}" if named else function, silent)


def _local_names(top: ast.AST) -> frozenset[str]:
    if not isinstance(top, ast.FunctionDef | ast.ClassDef):
        return frozenset()
    names = [node.arg for node in ast.walk(top) if isinstance(node, ast.arg)]
    names += [
        node.id
        for node in ast.walk(top)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return frozenset(names)


def _shown(node: ast.AST, local: frozenset[str]) -> str:
    shown = copy.deepcopy(node)
    for each in ast.walk(shown):
        if isinstance(each, ast.Name) and each.id in local:
            each.id = "_"
    return ascii(" ".join(ast.unparse(shown).split()))[1:-1]


def _wording(top: ast.AST) -> set[ast.AST]:
    """Return the nodes that only word messages, or that are there for what cannot happen.

    A variable of which nothing but messages are made is part of them, and so is a condition of
    nothing but that.
    """
    silent: set[ast.AST] = set(ast.walk(top)) if _is_no_code(top) else set()
    for node in ast.walk(top):
        if _is_words(node) or _is_no_code(node):
            silent.update(ast.walk(node))
        elif isinstance(node, ast.Call):
            for argument in (*node.args, *node.keywords):
                if _called(node) in _WORDING or getattr(argument, "arg", "") in _WORDS:
                    silent.update(ast.walk(argument))
    while isinstance(top, ast.FunctionDef | ast.ClassDef):
        loads = [node for node in ast.walk(top) if isinstance(node, ast.Name)]
        heard = {node.id for node in loads if isinstance(node.ctx, ast.Load) and node not in silent}
        more = {
            part
            for node in ast.walk(top)
            if node not in silent and _is_silent(node, silent, heard)
            for part in ast.walk(node)
        }
        if not more:
            break
        silent |= more
    return silent


def _is_words(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        text = node.value
        return isinstance(text, str) and " " in text and any(map(str.isalpha, text))
    if isinstance(node, ast.IfExp):
        return _is_words(node.body) and _is_words(node.orelse)
    return isinstance(node, ast.JoinedStr) and any(map(_is_words, node.values))


def _is_no_code(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        last = node.body[-1]
        impossible = isinstance(last, ast.Raise) and "AssertionError" in ast.unparse(last)
        return impossible or ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.annotation) == "TypeAlias"
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]).startswith("__")
    documented = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return documented or isinstance(node, ast.Import | ast.ImportFrom)


def _is_silent(node: ast.AST, silent: set[ast.AST], heard: set[str]) -> bool:
    if isinstance(node, ast.If):
        return all(statement in silent for statement in (*node.body, *node.orelse))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.NamedExpr) and node.value:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return isinstance(target, ast.Name) and target.id not in heard
    return False


def _changes(place: _Place) -> Iterator[_Change]:
    node, parent = place.node, place.parent
    if _can_be_dropped(place):
        yield "dropped", ast.Pass() if isinstance(node, ast.stmt) else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield "dropped", ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
    if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
        return
    if isinstance(parent, ast.BoolOp):
        yield "operand dropped", ast.Constant(isinstance(parent.op, ast.And))
    elif _is_condition(place):
        yield "never", ast.Constant(value=False)
        if not isinstance(parent, ast.While):
            yield "always", ast.Constant(value=True)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) not in _BOUNDARIES:
        yield "negated", ast.UnaryOp(ast.Not(), node)
    if place.field == "iter":
        for operator, part in _PARTS.items():
            yield operator, _part(node, part)
    if isinstance(node, ast.Constant) and place.field not in ("keys", "slice"):
        for value in _other_constants(node.value):
            yield f"as {value!a}", ast.Constant(value)
    yield from _of_expression(node)


def _can_be_dropped(place: _Place) -> bool:
    node, parent, field = place.node, place.parent, place.field
    siblings = getattr(parent, field)
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Yield | ast.YieldFrom)
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    if isinstance(parent, ast.Call) and field == "args":
        return node is siblings[-1] and (len(siblings) > 1 or isinstance(node, ast.Starred))
    if field == "elts" or isinstance(parent, ast.Dict) and field == "values":
        return len(siblings) > 1 and not isinstance(getattr(parent, "ctx", None), ast.Store)
    return isinstance(node, (*_DROPPED, ast.keyword, ast.FormattedValue))


def _is_condition(place: _Place) -> bool:
    node = place.node
    if place.field in ("test", "ifs"):
        return not isinstance(node, ast.Constant)
    denied = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    answer = denied or isinstance(node, ast.Compare | ast.BoolOp)
    return answer and isinstance(place.parent, ast.Return | ast.Lambda)


def _part(node: ast.expr, bounds: str) -> ast.expr:
    part = ast.parse(f"_{bounds}", mode="eval").body
    assert isinstance(part, ast.Subscript)
    part.value = ast.List([ast.Starred(node, ast.Load())], ast.Load())
    return part


def _other_constants(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value - 1, value + 1]
    if not isinstance(value, str | bytes):
        return []
    text = value if isinstance(value, str) else value.decode("latin-1")
    if any(map(str.isalpha, text)):
        return [value[:0]]
    return [value[:index] + value[index + 1 :] for index in range(len(value))]


def _called(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        return node.func.id if isinstance(node.func, ast.Name) else node.func.attr
    return ""


def _of_expression(node: ast.expr) -> Iterator[_Change]:
    name = _called(node)
    match node:
        case ast.Call(ast.Name(), arguments, keywords) if name in _OTHER_FUNCTION:
            other = ast.Name(_OTHER_FUNCTION[name], ast.Load())
            yield f"as {other.id}", ast.Call(other, arguments, keywords)
        case ast.Call(ast.Name(), [argument]) if name in _CHANGING:
            yield "not called", argument
        case ast.Call(ast.Attribute(value)) if name in _CHANGING:
            yield "not called", value
        case ast.Compare(left, [operator, *more], values) if type(operator) in _BOUNDARIES:
            yield "boundary", ast.Compare(left, [_BOUNDARIES[type(operator)](), *more], values)
        case ast.BoolOp(operator, values):
            other_operator = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "other operator", ast.BoolOp(other_operator, values)
        case ast.BinOp(left, _, right):
            yield "left alone", left
            yield "right alone", right
        case ast.UnaryOp(ast.USub(), operand):
            yield "not negative", operand
        case ast.Subscript(value, ast.Slice()):
            yield "not sliced", value
