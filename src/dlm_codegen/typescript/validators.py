"""Write the validators: functions that tell whether a document is one of a version.

They give the verdict alone, as fast as can be: the runtime says why a schema does not hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from dlm_codegen.members import (
    Array,
    Boolean,
    Choice,
    Constant,
    Integer,
    Nullable,
    Object,
    Text,
    Type,
    objects,
)

if TYPE_CHECKING:
    from dlm_codegen.specification import Version

_PIECE: Final = re.compile(r"(\[(?:\\.|[^\]\\])*\]|\\.)|\{([01]),([0-9]+)\}|\(")
"""What is looked at in a pattern: a class or escape, which are left alone; bounds; and a group."""

_INTEGERS: Final = """
function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
"""


def validators(versions: Iterable[Version]) -> str:
    """Return a module that exports a validator for each version, such as ``v1``."""
    patterns: dict[str, str] = {}
    functions = [
        _Validators(f"v{version.number}", patterns).functions(version.document)
        for version in versions
    ]
    constants = [
        f'const {name} = new RegExp({json.dumps(pattern)}, "u");\n'
        for pattern, name in patterns.items()
    ]
    imports = 'import { isObject } from "./json.js";\nimport { isText } from "./text.js";\n\n'
    return "".join((imports, *constants, _INTEGERS, *functions))


class _Validators:
    """The validators of one version; ``patterns`` are the names of expressions that all share."""

    def __init__(self, version: str, patterns: dict[str, str]) -> None:
        self._version = version
        self._patterns = patterns

    def functions(self, document: Object) -> str:
        parts = "".join(
            f"\nfunction {self._name(kind)}{self._body(kind)}"
            for kind in objects(document)
            if kind != document
        )
        return f"{parts}\nexport function {self._version}{self._body(document)}"

    def _name(self, kind: Object) -> str:
        return f"{self._version}{kind.title}"

    def _body(self, kind: Object) -> str:
        """Return what asks for members of its own: nothing that an object inherits is one."""
        known = " || ".join(f"name === {json.dumps(member.name)}" for member in kind.members)
        tests = " && ".join(
            self._test(member.type, f"value[{json.dumps(member.name)}]") for member in kind.members
        )
        return f"""(value: unknown): boolean {{
  if (!isObject(value)) {{
    return false;
  }}
  const names = Object.keys(value);
  return names.length === {len(kind.members)} && names.every((name) => {known}) && {tests};
}}
"""

    def _test(self, kind: Type, value: str) -> str:
        match kind:
            case Nullable(other):
                return f"({value} === null || {self._test(other, value)})"
            case Array(entry, most):
                every = f"{value}.every((entry: unknown) => {self._test(entry, 'entry')})"
                return f"Array.isArray({value}) && {value}.length <= {most} && {every}"
            case Object():
                return f"{self._name(kind)}({value})"
            case Choice(values):
                return f"({' || '.join(f'{value} === {json.dumps(each)}' for each in values)})"
            case Constant(only):
                return f"{value} === {only}"
            case Boolean():
                return f'typeof {value} === "boolean"'
            case Integer(least, most):
                return f"isInteger({value}, {least}, {most})"
            case Text(least, most, pattern):
                test = f"isText({value}, {least}, {most})"
                if pattern is None:
                    return test
                known = f"PATTERN_{len(self._patterns) + 1}"
                name = self._patterns.setdefault(quick_pattern(pattern, most), known)
                return f"{test} && {name}.test({value})"


def quick_pattern(pattern: str, longest: int) -> str:
    """Return a pattern that holds for the same texts of up to so many characters, sooner.

    It captures nothing, and counts no repetition that only the length of a text bounds.
    """

    def piece(found: re.Match[str]) -> str:
        kept, least, most = found.groups()
        if least and int(most) >= longest:
            return "*" if least == "0" else "+"
        return kept or ("(?:" if found[0] == "(" else found[0])

    return _PIECE.sub(piece, pattern)
