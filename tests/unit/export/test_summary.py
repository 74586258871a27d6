"""The store's own ``manifest.json``: every requirement of SPEC section 7.3, kept and broken."""

from __future__ import annotations

import errno
import gc
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.documents import artifact, document
from support.process import raising
from support.strange_files import (
    make_fifo,
    make_link,
)

from dlm_schema.export import summary
from dlm_schema.export.summary import Summaries, Summary, read_summary, store_of
from dlm_schema.findings import Finding
from dlm_schema.limits import MAX_BYTES

Json = dict[str, Any]

BASE = "ba" * 32
ADAPTER = "ad" * 32
OTHER = "0f" * 32
STORE = "the store's manifest.json"


pytestmark = pytest.mark.usefixtures("nothing_blocks")


def manifest(version: int = 3, **members: Any) -> Json:
    """Return a manifest of a base and an adapter, with digests of their own."""
    made = document(version)
    roles = ("base_model", "adapter") if version == 3 else (None, None)
    made["artifacts"] = [artifact("base.Q4_K_M.gguf", roles[0]), artifact("adapter.gguf", roles[1])]
    made["artifacts"][0]["sha256"] = BASE
    made["artifacts"][1]["sha256"] = ADAPTER
    return made | members


def row(**members: Any) -> Json:
    """Return the row that agrees with :func:`manifest`."""
    agreeing: Json = {
        "target": "ollama",
        "quant": "Q4_K_M",
        "merged": True,
        "base_gguf_sha256": BASE,
        "adapter_gguf_sha256": ADAPTER,
        "ollama_name": "my-tutor:v3",
        "llama_cpp_tag": "b8816",
        "exported_at": "2026-04-23T18:42:00",
        "ollama_version": None,
    }
    return agreeing | members


def mismatch(pointer: str, message: str) -> Finding:
    return Finding("store/summary-mismatch", "error", pointer, f"{STORE} {message}")


def missing(message: str) -> Finding:
    return Finding("store/summary-missing", "warning", "", f"{STORE} {message}")


# EM-STORE-3 and EM-STORE-4


DIGESTS = [
    pytest.param("base_gguf_sha256", "base_model", 0, "base.Q4_K_M.gguf", id="base"),
    pytest.param("adapter_gguf_sha256", "adapter", 1, "adapter.gguf", id="adapter"),
]


@pytest.mark.parametrize(("member", "role", "index", "path"), DIGESTS)
@pytest.mark.parametrize("version", [1, 2, 3])
def test_another_digest_is_a_mismatch_at_the_artifact(
    version: int, member: str, role: str, index: int, path: str
) -> None:
    own = (BASE, ADAPTER)[index]
    upper = own.upper()
    wrong = ((OTHER, f"'{OTHER}'"), (None, "null"), (17, "17"), (upper, f"'{upper}'"))
    for recorded, shown in wrong:
        found = Summary([row(**{member: recorded})]).compare(manifest(version))
        message = f"has another {member}: expected {shown}, found '{own}' ({path})"
        assert found == [mismatch(f"/artifacts/{index}/sha256", message)]


@pytest.mark.parametrize(("member", "role", "index", "path"), DIGESTS)
def test_a_digest_of_nothing_is_a_mismatch_at_the_artifacts(
    member: str, role: str, index: int, path: str
) -> None:
    made = manifest()
    del made["artifacts"][index]
    message = f"has another {member}: expected '{OTHER}', found no GGUF artifact of the role {role}"
    assert Summary([row(**{member: OTHER})]).compare(made) == [mismatch("/artifacts", message)]
    assert Summary([row(**{member: None})]).compare(made) == []


def test_what_disagrees_at_one_place_is_one_finding() -> None:
    [finding] = Summary([row()]).compare(manifest(artifacts=[]))
    assert finding == mismatch(
        "/artifacts",
        f"has another base_gguf_sha256: expected '{BASE}', found no GGUF artifact of the role "
        f"base_model; {STORE} has another adapter_gguf_sha256: expected '{ADAPTER}', found no "
        f"GGUF artifact of the role adapter",
    )


