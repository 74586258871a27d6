"""What is tried again, and what is said of errors: their kind, and none of their text."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dlm_schema.remote.faults import TRIES, StoreError, attempt, fault_of, waits

SECRET = "SECRET"


def boto_error(status: int, code: str) -> Exception:
    """Return an error as botocore's ``ClientError`` is."""
    error: Any = Exception(f"{SECRET} {code}")
    error.response = {
        "Error": {"Code": code, "Message": SECRET},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    made: Exception = error
    return made


def with_attributes(**attributes: object) -> Exception:
    error = Exception(SECRET)
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def named(name: str, *bases: type[Exception]) -> Exception:
    error: Exception = type(name, bases or (Exception,), {})(SECRET)
    return error


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "number", "reason"),
    [
        (FileNotFoundError(SECRET), errno.ENOENT, "no such file or directory"),
        (
            boto_error(404, "NoSuchBucket"),
            errno.ENOENT,
            "no such file or directory: no such bucket",
        ),
        (boto_error(404, "UserUnknown"), errno.EIO, "the store answered 404: user unknown"),
        (PermissionError(SECRET), errno.EACCES, "permission denied"),
        (
            named("ParamValidationError"),
            errno.EINVAL,
            "no bucket or key can have such a name",
        ),
        (
            caused(PermissionError(SECRET), boto_error(403, "InvalidAccessKeyId")),
            errno.EACCES,
            "permission denied: invalid access key id",
        ),
        (
            named("NoCredentialsError"),
            errno.EACCES,
            "permission denied: no credentials were found",
        ),
        (boto_error(400, SECRET + " \x1b"), errno.EIO, "the store answered 400"),
        (with_attributes(status=418), errno.EIO, "the store answered 418"),
        (ValueError(SECRET), errno.EIO, "cannot be read: value error"),
        (OSError(errno.EISDIR, SECRET), errno.EISDIR, "cannot be read: is adirectory error"),
    ],
)
def test_what_cannot_change_is_said_at_once(
    error: Exception, number: int, reason: str, waited: list[float]
) -> None:
    fault = fault_of(error)
    assert (fault.errno, fault.strerror, fault.transient) == (number, reason, False)
    with pytest.raises(StoreError, match=reason):
        attempt(raising(error))
    assert waited == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (boto_error(503, "SlowDown"), "the store answered 503: slow down"),
        (boto_error(429, "429"), "the store answered 429"),
        (caused(FileNotFoundError(SECRET), with_attributes(status=503)), "the store answered 503"),
        (with_attributes(code=502), "the store answered 502"),
        (with_attributes(status_code=500), "the store answered 500"),
        (
            with_attributes(response=SimpleNamespace(status_code=504)),
            "the store answered 504",
        ),
        (
            named("FlexibleChecksumError"),
            "the bytes do not have the checksum that the store keeps of them",
        ),
        (
            caused(
                named("ClientPayloadError"), caused(named("BadHttpMessage"), ValueError(SECRET))
            ),
            "the connection failed",
        ),
        (TimeoutError(SECRET), "no answer in time"),
        (named("ReadTimeoutError", TimeoutError), "no answer in time"),
        (ConnectionResetError(SECRET), "the connection failed"),
        (socket.gaierror(-2, SECRET), "the connection failed"),
        (named("NoValidConnectionsError", OSError), "the connection failed"),
        (named("ClientPayloadError"), "the connection failed"),
    ],
)
def test_what_may_pass_is_tried_again_and_said_after_the_last_try(
    error: Exception, reason: str, waited: list[float]
) -> None:
    with pytest.raises(StoreError) as raised:
        attempt(raising(error))
    assert raised.value.strerror == reason
    assert len(waited) == TRIES - 1
    assert SECRET not in str(raised.value)


def test_what_passes_is_the_outcome(waited: list[float]) -> None:
    errors = [TimeoutError(), ConnectionResetError()]

    def call() -> str:
        if errors:
            raise errors.pop()
        return "value"

    assert attempt(call) == "value"
    assert len(waited) == 2


def test_waits_grow_and_end() -> None:
    *before, last = waits()
    assert last is None
    assert len(before) == TRIES - 1
    for number, wait in enumerate(before):
        assert wait is not None
        assert 0.125 * 2**number <= wait <= 0.25 * 2**number


def test_a_circle_of_causes_ends() -> None:
    one, other = ValueError(SECRET), ValueError(SECRET)
    one.__cause__, other.__cause__ = other, one
    assert fault_of(one).strerror == "cannot be read: value error"


def raising(error: Exception) -> Callable[[], None]:
    def call() -> None:
        raise error

    return call
