"""Use every package as a stranger does: packed, outside this repository, by its README's program.

``PYTHONPATH=tests python -m proofs.bindings.consumers TypeScript Go Rust`` packs each as it is
published (npm's tarball, the zip of a Go proxy, a crate), makes a project that depends on that
alone, and runs the program that the README opens with, on an export and on a broken one.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from proofs.foreign import run
from support.harness import ROOT

EXAMPLE: Final = next(ROOT.glob("examples/version-2/*/exports/vllm"))
EXPECTED: Final = [
    "vllm HuggingFaceTB/SmolLM2-135M-Instruct",
    "adapters/tutor/adapter_config.json 30",
    "adapters/tutor/adapter_model.safetensors 86",
]
MODULE: Final = "github.com/tenseleyFlow/dlm-schema/generated/go"
ESCAPED: Final = MODULE.replace("F", "!f")
"""As a proxy writes it: capital letters are told by a mark."""
PACKAGES: Final = ROOT / "generated"


def program_in(readme: Path, language: str) -> str:
    """Return the first block of code in a README that is of a language."""
    block = re.compile(rf"^```{language}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = block.search(readme.read_text("utf-8"))
    if found is None:
        raise AssertionError(f"{readme} has no program")
    return found[1]


def typescript(project: Path) -> list[str | Path]:
    """Install npm's tarball, and compile the program as TypeScript too."""
    package = PACKAGES / "typescript"
    packed = json.loads(run(("npm", "pack", "--json", "--pack-destination", project), package))
    (project / "package.json").write_text('{"type": "module"}')
    pinned = json.loads((package / "package.json").read_bytes())["devDependencies"]
    tools = [f"{name}@{pinned[name]}" for name in ("typescript", "@types/node")]
    install = ("npm", "install", "--no-audit", "--no-fund", packed[0]["filename"], *tools)
    run(install, project)
    (project / "open.ts").write_text(program_in(package / "README.md", "js"))
    options = ("--strict", "--exactOptionalPropertyTypes", "--module", "nodenext")
    run(("npx", "tsc", *options, "--target", "es2022", "--types", "node", "open.ts"), project)
    return ["node", "open.js"]


def go(project: Path) -> list[str | Path]:
    """Take the module from a proxy, which is a folder."""
    package = PACKAGES / "go"
    folder = project / "proxy" / ESCAPED / "@v"
    folder.mkdir(parents=True)
    listed = run(("git", "ls-files", "--cached", "--others", "--exclude-standard"), package)
    with zipfile.ZipFile(folder / "v0.1.0.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in listed.splitlines():
            if not name.startswith("agreement/"):  # which is a module of its own
                archive.write(package / name, f"{MODULE}@v0.1.0/{name}")
    shutil.copy(package / "go.mod", folder / "v0.1.0.mod")
    (folder / "v0.1.0.info").write_text('{"Version": "v0.1.0"}')
    (folder / "list").write_text("v0.1.0\n")
    (project / "main.go").write_text(program_in(package / "README.md", "go"))
    proxy = {
        "GOPROXY": (project / "proxy").as_uri(),
        "GONOSUMDB": MODULE,
        "GOMODCACHE": str(project / "cache"),
        "GOFLAGS": "-modcacherw",
    }
    run(("go", "mod", "init", "example.org/consumer"), project)
    run(("go", "get", f"{MODULE}@v0.1.0"), project, **proxy)
    run(("go", "build", "-o", "open", "."), project, **proxy)
    return [project / "open"]


def rust(project: Path) -> list[str | Path]:
    """Unpack the crate, and depend on it by its path."""
    package = PACKAGES / "rust"
    target = project / "packed"
    run(("cargo", "package", "--allow-dirty", "--no-verify", "--target-dir", target), package)
    (packed,) = target.glob("package/*.crate")
    with tarfile.open(packed) as archive:
        archive.extractall(project, filter="data")
    (crate,) = project.glob("dlm-export-manifest-*")
    (project / "Cargo.toml").write_text(
        '[package]\nname = "consumer"\nedition = "2024"\n\n'
        f'[dependencies]\ndlm-export-manifest = {{ path = "{crate.name}" }}\n'
    )
    (project / "src").mkdir()
    (project / "src" / "main.rs").write_text(program_in(package / "README.md", "rust"))
    run(("cargo", "build", "--target-dir", project / "built"), project)
    return [project / "built" / "debug" / "consumer"]


LANGUAGES: Final[Mapping[str, Callable[[Path], list[str | Path]]]] = {
    "TypeScript": typescript,
    "Go": go,
    "Rust": rust,
}


def main(languages: Sequence[str]) -> int:
    """Try each package, and return the exit status."""
    for language in languages:
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder).resolve() / "project"
            project.mkdir()
            program = LANGUAGES[language](project)
            printed = run((*program, EXAMPLE), project).splitlines()
            if printed != EXPECTED:
                raise AssertionError(f"{language}: expected {EXPECTED}, found {printed}")
            broken = project.with_name("broken")
            shutil.copytree(EXAMPLE, broken)
            (broken / "vllm_config.json").unlink()
            try:
                run((*program, broken), project)
            except SystemExit as error:
                if "vllm_config.json: no such file or directory" not in str(error):
                    raise
            else:
                raise AssertionError(f"{language}: a broken export was opened")
        print(f"{language}: a project that depends on the packed package opens an export")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
