"""Build the distributions, install each into a fresh environment, and use it.

Before that, run the README's first command, as written, in a copy of the checkout.

The wheel, a wheel built from the sdist, and an editable install must all carry the specification
and the models, and must not carry the generators.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]

USE = """
import pathlib, sys
import dlm_schema
from dlm_schema.models import v1, v2, v3
from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published_bytes

for version in REGISTRY.values():
    assert published_bytes(version.schema_path)
    assert version.models.ExportManifest.__name__ == "ExportManifest"
assert published_bytes("SPEC.md") and published_bytes("report.schema.json")
assert (pathlib.Path(dlm_schema.__file__).parent / "py.typed").exists()
export = sys.argv[1]
manifest = dlm_schema.load(export)
assert dlm_schema.migrate(dlm_schema.migrate(manifest.model_dump(mode="json"), 2).document)
try:
    import dlm_codegen
except ImportError:
    carried = False
else:
    carried = True
assert carried == (sys.argv[2] == "editable"), "the generators belong to the checkout alone"
"""


def main() -> int:
    """Check every kind of installation and print what was checked."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        _run_first_command(out / "checkout")
        _run(sys.executable, "-m", "build", "--outdir", str(out / "direct"), str(PROJECT))
        (wheel,) = (out / "direct").glob("*.whl")
        (sdist,) = (out / "direct").glob("*.tar.gz")
        _run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(out), str(sdist))
        (from_sdist,) = out.glob("*.whl")
        _check(out / "wheel-env", [str(wheel)], "wheel")
        _check(out / "sdist-env", [str(from_sdist)], "wheel from sdist")
        _check(out / "editable-env", ["--editable", str(PROJECT)], "editable")
    return 0


def _run_first_command(checkout: Path) -> None:
    """Install and do the main job in one line, as a newcomer would."""
    made = ("build", "dist", "node_modules", "target", "__pycache__", "*.tgz", ".hypothesis")
    unwanted = shutil.ignore_patterns(".git", ".nox", ".venv", ".*_cache", *made)
    shutil.copytree(PROJECT, checkout, symlinks=True, ignore=unwanted)
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    command = readme.split("```sh\n")[1].split("\n```")[0]
    subprocess.run(["bash", "-c", command], check=True, cwd=checkout)
    print(f"ran: {command}")


def _check(environment: Path, requirement: list[str], kind: str) -> None:
    venv.create(environment, with_pip=True)
    python = str(environment / "bin" / "python")
    _run(python, "-m", "pip", "install", "--quiet", *requirement)
    (export,) = (PROJECT / "examples" / "version-1").glob("*/exports/*")
    _run(python, "-c", USE, str(export), kind)
    command = environment / "bin" / "dlm-schema"
    _run(str(command), "validate", "--quiet", str(PROJECT / "examples"))
    print(f"installed and used: {kind}")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, cwd=tempfile.gettempdir())


if __name__ == "__main__":
    sys.exit(main())
