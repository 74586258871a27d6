"""What every reporter counts, and the exit status that it comes to."""

from __future__ import annotations

import pytest
from support.results import BAD, GONE, GOOD, NOTED

from dlm_schema.errors import ManifestPathError
from dlm_schema.output.results import Reporter, Result, unreadable

Capture = pytest.CaptureFixture[str]


class Silent(Reporter):
    """Prints nothing, and remembers what it was given."""

    def _add(self, result: Result) -> None:
        self.last = result

    def _finish(self, *, interrupted: bool) -> None:
        self.was_interrupted = interrupted


@pytest.mark.parametrize(
    ("results", "status"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([GOOD], 0, id="good"),
        pytest.param([NOTED], 0, id="warning"),
        pytest.param([BAD, GOOD], 1, id="bad"),
        pytest.param([GONE], 2, id="a path that cannot be read"),
        pytest.param([GONE, BAD], 2, id="such a path and bad"),
        pytest.param([GONE._replace(path="c/d")], 1, id="unreadable below a path"),
        pytest.param([GONE._replace(is_missing=True)], 1, id="a path without a manifest"),
    ],
)
def test_the_worst_result_decides_the_exit_status(results: list[Result], status: int) -> None:
    reporter = Silent(paths=["c"])
    for result in results:
        reporter.add(result)
    assert reporter.exit_status == reporter.finish(interrupted=True) == status
    assert reporter.was_interrupted
    assert reporter.checked == len(results)


def test_what_cannot_be_read_is_complained_about_at_once(capsys: Capture) -> None:
    reporter = Silent()
    reporter.add(unreadable("a", ManifestPathError("a", "is odd")))
    assert capsys.readouterr() == ("", "dlm-schema: a: is odd\n")
    [finding] = reporter.last.findings
    assert (finding.code, finding.severity, finding.message) == (
        "files/unreadable",
        "error",
        "is odd",
    )
