"""Run the whole corpus against every implementation and print which level each reaches.

``python tests/proofs/bindings/levels.py "Go=build/conformance" ...`` asks this package too. The
table must be the one that README.md keeps, unless a language was left out; ``--write`` puts it
there.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

README: Final = Path(__file__).parents[3] / "README.md"
BEGIN: Final = "<!-- levels: begin -->"
END: Final = "<!-- levels: end -->"
LEVELS: Final = ("encoding", "schema", "rules", "migrations", "operations", "files", "store")
ASK: Final = (sys.executable, "-m", "dlm_schema", "conformance", "run")
PYTHON: Final = (sys.executable, "-m", "dlm_schema", "conformance", "serve")
_NOT_ASKED: Final = "not claimed"
_SHOWN: Final = 20


def report_of(command: tuple[str, ...]) -> dict[str, Any]:
    """Ask an implementation every case of the levels that it claims."""
    ended = subprocess.run(
        [*ASK, "--format", "json", "--", *command], stdout=subprocess.PIPE, check=False
    )
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


def table(reports: Mapping[str, dict[str, Any]]) -> str:
    """Return the table of languages by levels, in Markdown."""
    lines = [
        f"| language | {' | '.join(LEVELS)} |",
        f"| --- |{' --- |' * len(LEVELS)}",
    ]
    for language, report in reports.items():
        cells = (_cell(report["levels"].get(level)) for level in LEVELS)
        lines.append(f"| {language} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(counts: Mapping[str, int] | None) -> str:
    if counts is None:
        return _NOT_ASKED
    passed, total = counts["passed"], counts["total"]
    return "all" if passed == total > 0 else f"{passed} of {total}"


def wrong(language: str, report: Mapping[str, Any]) -> Iterator[str]:
    """Say what an implementation answered wrongly, or that it could not be asked."""
    if report["problem"] is not None:
        yield f"{language}: {report['problem']}"
    bad = [case for case in report["cases"] if case["outcome"] != "passed"]
    for case in bad[:_SHOWN]:
        yield f"{language}: {case['id']}: {case['outcome']}: {case['problem']}"
    if len(bad) > _SHOWN:
        yield f"{language}: and {len(bad) - _SHOWN} more"
    if not report["summary"]["ok"] and not bad:
        yield f"{language}: the run failed"


def kept(text: str) -> str:
    """Return the table that a README keeps."""
    return text.partition(BEGIN)[2].partition(END)[0].strip() + "\n"


def with_table(text: str, new: str) -> str:
    """Return a README with another table in it."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{new}{END}{rest.partition(END)[2]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partial", action="store_true", help="compare with no README")
    parser.add_argument("--write", action="store_true", help="keep the table in the README")
    parser.add_argument("programs", nargs="*", metavar="LANGUAGE=COMMAND")
    options = parser.parse_args()
    commands: dict[str, tuple[str, ...]] = {"Python": PYTHON}
    for program in options.programs:
        language, _, command = program.partition("=")
        commands[language] = tuple(shlex.split(command))
    reports = {}
    for language, command in commands.items():
        print(f"{language}: running the corpus", flush=True)
        reports[language] = report_of(command)
    made = table(reports)
    print(made)
    faults = [line for language, report in reports.items() for line in wrong(language, report)]
    text = README.read_text(encoding="utf-8")
    if options.write:
        README.write_text(with_table(text, made), encoding="utf-8")
    elif not options.partial and kept(text) != made:
        faults.append("README.md keeps another table: nox -s bindings -- --write")
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
