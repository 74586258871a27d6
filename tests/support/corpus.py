"""The published corpus, whose cases take seconds to make, once for all tests of a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dlm_schema.conformance.corpus import Corpus

if TYPE_CHECKING:
    from dlm_schema.conformance.cases import Case


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case, in the order of the index."""
    return tuple(Corpus())
