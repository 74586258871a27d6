"""Which PATHs are URLs, where their parts are, and what is not shown of them."""

from __future__ import annotations

import pytest

from dlm_schema.remote.urls import is_url, is_web, scheme_of, shown, split


@pytest.mark.parametrize(
    "path",
    [
        "s3://bucket/key",
        "memory://",
        "zip://::x.zip",
        "HTTPS://host/x",
        "a+b.c-d://x",
        "cache::s3://x",
    ],
)
def test_what_begins_with_a_scheme_is_a_url(path: str) -> None:
    assert is_url(path)


@pytest.mark.parametrize(
    "path", ["", "-", "folder", "/s3://x", "./s3://x", "C://folder", "s3:/x", "3s://x", "a b://x"]
)
def test_any_other_path_is_local(path: str) -> None:
    assert not is_url(path)
    assert shown(path) == path
    assert scheme_of(path) == ""


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("s3://bucket/a/export_manifest.json", "s3://bucket/a", "export_manifest.json"),
        ("s3://bucket/a/", "s3://bucket/a", ""),
        ("s3://bucket", "s3://", "bucket"),
        ("zip://a/b::s3://bucket/x.zip", "zip://a::s3://bucket/x.zip", "b"),
        ("zip://b::x.zip", "zip://::x.zip", "b"),
        ("s3://bucket/a::b/c::d", "s3://bucket/a::b", "c::d"),
        ("folder/b", "folder", "b"),
        ("b", ".", "b"),
    ],
)
def test_split_gives_the_folder_and_the_name(path: str, folder: str, name: str) -> None:
    assert split(path) == (folder, name)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s3://bucket/key?x", "s3://bucket/key?x"),
        ("zip://::stores/x.zip", "stores/x.zip!"),
        ("zip://exports/::s3://bucket/x.zip", "s3://bucket/x.zip!/exports"),
        ("tar://a::zip://b.tar::x.zip", "x.zip!/b.tar!/a"),
        ("s3://bucket/a::b", "s3://bucket/a::b"),
        ("simplecache::https://u:secret@host/x?secret", "https://***@host/x?***!"),
        ("dir://a::b::sftp://u:secret@host/x", "sftp://***@host/x!!/a"),
        ("zip://a::simplecache::https://u:secret@host/x.zip", "https://***@host/x.zip!!/a"),
        ("abfs://container@account.example/a", "abfs://container@account.example/a"),
        ("sftp://user@host/a", "sftp://user@host/a"),
        ("sftp://user:secret@host/a", "sftp://***@host/a"),
        ("sftp://user:secret@with@host/a", "sftp://***@host/a"),
        ("https://secret@host/a", "https://***@host/a"),
        ("https://host/a?signature=secret", "https://host/a?***"),
        ("https://host/a#secret\nsecret", "https://host/a?***"),
        ("https://host?secret", "https://host?***"),
        ("https://host?x=secret/secret", "https://host?***"),
        ("zip://a::https://u:secret@host/x.zip?secret", "https://***@host/x.zip?***!/a"),
    ],
)
def test_secrets_are_not_shown(path: str, expected: str) -> None:
    assert shown(path) == expected


def test_the_web_is_known_by_its_schemes() -> None:
    assert is_web("http://x")
    assert is_web("HTTPS://x")
    assert not is_web("s3://x")
