"""The one entrance: everything that people and continuous integration run.

``nox`` runs what a change most likely breaks, in minutes; ``nox -t ci`` the rest of what must hold
before landing; ``nox -t thorough`` what takes long or differs on every run. ``nox -l`` lists the
sessions; arguments after ``--`` are passed on.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|venv"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "typing"]

# Thousands of processes import the same modules: each compiles them where none may keep that.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PROJECT = nox.project.load_toml("pyproject.toml")
TYPED = ("src", "tests", "noxfile.py")
SOURCES = (*TYPED, "docs")
BUILD = Path("build").resolve()
SERVERS = BUILD / "servers"
SERVE = ("dlm-schema", "conformance", "serve")
BROKEN_TESTS = "tests/unit/proofs/test_broken.py"
SLOW_TESTS = (
    "--dist=loadscope",  # what the tests of a file share is made once
    "tests/acceptance",
    "tests/codegen",
    "tests/unit/proofs",
    f"--ignore={BROKEN_TESTS}",
)
FAST_TESTS = ("tests/unit", "tests/property", "--ignore=tests/unit/proofs")
SLOWEST = "--durations=20"
"""Has the tests that take the longest told, which is where minutes are to be had."""
FLOOR_TESTS = (
    "tests/unit/document",  # jiter, jsonschema-rs
    "tests/unit/models",  # pydantic
    "tests/unit/output",  # pyarrow
    "tests/unit/test_manifest.py",
    "tests/property",
    "tests/acceptance/test_progress_line.py",  # rich
)
SEED = "20260423"
"""What proofs with random inputs begin from where every run is to be the same."""
VERSITYGW = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
FAKE_GCS = "github.com/fsouza/fake-gcs-server@v1.56.1"
AZURITE = "azurite@3.35.0"
REMOTE_TESTS = {
    "newest": ("tests/remote",),
    "lowest": (
        "tests/unit/remote",
        *(f"tests/remote/test_{name}.py" for name in ("emulators", "faults")),
    ),
}
CLUSTER_TESTS = {
    "newest": ("tests/cluster",),
    "lowest": ("tests/unit/cluster", "tests/cluster/test_commands.py"),
}
DRILLED = "schema,rules,migrations,operations"
"""The levels that a new version could have an effect on."""
LIBRARIES = [nox.param("newest", tags=["ci"]), nox.param("lowest", tags=["thorough"])]
"""The libraries of an extra, which differ in what a test finds less often than it takes minutes."""
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
LANGUAGES = ["ci", "languages"]
"""The tags of sessions that build in generated/: one run of nox has them all, beside another."""
CARGO = {
    "CARGO_TARGET_DIR": None,
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
}
"""What Rust is built with: where its package is, and without what only a debugger needs."""
SILENT = ("gofmt -l .",)
"""Commands that print what is wrong and end with 0 all the same."""


@dataclass(frozen=True)
class Binding:
    """A package in another language: the tools it needs, and commands run in its folder.

    ``conformance`` speaks the batch protocol once ``build`` has run; ``checks`` are the formatter,
    the linters and the tests of the language.
    """

    folder: str
    tools: tuple[str, ...]
    build: tuple[str, ...]
    checks: tuple[str, ...]
    conformance: str
    bench: str


BINDINGS = {
    "TypeScript": Binding(
        folder="typescript",
        tools=("node", "npm"),
        build=("npm ci", "npm run build"),
        checks=("npm run lint", "npm test"),
        conformance="node {folder}/conformance/conformance.mjs",
        bench="node bench/bench.mjs",
    ),
    "Go": Binding(
        folder="go",
        tools=("go",),
        build=("go build -o {build}/conformance ./cmd/conformance",),
        checks=(
            "gofmt -l .",
            "go vet ./...",
            "go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...",
            "go test ./...",
            "go -C agreement vet ./...",
            "go -C agreement test ./...",
        ),
        conformance="{build}/conformance",
        bench="go test -run ^$ -bench . -benchtime 200ms",
    ),
    "Rust": Binding(
        folder="rust",
        tools=("cargo",),
        build=("cargo build --release --example conformance",),
        checks=(
            "cargo fmt --check",
            "cargo fmt --check --manifest-path bench/Cargo.toml",
            "cargo clippy --all-targets -- -D warnings",
            "cargo clippy --no-default-features -- -D warnings",
            "cargo clippy --manifest-path bench/Cargo.toml --target-dir target -- -D warnings",
            "cargo test",
        ),
        conformance="{folder}/target/release/examples/conformance",
        bench="cargo run -qr --manifest-path bench/Cargo.toml --target-dir target -- --bench "
        "--output-format bencher "
        "--warm-up-time 0.2 --measurement-time 0.5 --sample-size 20 --nresamples 1001",
    ),
}


PLAYGROUND = ("npm ci", "npm run lint", "npm run build", "npm run documents", "npm run reference")
"""What builds the playground of the site, around the package for TypeScript."""
BUILT: set[Path] = set()
"""The folders of packages that an earlier session of this run has built."""
CHROMIUM = ("chromium", "google-chrome")


def dependencies(*groups: str) -> list[str]:
    """Return what the dependency groups of pyproject.toml list."""
    return list(nox.project.dependency_groups(PROJECT, *groups))


def prove(session: nox.Session, proof: str, *arguments: str, **environment: str) -> None:
    """Run a program of ``tests/proofs``."""
    command = ("python", "-m", f"proofs.{proof}", *arguments)
    session.run(*command, env={"PYTHONPATH": "tests", **environment})


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests of modules and laws; arguments go to pytest instead."""
    session.install("-e", ".", *dependencies("test", "generate"))
    quick = {"HYPOTHESIS_PROFILE": "quick"}
    session.run("pytest", "-n", "2", SLOWEST, *(session.posargs or FAST_TESTS), env=quick)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format with ruff."""
    session.install(*dependencies("generate"))
    session.run("ruff", "check", *SOURCES, *session.posargs)
    session.run("ruff", "format", "--check", *SOURCES)


@nox.session
def typing(session: nox.Session) -> None:
    """Check types with mypy --strict, over sources, tests and this file."""
    session.install(
        "-e", ".", *dependencies("test", "generate", "typing", "validators", "docs"), "nox"
    )
    session.run("mypy", *TYPED, *session.posargs)


@nox.session(tags=["ci"])
def acceptance(session: nox.Session) -> None:
    """Run the tests that drive whole commands, generators and proofs; arguments go to pytest."""
    session.install("-e", ".", *dependencies("test", "generate"))
    session.run("pytest", "-n", "2", SLOWEST, *(session.posargs or SLOW_TESTS))


@nox.session(venv_backend="uv")
@nox.parametrize("libraries", LIBRARIES)
def cluster(session: nox.Session, libraries: str) -> None:
    """Judge exports on Dask clusters, with one kind of its libraries."""
    if shutil.which("go") is None:
        message = "the S3 server needs go, which was not found"
        (session.error if os.environ.get("CI") else session.skip)(message)
    session.install("-e", ".[remote,cluster]", *dependencies("test"), "pip")
    extra = PROJECT["project"]["optional-dependencies"]["cluster"]
    lowest = {"UV_RESOLUTION": "lowest-direct"} if libraries == "lowest" else {}
    session.install("--upgrade", *extra, env=lowest)
    settings = {"DLM_SCHEMA_VERSITYGW": str(go_program(session, VERSITYGW)), "CI": "1"}
    session.run("pytest", "-n", "2", *(session.posargs or CLUSTER_TESTS[libraries]), env=settings)


@nox.session(venv_backend="uv")
@nox.parametrize("libraries", LIBRARIES)
def remote(session: nox.Session, libraries: str) -> None:
    """Judge exports in stores of objects, with one kind of their libraries."""
    if not (shutil.which("go") and shutil.which("npm")):
        message = "the servers need go and npm, which were not found"
        (session.error if os.environ.get("CI") else session.skip)(message)
    session.install("-e", ".", *dependencies("test"))
    extra = PROJECT["project"]["optional-dependencies"]["remote"]
    lowest = {"UV_RESOLUTION": "lowest-direct"} if libraries == "lowest" else {}
    session.install("--upgrade", *extra, env=lowest)
    settings = {
        "DLM_SCHEMA_VERSITYGW": str(go_program(session, VERSITYGW)),
        "DLM_SCHEMA_FAKE_GCS": str(go_program(session, FAKE_GCS)),
        "DLM_SCHEMA_AZURITE": str(SERVERS / "node_modules/azurite/dist/src/blob/main.js"),
        "CI": "1",
    }
    install = ("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(SERVERS))
    session.run(*install, AZURITE, external=True)
    session.run("pytest", "-n", "2", *(session.posargs or REMOTE_TESTS[libraries]), env=settings)


def go_program(session: nox.Session, module: str) -> Path:
    """Build a program that is a Go module and return its path."""
    session.run("go", "install", module, external=True, env={"GOBIN": str(SERVERS)})
    return SERVERS / module.rpartition("/")[2].partition("@")[0]


@nox.session(tags=LANGUAGES, venv_backend="uv")
def floors(session: nox.Session) -> None:
    """Run the tests that matter with the lowest libraries, Go and Node that are declared.

    Rust's floor is held by clippy's ``incompatible_msrv``, in ``bindings``.
    """
    lowest = {"UV_RESOLUTION": "lowest-direct"}
    parquet = PROJECT["project"]["optional-dependencies"]["parquet"]
    session.install("--upgrade", *PROJECT["project"]["dependencies"], *parquet, env=lowest)
    session.install("-e", ".", *dependencies("test"))
    quick = {"HYPOTHESIS_PROFILE": "quick"}
    session.run("pytest", "-n", "2", *(session.posargs or FLOOR_TESTS), env=quick)
    present = dict(available(session))
    if "Go" in present:
        module = Path("generated", "go", "go.mod").read_text(encoding="utf-8")
        toolchain = "go" + floor(module.partition("\ngo ")[2])
        with session.chdir("generated/go"):
            session.run("go", "test", "./...", external=True, env={"GOTOOLCHAIN": toolchain})
    if "TypeScript" in present:
        built(session, BINDINGS["TypeScript"], Path("generated"))
        package = json.loads(Path("generated", "typescript", "package.json").read_bytes())
        node = f"node@{floor(package['engines']['node'])}"
        folder = Path(session.create_tmp()).resolve()
        session.run("npm", "install", "--no-audit", "--prefix", str(folder), node, external=True)
        with session.chdir("generated/typescript"):
            command = (str(folder / "node_modules/node/bin/node"), "--experimental-vm-modules")
            session.run(
                *command, "--test", *map(str, Path("test").glob("*.test.mjs")), external=True
            )


def floor(declared: str) -> str:
    """Return the first version in a text, with all three numbers."""
    numbers = re.findall("[0-9]+", declared.split(maxsplit=1)[0])
    return ".".join([*numbers, "0", "0"][:3])


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/ from schema/; with --check, fail where they differ instead."""
    session.install(*dependencies("generate"))
    session.run("python", "-m", "dlm_codegen", *session.posargs, env={"PYTHONPATH": "src"})


