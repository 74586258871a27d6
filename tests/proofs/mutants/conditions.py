"""Mutants of the code, found by its syntax: each condition true, false, or off by one."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

_OFF_BY_ONE = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}


class Edit(NamedTuple):
    """A mutated text of a module: what is changed in which function, and the text that comes."""

    name: str
    text: str


def edits(module: str, text: str, skipped: frozenset[str] = frozenset()) -> Iterator[Edit]:
    """Yield every mutant of a module's conditions, but for those of some functions."""
    seen: Counter[str] = Counter()
    for function, node, new in _conditions(ast.parse(text), ""):
        if function in skipped:
            continue
        old = ast.get_source_segment(text, node)
        assert old is not None
        shown = " ".join(old.split())
        name = f"{module}.{function}: {shown} -> {new}"
        seen[name] += 1
        if seen[name] > 1:
            name += f" (place {seen[name]})"
        yield Edit(name, _replaced(text, node, new))


def _conditions(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr, str]]:
    for child in ast.iter_child_nodes(node):
        inner = function
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{function}.{child.name}" if function else child.name
        if function or not isinstance(child, ast.If):  # those of a module say what to import
            yield from _of_node(child, inner)
        yield from _conditions(child, inner)


def _of_node(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr, str]]:
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.IfExp):
        tests.append(node.test)
        yield function, node.test, "True"
        yield function, node.test, "False"
    elif isinstance(node, ast.While) and not isinstance(node.test, ast.Constant):
        yield function, node.test, "False"
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield function, test, "True"
            yield function, test, "False"
    elif isinstance(node, ast.BoolOp):
        neutral = "True" if isinstance(node.op, ast.And) else "False"
        for operand in node.values:
            yield function, operand, neutral
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        operator = _OFF_BY_ONE.get(type(node.ops[0]))
        if operator is not None:
            left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
            yield function, node, f"{left} {operator} {right}"


def _replaced(text: str, node: ast.expr, new: str) -> str:
    lines = text.splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None

    def offset(line: int, column: int) -> int:
        before = sum(len(each) for each in lines[: line - 1])
        return before + len(lines[line - 1].encode()[:column].decode())

    start = offset(node.lineno, node.col_offset)
    end = offset(node.end_lineno, node.end_col_offset)
    return f"{text[:start]}({new}){text[end:]}"
