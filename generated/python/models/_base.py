# Generated from src/dlm_codegen/python/base.py by `nox -s generate`. Do not edit.
"""What the generated models are made of: their base, timestamps and immutable arrays.

The models accept exactly what the published JSON Schemas accept, so nothing is coerced: where
Pydantic, even in strict mode, reads more than one text as a value, this module reads one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, Final, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

__all__ = ["Model", "NaiveTimestamp", "Sequence", "UtcTimestamp", "exact_integer"]

_Entry = TypeVar("_Entry")

_LONGEST_EXCERPT: Final = 60

_PUBLISHED_PATTERN: Final = "published-pattern"

_DATE_AND_TIME: Final = "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"


class Model(BaseModel):
    """Base of every model: frozen and hashable, closed, and strict about types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the model; what ``update`` has is validated, so that a list becomes a tuple.

        Raises ``ValidationError`` where the copy would break its schema.
        """
        if not update:
            return super().model_copy(deep=deep)
        copied = super().model_copy(update=update, deep=deep)
        return self.model_validate(dict(copied))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say of arrays and patterns what the published schema says."""
        described = handler(schema)
        for member in handler.resolve_ref_schema(described)["properties"].values():
            _say_as_published(member, handler)
        return described


def _say_as_published(said: JsonSchemaValue, handler: GetJsonSchemaHandler) -> None:
    """Change what Pydantic says of a member, and of what it is made of besides objects."""
    if _PUBLISHED_PATTERN in said:
        said["pattern"] = said.pop(_PUBLISHED_PATTERN)
    if said.get("type") == "array" and "maxLength" in said:
        said["maxItems"] = said.pop("maxLength")
    for part in (*said.get("anyOf", ()), *([said["items"]] if "items" in said else ())):
        inner = handler.resolve_ref_schema(part)
        if "properties" not in inner:
            _say_as_published(inner, handler)


def exact_integer(value: object, _: ValidationInfo) -> object:
    """Refuse what merely equals an integer, such as 3.0, which a ``Literal`` would take."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError(
        "int_type", "expected an integer, found {found}", {"found": type(value).__name__}
    )


class _ImmutableArray:
    """Annotation that makes a tuple accept any array: from JSON, a list or a tuple.

    Sets and iterators are refused, since the order of entries is part of a document.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        schema = handler(source)
        return core_schema.json_or_python_schema(
            json_schema=schema,
            python_schema=core_schema.no_info_before_validator_function(_to_tuple, schema),
        )


Sequence = Annotated[tuple[_Entry, ...], _ImmutableArray()]
"""An array of a document: a tuple, so that a manifest is immutable all the way down."""


def _to_tuple(value: object) -> tuple[object, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    raise PydanticCustomError(
        "array_type", "expected a list or a tuple, found {found}", {"found": type(value).__name__}
    )


class _TimestampForm:
    """One way to write a timestamp, and the ``datetime`` that stands for it."""

    def __init__(self, suffix: str, zone: tzinfo | None) -> None:
        self._suffix = suffix
        self._zone = zone
        self._shown = f"YYYY-MM-DDTHH:MM:SS{suffix}"
        self._pattern = re.compile(_DATE_AND_TIME + suffix)

    def read(self, value: object) -> datetime:
        """Return the timestamp that a text or a ``datetime`` gives."""
        if isinstance(value, str):
            return self._read_text(value)
        if isinstance(value, datetime):
            return self._read_datetime(value)
        raise PydanticCustomError(
            "timestamp_type",
            "expected text of the form {form} or a datetime, found {found}",
            {"form": self._shown, "found": type(value).__name__},
        )

    def write(self, value: datetime) -> str:
        """Return the text that ``read`` gives the same value for."""
        return value.replace(tzinfo=None).isoformat(timespec="seconds") + self._suffix

    def _read_text(self, text: str) -> datetime:
        match = self._pattern.fullmatch(text)
        if match is None:
            raise PydanticCustomError(
                "timestamp_form",
                "expected text of the form {form}, found {found}",
                {"form": self._shown, "found": _excerpt(text)},
            )
        year, month, day, hour, minute, second = map(int, match.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=self._zone)
        except ValueError as error:
            raise PydanticCustomError(
                "timestamp_range",
                "{found} is not a date and time of the Gregorian calendar: {reason}",
                {"found": text, "reason": str(error)},
            ) from None

    def _read_datetime(self, value: datetime) -> datetime:
        self._require_zone(value)
        if value.microsecond:
            raise PydanticCustomError(
                "timestamp_precision",
                "expected whole seconds, found {found}; drop the rest with .replace(microsecond=0)",
                {"found": value.isoformat()},
            )
        # A plain datetime of one time zone: equal values are written, hashed and pickled alike,
        # whatever subclass or zone they came with. timetuple() would ask that for its summer time.
        return datetime(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            tzinfo=self._zone,
        )

    def _require_zone(self, value: datetime) -> None:
        offset = value.utcoffset()
        if self._zone is None and offset is not None:
            raise PydanticCustomError(
                "timestamp_aware",
                "expected a datetime without a time zone, which stands for UTC, found {found}; "
                "convert it with .astimezone(UTC).replace(tzinfo=None)",
                {"found": value.isoformat()},
            )
        if self._zone is not None and offset is None:
            raise PydanticCustomError(
                "timestamp_naive",
                "expected a datetime in UTC, found {found} without a time zone; if it is in UTC, "
                "say so with .replace(tzinfo=UTC)",
                {"found": value.isoformat()},
            )
        if self._zone is not None and offset != timedelta(0):
            raise PydanticCustomError(
                "timestamp_offset",
                "expected a datetime in UTC, found {found}; convert it with .astimezone(UTC)",
                {"found": value.isoformat()},
            )


def _excerpt(text: str) -> str:
    shown = ascii(text)
    return shown if len(shown) <= _LONGEST_EXCERPT else f"{shown[: _LONGEST_EXCERPT - 3]}..."


_NAIVE: Final = _TimestampForm("", None)
_UTC: Final = _TimestampForm("Z", UTC)

NaiveTimestamp = Annotated[
    datetime,
    PlainValidator(_NAIVE.read, json_schema_input_type=str),
    PlainSerializer(_NAIVE.write, return_type=str, when_used="json"),
]
"""A ``datetime`` without a time zone, whole seconds; written ``2026-04-23T18:42:00``."""

UtcTimestamp = Annotated[
    datetime,
    PlainValidator(_UTC.read, json_schema_input_type=str),
    PlainSerializer(_UTC.write, return_type=str, when_used="json"),
]
"""A ``datetime`` in UTC, whole seconds; written ``2026-04-23T18:42:00Z``."""
