"""Whatever a path or its bytes are, the command ends soon with one clear line and no traceback.

``harness.run`` itself refuses tracebacks, hangs and raw control characters.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Any

import jiter
import pytest
from support import strange_files
from support.harness import (
    MANIFEST,
    contents,
    document,
    encoded,
    make_export,
    make_store,
    manifest_bytes,
    run,
)

from dlm_schema.text import printable

VALID = manifest_bytes(3)
BAD_BYTES = [
    (b"", "encoding/syntax", "the top"),
    (VALID + b"{}", "encoding/syntax", "the top"),
    (VALID.decode().encode("utf-16"), "encoding/utf8", "the top"),
    (VALID.replace(b"47211904", b"9" * 5000), "encoding/number", "/artifacts/0/size_bytes"),
    (b"[" * 20_000, "encoding/depth", "/0" * 16),
    (encoded(document(3, schema_version=4)), "version/unsupported", "/schema_version"),
    (encoded(document(3) | {"\x1b[2J\r\n\x9b": 1}), "encoding/character", "the top"),
    (
        encoded(document(3) | {"\u202e\u200b": 1}),
        "schema/additionalProperties",
        "/\\u202e\\u200b",
    ),
]
each_bad = pytest.mark.parametrize(
    ("data", "code", "place"), BAD_BYTES, ids=[f"{code}-{len(data)}" for data, code, _ in BAD_BYTES]
)


@each_bad
def test_bad_bytes_are_one_finding_and_not_migrated(
    tmp_path: Path, data: bytes, code: str, place: str
) -> None:
    path = make_export(tmp_path / "export", data)
    status, out, err = run("validate", path)
    first, finding, last = out.splitlines()
    assert (status, err) == (1, "")
    assert first == f"failed  {path}"
    assert finding.startswith(f"  error {code} at {place}: ")
    assert len(finding) < 300
    assert last == "1 manifest: 0 ok, 1 failed; 1 error"
    status, out, err = run("migrate", "--to", "2", path)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"dlm-schema: {path}: {code} at {place}: ")
    assert run("migrate", "--to", "2", "--in-place", path).status == 1
    assert contents(tmp_path) == {f"export/{MANIFEST}": data}


@pytest.mark.parametrize("command", ["validate", "detect", "migrate"])
def test_a_terabyte_is_refused_without_being_read(tmp_path: Path, command: str) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2**40)
    status, out, err = run(command, path)
    assert status == 1
    assert "encoding/size" in (err if command == "migrate" else out)


NOT_REGULAR = "is not a regular file"
LINK = "is a symbolic link, which is never followed; name the file itself"
TOO_LONG = "no such file or directory: the name is too long"
STRANGE_FILES = [
    pytest.param(strange_files.make_fifo, "files/not-regular", NOT_REGULAR, id="FIFO"),
    pytest.param(strange_files.make_socket, "files/not-regular", NOT_REGULAR, id="socket"),
    pytest.param(strange_files.make_device, "files/not-regular", NOT_REGULAR, id="device"),
    pytest.param(Path.mkdir, "files/not-regular", NOT_REGULAR, id="directory"),
    pytest.param(strange_files.make_link, "files/symlink", LINK, id="symbolic link"),
    pytest.param(strange_files.make_loop, "files/symlink", LINK, id="link to itself"),
    pytest.param(strange_files.make_dangling, "files/symlink", LINK, id="dangling link"),
]


@pytest.mark.parametrize(("make", "code", "reason"), STRANGE_FILES)
def test_what_has_a_manifests_name_and_is_no_file_is_reported_and_the_rest_still_judged(
    tmp_path: Path, make: Any, code: str, reason: str
) -> None:
    good = make_export(tmp_path / "a")
    odd = tmp_path / "b" / MANIFEST
    odd.parent.mkdir()
    make(odd)
    last = make_export(tmp_path / "c")
    status, out, err = run("validate", tmp_path)
    assert status == 1
    summary = "2 manifests: 2 ok, 0 failed, 1 unreadable; 1 error\n"
    assert out == f"ok v1  {good}\nok v1  {last}\n{summary}"
    assert err == f"dlm-schema: {odd}: {reason}\n"
    assert f'"code": "{code}"' in run("validate", "--format", "json", tmp_path).out
    refused = run("migrate", "--in-place", tmp_path)
    assert refused.status == 1
    assert refused.err.startswith(f"dlm-schema: {odd}: {reason}\n")
    assert good.read_bytes() == last.read_bytes() == manifest_bytes()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("/dev/zero", NOT_REGULAR, id="zero"),
        pytest.param("/dev/null", NOT_REGULAR, id="null"),
        pytest.param("/nonexistent/export_manifest.json", "no such file or directory", id="none"),
        pytest.param("", "no such file or directory", id="empty"),
        pytest.param("/etc/passwd/x", "no such file or directory", id="below a file"),
        pytest.param("x" * 300, TOO_LONG, id="long name"),
        pytest.param("x/" * 3000, TOO_LONG, id="long path"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "detect", "migrate"])
def test_a_path_that_leads_to_no_file_is_one_line(command: str, path: str, reason: str) -> None:
    status, out, err = run(command, "--quiet", path)
    assert (status, out, err) == (2, "", f"dlm-schema: {path}: {reason}\n")


def test_a_folder_without_manifest_is_an_error(tmp_path: Path) -> None:
    reason = "holds no export_manifest.json, at any depth"
    for command in (["validate"], ["detect"], ["migrate"], ["migrate", "--in-place"]):
        status, out, err = run(*command, "--quiet", tmp_path)
        assert (status, out) == (1, "")
        assert err.startswith(f"dlm-schema: {tmp_path}: {reason}\n")


STRANGE_NAMES = [
    pytest.param(b"a\x1b[31mred\x1b]0;title\x07", r"a\x1b[31mred\x1b]0;title\x07", id="escapes"),
    pytest.param(b"a\nok v1  b", r"a\nok v1  b", id="newline"),
    pytest.param(b"a\r\tb\x7f", r"a\r\tb\x7f", id="control characters"),
    pytest.param("a\x9b31m\u202eb".encode(), r"a\x9b31m\u202eb", id="C1 and bidirectional"),
    pytest.param(b"a\xff\xfe", r"a\udcff\udcfe", id="not UTF-8"),
    pytest.param("naïve 模型".encode(), "naïve 模型", id="printable"),
]


@pytest.mark.parametrize(("name", "shown"), STRANGE_NAMES)
def test_names_cannot_act_on_the_terminal(tmp_path: Path, name: bytes, shown: str) -> None:
    folder = os.path.join(os.fsencode(tmp_path), name)
    os.mkdir(folder)
    path = os.path.join(folder, MANIFEST.encode())
    prefix = f"{tmp_path}/{shown}"
    with open(path, "wb") as file:
        file.write(manifest_bytes(2))
    valid = f"ok v2  {prefix}/{MANIFEST}\n1 manifest: 1 ok, 0 failed\n"
    assert run("validate", folder) == (0, valid, "")
    assert run("validate", path) == (0, valid, "")
    strict = jiter.from_json(run("validate", "--format", "json", path).out.encode())
    assert [printable(result["path"]) for result in strict["results"]] == [f"{prefix}/{MANIFEST}"]
    difference = run("migrate", "--to", "3", "--diff", path)
    assert difference.out.startswith(f"--- {prefix}/{MANIFEST}\n+++ {prefix}/{MANIFEST}\n@@ ")
    assert run("migrate", "--to", "3", "--in-place", path).out == (
        f"ok v2 -> v3  {prefix}/{MANIFEST}\n1 manifest: 1 ok, 0 failed; 1 written\n"
    )
    with open(path, "wb") as file:
        file.write(b"{")
    assert run("migrate", path).err.startswith(f"dlm-schema: {prefix}/{MANIFEST}: encoding/syntax")
    missing = f"dlm-schema: {prefix}/gone: no such file or directory\n"
    assert run("validate", "--quiet", folder + b"/gone") == (2, "", missing)


def test_an_option_that_is_a_strange_file_name_cannot_act_on_the_terminal() -> None:
    status, out, err = run("validate", "x", b"--\x1b[2J\x9b\xff\nx")
    assert (status, out) == (2, "")
    shown = r"--\x1b[2J\udc9b\udcff\nx"
    assert err.endswith(f"dlm-schema: error: unrecognized arguments: {shown}\n")


def test_an_ascii_locale_is_no_obstacle(tmp_path: Path) -> None:
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = make_export(tmp_path / "naïve", b"{}")
    assert run("validate", "--quiet", path, environment=locale).status == 1
    shown = ascii(str(path.with_name("gone")))[1:-1].replace(r"\xef", r"\udcc3\udcaf")
    assert run("validate", "--quiet", path.with_name("gone"), environment=locale) == (
        2,
        "",
        f"dlm-schema: {shown}: no such file or directory\n",
    )


@pytest.fixture
def bound(tmp_path: Path) -> dict[str, Any]:
    """Return what makes permissions bind the command, also when root runs the tests."""
    if os.geteuid() != 0:
        return {}
    libc = ctypes.CDLL(None)
    drop, override, read_search = 24, 1, 2  # PR_CAPBSET_DROP, CAP_DAC_...

    def without_override() -> None:
        libc.prctl(drop, override, 0, 0, 0)
        libc.prctl(drop, read_search, 0, 0, 0)

    options: dict[str, Any] = {"preexec_fn": without_override}
    probe = tmp_path / "probe"
    probe.touch(mode=0)
    if "permission denied" not in run("validate", probe, **options).err:
        pytest.skip("permissions do not bind here")
    return options


def test_an_unreadable_file_is_one_line_and_the_rest_is_judged(
    tmp_path: Path, bound: dict[str, Any]
) -> None:
    closed, good = make_store(tmp_path / "store", 2)
    closed.chmod(0)
    status, out, err = run("validate", tmp_path / "store", **bound)
    assert status == 1
    assert out == f"ok v1  {good}\n1 manifest: 1 ok, 0 failed, 1 unreadable; 1 error\n"
    assert err == f"dlm-schema: {closed}: permission denied\n"


def test_a_folder_that_cannot_be_entered_is_one_line(tmp_path: Path, bound: dict[str, Any]) -> None:
    closed, good = make_store(tmp_path / "store", 2)
    closed.parent.chmod(0)
    try:
        status, out, err = run("validate", tmp_path / "store", **bound)
    finally:
        closed.parent.chmod(0o755)
    assert status == 1
    assert out == f"ok v1  {good}\n1 manifest: 1 ok, 0 failed, 1 unreadable; 1 error\n"
    assert err == f"dlm-schema: {closed.parent}: permission denied\n"


def test_a_folder_that_cannot_be_written_stops_a_migration_before_it_begins(
    tmp_path: Path, bound: dict[str, Any]
) -> None:
    second = make_store(tmp_path / "store", 2)[1]
    second.parent.chmod(0o555)
    before = contents(tmp_path / "store")
    try:
        status, out, err = run("migrate", "--in-place", tmp_path / "store", **bound)
    finally:
        second.parent.chmod(0o755)
    assert (status, out) == (2, "")
    assert err == f"dlm-schema: {second}: permission denied\n"
    assert contents(tmp_path / "store") == before


SCARCE = """
import resource, sys
from dlm_schema.cli.main import main

with open("/proc/self/statm") as file:
    taken = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + int(sys.argv.pop(1)) * 2**20,) * 2)
raise SystemExit(main())
"""


@pytest.mark.parametrize("room", [1, 4, 8, 12, 16, 24, 32, 48, 64, 256])
def test_where_memory_is_scarce_there_is_a_report_or_a_line(tmp_path: Path, room: int) -> None:
    """Never neither: not where a library panics, looks for a backtrace or cannot be loaded."""
    path = tmp_path / MANIFEST
    path.write_bytes(b"{" + b",".join(b'"%x":0' % number for number in range(400_000)) + b"}")
    command = (sys.executable, "-c", SCARCE, str(room))
    ended = run("validate", path, command=command, environment={"RUST_BACKTRACE": "1"})
    if ended.status == 1:
        assert "1000 of 400011 findings are listed" in ended.out
    elif ended.status != -signal.SIGABRT:  # an allocator of Rust's ends the process and says so
        assert (ended.status, ended.out) == (2, "")
        assert "dlm-schema: cannot go on: " in ended.err
        assert not ended.err.endswith(": \n")
