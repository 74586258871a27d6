"""JUnit XML; the parser of the standard library is the oracle of what is well-formed."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

from dlm_schema.output.junit_writer import JunitWriter, Part


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
