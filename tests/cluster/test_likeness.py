"""What a cluster finds is what one process finds: finding for finding, and in the same order.

The oracle is the run of one process, of the recordings, of the directories of the corpus, and of
trees in which the place of an export matters.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from support.dask_cluster import cluster_of
from support.harness import MANIFEST, make_export, make_store, manifest_bytes, run
from support.object_store import BUCKET, environment, server_binary, serving
from support.recordings import FOLDER

from dlm_schema.cluster.checks import ClusterChecks
from dlm_schema.cluster.units import MOST_BYTES
from dlm_schema.conformance.cases import Check, Verify
from dlm_schema.conformance.corpus import Corpus
from dlm_schema.conformance.directories import made
from dlm_schema.disk.meter import Sample
from dlm_schema.disk.refusals import finding_of
from dlm_schema.document.validation import judge
from dlm_schema.export.checking import Bounds, Checked, check_all, verify_all
from dlm_schema.export.inputs import Subject, subjects
from dlm_schema.export.places import KINDS
from dlm_schema.findings import Report

STORES: Final = sorted({path.parents[1] for path in FOLDER.rglob("exports")})
CASES: Final = {
    case.id: case.request.entries
    for case in Corpus()
    if isinstance(case.request, (Check, Verify)) and case.versions[0] == 3
}


def outcome(checked: Sequence[Checked]) -> list[tuple[Any, ...]]:
    return [(*one[:2], str(one.error), type(one.error), *one[3:]) for one in checked]


def alone(kind: str, paths: list[str], bounds: Bounds) -> list[Checked]:
    """Judge in this process, as the command of a kind does."""
    if kind == "validate":
        found = subjects(paths, follow=bounds.follow, exclude=bounds.exclude)
        return [_validated(subject, bounds) for subject in found]
    with (check_all if kind == "check" else verify_all)(paths, bounds) as checks:
        return list(checks)


def _validated(subject: Subject, bounds: Bounds) -> Checked:
    if subject.error is not None:
        return Checked(subject.path, Report(None, [finding_of(subject.error)]), subject.error)
    return Checked(subject.path, judge(subject.data, bounds.findings).report)


def on_cluster(client: Any, kind: str, paths: list[str], bounds: Bounds) -> list[Checked]:
    with ClusterChecks(kind, paths, bounds, client=client) as checks:
        return list(checks)


def assert_alike(client: Any, paths: list[str], bounds: Bounds | None = None) -> list[Checked]:
    """Judge in both ways and all kinds; return what ``check`` found."""
    bounds = bounds or Bounds()
    found = {kind: on_cluster(client, kind, paths, bounds) for kind in KINDS}
    for kind, checked in found.items():
        assert outcome(checked) == outcome(alone(kind, paths, bounds))
    return found["check"]


def test_recordings_are_judged_alike(client: Any) -> None:
    assert assert_alike(client, [str(FOLDER)])
    assert len(assert_alike(client, list(map(str, STORES)))) > len(STORES)


def test_directories_of_the_corpus_are_judged_alike(client: Any) -> None:
    with contextlib.ExitStack() as directories:
        paths = [directories.enter_context(made(entries)) for entries in CASES.values()]
        assert len(assert_alike(client, paths)) > len(CASES)


def nested(tree: Path) -> None:
    """An export in an export, one that is an artifact of another, and one far below."""
    outer = tree / "outer"
    inner = manifest_bytes(3, adapter_version=2)
    artifact = {
        "path": f"inner/{MANIFEST}",
        "sha256": hashlib.sha256(inner).hexdigest(),
        "size_bytes": len(inner),
        "role": "other",
    }
    make_export(outer, manifest_bytes(3, artifacts=[artifact]))
    make_export(outer / "inner", inner)
    make_export(outer / "other" / "deep", manifest_bytes(3, quant="!"))
    make_export(tree / "later")


def store(tree: Path) -> None:
    """A store that remembers what is gone, with an export that did not finish."""
    make_store(tree / "store", 3)
    rows = [{"quant": quant, "merged": True, "target": "ollama"} for quant in ("Q00", "Q4", "Q8")]
    (tree / "store" / "manifest.json").write_text(json.dumps({"exports": rows}))
    (tree / "store" / "exports" / "unfinished" / "deep").mkdir(parents=True)
    (tree / "store" / "exports" / "linked").symlink_to(tree / "store" / "exports" / "Q01")
    broken = make_store(tree / "broken", 2)
    (tree / "broken" / "manifest.json").write_text("no JSON")
    broken[0].write_text("{}")


def links(tree: Path) -> None:
    """Links to an export, into one, around one, and to a folder that links back."""
    make_export(tree / "b" / "export")
    make_export(tree / "b" / "export" / "inside" / "deep")
    (tree / "a").mkdir()
    (tree / "a" / "into").symlink_to(tree / "b" / "export" / "inside")
    (tree / "c").mkdir()
    (tree / "c" / "again").symlink_to(tree / "b" / "export")
    (tree / "c" / "back").symlink_to(tree)
    (tree / "c" / "nowhere").symlink_to(tree / "nothing")
    shutil.copytree(tree / "b", tree / "outside" / "d")
    (tree / "c" / "d").symlink_to(tree / "outside" / "d")


def many(tree: Path) -> None:
    """More exports than a unit takes at first, one without permission and one that is large."""
    make_store(tree / "store", 60)
    exports = tree / "store" / "exports"
    with (exports / "Q30" / "large").open("wb") as file:
        file.truncate(2 * MOST_BYTES)
    (exports / "Q31" / MANIFEST).unlink()
    (exports / "Q31" / MANIFEST).symlink_to(exports / "Q32" / MANIFEST)


def nothing(tree: Path) -> None:
    """Folders that hold no export."""
    (tree / "empty" / "deep").mkdir(parents=True)


TREES: Final = (nested, store, links, many, nothing)
BOUNDS: Final = {
    "plain": Bounds(),
    "follow": Bounds(follow=True),
    "exclude": Bounds(exclude=("deep", "Q0*")),
    "few": Bounds(findings=1),
    "sizes": Bounds(sample=Sample(0)),
    "some": Bounds(sample=Sample(0.5, 7)),
}


@pytest.mark.parametrize("bounds", BOUNDS.values(), ids=BOUNDS)
@pytest.mark.parametrize("make", TREES)
def test_trees_are_judged_alike(
    client: Any, tmp_path: Path, make: Callable[[Path], None], bounds: Bounds
) -> None:
    make(tmp_path)
    assert assert_alike(client, [str(tmp_path)], bounds)
    assert_alike(client, [str(path) for path in sorted(tmp_path.iterdir())], bounds)


def test_paths_of_any_kind_are_judged_alike(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    many(tmp_path)
    (tmp_path / "file.json").write_bytes(manifest_bytes(3))
    (tmp_path / "link").symlink_to("store")
    given = [
        "store/",
        "./store/../store/exports/Q01",
        f"store/exports/Q02/{MANIFEST}",
        f"nothing/{MANIFEST}",
        "file.json",
        "nothing",
        "link",
        "memory://nothing",
        f"memory://nothing/{MANIFEST}",
        ".",
    ]
    checked = assert_alike(client, given)
    assert {one.path.partition("/")[0] for one in checked} > {"store", "link", "file.json"}


def test_objects_are_judged_alike(tmp_path: Path) -> None:
    if server_binary() is None:
        assert not os.environ.get("CI"), "the session builds the S3 server"
        pytest.skip("nox -s cluster builds the S3 server that this needs")
    buckets, place = tmp_path / "buckets", tmp_path / "cluster"
    place.mkdir()
    shutil.copytree(FOLDER / "dlm-trunk-more", buckets / BUCKET / "recorded")
    many(buckets / BUCKET / "many")
    with (
        serving(buckets) as port,
        cluster_of(2, place, environment(port)) as cluster,
    ):
        given = ("check", f"s3://{BUCKET}", "--format", "json")
        alone = run(*given, environment=environment(port))
        with_workers = (*given, "--cluster", cluster.address)
        assert run(*with_workers, environment=environment(port)) == alone
    assert json.loads(alone.out)["summary"]["checked"] > 90


def test_there_are_recordings_and_cases() -> None:
    assert len(STORES) > 10
    assert len(CASES) > 100
