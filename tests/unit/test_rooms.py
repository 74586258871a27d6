"""Imports point one way, read from the source: lazy ones and those for types count as well."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest
from support.documents import REPOSITORY

SOURCE: Final = REPOSITORY / "src"
GENERATED: Final = REPOSITORY / "generated" / "python" / "models"
PACKAGE: Final = "dlm_schema"

GROUND: Final = {"_version", "errors", "findings", "limits", "models", "published", "text"}
"""What every room may use."""

MAY_USE: Final = {
    "document": set[str](),
    "disk": set[str](),
    "remote": {"disk"},
    "export": {"remote", "document", "disk"},
    "manifest": {"export", "remote", "document", "disk"},
    "cluster": {"export", "remote", "document", "disk"},
    "output": {"export", "remote", "document", "disk"},
    "conformance": {"output", "export", "document", "disk"},
    "publish": {"conformance", "output", "export", "document", "disk"},
    "cli": {
        "publish",
        "conformance",
        "output",
        "cluster",
        "manifest",
        "export",
        "remote",
        "document",
        "disk",
    },
    "__init__": {"cluster", "manifest", "export", "document", "disk"},
    "__main__": {"cli"},
}
"""What each room may use besides itself and the ground floor."""


def module_of(path: Path) -> str:
    """Return the name of a module; that of a package is ``package.__init__``."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


FILES: Final = {module_of(path): path for path in sorted((SOURCE / PACKAGE).rglob("*.py"))}


def names_in(path: Path) -> Iterator[str]:
    """Yield every name that a module imports, and every string that could be one.

    ``from package import name`` yields both, since the name can be a module. Modules that are
    imported lazily are named by strings, or by strings that begin with the name of their room.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.rstrip(".")


@cache
def imported_by(module: str) -> set[str]:
    """Return the modules of the package that one of them imports."""
    names = list(names_in(FILES[module]))
    return {
        found
        for name in names
        if re.fullmatch(rf"{PACKAGE}(\.\w+)+", name)
        for found in (name, f"{name}.__init__")
        if found in FILES and found != module
    } | {f"{PACKAGE}.models" for name in names if is_models(name)}


def is_models(name: str) -> bool:
    return re.match(rf"{PACKAGE}\.models\b", name) is not None


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_every_module_is_in_a_room() -> None:
    assert {room_of(module) for module in FILES} == (GROUND - {"models"}) | MAY_USE.keys()


@pytest.mark.parametrize("module", FILES)
def test_a_module_uses_only_what_is_below_its_room(module: str) -> None:
    room = room_of(module)
    used = {room_of(other) for other in imported_by(module)} - {room}
    assert used <= MAY_USE.get(room, set()) | GROUND


def test_no_module_needs_itself() -> None:
    order = TopologicalSorter({module: imported_by(module) for module in FILES})
    assert len(list(order.static_order())) >= len(FILES)  # a circle is an error that names it


def test_lazy_imports_are_seen() -> None:
    assert "dlm_schema.export.checking" in imported_by("dlm_schema.__init__")
    assert "dlm_schema.cli.progress_line" in imported_by("dlm_schema.cli.progress")
    assert "dlm_schema.output.__init__" in imported_by("dlm_schema.cli.reporting")


def packages_of(folder: Path) -> set[str]:
    """Return the packages that the modules in a folder import, of those that are made here."""
    return {
        name.split(".")[0]
        for path in folder.rglob("*.py")
        for name in names_in(path)
        if re.fullmatch(r"dlm_\w+(\.\w+)*", name)
    }


def test_the_generators_use_neither_the_package_nor_what_they_made() -> None:
    files = [path for path in (SOURCE / "dlm_codegen").rglob("*.py") if path.name != "base.py"]
    imports = {
        name
        for path in files
        for name in names_in(path)
        if re.fullmatch(rf"{PACKAGE}(\.\w+)*", name)
    }
    assert files
    assert imports <= {f"{PACKAGE}.models._base"}  # which is written and never imported


def test_the_package_does_not_use_the_generators() -> None:
    assert packages_of(SOURCE / PACKAGE) == {PACKAGE}


def test_what_is_generated_uses_nothing_of_the_package() -> None:
    names = {name for path in GENERATED.glob("*.py") for name in names_in(path)}
    assert {name for name in names if name.startswith(f"{PACKAGE}.") and not is_models(name)} == (
        set()
    )


def test_a_module_has_tests_of_its_name() -> None:
    """An ``__init__`` re-exports, ``__main__`` and ``_version`` are a line; commands run whole."""
    tests = REPOSITORY / "tests"
    lacking = []
    for module, path in FILES.items():
        place = path.relative_to(SOURCE / PACKAGE).with_name(f"test_{path.stem}.py")
        found = [tests / "unit" / place]
        if room_of(module) == "cli":
            found.append(tests / "acceptance" / place.name)
        exempt = path.stem.startswith("_") or room_of(module) == "models"
        if not exempt and not any(one.is_file() for one in found):
            lacking.append(module)
    assert lacking == []