@pytest.mark.parametrize(("member", "role", "index", "path"), DIGESTS)
def test_any_artifact_of_the_role_will_do(member: str, role: str, index: int, path: str) -> None:
    made = manifest()
    made["artifacts"].append(artifact("second.gguf", role) | {"sha256": OTHER})
    assert Summary([row()]).compare(made) == []
    assert Summary([row(**{member: OTHER})]).compare(made) == []
    [finding] = Summary([row(**{member: "0e" * 32})]).compare(made)
    assert finding.pointer == f"/artifacts/{index}/sha256"


@pytest.mark.parametrize(("member", "role", "index", "path"), DIGESTS)
def test_only_gguf_files_of_the_role_count(member: str, role: str, index: int, path: str) -> None:
    made = manifest()
    made["artifacts"][index]["path"] = "weights.safetensors"
    assert Summary([row(**{member: None})]).compare(made) == []
    made["artifacts"][index]["path"] = "weights.GGUF"
    assert Summary([row(**{member: None})]).compare(made) == []
    made["artifacts"][index] |= {"path": path, "role": "other"}
    assert Summary([row(**{member: None})]).compare(made) == []


# EM-STORE-5 and EM-STORE-6


@pytest.mark.parametrize("member", ["ollama_name", "llama_cpp_tag"])
@pytest.mark.parametrize(
    ("recorded", "own", "shown", "found"),
    [
        ("a", "b", "'a'", "'b'"),
        (None, "b", "null", "'b'"),
        ("a", None, "'a'", "null"),
        ({}, "b", "an object of 0 members", "'b'"),
        (False, None, "false", "null"),
    ],
)
def test_another_value_is_a_mismatch(
    member: str, recorded: Any, own: Any, shown: str, found: str
) -> None:
    made = manifest(**{member: own})
    message = f"has another {member}: expected {shown}, found {found}"
    expected = [mismatch(f"/{member}", message)]
    assert Summary([row(**{member: recorded})]).compare(made) == expected
    assert Summary([row(**{member: own})]).compare(made) == []


def test_a_hostile_value_is_shown_short_and_escaped() -> None:
    [finding] = Summary([row(ollama_name="\x1b[2J" + "x" * 10**6)]).compare(manifest())
    assert len(finding.message) < 200
    assert finding.message.isprintable()


# The file


def problem_of(store: Path) -> str:
    [finding] = read_summary(str(store)).compare(manifest())
    assert finding[:3] == ("store/summary-missing", "warning", "")
    return finding.message.removeprefix(f"{STORE} ")


def cannot(reason: str) -> str:
    return f"cannot be read: {reason}"


def too_large(path: Path) -> None:
    path.touch()
    os.truncate(path, MAX_BYTES + 1)


LINK = cannot("is a symbolic link, which is never followed; name the file itself")
NOT_REGULAR = cannot("is not a regular file")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda _: None, cannot("no such file or directory"), id="missing"),
        pytest.param(make_link, LINK, id="link"),
        pytest.param(make_fifo, NOT_REGULAR, id="FIFO"),
        pytest.param(Path.mkdir, NOT_REGULAR, id="directory"),
        pytest.param(too_large, cannot("it has more than 16777216 bytes"), id="too large"),
    ],
)
def test_what_is_no_file_is_no_summary(
    tmp_path: Path, make: Callable[[Path], object], expected: str
) -> None:
    make(tmp_path / "manifest.json")
    assert problem_of(tmp_path) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "cannot be read: 'EOF while parsing a value at line 1 column 0'"),
        (b'{"exports": [', "cannot be read: 'EOF while parsing a list at line 1 column 13'"),
        (b'{"exports": []} x', "cannot be read: 'trailing characters at line 1 column 17'"),
        (b"\xef\xbb\xbf{}", "cannot be read: 'expected value at line 1 column 1'"),
        (b"[" * 1000, "cannot be read: 'recursion limit exceeded at line 1 column 202'"),
        (b"[]", "is no object but an array of 0 entries"),
        (b"null", "is no object but null"),
        (b"{}", "has no array exports"),
        (b'{"exports": {}}', "has no array exports"),
    ],
)
def test_what_is_no_object_with_an_array_of_exports_is_no_summary(
    tmp_path: Path, data: bytes, expected: str
) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    assert problem_of(tmp_path) == expected


