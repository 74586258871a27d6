"""Printing to the streams of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlm_schema.output.streams import complain

if TYPE_CHECKING:
    import pytest


def test_complaints_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    complain("a\nb")
    assert capsys.readouterr() == ("", "dlm-schema: a\\nb\n")
