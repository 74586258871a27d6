"""JUnit XML, as continuous integration reads it: suites of test cases.

There is no standard of it. Written is what the readers of the large systems have in common:
counts on every suite, and one ``failure``, ``error`` or ``skipped`` in a case that did not pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dlm_schema.output.buffer import Buffer
from dlm_schema.text import printable

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


class Part(NamedTuple):
    """What a test case holds: ``failure``, ``error``, ``skipped`` or ``system-out``."""

    name: str
    message: str = ""
    kind: str = ""
    text: str = ""


class JunitWriter:
    """Builds a report one case at a time.

    A suite says first how many cases it has, so what was written is kept until that is known.
    All text may be anybody's: what XML cannot hold is escaped, and the rest is ASCII, so that the
    encoding of the output does not matter.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._suites = Buffer()
        self._totals: Counter[str] = Counter()
        self._suite: str | None = None
        self._cases = Buffer()
        self._counts: Counter[str] = Counter()

    def begin_suite(self, name: str) -> None:
        """Begin a suite, which the cases that follow belong to."""
        self._end_suite()
        self._suite = name

    def add_case(self, attributes: Mapping[str, str], parts: Sequence[Part] = ()) -> None:
        """Add a case to the suite; ``attributes`` has ``name`` and ``classname`` at least."""
        self._counts["tests"] += 1
        self._counts.update(_COUNTED[part.name] for part in parts if part.name in _COUNTED)
        start = f"    <testcase{_written(attributes)}"
        if not parts:
            self._cases.write(f"{start} />\n")
            return
        self._cases.write(f"{start}>\n")
        for part in parts:
            given = {"type": part.kind, "message": part.message}
            head = _written({name: value for name, value in given.items() if value})
            text = f">{_escaped(part.text)}</{part.name}>" if part.text else " />"
            self._cases.write(f"      <{part.name}{head}{text}\n")
        self._cases.write("    </testcase>\n")

    def finish(self) -> Iterator[str]:
        """Yield the report in pieces."""
        self._end_suite()
        totals = {name: str(self._totals[name]) for name in ("tests", "failures", "errors")}
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f"<testsuites{_written({'name': self._name, **totals})}>\n"
        yield from self._suites.drain()
        yield "</testsuites>\n"

    def _end_suite(self) -> None:
        if self._suite is None:
            return
        counts = {name: str(self._counts[name]) for name in ("tests", *_COUNTED.values())}
        self._suites.write(f"  <testsuite{_written({'name': self._suite, **counts})}>\n")
        for piece in self._cases.drain():
            self._suites.write(piece)
        self._suites.write("  </testsuite>\n")
        self._totals.update(self._counts)
        self._counts.clear()


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(printable(value))}"' for name, value in attributes.items())


def _escaped(text: str) -> str:
    """Escape what XML gives meaning to, and what it cannot hold; line ends are kept."""
    shown = "\n".join(printable(line) for line in text.split("\n"))
    return shown.translate(_ESCAPES).encode("ascii", "xmlcharrefreplace").decode()
