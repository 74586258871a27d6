"""Running the whole command, and stores to run it on.

The documents here are written out by hand, old form and new: they are the oracle for what a
migration must write, and share no code with the package.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import jsonschema_rs

import dlm_schema

ROOT: Final = Path(__file__).resolve().parents[2]
RECORDED: Final = ROOT / "tests" / "recorded"
MANIFEST: Final = "export_manifest.json"
V2: Final = str(RECORDED / "dlm-trunk/store/01KPM5CXB51GRX86Q25AKERN6E/exports/Q8_0" / MANIFEST)
COMMAND: Final = (sys.executable, "-m", "dlm_schema")
TIMEOUT: Final = 240  # seconds after which something hangs, however busy the machine is
ENVIRONMENT: Final = {
    **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
    "PYTHONUTF8": "1",
}

REPORT_SHAPE: Final = jsonschema_rs.Draft202012Validator(
    json.loads((ROOT / "schema" / "report.schema.json").read_bytes())
)

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")

Arguments = str | bytes | os.PathLike[str]


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


def run(
    *arguments: Arguments,
    stdin: bytes | IO[bytes] = b"",
    command: tuple[Arguments, ...] = COMMAND,
    environment: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    **options: Any,
) -> Outcome:
    """Run ``dlm-schema``, and never accept that it hangs."""
    feed: dict[str, Any] = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    ended = subprocess.run(
        [*command, *arguments],
        capture_output=True,
        check=False,
        env={**ENVIRONMENT, **(environment or {})},
        timeout=timeout,
        **feed,
        **options,
    )
    return accepted(ended.returncode, ended.stdout, ended.stderr)


def accepted(status: int, out: bytes, err: bytes) -> Outcome:
    """Return how a command ended, with neither a traceback nor a raw control character."""
    outcome = Outcome(status, out.decode(), err.decode())
    assert "Traceback" not in outcome.err, outcome.err
    assert "Exception ignored" not in outcome.err, outcome.err
    assert not _CONTROL.search(outcome.out), ascii(outcome.out)
    assert not _CONTROL.search(outcome.err), ascii(outcome.err)
    return outcome


def report_of(*arguments: Arguments, status: int = 0, **options: Any) -> Any:
    """Run a command that takes paths, and return its report for programs."""
    ended = run(*arguments, "--format", "json", **options)
    assert ended.status == status, ended
    report = json.loads(ended.out)
    REPORT_SHAPE.validate(report)
    assert report["tool_version"] == dlm_schema.__version__
    assert report["command"] == arguments[0]
    summary = report["summary"]
    assert [summary["checked"], summary["ok"], summary["failed"]] == [
        len(report["results"]),
        sum(result["ok"] for result in report["results"]),
        sum(not result["ok"] for result in report["results"]),
    ]
    return report


def imported_by(*arguments: str, status: int = 0) -> set[str]:
    """Return the modules that a command has imported when it ends."""
    program = (
        "import sys, dlm_schema.cli.main\n"
        "status = dlm_schema.cli.main.main(sys.argv[1:])\n"
        "sys.stdout.flush()\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
        "raise SystemExit(status)\n"
    )
    ended = run(*arguments, command=(sys.executable, "-c", program))
    assert ended.status == status, ended.err
    return set(ended.err.split())


def document(version: int = 1, **members: Any) -> dict[str, Any]:
    """Return one export, for Ollama, as each version writes it."""
    artifact = {"path": "base.Q4_K_M.gguf", "sha256": "9f" * 32, "size_bytes": 47211904}
    result: dict[str, Any] = {
        "quant": "Q4_K_M",
        "merged": True,
        "dequantized": False,
        "ollama_name": "my-tutor:v3",
        "created_at": "2026-04-23T18:42:00",
        "created_by": "dlm-0.10.0",
        "llama_cpp_tag": "b8816",
        "base_model_hf_id": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "base_model_revision": "12fd25f77366fa6b3b4b768ec3050bf629380bac",
        "adapter_version": 3,
        "artifacts": [artifact],
    }
    if version > 1:
        result["target"] = "ollama"
    if version > 2:
        result["schema_version"] = 3
        result["created_at"] += "Z"
        artifact["role"] = "base_model"
    return result | members


def encoded(value: object) -> bytes:
    """Write a document in canonical form."""
    return (json.dumps(value, sort_keys=True, indent=2) + "\n").encode()


def manifest_bytes(version: int = 1, **members: Any) -> bytes:
    """Return the bytes of :func:`document`."""
    return encoded(document(version, **members))


def make_export(folder: Path, data: bytes | None = None) -> Path:
    """Make an export directory with a manifest and return the manifest's path."""
    folder.mkdir(parents=True)
    path = folder / MANIFEST
    path.write_bytes(manifest_bytes() if data is None else data)
    return path


def make_store(folder: Path, count: int, version: int = 1) -> list[Path]:
    """Make a store of exports that differ, and return the paths of their manifests in order."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"exports": []}\n')
    return [
        make_export(
            folder / "exports" / f"Q{number:02}",
            manifest_bytes(version, adapter_version=number + 1),
        )
        for number in range(count)
    ]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every regular file below a folder, by its path from there."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if os.path.isfile(path) and not os.path.islink(path):
                found[os.path.relpath(path, folder)] = Path(path).read_bytes()
    return found


def migrated_contents(store: Path, *, backup: bool = True) -> dict[str, bytes]:
    """Return what :func:`contents` must be after ``migrate`` of a version 1 store."""
    expected = {}
    for name, data in contents(store).items():
        expected[name] = data
        if os.path.basename(name) == MANIFEST:
            number = json.loads(data)["adapter_version"]
            expected[name] = manifest_bytes(2, adapter_version=number)
            if backup:
                expected[backup_of(name, 1)] = data
    return expected


def backup_of(manifest: str, version: int | None, end: str = "") -> str:
    """Return where the backup of a manifest lies, from where the path of that begins."""
    folder, name = os.path.split(manifest)
    around, export = os.path.split(folder)
    return os.path.join(around, ".dlm-schema", export, f"{name}.v{version}.bak{end}")
