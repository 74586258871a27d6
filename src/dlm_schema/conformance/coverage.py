"""Which requirements of the specification the corpus tests, and with how many cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from dlm_schema._version import __version__
from dlm_schema.conformance.cases import LAYERS, Case, Check, Migrate, expected_at
from dlm_schema.conformance.outcomes import judged_levels
from dlm_schema.document.versions import VERSIONS
from dlm_schema.published import published_bytes

AREAS: Final[Mapping[str, str]] = {
    "ENC": "encoding",
    "VER": "schema",
    "MEM": "schema",
    "PATH": "schema",
    "ROLE": "rules",
    "RULE": "rules",
    "FILE": "files",
    "MIG": "migrations",
    "STORE": "store",
}
"""The areas of which every requirement has an accepted and a flagged case, with their levels."""

_REQUIREMENT: Final = re.compile(rb"^\*\*(EM-([A-Z]+)-[1-9][0-9]*)\*\*", re.MULTILINE)
_VERSION: Final = re.compile(r"/v[1-9][0-9]*$")
_ROW: Final = "{:14}{:>7}{:>10}{:>10}{:>10}{:>7}"


class Count(NamedTuple):
    """How many cases there are; ``ids`` counts one for several versions once."""

    cases: int
    ids: int
    accepted: int
    flagged: int

    @property
    def share(self) -> str:
        """The share of the cases that is flagged."""
        return f"{100 * self.flagged / self.cases:.0f} %" if self.cases else "-"


class Coverage(NamedTuple):
    """What the cases of a corpus cover.

    ``uncovered`` has the requirements without an accepted or a flagged case and says which is
    missing; ``unknown`` the ids of cases that cite what the specification does not have.
    """

    layers: Mapping[str, Count]
    versions: Mapping[str, Count]
    requirements: Mapping[str, Count]
    uncovered: Mapping[str, str]
    unknown: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """Whether every requirement has its cases."""
        return not self.uncovered and not self.unknown


_Seen: TypeAlias = dict[str, list[tuple[str, bool]]]
"""Under each name the cases that count, without their version, and whether they are flagged."""


def _counts(seen: _Seen) -> dict[str, Count]:
    counts = {}
    for name, cases in seen.items():
        flagged = sum(is_flagged for _, is_flagged in cases)
        ids = len({case for case, _ in cases})
        counts[name] = Count(len(cases), ids, len(cases) - flagged, flagged)
    return counts


def specified() -> dict[str, str]:
    """Return the requirements of the specification, each with its area."""
    text = published_bytes("SPEC.md")
    return {name.decode(): area.decode() for name, area in _REQUIREMENT.findall(text)}


def covered(cases: Iterable[Case]) -> Coverage:
    """Count the cases of a corpus."""
    areas = specified()
    tested = {name: area for name, area in areas.items() if area in AREAS}
    layers: _Seen = {layer: [] for layer in LAYERS}
    versions: _Seen = {str(version): [] for version in VERSIONS}
    requirements: _Seen = {name: [] for name in tested}
    unknown: dict[str, str] = {}
    for case in cases:
        distinct = _VERSION.sub("", case.id)
        layers[case.layer].append((distinct, case.flagged))
        for version in sorted(set(case.versions)):
            versions[str(version)].append((distinct, case.flagged))
        for name in case.requirements:
            if name not in areas:
                unknown[case.id] = name
            elif name in tested:
                is_flagged = flagged_at(case, AREAS[tested[name]])
                requirements[name].append((distinct, is_flagged))
    counts = _counts(requirements)
    uncovered = {
        name: " and no ".join(word for word in ("accepted", "flagged") if not getattr(count, word))
        for name, count in counts.items()
        if not (count.accepted and count.flagged)
    }
    return Coverage(_counts(layers), _counts(versions), counts, uncovered, unknown)


def flagged_at(case: Case, level: str) -> bool:
    """Tell whether an implementation of a level reports an error or a warning, or refuses."""
    if isinstance(case.request, Migrate | Check):
        return case.flagged
    answer = expected_at(case, judged_levels([level]))
    return bool(answer.errors or answer.warnings)


def text_table(coverage: Coverage, *, quiet: bool) -> str:
    """Return the tables for people."""
    lines: list[str] = []
    if not quiet:
        for title, counts in (
            ("layer", coverage.layers),
            ("version", coverage.versions),
            ("requirement", coverage.requirements),
        ):
            lines.append(_ROW.format(title, "cases", "distinct", "accepted", "flagged", "share"))
            lines += [_row(name, count) for name, count in counts.items()]
            if counts is coverage.layers:
                lines.append(_row("all", _sum(counts)))
            lines.append("")
    lines += [f"{name}: no {word} case" for name, word in coverage.uncovered.items()]
    lines += [f"{case}: there is no {name}" for case, name in coverage.unknown.items()]
    if not quiet and coverage.complete:
        others = len(specified()) - len(coverage.requirements)
        lines += [
            f"each of the {len(coverage.requirements)} requirements on documents, migrations and",
            "export directories has an accepted and a flagged case",
            f"the other {others} bind programs, stores and the published files (SPEC section 1.4)",
        ]
    return "".join(f"{line}\n" for line in lines)


def json_table(coverage: Coverage) -> str:
    """Return the tables as one JSON object."""

    def table(counts: Mapping[str, Count]) -> dict[str, Any]:
        return {name: count._asdict() for name, count in counts.items()}

    report = {
        "command": "conformance coverage",
        "tool_version": __version__,
        "layers": table(coverage.layers),
        "versions": table(coverage.versions),
        "requirements": table(coverage.requirements),
        "uncovered": dict(coverage.uncovered),
        "unknown": dict(coverage.unknown),
        "summary": {**_sum(coverage.layers)._asdict(), "complete": coverage.complete},
    }
    return json.dumps(report, indent=2) + "\n"


def _row(name: str, count: Count) -> str:
    return _ROW.format(name, count.cases, count.ids, count.accepted, count.flagged, count.share)


def _sum(counts: Mapping[str, Count]) -> Count:
    return Count(*(sum(column) for column in zip(*counts.values(), strict=True)))
