"""The one entrance: ``nox`` runs everything that continuous integration runs.

``nox -l`` lists the sessions; arguments after ``--`` are passed on.
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "typing", "package", "fuzz", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
SOURCES = ("src", "tests", "noxfile.py")


def dependencies(*groups: str) -> list[str]:
    """Return what the dependency groups of pyproject.toml list."""
    return list(nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest."""
    session.install("-e", ".", *dependencies("test", "generate"))
    session.run("pytest", "-n", "2", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format with ruff."""
    session.install(*dependencies("generate"))
    session.run("ruff", "check", *SOURCES, *session.posargs)
    session.run("ruff", "format", "--check", *SOURCES)


@nox.session
def typing(session: nox.Session) -> None:
    """Check types with mypy --strict, over sources, tests and this file."""
    session.install("-e", ".", *dependencies("test", "generate", "typing"), "nox")
    session.run("mypy", *SOURCES, *session.posargs)


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/ from schema/; with --check, fail where they differ instead."""
    session.install(*dependencies("generate"))
    session.run("python", "-m", "dlm_codegen", *session.posargs, env={"PYTHONPATH": "src"})


@nox.session
def package(session: nox.Session) -> None:
    """Build wheel and sdist, install each in turn, and use it; then a wheel from the sdist."""
    session.install("build")
    session.run("python", "tests/package/check_distributions.py", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Throw generated and mutated inputs at validate and migrate (200,000 by default)."""
    session.install("-e", ".", *dependencies("test"))
    session.run("python", "tests/fuzz/run.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Corrupt generated stores at random and hold check against an oracle, for half an hour."""
    session.install("-e", ".")
    session.run("python", "tests/soak/run.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed beside its peers, all or the parts named; prints a table, keeps it as JSON."""
    session.install("-e", ".", *dependencies("bench"))
    session.run("python", "tests/bench/run.py", *session.posargs)
