"""What a run comes to, for people and as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from support.small_corpus import misbehaving, run_with

from dlm_schema import __version__

PLACES = ("schema/minLength at /quant", "schema/pattern at /quant")


PASSED = f"""\
dlm-schema {__version__} (Python)
levels claimed: encoding, schema, rules, migrations, operations, files, store

level         passed  failed  skipped  known  not run  total
schema             8       0        0      0        0      8
files              4       0        0      0        0      4

conforms at no level
not at schema, because that includes encoding
not at files, because that includes encoding, rules
"""


DIFFERENT = f"""\
dlm-schema {__version__} (Python)
levels claimed: encoding, schema, rules, migrations, operations, files, store

schema: accepts what is invalid (1)
  schema/invalid/trigger
    why       Because it is so. [EM-MEM-5]
    expected  invalid; version 2; errors {", ".join(PLACES)}
    got       valid; version 2
    problem   valid is true, expected false; errors: missing {", missing ".join(PLACES)}

level         passed  failed  skipped  known  not run  total
encoding           0       0        0      0        0      0
schema             7       1        0      0        0      8
rules              0       0        0      0        0      0
migrations         0       0        0      0        0      0
operations         0       0        0      0        0      0
files              0       0        0      0        0      0
store              0       0        0      0        0      0

7 of 8 cases passed; a part of the corpus says nothing about conformance
"""


def test_a_person_reads_what_passed(corpus: Path) -> None:
    assert run_with(corpus, "--levels", "schema,files") == (0, PASSED, "")
    assert run_with(corpus, "--quiet") == (0, "", "")


def test_a_person_reads_what_differs_by_layer_and_kind(corpus: Path) -> None:
    outcome = run_with(corpus, "--only", "schema", command=misbehaving("accepts"))
    assert outcome == (1, DIFFERENT, "")
    quiet = run_with(corpus, "--only", "schema", "--quiet", command=misbehaving("accepts"))
    assert quiet.status == 1
    assert quiet.out.startswith("schema: accepts what is invalid (1)\n")


@pytest.mark.parametrize("form", ["text", "json", "junit"])
@pytest.mark.parametrize("how", ["skips", "rejects", "fails", "dies", "no-utf8", "start-garbage"])
def test_what_an_implementation_says_is_shown_escaped(corpus: Path, form: str, how: str) -> None:
    # The harness refuses every control character in what is printed.
    outcome = run_with(corpus, "--only", "schema", "--format", form, command=misbehaving(how))
    assert outcome.status == 1
    assert "\u202e" not in outcome.out
    if form == "junit":
        assert ET.fromstring(outcome.out.encode()).get("name") == "dlm-schema conformance"


def test_a_program_reads_junit(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "known"
    listed.write_text("migrations/up/trigger\nfiles/right/last/v2\n")
    options = ("--format", "junit", "--known-failures", str(listed))
    outcome = run_with(corpus, *options, command=misbehaving("dies"))
    assert outcome.status == 1
    root = ET.fromstring(outcome.out.encode())
    assert [element.tag for element in root.iter() if element.tag != "testcase"] == [
        "testsuites",
        *("testsuite", "error", "error"),
        *("testsuite", "skipped"),
        *("testsuite", "error", "failure"),
    ]
    counted: list[Any] = [
        (suite.get("name"), *(suite.get(name) for name in ("tests", "failures", "errors")))
        for suite in root
    ]
    assert counted == [
        ("schema", "8", "0", "2"),
        ("migrations", "4", "0", "0"),
        ("files", "4", "1", "1"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("16", "1", "3")
    error = root.find(".//error")
    assert error is not None
    assert error.get("type") == "crash"
    assert "standard error ends in: thread 'main' panicked\\x1b[31m" in error.get("message", "")
    assert error.text is not None
    assert "why       Because it is so. [EM-MEM-5]\n" in error.text
