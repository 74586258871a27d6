"""Count the lines written by hand, room by room and language by language.

``python tests/proofs/lines/run.py`` prints the table that CONTRIBUTING.md keeps between two
markers; ``--write`` puts it there, and ``--check`` fails where it differs. Lock files are made by
tools and data is not code, so neither counts. Rooms are rounded to hundreds, so that small changes
leave the table alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parents[3]
CODE = (".css", ".py", ".ts", ".mjs", ".js", ".go", ".rs", ".java", ".cpp", ".h", ".hpp")
BUILDS = (".toml", ".mod")
ROOMS = {
    "src/dlm_schema": "package",
    "src/dlm_codegen": "generators",
    "tests": "tests",
    "docs": "site",
}
BESIDE = ("test", "bench", "conformance", "examples", "agreement")
"""Words in the paths of what a language has beside its package."""
BEGIN, END = "<!-- lines: begin -->\n", "<!-- lines: end -->\n"


def main(arguments: list[str] | None = None) -> int:
    """Print, write or compare the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into CONTRIBUTING.md")
    parser.add_argument("--check", action="store_true", help="fail if CONTRIBUTING.md differs")
    options = parser.parse_args(arguments)
    table = rendered(counted())
    path = REPOSITORY / "CONTRIBUTING.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    kept, _, after = rest.partition(END)
    if options.write:
        path.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")
    elif options.check and kept != table:
        sys.stderr.write(f"the table in CONTRIBUTING.md differs; run {sys.argv[0]} --write\n")
        return 1
    sys.stdout.write(table)
    return 0


def counted() -> Counter[tuple[str, str]]:
    """Return how many lines there are by part and room."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *ROOMS], cwd=REPOSITORY, capture_output=True, check=True
    )
    lines: Counter[tuple[str, str]] = Counter()
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = REPOSITORY / name
        if path.suffix in (*CODE, *BUILDS) and path.is_file() and not path.is_symlink():
            lines[place(PurePosixPath(name))] += len(path.read_bytes().splitlines())
    return lines


def place(name: PurePosixPath) -> tuple[str, str]:
    """Return the part that a file belongs to, and its room there."""
    part = next(folder for folder in ROOMS if name.is_relative_to(folder))
    inside = name.relative_to(part).parts
    room = f"{inside[0]}/" if len(inside) > 1 else "(top level)"
    if inside[1:2] == ("runtime",):  # of a language
        beside = any(word in str(name) for word in BESIDE)
        return ROOMS[part], f"{room}runtime/, {'tests and programs' if beside else 'the package'}"
    return ROOMS[part], room


def rendered(lines: Counter[tuple[str, str]]) -> str:
    """Return the table in Markdown, with a sum for each part."""
    rows = ["| part | room | lines |", "| --- | --- | --- |"]
    for part in ROOMS.values():
        rooms = {room: count for (owner, room), count in lines.items() if owner == part}
        rows += [f"| {part} | {room} | {round(rooms[room], -2):,} |" for room in sorted(rooms)]
        rows.append(f"| **{part}** | | **{round(sum(rooms.values()), -2):,}** |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
