"""This package with one thing changed: the text of its modules, or its published files."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import NamedTuple

PACKAGE = "dlm_schema"


class Change(NamedTuple):
    """A piece of a module's text, which stands in it exactly once, and what takes its place."""

    module: str
    old: str
    new: str


class Variant(NamedTuple):
    """Modules of the package by their names in it, and published files by their paths."""

    modules: Mapping[str, str] = MappingProxyType({})
    files: Mapping[str, bytes] = MappingProxyType({})


@cache
def text_of(module: str) -> str:
    """Return the text of a module of the package as it is."""
    return Path(_path_of(module)).read_text(encoding="utf-8")


def _path_of(module: str) -> str:
    spec = importlib.util.find_spec(f"{PACKAGE}.{module}")
    assert spec is not None
    assert spec.origin is not None
    return spec.origin


def changed(changes: Iterable[Change]) -> Variant:
    """Return the variant that some changes of text make."""
    modules: dict[str, str] = {}
    for change in changes:
        text = modules.get(change.module, text_of(change.module))
        if text.count(change.old) != 1:
            count = text.count(change.old)
            raise ValueError(f"{change.module} holds {change.old!r} {count} times, not once")
        modules[change.module] = text.replace(change.old, change.new)
    return Variant(modules)


class _Finder(MetaPathFinder, Loader):
    def __init__(self, modules: Mapping[str, str]) -> None:
        self._texts = {f"{PACKAGE}.{name}": text for name, text in modules.items()}
        self._paths = {f"{PACKAGE}.{name}": _path_of(name) for name in modules}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._texts:
            return None
        return importlib.util.spec_from_file_location(fullname, self._paths[fullname], loader=self)

    def exec_module(self, module: ModuleType) -> None:
        code = compile(self._texts[module.__name__], f"<a variant of {module.__name__}>", "exec")
        exec(code, vars(module))


def install(variant: Variant) -> None:
    """Let whatever imports the package from now on find the variant, in this process."""
    sys.meta_path.insert(0, _Finder(variant.modules))
    for name in list(sys.modules):
        if name == PACKAGE or name.startswith(f"{PACKAGE}."):
            del sys.modules[name]
    versions = importlib.import_module(f"{PACKAGE}.document.versions")
    original = versions.published_bytes

    def published_bytes(path: str) -> bytes:
        return variant.files[path] if path in variant.files else original(path)

    vars(versions)["published_bytes"] = published_bytes
