"""Reading and writing manifests as models; ``hashlib``, ``json`` and DLM's bytes are oracles."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pydantic
import pytest
from support.harness import MANIFEST, document, encoded, make_export, manifest_bytes

import dlm_schema
from dlm_schema import (
    ExportArtifact,
    Finding,
    InvalidManifestError,
    ManifestPathError,
    MigrationLossError,
    UnknownVersionError,
    build_artifact,
    dumps,
    load,
    loads,
    models,
    save,
)
from dlm_schema.disk import opening

MODELS: Final[dict[int, type[models.AnyExportManifest]]] = {
    1: models.v1.ExportManifest,
    2: models.v2.ExportManifest,
    3: models.v3.ExportManifest,
}


pytestmark = pytest.mark.usefixtures("nothing_blocks")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_manifest_of_any_version_loads_as_the_latest(tmp_path: Path, version: int) -> None:
    path = make_export(tmp_path / "export", manifest_bytes(version))
    manifest = load(path)
    assert type(manifest) is models.v3.ExportManifest is dlm_schema.ExportManifest
    assert manifest.model_dump(mode="json") == document(3)
    assert manifest.created_at == datetime(2026, 4, 23, 18, 42, tzinfo=UTC)
    assert manifest.artifacts[0].role == "base_model"
    assert manifest == load(str(path)) == load(path.parent) == load(str(path.parent))
    assert manifest == loads(manifest_bytes(version)) == loads(manifest_bytes(version).decode())
    assert path.read_bytes() == manifest_bytes(version)


@pytest.mark.parametrize("written", [1, 2, 3])
@pytest.mark.parametrize("wanted", [1, 2, 3, None])
def test_load_gives_the_version_that_is_asked_for(
    tmp_path: Path, written: int, wanted: int | None
) -> None:
    path = make_export(tmp_path / "export", manifest_bytes(written))
    manifest = load(path, version=wanted)
    assert type(manifest) is MODELS[wanted or written]
    assert dumps(manifest) == manifest_bytes(wanted or written)
    assert manifest == loads(manifest_bytes(written), wanted)
    assert manifest == loads(bytearray(manifest_bytes(written)), wanted)


def test_load_refuses_to_lose_a_value_and_to_make_up_a_version(tmp_path: Path) -> None:
    data = manifest_bytes(3).replace(b'"base_model"', b'"other"')
    path = make_export(tmp_path / "export", data)
    with pytest.raises(MigrationLossError) as caught:
        load(path, version=2)
    assert str(caught.value).startswith(f"{path} cannot migrate to version 2 without loss: ")
    assert loads(data, None).artifacts[0] == loads(data).artifacts[0]
    with pytest.raises(UnknownVersionError):
        loads(b"not read at all", version=4)


@pytest.mark.parametrize("version", [1, 2, 3, None])
def test_warnings_are_told_and_do_not_stop_a_load(version: int | None) -> None:
    told: list[Finding] = []
    values = document(2, ollama_name="my tutor", quant="F16")
    manifest = loads(encoded(values), version, on_warning=told.append)
    assert [(finding.code, finding.pointer) for finding in told] == [
        ("rules/quant-name", "/artifacts/0/path"),
        ("rules/ollama-name", "/ollama_name"),
    ]
    assert tuple(told) == dlm_schema.validate(values).warnings
    assert manifest == loads(encoded(values), version)


def test_a_copy_with_other_artifacts_is_a_manifest_like_any_other(tmp_path: Path) -> None:
    manifest = loads(manifest_bytes())
    entry = document(3)["artifacts"][0]
    for artifacts in ([*manifest.artifacts], (*manifest.artifacts,), [entry]):
        copied = manifest.model_copy(update={"artifacts": artifacts})
        assert copied == manifest
        assert hash(copied) == hash(manifest)
        assert type(copied.artifacts) is tuple
        assert save(tmp_path, copied).read_bytes() == manifest_bytes(3)
    assert manifest.model_copy() == manifest.model_copy(deep=True) == manifest
    for wrong in ({"quant": ""}, {"artifacts": [5]}, {"unknown": 1}):
        with pytest.raises(pydantic.ValidationError):
            manifest.model_copy(update=wrong)


def test_loads_names_the_document_and_carries_the_report() -> None:
    artifacts = document(3)["artifacts"] * 2
    data = encoded(
        document(
            3,
            artifacts=artifacts,
            created_at="2026-02-30T00:00:00Z",
            merged=False,
            dequantized=True,
        )
    )
    with pytest.raises(InvalidManifestError) as caught:
        loads(data)
    assert str(caught.value) == (
        "document is not a valid export manifest: rules/duplicate-path at /artifacts/1/path: "
        "base.Q4_K_M.gguf is listed already at /artifacts/0 (and 1 more)"
    )
    assert caught.value.report == dlm_schema.validate(data)
    assert [finding.severity for finding in caught.value.report.findings] == [
        "error",
        "error",
        "warning",
    ]


def test_load_follows_a_link_that_is_named_itself(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "folder").symlink_to(path.parent)
    assert load(tmp_path / "link") == load(tmp_path / "folder") == load(path)


def test_dumps_writes_a_model_that_was_built_from_values() -> None:
    artifact: dict[str, Any] = {
        "path": "base.Q4_K_M.gguf",
        "sha256": "9f" * 32,
        "size_bytes": 47211904,
    }
    values = {
        name: value
        for name, value in document(1).items()
        if name not in ("created_at", "artifacts")
    }
    moment = datetime(2026, 4, 23, 18, 42)  # noqa: DTZ001  (versions 1 and 2 know no time zone)
    first = models.v1.ExportManifest(
        **values, created_at=moment, artifacts=(models.v1.ExportArtifact(**artifact),)
    )
    assert dumps(first) == manifest_bytes(1)
    latest = dlm_schema.ExportManifest(
        **values,
        schema_version=3,
        target="ollama",
        created_at=moment.replace(tzinfo=UTC),
        artifacts=(ExportArtifact(**artifact, role="base_model"),),
    )
    assert dumps(latest) == manifest_bytes(3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param(
            document(2, created_at=datetime(2026, 4, 23)),  # noqa: DTZ001
            "encoding/syntax at /created_at: JSON has no value of type datetime",
            id="datetime",
        ),
        pytest.param(
            document(2, adapter_version=3.0),
            "encoding/number at /adapter_version: 3.0 is not a plain integer between "
            "-9007199254740991 and 9007199254740991",
            id="float",
        ),
    ],
)
def test_dumps_refuses_what_readers_would_refuse(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidManifestError) as caught:
        dumps(values)
    assert str(caught.value) == f"document is not a valid export manifest: {message}"


@pytest.mark.parametrize(
    "value", [b"{}", "{}", None, [1], 7], ids=["bytes", "str", "None", "list", "int"]
)
def test_dumps_takes_models_and_mappings_only(value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        dumps(value)
    assert str(caught.value) == f"expected a model or a mapping, found {type(value).__name__}"


def test_dumps_refuses_what_would_be_too_large_to_read() -> None:
    entry = document(3)["artifacts"][0]
    others = [entry | {"path": f"{'p' * 480}{number}"} for number in range(30_000)]
    with pytest.raises(InvalidManifestError) as caught:
        dumps(document(3, artifacts=[entry, *others]))
    [finding] = caught.value.report.findings
    assert (finding.code, finding.pointer) == ("encoding/size", "")


def test_save_refuses_what_is_invalid_and_writes_nothing(tmp_path: Path) -> None:
    path = make_export(tmp_path / "export")
    before = path.stat()
    with pytest.raises(InvalidManifestError, match="rules/calendar-date at /created_at"):
        save(path.parent, document(3, created_at="2026-02-30T00:00:00Z"))
    assert path.stat() == before
    assert os.listdir(path.parent) == [MANIFEST]


def test_save_wants_a_directory(tmp_path: Path) -> None:
    with pytest.raises(ManifestPathError) as caught:
        save(tmp_path / "gone", document(3))
    assert str(caught.value) == f"{tmp_path / 'gone'}: no such file or directory"


@pytest.mark.parametrize(
    ("path", "target", "role"),
    [
        ("base.Q4_K_M.gguf", None, "base_model"),
        ("adapters/tone/weights.bin", None, "other"),
        ("adapters/tone/weights.bin", "vllm", "adapter"),
        ("tone/adapters.safetensors", "mlx-serve", "adapter"),
    ],
)
def test_a_role_follows_from_the_path(
    tmp_path: Path, path: str, target: str | None, role: str
) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).touch()
    assert build_artifact(tmp_path, path, target=target).role == role


def test_a_target_that_there_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "adapter.gguf").touch()
    message = "target must be one of ollama, llama-server, vllm, mlx-serve, found 'llama_server'"
    with pytest.raises(ValueError, match=message):
        build_artifact(tmp_path, "adapter.gguf", target="llama_server")


def test_a_path_can_be_an_object_and_hold_any_text(tmp_path: Path) -> None:
    (tmp_path / "my weights ü").touch()
    artifact = build_artifact(tmp_path, Path("my weights ü"))
    assert artifact == build_artifact(str(tmp_path), "my weights ü")
    assert artifact.path == "my weights ü"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_artifact_can_be_of_any_version(tmp_path: Path, version: int) -> None:
    (tmp_path / "adapter.gguf").touch()
    artifact = build_artifact(tmp_path, "adapter.gguf", version=version)
    assert type(artifact) is getattr(models, f"v{version}").ExportArtifact
    assert getattr(artifact, "role", None) == ("adapter" if version == 3 else None)


def test_an_older_artifact_takes_no_role_and_no_version_is_made_up(tmp_path: Path) -> None:
    (tmp_path / "adapter.gguf").touch()
    with pytest.raises(InvalidManifestError, match="schema/additionalProperties at /role"):
        build_artifact(tmp_path, "adapter.gguf", "adapter", version=2)
    with pytest.raises(UnknownVersionError):
        build_artifact(tmp_path, "adapter.gguf", version=99)


@pytest.mark.parametrize(
    ("path", "role", "finding"),
    [
        pytest.param("a\\b", None, "schema/pattern at /path", id="backslash"),
        pytest.param("a\udcff", None, "encoding/character at /path", id="not UTF-8"),
        pytest.param("p" * 513, None, "schema/maxLength at /path", id="long"),
        pytest.param("adapter.gguf", "weights", "schema/enum at /role", id="role"),
    ],
)
def test_a_path_or_role_that_no_manifest_may_state_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    role: str | None,
    finding: str,
) -> None:
    monkeypatch.setattr(opening, "_open", None)  # and nothing is opened by that name
    with pytest.raises(InvalidManifestError) as caught:
        build_artifact(tmp_path, path, role)
    assert finding in [f"{found.code} at {found.pointer}" for found in caught.value.report.findings]
    assert str(caught.value).startswith(f"artifact {path!r} is not a valid export manifest: ")


def test_nothing_is_told_of_a_manifest_that_is_refused() -> None:
    told: list[Finding] = []
    values = document(3, ollama_name="my tutor", created_at="2026-02-30T00:00:00Z")
    with pytest.raises(InvalidManifestError):
        loads(encoded(values), on_warning=told.append)
    assert told == []


@pytest.mark.parametrize("as_directory", [True, False], ids=["directory", "file"])
def test_load_names_the_path_of_an_invalid_manifest(tmp_path: Path, *, as_directory: bool) -> None:
    path = make_export(tmp_path / "export", b'{"schema_version": 9}')
    with pytest.raises(InvalidManifestError) as caught:
        load(path.parent if as_directory else path)
    assert str(caught.value) == (
        f"{path} is not a valid export manifest: version/unsupported at /schema_version: "
        "version 9 is newer than 3; read it with a newer dlm-schema"
    )
    assert [finding.code for finding in caught.value.report.findings] == ["version/unsupported"]


def test_dumps_refuses_a_model_that_breaks_a_rule() -> None:
    manifest = loads(manifest_bytes())
    broken = manifest.model_copy(update={"artifacts": [*manifest.artifacts, *manifest.artifacts]})
    with pytest.raises(InvalidManifestError, match="rules/duplicate-path at /artifacts/1/path"):
        dumps(broken)


def test_a_role_that_is_given_is_taken(tmp_path: Path) -> None:
    (tmp_path / "adapter.gguf").touch()
    assert build_artifact(tmp_path, "adapter.gguf", "other").role == "other"
