"""The rules beside plain rewordings of them, and beside their verdict on migrated documents.

The oracles compare every pair of paths, and ask ``calendar`` for the days of a month.
"""

from __future__ import annotations

import itertools
import random
from calendar import isleap
from string import ascii_letters, digits
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.documents import Document, artifact, document
from support.strategies import (
    NEEDED_ROLES,
    VERSIONS,
    disorderly,
    manifests,
    nearly_valid,
    odd_paths,
    role_by_path,
)

from dlm_schema.document import rules
from dlm_schema.document.migrations import apply_steps
from dlm_schema.document.validation import judge_mapping
from dlm_schema.document.versions import REGISTRY

Found = list[tuple[str, str]]

DEVICES = {"CON", "PRN", "AUX", "NUL"} | {
    f"{name}{digit}" for name in ("COM", "LPT") for digit in range(10)
}


def folded(path: str) -> str:
    return "".join(chr(ord(one) + 32) if "A" <= one <= "Z" else one for one in path)


def codes_of_path(paths: list[str], index: int) -> list[str]:
    path, earlier = paths[index], paths[:index]
    codes = []
    if path in earlier:
        codes.append("duplicate-path")
    elif any(folded(path) == folded(other) for other in earlier):
        codes.append("case-collision")
    if any(path.startswith(f"{other}/") or other.startswith(f"{path}/") for other in earlier):
        codes.append("path-prefix")
    if any(segment.split(".")[0].upper() in DEVICES for segment in path.split("/")):
        codes.append("reserved-name")
    if folded(path) == "export_manifest.json":
        codes.append("self-listing")
    if not all(is_portable(segment) for segment in path.split("/")):
        codes.append("unportable-path")
    return codes


def is_portable(segment: str) -> bool:
    plain = ascii_letters + digits + "._+-"
    return len(segment) <= 255 and not segment.endswith(".") and set(segment) <= set(plain)


def is_name_of_ollama(name: str) -> bool:
    """Tell by parts: a host, a namespace and a model that has a tag, with ``/`` between them."""
    *folders, last = name.split("/")
    model, *tag = last.split(":")
    parts = [(model, "-_.", 80), *((part, "-_.", 80) for part in tag)]
    parts += [(part, "-_", 80) for part in folders[-1:]]
    parts += [(part, "-_.:", 350) for part in folders[:-1]]
    return len(folders) <= 2 and len(tag) <= 1 and all(is_part(*part) for part in parts)


def is_part(part: str, others: str, longest: int) -> bool:
    plain = ascii_letters + digits + "_"
    return 0 < len(part) <= longest and part[0] in plain and set(part) <= set(plain + others)


def is_date(created_at: str) -> bool:
    year, month, day = (int(number) for number in created_at[:10].split("-"))
    days = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return year > 0 and day <= days[month - 1]


def codes_of_members(made: Document, target: str) -> Found:
    found = []
    if not is_date(made["created_at"]):
        found.append(("calendar-date", "/created_at"))
    if made["dequantized"] and not made["merged"]:
        found.append(("dequantized-without-merged", "/dequantized"))
    if target in {"vllm", "mlx-serve"}:
        only = {"merged": False, "dequantized": False, "llama_cpp_tag": None, "ollama_name": None}
        wrong = [name for name, value in only.items() if made[name] is not value]
        wrong += ["quant"] if folded(made["quant"]) != "hf" else []
    else:
        wrong = ["quant"] if folded(made["quant"]) == "hf" else []
    if made["ollama_name"] is not None and not is_name_of_ollama(made["ollama_name"]):
        found.append(("ollama-name", "/ollama_name"))
    return found + [("target-fields", f"/{name}") for name in wrong]


def judged_plainly(made: Document) -> Found:
    target = made.get("target", "ollama")
    entries = made["artifacts"]
    paths = [entry["path"] for entry in entries]
    found = codes_of_members(made, target)
    found += [
        (code, f"/artifacts/{index}/path")
        for index in range(len(paths))
        for code in codes_of_path(paths, index)
    ]
    found += [
        ("quant-name", f"/artifacts/{index}/path")
        for index, path in enumerate(paths)
        if "/" not in path
        and path.startswith("base.")
        and path[5:].endswith(".gguf")
        and path[5:-5] != made["quant"]
    ]
    roles = {entry.get("role", role_by_path(target, entry["path"])) for entry in entries}
    if not roles.issuperset(NEEDED_ROLES[target]):
        found.append(("missing-role", "/artifacts"))
    return found


def judged(made: Document) -> Found:
    findings = rules.broken_rules(made)
    return [(finding.code.removeprefix("rules/"), finding.pointer) for finding in findings]


def agree(made: Document) -> None:
    found = judged(made)
    assert len(set(found)) == len(found)
    assert sorted(found) == sorted(judged_plainly(made))


def listing(listed: list[str]) -> Document:
    made = document(3)
    made["artifacts"] = [artifact(path, "base_model") for path in listed]
    return made


@given(st.lists(odd_paths, min_size=1, max_size=14))
@settings(max_examples=4 * settings().max_examples)
def test_paths_are_judged_as_if_each_pair_were_compared(listed: list[str]) -> None:
    agree(listing(listed))


TREE = ["/".join(names) for depth in range(1, 4) for names in itertools.product("ab", repeat=depth)]


@pytest.mark.parametrize("seed", range(150))
def test_paths_are_judged_as_if_each_pair_were_compared_in_any_order(seed: int) -> None:
    chooser = random.Random(seed)
    agree(listing(chooser.sample(TREE, chooser.randint(2, len(TREE)))))
    names = ["".join(chooser.choices("ab.-+", k=2)) + "z" for _ in range(6)]
    many = ["/".join(chooser.choices(names, k=chooser.randint(1, 5))) for _ in range(120)]
    agree(listing(many))


def test_every_order_of_a_small_tree_is_judged_alike() -> None:
    for order in itertools.permutations(["a", "a/b", "a/b/c", "a.b", "A/b", "a"]):
        agree(listing(list(order)))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_valid_document_is_warned_of_at_most(version: int, data: st.DataObject) -> None:
    findings = rules.broken_rules(data.draw(manifests(version)))
    assert {finding.severity for finding in findings} <= {"warning"}


def accepted_by_the_schema(version: int) -> st.SearchStrategy[Document]:
    accepted = nearly_valid(version).filter(lambda made: judge_mapping(made).accepted)
    return st.one_of(accepted, disorderly(version))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
def test_document_that_its_schema_accepts_is_judged_by_the_words(
    version: int, data: st.DataObject
) -> None:
    agree(data.draw(accepted_by_the_schema(version)))


@pytest.mark.parametrize("version", VERSIONS[:-1])
@given(data=st.data())
def test_document_is_judged_as_if_it_had_been_migrated(version: int, data: st.DataObject) -> None:
    made = data.draw(accepted_by_the_schema(version))
    found = judged(made)
    for later in VERSIONS[version:]:
        migrated: dict[str, Any] = apply_steps(judge_mapping(made), later).document
        assert REGISTRY[later].schema.violations(migrated) == []
        assert judged(migrated) == found
