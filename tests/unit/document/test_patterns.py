"""Published patterns as Python's expressions, beside what SPEC appendix B says of them."""

from __future__ import annotations

import time

import pytest

from dlm_schema.document.patterns import matcher, without_redundant_bounds
from dlm_schema.published import catalogue, published

PATH = published("export-manifest/v3/schema.json")["$defs"]["ExportArtifact"]["properties"]["path"]
EVERY = [
    PATH["pattern"],
    *(
        entry["parameters"][kind]
        for entry in catalogue().values()
        for kind in ("pattern", "forbidden")
        if kind in entry.get("parameters", {})
    ),
    *(
        rule["pattern"]
        for operation in published("migrations/2-to-3.json")["operations"]
        for rule in operation.get("rules", [])
    ),
]


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("^a$", "a", True),
        ("^a$", "a\n", False),
        ("^a$", "a\u2028", False),
        ("^a$", "ba", False),
        ("^a", "ab", True),
        ("^a", "ba", False),
        ("a$", "ba", True),
        ("b", "abc", True),
        ("b", "ac", False),
        ("^[^/]{1,3}$", "\n\u00e9\U0001f600", True),
        ("^[^/]{1,3}$", "abcd", False),
    ],
)
def test_pattern_matches_some_part_of_a_text(pattern: str, text: str, *, matches: bool) -> None:
    assert (matcher(pattern)(text) is not None) is matches


@pytest.mark.parametrize(
    ("pattern", "limit", "expected"),
    [
        ("^[a-z]{0,512}$", 512, "^[a-z]{0,}$"),
        ("^[a-z]{0,512}$", 513, "^[a-z]{0,512}$"),
        ("^[a-z]{1,256}/[a-z]{2,9}$", 256, "^[a-z]{1,}/[a-z]{2,9}$"),
        ("^(a{0,600}b){0,1}$", 512, "^(a{0,}b){0,1}$"),
        ("^[0-9]{40}$", 40, "^[0-9]{40}$"),
    ],
)
def test_bound_that_no_text_reaches_is_dropped(pattern: str, limit: int, expected: str) -> None:
    assert without_redundant_bounds(pattern, limit) == expected


@pytest.mark.parametrize("pattern", EVERY)
def test_no_published_pattern_takes_long_over_the_longest_text(pattern: str) -> None:
    started = time.process_time()
    for unit in ("a", "a/", "/", ".", "..", "a:", "a.", "con.", "base.", " ", "\U0001f600", "A/a:"):
        for end in ("", "/", "\\", ":", "\n", " "):
            matcher(pattern)((unit * 1024)[: 1024 - len(end)] + end)
    assert time.process_time() - started < 1
