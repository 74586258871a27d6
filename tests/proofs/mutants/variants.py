"""This package with one thing changed, in the process that asks for it."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.machinery import SourceFileLoader
from types import CodeType, MappingProxyType, ModuleType
from typing import Any, NamedTuple

import dlm_schema

PACKAGE = "dlm_schema"
ROOT = str(dlm_schema.__file__).removesuffix("__init__.py")
PUBLISHED = "published:published_bytes"

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Variant(NamedTuple):
    """What is changed: ``edit`` changes the syntax tree of the module at ``path``.

    ``expressions`` are compiled in place of others. ``functions`` make another value of what the
    package calls ``module:name`` or ``module:Class.name``.
    """

    path: str = ""
    edit: Callable[[], None] | None = None
    expressions: Mapping[str, str] = _NOTHING
    functions: Mapping[str, Callable[[Any], Any]] = _NOTHING


@cache
def tree_of(path: str) -> ast.Module:
    """Return the syntax tree of a module."""
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read())


@cache
def _code_of(path: str) -> CodeType:
    """Compile a module once for all processes."""
    return compile(tree_of(path), path, "exec")


@contextmanager
def put_back() -> Iterator[None]:
    """Let this process find the package as it was before, whatever was installed meanwhile."""
    loaded = {name: sys.modules[name] for name in _loaded()}
    get_code, compiled = SourceFileLoader.get_code, re.compile
    try:
        yield
    finally:
        for name in _loaded():
            del sys.modules[name]
        sys.modules.update(loaded)
        setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010
        vars(re)["compile"] = compiled


def install(variant: Variant, module: str = "conformance.own") -> ModuleType:
    """Load the package anew, with the change in it, and return one of its modules.

    Whatever imports the package from now on in this process finds the variant, until ``put_back``.
    """
    if variant.edit is not None:
        variant.edit()

    def code_of(loader: SourceFileLoader, name: str) -> CodeType | None:
        path = loader.path
        if path == variant.path:
            return compile(ast.fix_missing_locations(tree_of(path)), path, "exec")
        return _code_of(path) if path.startswith(ROOT) else get_code(loader, name)

    get_code, compiled = SourceFileLoader.get_code, re.compile
    vars(re)["compile"] = lambda text, *flags: compiled(variant.expressions.get(text, text), *flags)
    setattr(SourceFileLoader, "get_code", code_of)  # noqa: B010  (mypy lets no method be assigned)
    for name in _loaded():
        del sys.modules[name]
    for name, change in variant.functions.items():
        _replace(name, change)
    return importlib.import_module(f"{PACKAGE}.{module}")


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == PACKAGE]


def _replace(name: str, change: Callable[[Any], Any]) -> None:
    """Put another value wherever the package holds that of a name."""
    module, _, place = name.partition(":")
    *classes, last = place.split(".")
    owner: Any = importlib.import_module(f"{PACKAGE}.{module}")
    for each in classes:
        owner = getattr(owner, each)
    original = getattr(owner, last)
    changed = change(original)
    for holder in (owner, *map(sys.modules.get, _loaded())):
        for held, value in list(vars(holder).items()):
            if value is original:
                setattr(holder, held, changed)
