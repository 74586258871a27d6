"""Nothing is coerced, nothing can be changed, and what was read is what is written."""

from __future__ import annotations

import enum
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.documents import document
from support.models import EXAMPLES, MODELS
from support.strategies import VERSIONS, manifests

import dlm_schema.models
from dlm_schema.models import ExportArtifact, ExportManifest, v1, v2, v3


def message(version: int, member: str, value: Any) -> str:
    """Return what a model says about one wrong member."""
    with pytest.raises(ValidationError) as caught:
        MODELS[version].model_validate({**document(version), member: value})
    errors = caught.value.errors()
    assert [error["loc"] for error in errors] == [(member,)]
    return errors[0]["msg"]


@pytest.mark.parametrize("module", [v1, v2, v3])
def test_names_say_where_a_model_comes_from(module: Any) -> None:
    assert module.ExportManifest.__doc__
    assert module.ExportArtifact.__module__ == module.__name__


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_dump_is_what_was_read(version: int, data: st.DataObject) -> None:
    made = data.draw(manifests(version))
    manifest = MODELS[version].model_validate(made)
    assert manifest.model_dump(mode="json") == made
    assert json.loads(manifest.model_dump_json()) == made
    for again in (
        MODELS[version].model_validate(manifest.model_dump()),
        pickle.loads(pickle.dumps(manifest)),
    ):
        assert again == manifest
        assert hash(again) == hash(manifest)


class Moment(datetime):
    """A subclass, such as several libraries have."""


class Offset(tzinfo):
    """A zone that knows its offset and nothing else."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return timedelta(0)


NAIVE = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001  (versions 1 and 2 know no time zone)


@pytest.mark.parametrize(
    ("version", "moment"),
    [
        (3, NAIVE.replace(tzinfo=timezone(timedelta(0), "GMT"))),
        (3, NAIVE.replace(tzinfo=ZoneInfo("Europe/London"))),
        (3, NAIVE.replace(tzinfo=Offset())),  # type: ignore[abstract]
        (3, Moment(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (3, "2026-01-02T03:04:05Z"),
        (2, Moment(2026, 1, 2, 3, 4, 5, fold=1)),
        (1, "2026-01-02T03:04:05"),
    ],
)
def test_time_becomes_a_plain_datetime(version: int, moment: datetime | str) -> None:
    manifest: Any = MODELS[version].model_validate({**document(version), "created_at": moment})
    zone = UTC if version == 3 else None
    assert type(manifest.created_at) is datetime
    assert manifest.created_at == NAIVE.replace(tzinfo=zone)
    assert (manifest.created_at.tzinfo, manifest.created_at.fold) == (zone, 0)
    dumped = manifest.model_dump(mode="json")["created_at"]
    assert dumped == "2026-01-02T03:04:05" + ("Z" if version == 3 else "")


ROME = datetime(2026, 4, 23, 20, 42, tzinfo=timezone(timedelta(hours=2)))


UTC_WANTED = "expected a datetime in UTC, found {}"
SECONDS_WANTED = "expected whole seconds, found {}; drop the rest with .replace(microsecond=0)"
FORM_WANTED = "expected text of the form YYYY-MM-DDTHH:MM:SS"


@pytest.mark.parametrize(
    ("version", "value", "expected"),
    [
        (
            1,
            ROME,
            (
                "expected a datetime without a time zone, which stands for UTC, found {}; "
                "convert it with .astimezone(UTC).replace(tzinfo=None)"
            ),
        ),
        (3, ROME, f"{UTC_WANTED}; convert it with .astimezone(UTC)"),
        (
            3,
            NAIVE,
            f"{UTC_WANTED} without a time zone; if it is in UTC, say so with .replace(tzinfo=UTC)",
        ),
        (1, NAIVE.replace(microsecond=1), SECONDS_WANTED),
        (3, NAIVE.replace(microsecond=1, tzinfo=UTC), SECONDS_WANTED),
        (3, "2026-04-23T18:42:00Z\n", f"{FORM_WANTED}Z, found '2026-04-23T18:42:00Z\\n'"),
        (1, "x" * 100, f"{FORM_WANTED}, found '{'x' * 56}..."),
        (
            1,
            "2026-02-30T00:00:00",
            (
                "2026-02-30T00:00:00 is not a date and time of the Gregorian calendar: "
                "day is out of range for month"
            ),
        ),
        (1, 1776969720, f"{FORM_WANTED} or a datetime, found int"),
    ],
)
def test_message_about_a_timestamp_teaches(version: int, value: Any, expected: str) -> None:
    found = value.isoformat() if isinstance(value, datetime) else ""
    assert message(version, "created_at", value) == expected.format(found)


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
    text = json.dumps(document(3)).replace('"schema_version": 3', f'"schema_version": {number}')
    with pytest.raises(ValidationError, match="expected an integer, found float"):
        v3.ExportManifest.model_validate_json(text)


class Quant(str, enum.Enum):  # noqa: UP042  (a str mix-in is what people still have)
    F16 = "F16"


def test_text_becomes_plain_text() -> None:
    manifest = v3.ExportManifest.model_validate({**document(3), "quant": Quant.F16})
    assert type(manifest.quant) is str


def test_members_are_keywords() -> None:
    artifact = ExportArtifact(path="a.gguf", sha256="0" * 64, size_bytes=1, role="other")
    made = document(3)
    manifest = ExportManifest(**{**made, "artifacts": [artifact, made["artifacts"][0]]})
    assert manifest.artifacts[0] is artifact
    assert isinstance(manifest.artifacts[1], ExportArtifact)


def test_artifact_of_another_version_is_refused() -> None:
    artifact = v2.ExportArtifact(path="a.gguf", sha256="0" * 64, size_bytes=1)
    with pytest.raises(ValidationError, match=r"artifacts\.0"):
        ExportManifest.model_validate({**document(3), "artifacts": [artifact]})


@pytest.mark.parametrize("version", VERSIONS)
def test_manifest_is_immutable_all_the_way_down(version: int) -> None:
    manifest: Any = MODELS[version].model_validate(document(version))
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
        MODELS[version].model_validate({**document(version), "comment": ""})
    manifest = MODELS[version].model_validate(document(version))
    with pytest.raises(ValidationError):
        manifest.comment = ""  # type: ignore[attr-defined]


def test_public_names_are_pinned() -> None:
    assert dlm_schema.models.__all__ == [
        "AnyExportArtifact",
        "AnyExportManifest",
        "ExportArtifact",
        "ExportManifest",
        "StoreRow",
        "v1",
        "v2",
        "v3",
    ]