@nox.session(tags=["ci"])
def package(session: nox.Session) -> None:
    """Build wheel and sdist, install each in turn, and use it; then a wheel from the sdist."""
    session.install("build", "pip")
    session.run("python", "tests/proofs/package/check_distributions.py", *session.posargs)


@nox.session(tags=["ci"])
def fuzz(session: nox.Session) -> None:
    """Throw generated and mutated inputs at validate and migrate."""
    session.install("-e", ".", *dependencies("test"))
    arguments = session.posargs or ("--inputs", "50000", "--seed", SEED)
    prove(session, "fuzz.run", *arguments)


@nox.session(tags=["ci"])
def conformance(session: nox.Session) -> None:
    """Check the corpus against its index, count its cases, and run it against this package."""
    session.install("-e", ".", *dependencies("test"))
    session.run("python", "tests/proofs/corpus/index.py")
    session.run("dlm-schema", "conformance", "coverage")
    session.run(
        "dlm-schema", "conformance", "run", *session.posargs, "--", *SERVE, env={"NO_COLOR": "1"}
    )


@nox.session(tags=["thorough"])
def mutants(session: nox.Session) -> None:
    """Prove that the corpus bites: change one thing at a time, and see that a case fails.

    The mistakes that readers really make come first.
    """
    session.install("-e", ".", *dependencies("test"))
    if not session.posargs:
        session.run("pytest", "-n", "2", BROKEN_TESTS)
    prove(session, "mutants.run", *session.posargs)


