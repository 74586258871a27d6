"""What the corpus cannot see of the rules: order, messages, rules to come, and the largest exports.

Where each rule begins to hold, in every version and for every target, the cases of the corpus say;
``tests/property/test_laws.py`` asks plain rewordings of them about many more documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.documents import TARGETS, VERSIONS, Document, artifact, document

from dlm_schema import published
from dlm_schema.document import rules
from dlm_schema.document.validation import validate

KINDS = [(1, "ollama"), *((version, target) for version in (2, 3) for target in TARGETS)]

every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda number: f"v{number}")


def found_in(made: Document) -> list[tuple[str, str]]:
    """Judge a document and return codes and pointers of what the rules find."""
    findings = validate(made).findings
    return [(finding.code.removeprefix("rules/"), finding.pointer) for finding in findings]


def listing(version: int, *paths: str) -> Document:
    """Return a document for Ollama that lists these paths after its base model."""
    made = document(version)
    role = "other" if version == 3 else None
    made["artifacts"] += [artifact(path, role) for path in paths]
    return made


def test_every_broken_rule_is_reported_in_document_order() -> None:
    made = document(3, "vllm")
    made["artifacts"] = [
        artifact("a/b", "other"),
        artifact("A/B", "other"),
        artifact("a/b", "other"),
        artifact("a", "other"),
        artifact("nul", "other"),
        artifact("export_manifest.json", "other"),
    ]
    made.update(created_at="2026-02-30T00:00:00Z", quant="Q4", dequantized=True)
    assert found_in(made) == [
        ("missing-role", "/artifacts"),
        ("case-collision", "/artifacts/1/path"),
        ("duplicate-path", "/artifacts/2/path"),
        ("path-prefix", "/artifacts/3/path"),
        ("reserved-name", "/artifacts/4/path"),
        ("self-listing", "/artifacts/5/path"),
        ("calendar-date", "/created_at"),
        ("dequantized-without-merged", "/dequantized"),
        ("target-fields", "/dequantized"),
        ("target-fields", "/quant"),
    ]


ABOUT_PATHS: dict[str, Any] = {
    "duplicate-path": (("a", "b", "a"), ["a is listed already at /artifacts/1"]),
    "duplicate-path-twice": (("a", "a", "a"), ["a is listed already at /artifacts/1"] * 2),
    "case-collision": (("a", "A"), ["A differs from a at /artifacts/1 only in case"]),
    "path-prefix": (
        ("x/y", "x", "x/y/z"),
        [
            "of x and x/y at /artifacts/1, one is a folder of the other",
            "of x/y/z and x/y at /artifacts/1, one is a folder of the other",
        ],
    ),
    "reserved-name": (
        ("a/Com1.txt/nul",),
        ["a segment of a path is a device name on Windows: 'Com1.txt'"],
    ),
    "self-listing": (("Export_manifest.json",), ["Export_manifest.json is the manifest itself"]),
    "quant-name": (("base.F16.gguf",), ["'base.F16.gguf' says 'F16', and quant is 'Q4_K_M'"]),
}


@pytest.mark.parametrize(("paths", "messages"), ABOUT_PATHS.values(), ids=ABOUT_PATHS)
def test_message_about_a_path_names_it(paths: tuple[str, ...], messages: list[str]) -> None:
    report = validate(listing(2, *paths))
    assert [finding.message for finding in report.findings] == messages
    assert {finding.path for finding in report.findings} <= set(paths)


ABOUT_MEMBERS: dict[str, Any] = {
    "missing-role": (
        {"artifacts": []},
        ["no artifact has a role that the target ollama needs: base_model"],
    ),
    "missing-roles": (
        {**document(2, "mlx-serve"), "artifacts": []},
        ["no artifact has a role that the target mlx-serve needs: adapter, launch_script"],
    ),
    "ollama-name": ({"ollama_name": "my tutor"}, ["Ollama would refuse the name: 'my tutor'"]),
    "calendar-date": (
        {"created_at": "2026-02-30T00:00:00"},
        ["2026-02-30 is not a date of the Gregorian calendar"],
    ),
    "dequantized-without-merged": (
        {"merged": False, "dequantized": True},
        ["dequantized is true, so merged should be true as well"],
    ),
    "target-fields-forbidden": (
        {"quant": "HF", "artifacts": [artifact("base.HF.gguf")]},
        ["quant should not be 'hf' when the target is ollama"],
    ),
    "target-fields-required": (
        {"target": "vllm", "artifacts": document(2, "vllm")["artifacts"]},
        [
            "llama_cpp_tag should be null when the target is vllm, found 'b8816'",
            "merged should be false when the target is vllm, found true",
            "ollama_name should be null when the target is vllm, found 'my-tutor:v3'",
            "quant should be 'hf' when the target is vllm, found 'Q4_K_M'",
        ],
    ),
}


@pytest.mark.parametrize(("changes", "messages"), ABOUT_MEMBERS.values(), ids=ABOUT_MEMBERS)
def test_message_about_a_member_says_what_it_must_be(
    changes: dict[str, Any], messages: list[str]
) -> None:
    report = validate({**document(2), **changes})
    assert [finding.message for finding in report.findings] == messages


@pytest.fixture
def more_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Add a rule of each kind to the catalogue."""
    parameters = [
        {"kind": "pattern", "pointer": "/created_by", "pattern": "^dlm-[0-9.]{1,20}$"},
        {"kind": "pattern", "pointer": "/artifacts/*/sha256", "forbidden": "^0{64}$"},
        {"kind": "values_by_target", "require": {"ollama": {"merged": True}}, "forbid": {}},
        {"kind": "roles_by_target", "roles": {"ollama": ["modelfile"]}},
        {
            "kind": "embedded_value",
            "pointer": "/llama_cpp_tag",
            "prefix": "b-",
            "suffix": "",
            "member": "quant",
        },
    ]
    more = {
        f"rules/more-{number}": {
            "code": f"rules/more-{number}",
            "layer": "rules",
            "severity": "warning",
            "meaning": "A text is odd.",
            "parameters": some,
        }
        for number, some in enumerate(parameters)
    }
    catalogue = {**published.catalogue(), **more}
    monkeypatch.setattr("dlm_schema.document.rules.catalogue", lambda: catalogue)
    monkeypatch.setattr("dlm_schema.findings.catalogue", lambda: catalogue)
    rules._rules.cache_clear()
    yield
    rules._rules.cache_clear()
    rules._FAULTLESS.clear()


