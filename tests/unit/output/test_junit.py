"""JUnit XML; the parser of the standard library is the oracle of what is well-formed."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import pytest

from dlm_schema.findings import Finding
from dlm_schema.output.junit import JunitReporter, JunitWriter, Part
from dlm_schema.output.reporters import Result

ERROR = Finding("files/sha256", "error", "/artifacts/0/sha256", f"a: expected {'1' * 64}, found 2")
WARNING = Finding("files/unlisted", "warning", "/artifacts", "'a' is not listed")

Capture = pytest.CaptureFixture[str]


def suites_of(
    capsys: Capture, paths: list[str], *results: Result, interrupted: bool = False
) -> ET.Element:
    reporter = JunitReporter("check", paths)
    for result in results:
        reporter.add(result)
    reporter.finish(interrupted=interrupted)
    printed = capsys.readouterr().out
    assert printed.isascii()
    root = ET.fromstring(printed)
    for element in (*root, root):
        for name, child in (("failures", "failure"), ("errors", "error")):
            assert element.get(name) == str(len(list(element.iter(child))))
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
    return root


def good(path: str) -> Result:
    return Result(path, 3, [], ok=True)


def test_every_store_and_every_path_is_a_suite(capsys: Capture) -> None:
    names = [
        "stores/a/exports/Q4/export_manifest.json",
        "stores/a/exports/Q5/export_manifest.json",
        "stores/b/exports/Q4/export_manifest.json",
        "stores/loose/export_manifest.json",
        "other/x/export_manifest.json",
        "exports/Q4/export_manifest.json",
        "some.json",
        "/top.json",
        "-",
    ]
    given = ["stores", "other/", "exports", "some.json", "/top.json", "-"]
    root = suites_of(capsys, given, *map(good, names))
    assert (root.get("name"), root.get("tests")) == ("dlm-schema check", "9")
    assert [(suite.get("name"), [case.get("name") for case in suite]) for suite in root] == [
        ("stores/a", ["exports/Q4/export_manifest.json", "exports/Q5/export_manifest.json"]),
        ("stores/b", ["exports/Q4/export_manifest.json"]),
        ("stores", ["loose/export_manifest.json"]),
        ("other/", ["x/export_manifest.json"]),
        (".", ["exports/Q4/export_manifest.json", "some.json"]),
        ("/", ["top.json"]),
        (".", ["-"]),
    ]
    for suite in root:
        assert {case.get("classname") for case in suite} == {suite.get("name")}
    assert [case.get("file") for case in root.iter("testcase")] == names


def test_a_folder_that_should_be_an_export_is_in_the_suite_of_its_store(capsys: Capture) -> None:
    names = ["top/a/exports/Q4", "top/a/exports/Q5/export_manifest.json"]
    root = suites_of(capsys, ["top"], *map(good, names))
    assert [(suite.get("name"), [case.get("name") for case in suite]) for suite in root] == [
        ("top/a", ["exports/Q4", "exports/Q5/export_manifest.json"])
    ]
    [[case]] = suites_of(capsys, ["./"], good("./"))
    assert case.get("name") == "."


def test_what_is_wrong_is_one_failure_that_says_all(capsys: Capture) -> None:
    result = Result("a", 3, [WARNING, ERROR], ok=False, notes=["by the way"])
    [[case]] = suites_of(capsys, ["a"], result)
    [failure] = case
    assert (failure.tag, failure.get("type")) == ("failure", "files/sha256")
    assert failure.get("message") == str(ERROR)
    assert failure.text == (
        f"\nwarning {WARNING}\nerror files/sha256 at /artifacts/0/sha256: a"
        f"\nexpected  {'1' * 64}\nfound     2\nby the way\n"
    )


def test_a_warning_that_fails_is_a_failure(capsys: Capture) -> None:
    [[[failure]]] = suites_of(capsys, ["a"], Result("a", 3, [WARNING], ok=False))
    assert (failure.tag, failure.get("type")) == ("failure", "files/unlisted")


def test_a_warning_that_passes_is_output(capsys: Capture) -> None:
    [[[output]]] = suites_of(capsys, ["a"], Result("a", 3, [WARNING], ok=True))
    assert (output.tag, output.text) == ("system-out", f"\nwarning {WARNING}\n")


def test_what_cannot_be_read_is_an_error(capsys: Capture) -> None:
    gone = Finding("files/missing", "error", "", "gone")
    [[[error]]] = suites_of(capsys, ["a"], Result("a", None, [gone], ok=False, complaint="a: gone"))
    assert (error.tag, error.get("type"), error.get("message")) == (
        "error",
        "files/missing",
        "a: gone",
    )


def test_an_interrupt_is_an_error(capsys: Capture) -> None:
    root = suites_of(capsys, ["a"], good("a"), interrupted=True)
    assert [suite.get("errors") for suite in root] == ["0", "1"]


def test_nothing_at_all_is_legal() -> None:
    root = ET.fromstring("".join(JunitWriter("x").finish()))
    assert root.attrib == {"name": "x", "tests": "0", "failures": "0", "errors": "0"}


def test_no_character_at_all_breaks_the_report() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    writer = JunitWriter(everything)
    writer.begin_suite("]]><!--&amp;\n")
    part = Part("failure", everything, everything, everything)
    writer.add_case({"name": everything, "classname": '"'}, [part])
    printed = "".join(writer.finish())
    assert printed.isascii()
    root = ET.fromstring(printed)
    [[[failure]]] = root
    assert root[0].get("name") == "]]><!--&amp;\\n"
    kept = [character for character in everything if character.isprintable()]
    for text in (root.get("name"), failure.get("message"), failure.text):
        assert text is not None
        assert [character for character in text if character > "\x7f"] == [
            character for character in kept if character > "\x7f"
        ]