@pytest.mark.parametrize(
    "data", [b'{"\x1b\n%s": 1, "\x1b\n%s": 2}', b'{"%s": 1, "%s": 2}', b'{"\xff": "%s%s"}']
)
def test_a_complaint_about_a_hostile_file_is_short_and_escaped(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(data % (b"k" * 10**6, b"k" * 10**6))
    problem = problem_of(tmp_path)
    assert problem.startswith("cannot be read: ")
    assert len(problem) < 120
    assert problem.isprintable()


def test_a_store_that_is_gone_has_no_summary(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "gone") == "cannot be read: no such file or directory"


def test_a_read_error_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(os, "read", raising(errno.EIO))
    assert problem_of(tmp_path) == "cannot be read: input/output error"


# Which store


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/store/exports/Q4", "/a/store"),
        ("/exports/Q4", "/"),
        ("/a/exports", None),
        ("/a/Exports/Q4", None),
        ("/a/exports/Q4/inner", None),
        ("/", None),
    ],
)
def test_a_store_is_two_folders_above_an_export(path: str, expected: str | None) -> None:
    assert store_of(path) == expected


def test_each_store_of_a_walk_in_order_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def reading(store: str, *inside: object, whole: bool) -> Summary:
        read.append(store)
        return Summary([])

    monkeypatch.setattr(summary, "read_summary", reading)
    summaries = Summaries()
    order = ["/a", "/a", "/a/exports/Q4/b", "/a", "/a/exports/Q5/c", "/a", "/ab", "/ab", "/b"]
    assert len({id(summaries.of(store)) for store in order if store == "/a"}) == 1
    read.clear()
    summaries = Summaries()
    for store in order:
        summaries.of(store)
    assert read == ["/a", "/a/exports/Q4/b", "/a/exports/Q5/c", "/ab", "/b"]


def test_few_of_the_stores_around_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "read_summary", lambda *_, **__: Summary([]))
    summaries = Summaries()
    stores = ["/".join(["", *"s" * depth]) for depth in range(1, 100)]
    for store in stores:
        summaries.of(store)
    gc.collect()
    assert sum(isinstance(each, Summary) for each in gc.get_objects()) < 10
    assert summaries.of("/s") is not None


@pytest.mark.parametrize(
    ("losses", "row", "problem"),
    [
        pytest.param(1000 * [0.5], {}, None, id="short"),
        pytest.param(150_000 * [0.5], {}, None, id="short-and-dense"),
        pytest.param(300_000 * [0.5], {}, "too many values for its size", id="long-and-dense"),
        pytest.param([], {"smoke_output": 2_000_000 * "a"}, None, id="long"),
    ],
)
def test_a_file_is_read_unless_it_is_long_and_dense(
    tmp_path: Path, losses: list[float], row: Json, problem: str | None
) -> None:
    """Whatever else DLM keeps there: numbers of a training, one after the other, as well."""
    kept = {"exports": [{"quant": "Q4_K_M", "merged": False, **row}], "losses": losses}
    (tmp_path / "manifest.json").write_text(json.dumps(kept, separators=(",", ":")))
    found = read_summary(str(tmp_path))
    assert len(found.rows) == (problem is None)
    assert problem in (found.problem or "") if problem else found.problem is None
