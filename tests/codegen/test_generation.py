"""What is checked in is what the specification gives, and the specification decides it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dlm_schema
from dlm_codegen.__main__ import main
from dlm_codegen.errors import GenerationError
from dlm_codegen.languages import LANGUAGES, Language, render
from dlm_codegen.settings import Settings, read_settings
from dlm_codegen.tree import Tree, list_files

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification

PROJECT = Path(__file__).resolve().parents[2]
RELEASE = "src/dlm_schema/_version.py"
NOTICE = re.compile(
    r"Generated from ([^\s,]+)\b.* by `?nox -s generate`?[.] Do not edit[.]", re.IGNORECASE
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A scratch copy of what the generators read."""
    shutil.copytree(PROJECT / "schema", tmp_path / "schema")
    (tmp_path / RELEASE).parent.mkdir(parents=True)
    for path in ("pyproject.toml", "LICENSE", "README.md", RELEASE):
        shutil.copy(PROJECT / path, tmp_path / path)
    return tmp_path


def edit_json(path: Path, edit: Any) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def replace_text(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(project: Path, *arguments: str) -> int:
    """Generate Python, which needs no other language's tools; nox -s bindings does the others."""
    return main(["--project", str(project), "--language", "python", *arguments])


def test_what_is_checked_in_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PROJECT, "--check") == 0
    assert capsys.readouterr().out == ""


def test_generating_from_nothing_gives_what_is_checked_in(project: Path) -> None:
    assert run(project) == 0
    written = read_tree(project / "generated")
    assert {path.split("/")[0] for path in written} == {"python"}
    assert written == {
        f"python/{path}": data for path, data in read_tree(PROJECT / "generated/python").items()
    }


def test_a_language_that_is_not_asked_for_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Language("cobol", lambda *_: {"a.cob": "a\n"})
    monkeypatch.setitem(LANGUAGES, "cobol", other)
    (project / "generated" / "cobol").mkdir(parents=True)
    (project / "generated" / "cobol" / "b.cob").touch()
    assert run(project) == 0
    assert run(project, "--check") == 0
    capsys.readouterr()
    assert run(project, "--language", "cobol", "--check") == 1
    assert capsys.readouterr().out == "missing: cobol/a.cob\norphan: cobol/b.cob\n"


def read_tree(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in list_files(root)}


def test_generating_twice_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project) == 0
    assert "missing: python/models/v3.py\n" in capsys.readouterr().out
    assert run(project) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    count = len(read_tree(project / "generated"))
    assert captured.err == f"generated/: {count} files up to date\n"


def test_check_lists_every_kind_of_drift(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(project)
    models = project / "generated" / "python" / "models"
    (models / "v1.py").write_text("", encoding="utf-8")
    (models / "v2.py").unlink()
    (models / "v9.py").touch()
    (project / "generated" / "cobol").mkdir()
    (project / "generated" / "cobol" / "v1.cob").touch()
    before = read_tree(project)
    capsys.readouterr()

    assert run(project, "--check") == 1

    captured = capsys.readouterr()
    assert captured.out == (
        "changed: python/models/v1.py\n"
        "missing: python/models/v2.py\n"
        "orphan: cobol/v1.cob\n"
        "orphan: python/models/v9.py\n"
    )
    assert captured.err == (
        "error: generated/ is not what the specification gives; run: nox -s generate\n"
    )
    assert read_tree(project) == before
    assert run(project) == 0
    assert run(project, "--check") == 0


@pytest.fixture(params=LANGUAGES)
def tree(request: pytest.FixtureRequest, specification: Specification, settings: Settings) -> Tree:
    """What a language is rendered as."""
    return LANGUAGES[request.param].render(specification, settings)


def test_every_file_says_where_it_comes_from(tree: Tree) -> None:
    for path, text in tree.items():
        if path.endswith((".json", ".sum", "LICENSE")):  # have no place for it
            continue
        notice = NOTICE.search(text.splitlines()[0])
        assert notice, path
        assert (PROJECT / notice[1]).exists(), path


def test_rendering_is_deterministic(
    tree: Tree,
    request: pytest.FixtureRequest,
    specification: Specification,
    settings: Settings,
) -> None:
    language = request.node.callspec.params["tree"]
    assert LANGUAGES[language].render(specification, settings) == tree


def test_packages_have_the_version_of_the_python_package(settings: Settings) -> None:
    assert settings.version == dlm_schema.__version__


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('__version__ = "1.2.3rc1"', "1.2.3rc1"),
        ('__version__ = "1.2"', "1.2"),
        ('__version__ = "1.02.3"', "1.02.3"),
        ("", "none"),
    ],
)
def test_version_that_some_language_would_not_take_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], line: str, found: str
) -> None:
    (project / RELEASE).write_text(f"{line}\n", encoding="utf-8")
    assert run(project) == 1
    assert capsys.readouterr().err == (
        f'error: _version.py must have a line such as __version__ = "1.2.3", found {found}; the '
        f"packages of all languages have this version, and Python, npm and Cargo agree about "
        f"versions of three numbers alone\n"
    )


