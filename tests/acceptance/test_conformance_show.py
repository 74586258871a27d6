"""``dlm-schema conformance show``: one case, as a person reads it."""

from __future__ import annotations

import json

from support.harness import run

CASE = "schema/quant/too-long/v3"


def test_a_case_is_shown_with_its_reason_its_answer_and_its_bytes() -> None:
    status, out, err = run("conformance", "show", CASE)
    assert (status, err) == (0, "")
    shown, _, rest = out.partition("\n\n")
    case = json.loads(shown)
    assert case["id"] == CASE
    assert case["why"].startswith("65 characters are too many")
    assert case["expected"]["errors"] == [{"code": "schema/maxLength", "pointer": "/quant"}]
    assert rest.startswith("input.bin, ")
    assert f'"quant": "{"q" * 65}"' in rest


def test_raw_writes_the_input_as_it_is_asked() -> None:
    status, out, err = run("conformance", "show", "--raw", CASE)
    assert (status, err) == (0, "")
    assert json.loads(out)["quant"] == "q" * 65


def test_bytes_that_no_terminal_should_see_are_escaped_and_long_inputs_are_cut() -> None:
    status, out, _ = run("conformance", "show", "encoding/size/before-byte-order-mark/v3")
    assert status == 0
    assert r"\xef\xbb\xbf" in out
    assert out.endswith("bytes more\n")
    assert len(out) < 20_000


def test_an_id_that_is_no_case_is_a_wrong_usage() -> None:
    assert run("conformance", "show", "schema/nothing") == (
        2,
        "",
        (
            "dlm-schema: there is no case 'schema/nothing'; "
            "'conformance coverage' counts those there are\n"
        ),
    )
