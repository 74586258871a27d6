"""Calls of stores: tried again where that can help, and errors said without any of their text.

What a library says of an error can hold a password, a signed address or a line of a hostile server.
So no text of theirs is passed on, only what kind of error it is, in words of this module.
"""

from __future__ import annotations

import errno
import random
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

Value = TypeVar("Value")

TRIES: Final = 6
"""How often a call is made, at most, until it succeeds."""

_FIRST_WAIT: Final = 0.25  # seconds, at most, and twice as long before every further try
_TRANSIENT: Final = frozenset((408, 425, 429, 500, 502, 503, 504, 509))
_REFUSED: Final = frozenset((401, 403, 407))
_GONE: Final = frozenset((404, 410))
_BROKEN: Final = frozenset(
    {
        "BadHttpMessage",  # aiohttp, whose number is no status of an answer
        "ClientConnectionError",
        "ClientPayloadError",
        "ConnectionError",  # Python, requests and botocore
        "EOFError",
        "HTTPClientError",  # botocore
        "IncompleteRead",  # http
        "IncompleteReadError",
        "NoValidConnectionsError",  # paramiko
        "ProtocolError",  # urllib3
        "ResponseStreamingError",
        "SSHException",  # paramiko
        "SSLError",
        "ServiceRequestError",  # azure
        "ServiceResponseError",
        "TransportError",  # google and httpx
        "gaierror",  # socket
    }
)
_REFUSING: Final = frozenset({"AuthenticationException", "BadHostKeyException"})  # paramiko
_LATE: Final = frozenset({"TimeoutError", "Timeout", "TimeoutException", "FSTimeoutError"})
_WITHOUT_CREDENTIALS: Final = frozenset(
    {
        "ClientAuthenticationError",  # azure
        "CredentialRetrievalError",  # botocore
        "DefaultCredentialsError",  # google
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProfileNotFound",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
_ABSENT: Final = re.compile("$|NoSuch|NotFound")
_CODE: Final = re.compile("[A-Z][A-Za-z]{2,63}")


class StoreError(OSError):
    """A store did not give what it was asked for; the text is this package's own.

    ``status`` is that of an answer by HTTP, where there was one.
    """

    def __init__(
        self, number: int, reason: str, *, transient: bool = False, status: int | None = None
    ) -> None:
        super().__init__(number, reason)
        self.transient = transient
        self.status = status


def attempt(call: Callable[[], Value]) -> Value:
    """Make a call and return its value, trying again where that can help.

    Raises ``OSError`` whose text is this package's own.
    """
    for wait in waits():
        try:
            return call()
        except Exception as error:  # noqa: BLE001  (libraries raise what they like)
            fault = fault_of(error)
        if wait is None or not fault.transient:
            break
        time.sleep(wait)
    raise fault from None


def waits() -> Iterator[float | None]:
    """Yield how long to wait after each try, and ``None`` after the last one."""
    for number in range(TRIES - 1):
        # Half by chance, so that many readers do not come back all at once.
        yield _FIRST_WAIT * 2**number * (0.5 + random.random() / 2)  # noqa: S311
    yield None


def fault_of(error: BaseException) -> StoreError:
    """Say what kind of error a library raised, from the first one of its causes."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and cause not in causes:
        causes.append(cause)
    if isinstance(error, StoreError):
        return error
    for cause in reversed(causes):
        fault = _fault(cause)
        if fault is not None:
            return fault
    number = error.errno if isinstance(error, OSError) and error.errno else errno.EIO
    return StoreError(number, f"cannot be read: {_words(type(error).__name__)}")


def _fault(error: BaseException) -> StoreError | None:
    status, code = _answer(error)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    why = f": {_words(code)}" if code else ""
    if kinds & _LATE:
        return StoreError(errno.ETIMEDOUT, "no answer in time", transient=True)
    if kinds & _BROKEN and not kinds & _REFUSING:
        return StoreError(errno.EIO, "the connection failed", transient=True)
    if "FlexibleChecksumError" in kinds:  # botocore
        reason = "the bytes do not have the checksum that the store keeps of them"
        return StoreError(errno.EIO, reason, transient=True)
    if isinstance(error, FileNotFoundError) or (status in _GONE and _ABSENT.match(code)):
        return StoreError(errno.ENOENT, f"no such file or directory{why}")
    if kinds & _WITHOUT_CREDENTIALS:
        return StoreError(errno.EACCES, "permission denied: no credentials were found")
    if "ParamValidationError" in kinds:  # botocore
        return StoreError(errno.EINVAL, "no bucket or key can have such a name")
    if status in _REFUSED or isinstance(error, PermissionError) or kinds & _REFUSING:
        return StoreError(errno.EACCES, f"permission denied{why}")
    if status is not None:
        reason = f"the store answered {status}{why}"
        return StoreError(errno.EIO, reason, transient=status in _TRANSIENT, status=status)
    if isinstance(error, FileExistsError):
        return StoreError(errno.EEXIST, "exists already")
    return None


def _answer(error: BaseException) -> tuple[int | None, str]:
    """Return the HTTP status that an error tells of, and the word of the store for it."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        code = response.get("Error", {}).get("Code", "")
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        is_word = isinstance(code, str) and _CODE.fullmatch(code)
        return _number(status), code if is_word else ""
    for holder, name in (
        (error, "status"),  # aiohttp
        (error, "status_code"),  # azure
        (error, "code"),  # google
        (response, "status_code"),  # requests and httpx
    ):
        status = _number(getattr(holder, name, None))
        if status is not None:
            return status, ""
    return None, ""


def _number(value: object) -> int | None:
    return value if type(value) is int and 400 <= value <= 599 else None  # noqa: PLR2004


def _words(name: str) -> str:
    """Write a name such as ``NoSuchBucket`` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
