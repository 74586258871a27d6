"""Mutants of code, found by its syntax tree: a renamed variable or another layout changes none."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

_BOUNDARIES = dict(
    zip((ast.Lt, ast.LtE, ast.Gt, ast.GtE), (ast.LtE, ast.Lt, ast.GtE, ast.Gt), strict=True)
)
_OTHERS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CHANGING = frozenset(("abs", "folded", "lower", "removesuffix", "replace", "rstrip", "sorted"))
_STATEMENTS = (ast.AugAssign, ast.Return, ast.Raise, ast.Continue, ast.Break, ast.Delete)
_NAMED = (ast.FunctionDef, ast.ClassDef)
_NOT_RUN = frozenset(("annotation", "returns", "decorator_list", "format_spec"))

# What no case compares, by the argument or by the function that it is given to; expressions have
# mutants of their own.
_WORDS = frozenset(("message", "path", "expected", "observed", "strict"))
_MESSAGES = frozenset(("hint", "message", "shown", "words"))
_WORDING = frozenset(
    ("excerpt", "observed", "_Complaint", "AssertionError", "ValueError", "compile")
)


class Edit(NamedTuple):
    """A change of a syntax tree: in which function, by which operator, and of what.

    Outside of functions ``function`` is empty, and ``place`` names the constant. In ``expression``
    a local variable is ``_``, whatever its name. ``apply`` makes the change.
    """

    function: str
    place: str
    operator: str
    expression: str
    apply: Callable[[], None]


class _Place(NamedTuple):
    """A node and where it is: ``position`` is for fields that are lists."""

    function: str
    parent: ast.AST
    field: str
    position: int | None
    node: ast.AST

    def put(self, new: ast.AST | None) -> None:
        """Let another node be here, or none."""
        if self.position is None:
            setattr(self.parent, self.field, new)
        elif new is not None:
            getattr(self.parent, self.field)[self.position] = new
        else:
            for field in ("keys", "values") if isinstance(self.parent, ast.Dict) else (self.field,):
                del getattr(self.parent, field)[self.position]


def edits(tree: ast.Module) -> Iterator[Edit]:
    """Yield every change of a module's code, but for what only words messages."""
    seen: Counter[tuple[str, ...]] = Counter()
    for top in tree.body:
        local = _local_names(top)
        for place in _places(top, getattr(top, "name", ""), _wording(top)):
            where = place.function or _constant(top)
            for operator, new in _changes(place):
                name = (where, operator, _shown(place.node, local))
                seen[name] += 1
                times = f" ({seen[name]})" if seen[name] > 1 else ""
                put = partial(place.put, new)
                yield Edit(place.function, where, operator, name[2] + times, put)


def _places(parent: ast.AST, function: str, silent: set[ast.AST]) -> Iterator[_Place]:
    for field, value in ast.iter_fields(parent):
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if field not in _NOT_RUN and isinstance(node, ast.AST) and node not in silent:
                within = isinstance(value, list)
                yield _Place(function, parent, field, index if within else None, node)
                inner = f"{function}.{node.name}" if isinstance(node, _NAMED) else function
                yield from _places(node, inner, silent)


def _constant(top: ast.AST) -> str:
    match top:
        case ast.Assign([ast.Name(name)]) | ast.AnnAssign(ast.Name(name)):
            return name
    return ""


def _local_names(top: ast.AST) -> set[str]:
    if not isinstance(top, _NAMED):
        return set()
    names = (node for node in ast.walk(top) if isinstance(node, ast.Name | ast.arg))
    return {
        node.arg if isinstance(node, ast.arg) else node.id
        for node in names
        if isinstance(node, ast.arg) or isinstance(node.ctx, ast.Store)
    }


def _shown(node: ast.AST, local: set[str]) -> str:
    shown = copy.deepcopy(node)
    for each in ast.walk(shown):
        if isinstance(each, ast.Name) and each.id in local:
            each.id = "_"
    return " ".join(ast.unparse(shown).split())


def _wording(top: ast.AST) -> set[ast.AST]:
    """Return the nodes that only word messages, or that are there for what cannot happen.

    A variable of which nothing but messages are made is part of them, and so is a condition of
    nothing but that.
    """
    nodes = list(ast.walk(top))
    told = [
        argument
        for call in nodes
        if isinstance(call, ast.Call)
        for argument in (*call.args, *call.keywords)
        if _called(call) in _WORDING or getattr(argument, "arg", "") in _WORDS
    ]
    roots = (*told, *filter(_is_words, nodes))
    silent = {part for root in roots for part in ast.walk(root)}
    while isinstance(top, _NAMED):
        heard = {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in silent
        }
        more = [node for node in nodes if node not in silent and _is_silent(node, silent, heard)]
        if not more:
            break
        silent.update(part for node in more for part in ast.walk(node))
    return silent


