"""How many requests are made, counted by a proxy, and that those of several exports overlap."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any, Final

from support.documents import REPOSITORY
from support.object_store import BUCKET, Asked, Proxy

from dlm_schema.export.checking import Bounds, check_all, verify_all
from dlm_schema.export.inputs import subjects
from dlm_schema.remote import stores

STORE: Final = next((REPOSITORY / "examples" / "version-3").iterdir())
EXPORT: Final = STORE / "exports" / "mlx-serve"
MANIFEST: Final = "export_manifest.json"
OPENING: Final = Counter({("HEAD", ""): 1, ("LIST", ""): 1})
"""What tells that a PATH is a folder."""


def upload(client: Any, folder: Path, below: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = [str(path.relative_to(folder)) for path in files]
    client.pipe({f"{below}/{n}": (folder / n).read_bytes() for n in names})
    return names


def counted(proxy: Proxy, below: str) -> Counter[tuple[str, str]]:
    """Return how often what was asked for, by paths below a key."""

    def said(asked: Asked) -> tuple[str, str]:
        path, _, query = asked.path.partition("?")
        if "list-type" in query:
            prefix = next(one for one in query.split("&") if one.startswith("prefix="))
            return "LIST", prefix.removeprefix("prefix=").replace("%2F", "/")[len(below) :].strip(
                "/"
            )
        return asked.method, path.removeprefix(f"/{BUCKET}/{below}").strip("/")

    return Counter(map(said, proxy.asked))


def test_an_export_is_one_listing_a_folder_and_one_request_a_file(proxy: Proxy, s3: Any) -> None:
    names = upload(s3, EXPORT, f"{BUCKET}/one")
    folders = {name.rpartition("/")[0] for name in names}
    assert folders == {"", "tutor"}
    expected = Counter(("GET", name) for name in names)
    expected += Counter(("LIST", folder) for folder in folders)
    for begin in (check_all, verify_all):
        proxy.asked.clear()
        with begin([f"s3://{BUCKET}/one"]) as checks:
            assert all(one.report.ok for one in checks)
        assert counted(proxy, "one") == expected + OPENING


def test_sizes_are_compared_by_listings_alone(proxy: Proxy, s3: Any) -> None:
    from dlm_schema.disk.meter import Sample  # noqa: PLC0415

    upload(s3, EXPORT, f"{BUCKET}/one")
    with verify_all([f"s3://{BUCKET}/one"], Bounds(sample=Sample(0))) as checks:
        assert all(one.report.ok for one in checks)
    asked = counted(proxy, "one")
    assert asked == OPENING + Counter({("LIST", ""): 1, ("LIST", "tutor"): 1, ("GET", MANIFEST): 1})


def test_manifests_are_read_ahead_in_order_and_once(proxy: Proxy, s3: Any) -> None:
    """Requests wait until as many are under way as may be, which in a row they never would be."""
    for number in range(40):
        s3.pipe_file(f"{BUCKET}/many/{number:02}/{MANIFEST}", (EXPORT / MANIFEST).read_bytes())
    meeting = threading.Barrier(stores.AHEAD)

    def meet(asked: Asked) -> None:
        is_early = f"/{number_of(asked):02}/" in asked.path and number_of(asked) < stores.AHEAD
        if asked.method == "GET" and asked.path.endswith(MANIFEST) and is_early:
            meeting.wait(20)

    proxy.rule = meet
    read = [one.path for one in subjects([f"s3://{BUCKET}/many"])]
    assert read == [f"s3://{BUCKET}/many/{number:02}/{MANIFEST}" for number in range(40)]
    asked = counted(proxy, "many")
    expected = Counter({("GET", f"{number:02}/{MANIFEST}"): 1 for number in range(40)})
    expected += Counter({("LIST", f"{number:02}"): 1 for number in range(40)})
    assert asked == expected + OPENING + Counter({("LIST", ""): 1})


def number_of(asked: Asked) -> int:
    return int(next((part for part in asked.path.split("/") if part.isdecimal()), "99"))
