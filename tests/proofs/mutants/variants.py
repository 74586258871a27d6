"""This package with one thing changed, in the process that asks for it."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, MappingProxyType, ModuleType
from typing import Any, NamedTuple

PACKAGE = "dlm_schema"
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
    return compile(ast.fix_missing_locations(tree_of(path)), path, "exec")


class _Finder(MetaPathFinder, Loader):
    """Loads the package from code that is compiled once for all processes."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(_code_of(str(module.__file__)), vars(module))


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == PACKAGE]


def install(variant: Variant, module: str = "conformance.own") -> ModuleType:
    """Load the package anew, with the change in it, and return one of its modules.

    Whatever imports the package from now on in this process finds the variant.
    """
    if variant.edit is not None:
        variant.edit()
        _code_of.cache_clear()
    for name in _loaded():
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder())
    compiled = re.compile
    vars(re)["compile"] = lambda text, *flags: compiled(variant.expressions.get(text, text), *flags)
    for name, change in variant.functions.items():
        _replace(name, change)
    return importlib.import_module(f"{PACKAGE}.{module}")


def _replace(name: str, change: Callable[[Any], Any]) -> None:
    """Put another value wherever the package holds that of a name."""
    module, _, place = name.partition(":")
    owner: Any = importlib.import_module(f"{PACKAGE}.{module}")
    *classes, last = place.split(".")
    for each in classes:
        owner = getattr(owner, each)
    original = getattr(owner, last)
    changed = change(original)
    setattr(owner, last, changed)
    for holder in _loaded():
        for held, value in list(vars(sys.modules[holder]).items()):
            if value is original:
                setattr(sys.modules[holder], held, changed)