def _is_words(node: ast.AST) -> bool:
    match node:
        case ast.Constant(str(text)):
            return " " in text and any(map(str.isalpha, text))
        case ast.JoinedStr(parts):
            return any(map(_is_words, parts))
        case ast.IfExp(_, body, other):
            return _is_words(body) and _is_words(other)
        case ast.If(test, body):
            return "AssertionError" in ast.unparse(body[-1]) or ast.unparse(test) == "TYPE_CHECKING"
        case ast.AnnAssign(annotation=ast.Name("TypeAlias")) | ast.Expr(ast.Constant()):
            return True
        case ast.Assign([ast.Name(name)]):
            return name.startswith("__")
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_silent(node: ast.AST, silent: set[ast.AST], heard: set[str]) -> bool:
    match node:
        case ast.If(_, body, orelse):
            return silent.issuperset((*body, *orelse))
        case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
            return name not in heard or name in _MESSAGES
        case ast.Assign([ast.Attribute(ast.Name("self"), name)]):
            return name.lstrip("_") in _MESSAGES
    return False


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(_, name)):
            return name
    return ""


def _changes(place: _Place) -> Iterator[tuple[str, ast.AST | None]]:
    node = place.node
    if _can_be_dropped(place):
        yield "dropped", ast.Pass() if isinstance(node, ast.stmt) else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield "dropped", ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
        yield from _of_condition(place)
        if place.field == "iter":
            everything = ast.List([ast.Starred(node, ast.Load())], ast.Load())
            part = ast.Slice(None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
            yield "without last", ast.Subscript(everything, part, ast.Load())
        if isinstance(node, ast.Constant) and place.field not in ("keys", "slice", "elts"):
            for value in _other_constants(node.value):
                yield f"as {value!a}", ast.Constant(value)
        yield from _of_expression(node)


def _of_condition(place: _Place) -> Iterator[tuple[str, ast.expr]]:
    node, parent = place.node, place.parent
    if isinstance(parent, ast.BoolOp):
        yield "operand dropped", ast.Constant(isinstance(parent.op, ast.And))
    elif _is_condition(place):
        yield "never", ast.Constant(value=False)
        if not isinstance(parent, ast.While):
            yield "always", ast.Constant(value=True)
    elif isinstance(node, ast.Compare) and type(node.ops[0]) not in _BOUNDARIES:
        yield "negated", ast.UnaryOp(ast.Not(), node)


def _can_be_dropped(place: _Place) -> bool:
    node, field = place.node, place.field
    siblings = getattr(place.parent, field)
    match place.parent, node:
        case _, ast.Expr(ast.Yield() | ast.YieldFrom()):
            return False
        case _, ast.Assign([target]):
            return isinstance(target, ast.Attribute | ast.Subscript)
        case ast.Call(ast.Name("isinstance")), _:
            return False
        case ast.Call(), _ if field == "args":
            return node is siblings[-1] and (len(siblings) > 1 or isinstance(node, ast.Starred))
        case (ast.Tuple() | ast.List() | ast.Set(), _) if field == "elts":
            return len(siblings) > 1 and not isinstance(getattr(node, "ctx", None), ast.Store)
        case ast.Dict(), _:
            return field == "values" and len(siblings) > 1
    return isinstance(node, (*_STATEMENTS, ast.Expr, ast.keyword, ast.FormattedValue))


def _is_condition(place: _Place) -> bool:
    match place.node:
        case _ if place.field in ("test", "ifs"):
            return not isinstance(place.node, ast.Constant)
        case ast.UnaryOp(ast.Not()) | ast.Compare() | ast.BoolOp():
            return isinstance(place.parent, ast.Return | ast.Lambda)
    return False


def _other_constants(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value - 1, value + 1]
        case bytes():
            others = _other_constants(value.decode("latin-1"))
            return [other.encode("latin-1") for other in others]
        case str():
            if any(map(str.isalpha, value)):
                return [""]
            return [value[:index] + value[index + 1 :] for index in range(len(value))]
    return []


def _of_expression(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    name = _called(node)
    match node:
        case ast.Call(ast.Name(), arguments, keywords) if name in _OTHERS:
            yield f"as {_OTHERS[name]}", ast.Call(_name(_OTHERS[name]), arguments, keywords)
        case ast.Call(ast.Name(), [value]) | ast.Call(ast.Attribute(value)) if name in _CHANGING:
            yield "not called", value
        case ast.Compare(left, [operator, *more], values) if type(operator) in _BOUNDARIES:
            yield "boundary", ast.Compare(left, [_BOUNDARIES[type(operator)](), *more], values)
        case ast.BoolOp(operator, values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "other operator", ast.BoolOp(other, values)
        case ast.BinOp(left, _, right):
            yield "left alone", left
            yield "right alone", right
        case ast.UnaryOp(ast.USub(), operand):
            yield "not negative", operand
        case ast.Subscript(value, ast.Slice()):
            yield "not sliced", value


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())
