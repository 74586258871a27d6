"""A PATH is opened by the rules of what it is; without the extra a URL says what to install."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec
import pytest
from support.harness import Outcome, run
from support.process import raising

from dlm_schema.disk.handles import File, Folder
from dlm_schema.errors import ManifestPathError
from dlm_schema.remote import opening, stores

if TYPE_CHECKING:
    from support.key_store import KeyStore

WITHOUT_FSSPEC = """
import sys
sys.modules["fsspec"] = None
from dlm_schema.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
WHAT_IS_IMPORTED = """
import sys
from dlm_schema.cli.main import main
main(sys.argv[1:])
wanted = ("fsspec", "s3fs", "asyncio", "concurrent.futures", "dlm_schema.remote.stores")
print(sorted(set(wanted) & set(sys.modules)))
"""


def ran(program: str, *arguments: str) -> Outcome:
    return run(*arguments, command=(sys.executable, "-c", program))


def test_without_the_extra_a_url_says_what_to_install() -> None:
    for command in ("validate", "detect", "check", "verify", "list"):
        status, _, complaint = ran(WITHOUT_FSSPEC, command, "s3://bucket/store")
        assert status == 2
        assert complaint == (
            "dlm-schema: s3://bucket/store: a URL needs more than is installed: "
            "pip install 'dlm-schema[remote]'\n"
        )


def test_local_paths_import_nothing_for_urls(tmp_path: Path) -> None:
    for command in ("validate", "check", "list"):
        _, printed, _ = ran(WHAT_IS_IMPORTED, command, str(tmp_path))
        assert printed.endswith("[]\n"), printed


def test_local_paths_are_opened_as_before(tmp_path: Path) -> None:
    handle, status = opening.open_given(str(tmp_path))
    os.close(handle)
    assert stat.S_ISDIR(status.st_mode)
    os.close(opening.open_directory(str(tmp_path)))
    os.close(opening.open_around(str(tmp_path / "file")))
    assert opening.real(str(tmp_path / ".." / tmp_path.name)) == os.path.realpath(tmp_path)


def test_urls_lead_to_folders_and_files(keys: type[KeyStore]) -> None:
    keys.objects["bucket/folder/file"] = b"content"
    assert isinstance(opening.open_given("keys://bucket/folder/file")[0], File)
    assert isinstance(opening.open_given("keys://bucket/folder/")[0], Folder)
    assert isinstance(opening.open_directory("keys://bucket/folder"), Folder)
    assert isinstance(opening.open_around("keys://bucket/other/file"), Folder)
    assert opening.real("keys://bucket/folder/..") == "keys://bucket/folder/.."


def test_what_is_missing_or_no_folder_is_refused(keys: type[KeyStore]) -> None:
    keys.objects["bucket/file"] = b""
    with pytest.raises(ManifestPathError) as missing:
        opening.open_given("keys://bucket/other")
    assert str(missing.value) == "keys://bucket/other: no such file or directory"
    assert missing.value.code == "files/missing"
    with pytest.raises(ManifestPathError, match="is no folder"):
        opening.open_directory("keys://bucket/file")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc", "is a local path: name it without file://"),
        ("nothing://x", "there is no kind of store called nothing://"),
        ("ZIP:///x.zip", "names no archive: write zip://path_inside::archive"),
        ("simplecache::s3://x", "is read without simplecache::, so that changes are noticed"),
        ("zip:///x.zip", "names no archive: write zip://path_inside::archive"),
        ("zip://::/nowhere/x.zip", "no such file or directory"),
    ],
)
def test_urls_that_lead_nowhere_say_so(url: str, reason: str) -> None:
    with pytest.raises(ManifestPathError) as refused:
        opening.open_given(url)
    assert refused.value.reason == reason


def test_a_store_without_its_settings_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stores.forget_connections()
    monkeypatch.setattr(fsspec, "url_to_fs", raising(ValueError("a secret")))
    with pytest.raises(ManifestPathError) as refused:
        opening.open_given("memory://x")
    missing = "misses an account, a credential or another option, or one of them is malformed"
    assert refused.value.reason == f"memory:// {missing}"


def test_a_folder_that_is_known_is_opened_again_unasked(tmp_path: Path) -> None:
    assert isinstance(opening.open_known("memory://nothing/here"), Folder)
    descriptor = opening.open_known(str(tmp_path))
    assert os.path.samestat(os.fstat(descriptor), tmp_path.stat())
    os.close(descriptor)
    with pytest.raises(ManifestPathError, match="no such file or directory"):
        opening.open_known(str(tmp_path / "nothing"))