def load(project: Path, version: int) -> Any:
    path = project / "generated" / "python" / "models" / f"v{version}.py"
    spec = importlib.util.spec_from_file_location(f"scratch_v{version}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_changed_constraint_changes_the_model(project: Path) -> None:
    def widen(schema: Any) -> None:
        schema["properties"]["quant"].update(maxLength=70, pattern="^[!-~]{1,70}$")

    edit_json(project / "schema/export-manifest/v3/schema.json", widen)
    run(project)
    fields = load(project, 3).ExportManifest.model_fields
    assert "max_length=70" in repr(fields["quant"].metadata)
    assert "pattern='^[!-~]{1,}$'" in repr(fields["quant"].metadata)  # max_length bounds it
    assert run(project, "--check") == 0


@pytest.mark.parametrize(
    ("version", "timestamp"), [(1, "NaiveTimestamp"), (2, "NaiveTimestamp"), (3, "UtcTimestamp")]
)
def test_pattern_decides_the_timestamp(
    specification: Specification, settings: Settings, version: int, timestamp: str
) -> None:
    tree = render(specification, settings, ["python"])
    module = tree[f"python/models/v{version}.py"]
    assert re.search(rf"created_at: Annotated\[\s*{timestamp},\s*Field\(", module)


def test_text_that_is_no_known_timestamp_stays_text(project: Path) -> None:
    def respell(schema: Any) -> None:
        created_at = schema["properties"]["created_at"]
        created_at["pattern"] = created_at["pattern"].replace("[0-9]{4}", "[0-9][0-9]{3}")

    edit_json(project / "schema/export-manifest/v3/schema.json", respell)
    assert run(project) == 0
    assert load(project, 3).ExportManifest.model_fields["created_at"].annotation is str


def test_another_version_of_the_generator_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings(project / "pyproject.toml")
    pinned = settings.pins["datamodel-code-generator"]
    replace_text(project / "pyproject.toml", f"=={pinned}", "==0.1.0")
    assert run(project, "--check") == 1
    assert capsys.readouterr().err == (
        f"error: datamodel-code-generator {pinned} is installed and pyproject.toml pins 0.1.0; "
        f"run: python -m pip install 'datamodel-code-generator[ruff]==0.1.0' "
        f"ruff=={settings.pins['ruff']}\n"
    )
    assert not (project / "generated").exists()


def test_pin_must_be_exact(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pinned = read_settings(project / "pyproject.toml").pins["datamodel-code-generator"]
    replace_text(project / "pyproject.toml", f"=={pinned}", f">={pinned}")
    assert run(project) == 1
    assert "which is not pinned by ==" in capsys.readouterr().err


def test_generator_without_a_pin_is_refused(settings: Settings) -> None:
    with pytest.raises(GenerationError) as caught:
        replace(settings, pins={}).require_pin("datamodel-code-generator")
    assert str(caught.value) == (
        "pyproject.toml pins no version of datamodel-code-generator; add "
        "datamodel-code-generator==VERSION to the dependency group generate"
    )


def test_generator_that_is_not_installed_is_named_with_the_command_that_installs_it(
    settings: Settings,
) -> None:
    program = (
        "import importlib.metadata, sys\n"
        "def version(name): raise importlib.metadata.PackageNotFoundError(name)\n"
        "importlib.metadata.version = version\n"
        "sys.modules['datamodel_code_generator'] = None\n"
        "from dlm_codegen.__main__ import main\n"
        "sys.exit(main(['--check']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(PROJECT / "src")},
        text=True,
    )
    pins = settings.pins
    generator = pins["datamodel-code-generator"]
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"error: datamodel-code-generator {generator} is needed and none is installed; run: "
        f"python -m pip install 'datamodel-code-generator[ruff]=={generator}' "
        f"ruff=={pins['ruff']}\n"
    )
