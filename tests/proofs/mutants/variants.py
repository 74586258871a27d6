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

Wrapper = Callable[[Any], Any]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Variant(NamedTuple):
    """What is changed.

    ``edit`` changes the syntax tree of the module at ``path``, ``files`` are published files by
    their paths, and ``expressions`` the regular expressions that are compiled in place of others.
    ``functions`` make another value of what is named ``module:name`` or ``module:Class.name``.
    """

    path: str = ""
    edit: Callable[[], None] | None = None
    files: Mapping[str, bytes] = _NOTHING
    expressions: Mapping[str, str] = _NOTHING
    functions: Mapping[str, Wrapper] = _NOTHING


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


def loaded() -> dict[str, ModuleType]:
    """Return the modules of the package that are loaded, by their names."""
    return {name: sys.modules[name] for name in sys.modules if name.partition(".")[0] == PACKAGE}


def install(variant: Variant, module: str = "conformance.own") -> ModuleType:
    """Load the package anew, with the change in it, and return one of its modules.

    Whatever imports the package from now on in this process finds the variant.
    """
    if variant.edit is not None:
        _code_of.cache_clear()
        variant.edit()
    for name in loaded():
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder())
    compiled = re.compile
    vars(re)["compile"] = lambda text, *flags: compiled(variant.expressions.get(text, text), *flags)
    if variant.files:
        _replace("document.versions:published_bytes", lambda original: (
            lambda path: variant.files[path] if path in variant.files else original(path)
        ))
    found = importlib.import_module(f"{PACKAGE}.{module}")
    for name, wrapper in variant.functions.items():
        _replace(name, wrapper)
    return found


def _replace(name: str, wrapper: Wrapper) -> None:
    """Put another value wherever the package holds that of a name."""
    module, _, place = name.partition(":")
    owner: Any = importlib.import_module(f"{PACKAGE}.{module}")
    *classes, last = place.split(".")
    for each in classes:
        owner = getattr(owner, each)
    original = getattr(owner, last)
    changed = wrapper(original)
    setattr(owner, last, changed)
    for holder in loaded().values():
        for held, value in list(vars(holder).items()):
            if value is original:
                setattr(holder, held, changed)