@nox.session(tags=LANGUAGES)
def bindings(session: nox.Session) -> None:
    """Check every binding, run the whole corpus against it, and print the table of levels."""
    session.install("-e", ".", *dependencies("test", "generate"))
    present = dict(available(session))
    programs = []
    for language, binding in present.items():
        program = built(session, binding, Path("generated"))
        for command in binding.checks:
            run_in(session, Path("generated", binding.folder), command)
        check_generated(session, binding)
        programs.append(f"{language}={program}")
    partial = [] if len(present) == len(BINDINGS) else ["--partial"]
    session.run("python", "tests/proofs/bindings/levels.py", *partial, *session.posargs, *programs)
    proofs = {"recordings": programs, "tracing": programs, "consumers": list(present)}
    for proof, arguments in proofs.items():
        prove(session, f"bindings.{proof}", *arguments)


@nox.session(tags=LANGUAGES)
def validators(session: nox.Session) -> None:
    """Ask stock JSON Schema validators about every document of the corpus, and print a table."""
    session.install("-e", ".", *dependencies("validators"))
    prove(session, "validators.run", *session.posargs)


@nox.session(tags=["thorough"])
def generators(session: nox.Session) -> None:
    """Send documents through third-party generated code, and compare the table in the docs."""
    session.install("-e", ".", *dependencies("generate"))
    prove(session, "generators.run", *session.posargs)


