"""The encoding layer: is it one strict JSON text (SPEC section 3)?

Library parsers disagree about duplicate names, ``1.0``, lone surrogates and deep nesting, so
what this layer accepts is defined by the module ``scanner``. Values come from ``jiter``, which
reads the same texts and a few more. The scanner is imported when something is at fault: most
documents never need it. What is long is read in ``windows``.
"""

from __future__ import annotations

from typing import Any, Final

import jiter

from dlm_schema.document.shapes import FLAT, Shape
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES

_SHORT: Final = 8 * 1024
"""Bytes up to which reading token by token takes no longer than importing what reads faster."""

LONGEST_DENSE: Final = 256 * 1024
"""Bytes up to which a text may hold any number of values, which can take far more than it does."""

_BYTES_OF_A_VALUE: Final = 16
"""Bytes of text for each of its values, from which on they take little more memory than it does."""


def parse(data: bytes) -> Any:
    """Parse bytes that are known, or about to be shown, to be free of faults.

    Duplicate names, control characters, ill-formed UTF-8 and bad syntax raise ``ValueError``;
    a fraction or an exponent comes back as a value of no JSON type, so that no schema accepts it.
    What it does not see is exactly ``-0``, large integers, depth up to 200, and characters
    beyond ASCII or written as escapes: see :func:`read`.
    """
    return jiter.from_json(
        data,
        allow_inf_nan=False,
        cache_mode="keys",
        catch_duplicate_keys=True,
        float_mode="lossless-float",
    )


def to_bytes(data: bytes | bytearray | str, *others: str) -> bytes:
    """Return the bytes of a document; in text a lone surrogate becomes ill-formed UTF-8.

    Raises ``TypeError`` for anything else, which names the ``others`` that a caller takes too.
    """
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if isinstance(data, bytearray):
        return bytes(data)
    *most, last = ("bytes", "bytearray", "str", *others)
    raise TypeError(f"expected {', '.join(most)} or {last}, found {type(data).__name__}")


def read(data: bytes, shape: Shape | None = None) -> tuple[Any, Finding | None]:
    """Return the value of a strict JSON text, or the first fault in it, by SPEC section 3.

    Of a long text the value holds what ``shape`` keeps, if there is one.
    """
    fault = _find_fault_in_bytes(data)
    if fault is not None:
        return None, fault
    if len(data) > _SHORT:
        from dlm_schema.document import windows  # noqa: PLC0415  (most documents are short)

        document, fault = windows.read(data, shape or FLAT)
        if shape is not None or fault is not None:
            return document, fault
    else:
        from dlm_schema.document.scanner import Scanner  # noqa: PLC0415  (see the docstring)

        fault = Scanner(data.decode()).scan()
    return (parse(data), None) if fault is None else (None, fault)


def find_fault(data: bytes) -> Finding | None:
    """Find the first fault of the encoding layer, in the order of SPEC section 3."""
    return read(data)[1]


def is_dense(data: bytes) -> bool:
    """Whether the values of a text can take much more memory than the text does.

    It is worth asking of what is longer than ``LONGEST_DENSE``.
    """
    values = data.count(b",") + data.count(b"{")
    if data.find(b"[") != data.rfind(b"["):  # a manifest has one array, found sooner than counted
        values += data.count(b"[")
    return values * _BYTES_OF_A_VALUE > len(data)


def _find_fault_in_bytes(data: bytes) -> Finding | None:
    if len(data) > MAX_BYTES:
        return too_large()
    if data.startswith(b"\xef\xbb\xbf"):
        return _fault("bom", "the document begins with a byte order mark; remove it")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = ""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "; it looks like UTF-16, which is not allowed"
        return _fault("utf8", f"byte {error.start} does not continue well-formed UTF-8{hint}")
    return None


def too_large() -> Finding:
    """Report a document of more bytes than a reader accepts."""
    return _fault("size", f"the document has more than the {MAX_BYTES} bytes that are allowed")


def _fault(code: str, message: str) -> Finding:
    return Finding(f"encoding/{code}", "error", "", message)