@every_version
@pytest.mark.usefixtures("more_rules")
def test_rule_of_a_known_kind_is_data_alone(version: int) -> None:
    made = document(version)
    made.update(created_by="me", merged=False, llama_cpp_tag="b-F16")
    made["artifacts"][0]["sha256"] = "0" * 64
    for _ in range(2):  # whatever is remembered from the first time
        findings = validate(made).findings
        assert [(found.code.removeprefix("rules/more-"), found.pointer) for found in findings] == [
            ("3", "/artifacts"),
            ("1", "/artifacts/0/sha256"),
            ("0", "/created_by"),
            ("4", "/llama_cpp_tag"),
            ("2", "/merged"),
        ]
        assert [found.message for found in findings[1:4]] == [
            f"a text is odd: '{'0' * 56}...",
            "a text is odd: 'me'",
            "'b-F16' says 'F16', and quant is 'Q4_K_M'",
        ]
    made["artifacts"] += [artifact("Modelfile", "modelfile" if version == 3 else None)]
    made["artifacts"][0]["sha256"] = "1" * 64
    made.update(created_by="dlm-1", merged=True, llama_cpp_tag="b-Q4_K_M")
    assert validate(made).findings == ()


def test_a_document_is_not_faultless_because_none_of_its_findings_is_listed() -> None:
    made = document(2) | {"artifacts": [artifact("a"), artifact("a")]}
    for most in (0, None, 0, 1):
        assert validate(made, max_findings=most).counts["error"] == 1


def test_what_is_remembered_of_one_document_says_nothing_of_another() -> None:
    """Every change of a member that a rule reads, after the document without it was judged."""
    for version, target in KINDS:
        plain = document(version, target)
        assert found_in(plain) == []
        for member, value in (
            ("created_at", "2026-02-30" + plain["created_at"][10:]),
            ("ollama_name", "my tutor"),
            ("quant", "F32"),
            ("artifacts", []),
            ("artifacts", [*plain["artifacts"], {**plain["artifacts"][0], "path": "a b"}]),
            ("artifacts", [*plain["artifacts"], plain["artifacts"][-1]]),
        ):
            assert found_in({**plain, member: value}) != []
        assert found_in({**plain, "merged": False, "dequantized": True}) != []
        if version == 3:
            others = [{**entry, "role": "other"} for entry in plain["artifacts"]]
            assert found_in({**plain, "artifacts": others}) != []
        assert found_in(plain) == []


def many(paths: list[str]) -> int:
    """Count what the rules find in an export of these files."""
    made = document(3)
    made["artifacts"] = [artifact("base.Q4_K_M.gguf", "base_model")]
    made["artifacts"] += [artifact(path, "other") for path in paths]
    assert len(made["artifacts"]) <= 65_536
    return len(rules.broken_rules(made))


LIMIT = 65_535
MANY = LIMIT // 8
DEEP = "a/" * 200
HOSTILE = [
    pytest.param([f"{DEEP}{n}" for n in range(MANY)], 0, id="deep"),
    pytest.param(["d/" * (n % 255) + "f" for n in range(MANY)], MANY - 255, id="depths-repeated"),
    pytest.param(["d" + "/d" * n for n in range(255)], 254, id="chain"),
    pytest.param(["d" + "/d" * (254 - n) for n in range(255)], 254, id="chain-turned"),
    pytest.param(["a/" + str(n) for n in range(LIMIT - 1)] + ["a"], 1, id="one-folder-last"),
    pytest.param(["a"] + ["a/" + str(n) for n in range(LIMIT - 1)], LIMIT - 1, id="one-folder"),
    pytest.param([f"{'a' * 255}/{'a' * 255}"] * LIMIT, LIMIT - 1, id="one-path"),
    pytest.param(
        [f"{n:016b}".replace("0", "a").replace("1", "A") for n in range(LIMIT)],
        LIMIT - 1,
        id="cases",
    ),
    pytest.param([f"con/{n}" for n in range(LIMIT)], LIMIT, id="reserved"),
    pytest.param(
        [DEEP + "x" * 100 + f"{n:05}/y" for n in range(MANY)]
        + [DEEP + "x" * 100 + f"{n:05}" for n in range(MANY)],
        MANY,
        id="deep-conflicts",
    ),
]


@pytest.mark.parametrize(("paths", "count"), HOSTILE)
def test_hostile_paths_are_judged(paths: list[str], count: int) -> None:
    assert many(paths) == count
