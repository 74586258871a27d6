"""Nothing is coerced, nothing can be changed, and what was read is what is written."""

from __future__ import annotations

import enum
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from pydantic import BaseModel, ValidationError
from support.documents import REPOSITORY
from support.models import EXAMPLES, MODELS, example
from support.strategies import VERSIONS, manifests

import dlm_schema.models
from dlm_schema.models import ExportArtifact, ExportManifest, v1, v2, v3


def message(version: int, member: str, value: Any) -> str:
    """Return what a model says about one wrong member."""
    with pytest.raises(ValidationError) as caught:
        MODELS[version].model_validate({**example(version), member: value})
    errors = caught.value.errors()
    assert [error["loc"] for error in errors] == [(member,)]
    return errors[0]["msg"]


def test_public_names_are_pinned() -> None:
    assert dlm_schema.models.__all__ == [
        "AnyExportArtifact",
        "AnyExportManifest",
        "ExportArtifact",
        "ExportManifest",
        "v1",
        "v2",
        "v3",
    ]


def test_latest_version_is_exported() -> None:
    assert ExportManifest is v3.ExportManifest
    assert ExportArtifact is v3.ExportArtifact


@pytest.mark.parametrize("module", [v1, v2, v3])
def test_names_say_where_a_model_comes_from(module: Any) -> None:
    assert module.ExportManifest.__doc__
    assert module.ExportArtifact.__module__ == module.__name__


@pytest.mark.parametrize("version", VERSIONS)
def test_dump_is_what_was_read(version: int) -> None:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(manifests(version))
    def law(document: Any) -> None:
        manifest = MODELS[version].model_validate(document)
        assert manifest.model_dump(mode="json") == document
        assert json.loads(manifest.model_dump_json()) == document
        again = MODELS[version].model_validate(manifest.model_dump())
        assert again == manifest
        assert hash(again) == hash(manifest)

    law()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00", "0999-12-31T23:59:59", "9999-12-31T23:59:59"]
)
def test_year_keeps_four_digits(version: int, text: str) -> None:
    text += "Z" if version == 3 else ""
    manifest = MODELS[version].model_validate({**example(version), "created_at": text})
    assert manifest.model_dump(mode="json")["created_at"] == text


@pytest.mark.parametrize("version", [1, 2])
def test_timestamp_is_naive_in_early_versions(version: int) -> None:
    manifest: Any = MODELS[version].model_validate(example(version))
    assert manifest.created_at == datetime(2026, 4, 23, 18, 42)  # noqa: DTZ001
    assert manifest.created_at.tzinfo is None


def test_timestamp_is_in_utc_from_version_3_on() -> None:
    manifest = v3.ExportManifest.model_validate(example(3))
    assert manifest.created_at == datetime(2026, 4, 23, 18, 42, tzinfo=UTC)
    assert manifest.created_at.tzinfo is UTC


class Moment(datetime):
    """A subclass, such as several libraries have."""


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(0), "GMT")),
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=ZoneInfo("Europe/London")),
        Moment(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    ],
    ids=["utc", "gmt", "london-in-winter", "subclass"],
)
def test_datetime_without_offset_is_taken_as_utc(moment: datetime) -> None:
    manifest = v3.ExportManifest.model_validate({**example(3), "created_at": moment})
    assert type(manifest.created_at) is datetime
    assert manifest.created_at.tzinfo is UTC
    assert manifest.model_dump(mode="json")["created_at"] == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize("version", [1, 2])
def test_naive_datetime_is_taken(version: int) -> None:
    moment = Moment(2026, 1, 2, 3, 4, 5, fold=1)
    manifest: Any = MODELS[version].model_validate({**example(version), "created_at": moment})
    assert type(manifest.created_at) is datetime
    assert manifest.created_at.fold == 0
    assert manifest.model_dump(mode="json")["created_at"] == "2026-01-02T03:04:05"