@nox.session(tags=LANGUAGES)
def drill(session: nox.Session) -> None:
    """Add a version to a scratch copy, in data alone, and see that every language follows."""
    session.install("-e", ".", *dependencies("test", "generate"))
    present = dict(available(session))
    if len(present) < len(BINDINGS):
        session.skip("every language has to follow, and the tools of some are missing")
    scratch = Path(session.create_tmp(), "scratch").resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    prove(session, "drill.run", str(scratch))
    shutil.copytree("examples", scratch / "examples")
    built_before = Path("generated/rust/target")  # with what the package depends on
    if built_before.is_dir():
        shutil.copytree(built_before, scratch / built_before, symlinks=True)
    programs = [
        f"{language}={built(session, binding, scratch / 'generated')}"
        for language, binding in present.items()
    ]
    programs.append(f"Python={shlex.join(['python', '-m', 'dlm_schema', *SERVE[1:]])}")
    found_first = os.pathsep.join(str(scratch / folder) for folder in ("src", "tests"))
    in_copy = {"PYTHONPATH": found_first, "NO_COLOR": "1"}
    session.run("python", "-m", "proofs.drill.check", *session.posargs, *programs, env=in_copy)
    for binding in present.values():  # no test takes the latest version for one that it names
        for command in filter(re.compile(r"\btest\b").search, binding.checks):
            run_in(session, scratch / "generated" / binding.folder, command)
    for program in programs:  # a version to come changes no case
        _, _, words = program.partition("=")
        asking = ("python", "-m", "dlm_schema", "conformance", "run", "--levels", DRILLED)
        session.run(*asking, "--", *shlex.split(words), env=in_copy)


@nox.session(tags=LANGUAGES)
def differential(session: nox.Session) -> None:
    """Ask this package and every binding the same about mutated documents."""
    session.install("-e", ".", *dependencies("test"))
    programs = [
        f"--program={built(session, binding, Path('generated'))}"
        for _, binding in available(session)
    ]
    if not programs:
        session.skip("there is no binding to compare with")
    arguments = session.posargs or ("--inputs", "25000", "--seed", SEED)
    prove(session, "differential.run", *programs, *arguments)


def available(session: nox.Session) -> Iterator[tuple[str, Binding]]:
    """Yield the bindings whose tools are there; where everything must run, a missing one fails."""
    for language, binding in BINDINGS.items():
        missing = [tool for tool in binding.tools if shutil.which(tool) is None]
        if not missing:
            yield language, binding
            continue
        message = f"{language} needs {', '.join(missing)}, which was not found"
        if os.environ.get("CI"):
            session.error(message)
        session.warn(f"{message}: skipped")


def check_generated(session: nox.Session, binding: Binding) -> None:
    """Fail where a package is not what the specification gives."""
    command = ("python", "-m", "dlm_codegen", "--check", "--language", binding.folder)
    session.run(*command, env={"PYTHONPATH": "src"})


def built(session: nox.Session, binding: Binding, root: Path) -> str:
    """Build the conformance program of a binding below ``root``; return the command for it."""
    folder = Path(root, binding.folder).resolve()
    build = BUILD / folder.relative_to("/")
    build.mkdir(parents=True, exist_ok=True)
    for command in binding.build if folder not in BUILT else ():
        run_in(session, folder, command.format(build=build, folder=folder))
    BUILT.add(folder)
    return binding.conformance.format(build=build, folder=folder)


