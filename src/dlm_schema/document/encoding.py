"""The encoding layer: is it one strict JSON text (SPEC section 3)?

Library parsers disagree about duplicate names, ``1.0``, lone surrogates and deep nesting, so
what this layer accepts is defined by the module ``scanner``. Values come from ``jiter``, which
reads the same texts and a few more. The scanner is imported when something is at fault: most
documents never need it.
"""

from __future__ import annotations

from typing import Any

import jiter

from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES


def parse(data: bytes) -> Any:
    """Parse bytes that are known, or about to be shown, to be free of faults.

    Duplicate names, control characters, ill-formed UTF-8 and bad syntax raise ``ValueError``;
    a fraction or an exponent comes back as a value of no JSON type, so that no schema accepts it.
    What it does not see is exactly ``-0``, large integers, depth up to 200, and characters
    beyond ASCII or written as escapes: see :func:`find_fault`.
    """
    return jiter.from_json(
        data,
        allow_inf_nan=False,
        cache_mode="keys",
        catch_duplicate_keys=True,
        float_mode="lossless-float",
    )


def to_bytes(data: bytes | bytearray | memoryview | str) -> bytes:
    """Return the bytes of a document; in text a lone surrogate becomes ill-formed UTF-8.

    Raises ``TypeError`` for anything else.
    """
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    raise TypeError(f"expected bytes, str or a mapping, found {type(data).__name__}")


def read(data: bytes) -> tuple[Any, Finding | None]:
    """Return the value of a strict JSON text, or the first fault in it."""
    found = find_fault(data)
    if found is not None:
        return None, found
    return parse(data), None


def find_fault(data: bytes) -> Finding | None:
    """Find the first fault of the encoding layer, in the order of SPEC section 3."""
    if len(data) > MAX_BYTES:
        return too_large()
    if data.startswith(b"\xef\xbb\xbf"):
        return _fault("bom", "the document begins with a byte order mark; remove it")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = ""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "; it looks like UTF-16, which is not allowed"
        return _fault("utf8", f"byte {error.start} does not continue well-formed UTF-8{hint}")
    from dlm_schema.document.scanner import Scanner  # noqa: PLC0415  (see the module's docstring)

    return Scanner(text).scan()


def too_large() -> Finding:
    """Report a document of more bytes than a reader accepts."""
    return _fault("size", f"the document has more than the {MAX_BYTES} bytes that are allowed")


def _fault(code: str, message: str) -> Finding:
    return Finding(f"encoding/{code}", "error", "", message)
