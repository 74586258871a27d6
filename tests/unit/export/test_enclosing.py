"""An artifact with a manifest's name is told from an export by the digest that vouches for it."""

from __future__ import annotations

from support.documents import artifact, document

from dlm_schema.export.enclosing import Enclosing

INNER = "kept/export_manifest.json"


def listing(*paths: str) -> dict[str, object]:
    return document(3) | {"artifacts": [artifact(path, "other") for path in paths]}


def test_only_listed_manifests_below_an_export_are_artifacts() -> None:
    around = Enclosing()
    assert not around.lists("a/kept/export_manifest.json")
    around.enter("a/export_manifest.json", listing(INNER))
    assert around.lists(f"a/{INNER}")
    assert not around.lists("a/other/export_manifest.json")
    assert not around.lists(f"ab/{INNER}")


def test_an_export_that_the_walk_has_left_lists_nothing() -> None:
    around = Enclosing()
    around.enter("a/export_manifest.json", listing(INNER))
    around.enter("a/b/export_manifest.json", listing(INNER))
    assert around.holds("a/b/x")
    assert around.lists(f"a/b/{INNER}")
    assert around.lists(f"a/{INNER}")
    assert not around.lists(f"a/b/{INNER}")
    assert not around.holds("c/x")


def test_however_many_exports_are_around_it_an_artifact_is_known() -> None:
    around = Enclosing()
    folder = "a"
    around.enter(f"{folder}/export_manifest.json", listing(f"{'b/' * 40}{INNER}"))
    for _ in range(40):
        folder += "/b"
        assert not around.lists(f"{folder}/export_manifest.json")
        around.enter(f"{folder}/export_manifest.json", listing("x"))
    assert around.lists(f"{folder}/{INNER}")