def run_in(session: nox.Session, folder: Path, command: str) -> None:
    """Run a command of another language in a folder, which is where what it builds is."""
    with session.chdir(folder):
        if command not in SILENT:
            session.run(*shlex.split(command), external=True, env=CARGO)
        elif printed := session.run(*shlex.split(command), external=True, silent=True):
            session.error(f"{command} complains of:\n{printed}")


@nox.session(tags=["ci"])
def soak(session: nox.Session) -> None:
    """Corrupt generated stores and hold check against an oracle."""
    session.install("-e", ".")
    arguments = session.posargs or ("--seconds", "60", "--seed", SEED)
    prove(session, "soak.run", *arguments)


@nox.session(tags=["ci"])
def faults(session: nox.Session) -> None:
    """Fail, interrupt, kill and delay at every system call of what writes and judges."""
    session.install("-e", ".", *dependencies("test"))
    prove(session, "faults.run", *session.posargs)


@nox.session(tags=LANGUAGES)
def docs(session: nox.Session) -> None:
    """Build the site in build/site, see that it is whole, and use it in a browser.

    Screenshots are in build/screenshots.
    """
    session.install("-e", ".", *dependencies("docs", "test"))
    built(session, BINDINGS["TypeScript"], Path("generated"))
    for command in PLAYGROUND:
        run_in(session, Path("docs/playground"), command)
    committed = session.run("git", "log", "-1", "--format=%ct", external=True, silent=True)
    quiet = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": str(committed).strip()}
    session.run("mkdocs", "build", "--quiet", env=quiet)
    shutil.rmtree("build/published", ignore_errors=True)
    session.run("dlm-schema", "publish", "build/published", "--site", "build/site", silent=True)
    session.run("python", "tests/proofs/site/run.py", "build/published")
    prove(session, "site.documents", "build/playground-test/documents.mjs")
    session.run("node", "docs/playground/test/editors.mjs", "build/published", external=True)
    if not any(map(shutil.which, CHROMIUM)) and shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update -qq", "install -qq --yes --no-install-recommends chromium"):
            session.run("apt-get", *command.split(), external=True, silent=True)
    prove(session, "site.browser", "build/site", "build/screenshots")


@nox.session(tags=["ci"])
def workflows(session: nox.Session) -> None:
    """Lint what the hosting service and pre-commit run."""
    session.install(*dependencies("workflows"))
    session.run("zizmor", "--quiet", "--offline", "--persona", "pedantic", ".github", "action.yml")
    flows = sorted(map(str, Path(".github/workflows").glob("*.yml")))
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *flows)
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    session.run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    session.run("go", "run", ACTIONLINT, external=True)


@nox.session(tags=["ci"])
def lines(session: nox.Session) -> None:
    """Compare the table of lines in CONTRIBUTING.md; with --write, put it there."""
    session.run("python", "tests/proofs/lines/run.py", *(session.posargs or ("--check",)))


@nox.session(tags=["thorough"])
def random(session: nox.Session) -> None:
    """Do with other inputs each time, and for long, what ci does with fixed ones."""
    session.install("-e", ".", *dependencies("test", "generate"))
    programs = [
        f"--program={built(session, binding, Path('generated'))}"
        for _, binding in available(session)
    ]
    thorough = {"HYPOTHESIS_PROFILE": "thorough"}
    session.run("pytest", "-n", "2", "tests/property", env=thorough)
    prove(session, "fuzz.run", "--inputs", "500000")
    prove(session, "differential.run", *programs, "--inputs", "200000")
    prove(session, "soak.run", "--seconds", "1800")


@nox.session(tags=["thorough"])
def bench(session: nox.Session) -> None:
    """Measure speed beside peers; arguments are parts, corpus, bindings and registry among them."""
    session.install("-e", ".", *dependencies("bench"))
    alone = {"corpus", "bindings", "registry"}.intersection(session.posargs)
    parts = [part for part in session.posargs if part not in alone]
    everything = not session.posargs
    if parts or everything:
        prove(session, "bench.run", *parts)
    if everything or "corpus" in alone:
        prove(session, "bench.corpus")
    if everything or "bindings" in alone:
        measured = []
        for language, binding in available(session):
            built(session, binding, Path("generated"))
            measured.append(f"{language}=generated/{binding.folder}={binding.bench}")
        prove(session, "bench.bindings", *measured)
    if everything or "registry" in alone:
        session.install("-e", ".[remote,cluster]", *dependencies("test"))
        server = str(go_program(session, VERSITYGW))
        prove(session, "bench.registry", DLM_SCHEMA_VERSITYGW=server)