ROME = datetime(2026, 4, 23, 20, 42, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("version", "value", "expected"),
    [
        pytest.param(
            1,
            ROME,
            "expected a datetime without a time zone, which stands for UTC, found "
            "2026-04-23T20:42:00+02:00; convert it with .astimezone(UTC).replace(tzinfo=None)",
            id="aware-in-1",
        ),
        pytest.param(
            2,
            datetime(2026, 4, 23, tzinfo=UTC),
            "expected a datetime without a time zone, which stands for UTC, found "
            "2026-04-23T00:00:00+00:00; convert it with .astimezone(UTC).replace(tzinfo=None)",
            id="utc-in-2",
        ),
        pytest.param(
            3,
            ROME,
            "expected a datetime in UTC, found 2026-04-23T20:42:00+02:00; convert it with "
            ".astimezone(UTC)",
            id="offset-in-3",
        ),
        pytest.param(
            3,
            datetime(2026, 4, 23, 18, 42),  # noqa: DTZ001
            "expected a datetime in UTC, found 2026-04-23T18:42:00 without a time zone; if it is "
            "in UTC, say so with .replace(tzinfo=UTC)",
            id="naive-in-3",
        ),
        pytest.param(
            1,
            datetime(2026, 4, 23, 18, 42, 0, 1),  # noqa: DTZ001
            "expected whole seconds, found 2026-04-23T18:42:00.000001; drop the rest with "
            ".replace(microsecond=0)",
            id="microseconds-in-1",
        ),
        pytest.param(
            3,
            datetime(2026, 4, 23, 18, 42, 0, 1, tzinfo=UTC),
            "expected whole seconds, found 2026-04-23T18:42:00.000001+00:00; drop the rest with "
            ".replace(microsecond=0)",
            id="microseconds-in-3",
        ),
        pytest.param(
            1,
            "2026-04-23T18:42:00Z",
            "expected text of the form YYYY-MM-DDTHH:MM:SS, found '2026-04-23T18:42:00Z'",
            id="z-in-1",
        ),
        pytest.param(
            3,
            "2026-04-23T18:42:00Z\n",
            "expected text of the form YYYY-MM-DDTHH:MM:SSZ, found '2026-04-23T18:42:00Z\\n'",
            id="line-feed-in-3",
        ),
        pytest.param(
            3,
            "x" * 100,
            f"expected text of the form YYYY-MM-DDTHH:MM:SSZ, found '{'x' * 56}...",
            id="long-text",
        ),
        pytest.param(
            1,
            "2026-02-30T00:00:00",
            "2026-02-30T00:00:00 is not a date and time of the Gregorian calendar: "
            "day is out of range for month",
            id="february-30",
        ),
        pytest.param(
            1,
            1776969720,
            "expected text of the form YYYY-MM-DDTHH:MM:SS or a datetime, found int",
            id="unix-seconds",
        ),
    ],
)
def test_message_about_a_timestamp_teaches(version: int, value: Any, expected: str) -> None:
    assert message(version, "created_at", value) == expected


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("schema_version", 3.0, "expected an integer, found float"),
        ("schema_version", True, "expected an integer, found bool"),
        ("schema_version", "3", "expected an integer, found str"),
        ("adapter_version", 3.0, "Input should be a valid integer"),
        ("adapter_version", True, "Input should be a valid integer"),
        ("merged", 0, "Input should be a valid boolean"),
        ("quant", b"F16", "Input should be a valid string"),
        ("target", b"vllm", "Input should be 'ollama', 'llama-server', 'vllm' or 'mlx-serve'"),
        ("artifacts", set(), "expected a list or a tuple, found set"),
        ("artifacts", iter(()), "expected a list or a tuple, found tuple_iterator"),
        ("artifacts", {}, "expected a list or a tuple, found dict"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) and " " not in value else "",
)
def test_nothing_is_coerced(member: str, value: Any, expected: str) -> None:
    assert message(3, member, value) == expected


@pytest.mark.parametrize("number", ["3.0", "3e0", "0.3e1"])
def test_fraction_in_json_is_no_version(number: str) -> None:
    text = json.dumps(example(3)).replace('"schema_version": 3', f'"schema_version": {number}')
    with pytest.raises(ValidationError, match="expected an integer, found float"):
        v3.ExportManifest.model_validate_json(text)


class Quant(str, enum.Enum):  # noqa: UP042  (a str mix-in is what people still have)
    F16 = "F16"


def test_text_becomes_plain_text() -> None:
    manifest = v3.ExportManifest.model_validate({**example(3), "quant": Quant.F16})
    assert type(manifest.quant) is str


def test_members_are_keywords() -> None:
    artifact = ExportArtifact(path="a.gguf", sha256="0" * 64, size_bytes=1, role="other")
    document = example(3)
    manifest = ExportManifest(**{**document, "artifacts": [artifact, document["artifacts"][0]]})
    assert manifest.artifacts[0] is artifact
    assert isinstance(manifest.artifacts[1], ExportArtifact)


def test_artifact_of_another_version_is_refused() -> None:
    artifact = v2.ExportArtifact(path="a.gguf", sha256="0" * 64, size_bytes=1)
    with pytest.raises(ValidationError, match=r"artifacts\.0"):
        ExportManifest.model_validate({**example(3), "artifacts": [artifact]})


@pytest.mark.parametrize("version", VERSIONS)
def test_manifest_is_immutable_all_the_way_down(version: int) -> None:
    manifest: Any = MODELS[version].model_validate(example(version))
    assert type(manifest.artifacts) is tuple
    for owner in (manifest, manifest.artifacts[0]):
        for name in type(owner).model_fields:
            with pytest.raises(ValidationError, match="Instance is frozen"):
                setattr(owner, name, getattr(owner, name))
            with pytest.raises(ValidationError, match="Instance is frozen"):
                delattr(owner, name)


@pytest.mark.parametrize("version", VERSIONS)
def test_manifest_is_closed(version: int) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        MODELS[version].model_validate({**example(version), "comment": ""})
    manifest = MODELS[version].model_validate(example(version))
    with pytest.raises(ValidationError):
        manifest.comment = ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", VERSIONS)
def test_manifest_survives_pickling(version: int) -> None:
    manifest = MODELS[version].model_validate(example(version))
    again = pickle.loads(pickle.dumps(manifest))
    assert again == manifest
    assert hash(again) == hash(manifest)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_model_can_tell_its_json_schema(version: int, mode: Any) -> None:
    model: type[BaseModel] = MODELS[version]
    schema = model.model_json_schema(mode=mode)
    assert schema["properties"]["created_at"]["type"] == "string"
    assert schema["properties"]["artifacts"]["type"] == "array"
    assert schema["required"] == list(example_members(version))


def example_members(version: int) -> list[str]:
    path = REPOSITORY / f"schema/export-manifest/v{version}/schema.json"
    members: list[str] = json.loads(path.read_text(encoding="utf-8"))["required"]
    return members
