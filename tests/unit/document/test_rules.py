"""Every rule, on both sides of its edge, in every version and for every target (SPEC section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.documents import TARGETS, VERSIONS, Document, artifact, document

from dlm_schema import published
from dlm_schema.document import rules
from dlm_schema.document.validation import validate
from dlm_schema.findings import Finding
from dlm_schema.text import excerpt

KINDS = [(1, "ollama"), *((version, target) for version in (2, 3) for target in TARGETS)]
HUGGING_FACE = ("vllm", "mlx-serve")
GGUF = ("ollama", "llama-server")

ERRORS = ("duplicate-path", "path-prefix", "self-listing", "calendar-date")
WARNINGS = (
    "case-collision",
    "reserved-name",
    "unportable-path",
    "ollama-name",
    "quant-name",
    "dequantized-without-merged",
    "target-fields",
    "missing-role",
)
SEVERITIES = {**dict.fromkeys(ERRORS, "error"), **dict.fromkeys(WARNINGS, "warning")}

Found = list[tuple[str, str]]

every_kind = pytest.mark.parametrize(
    ("version", "target"), KINDS, ids=[f"v{version}-{target}" for version, target in KINDS]
)
every_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda number: f"v{number}")


def found_in(made: Document) -> Found:
    """Judge a document and return codes and pointers; only rules may find fault with it."""
    report = validate(made)
    assert report.ok is (report.errors == ())
    assert all(
        finding.severity == SEVERITIES[finding.code.removeprefix("rules/")]
        for finding in report.findings
    )
    assert [finding.code.split("/")[0] for finding in report.findings] == ["rules"] * len(
        report.findings
    )
    return [(finding.code.removeprefix("rules/"), finding.pointer) for finding in report.findings]


def listing(version: int, *paths: str) -> Document:
    """Return a document for Ollama that lists these paths after its base model."""
    made = document(version)
    role = "other" if version == 3 else None
    made["artifacts"] += [artifact(path, role) for path in paths]
    return made


def findings_of(version: int, *paths: str) -> dict[int, list[str]]:
    """Return the codes found at each path that is listed, by its position."""
    found: dict[int, list[str]] = {}
    for code, pointer in found_in(listing(version, *paths)):
        _, artifacts, index, member = pointer.split("/")
        assert (artifacts, member) == ("artifacts", "path")
        found.setdefault(int(index) - 1, []).append(code)
    return found


@every_kind
def test_plain_document_breaks_no_rule(version: int, target: str) -> None:
    assert found_in(document(version, target)) == []


PATHS = [
    pytest.param(("a", "b"), {}, id="two"),
    pytest.param(("a", "a"), {1: ["duplicate-path"]}, id="duplicate"),
    pytest.param(
        ("a", "a", "a"), {1: ["duplicate-path"], 2: ["duplicate-path"]}, id="duplicate-twice"
    ),
    pytest.param(("a", "b", "a"), {2: ["duplicate-path"]}, id="duplicate-apart"),
    pytest.param(("a/b", "a/b"), {1: ["duplicate-path"]}, id="duplicate-in-a-folder"),
    pytest.param(("a", "A"), {1: ["case-collision"]}, id="case"),
    pytest.param(("A", "a"), {1: ["case-collision"]}, id="case-turned"),
    pytest.param(("a/b", "A/b"), {1: ["case-collision"]}, id="case-of-a-folder"),
    pytest.param(("Az_Z/9", "aZ_z/9"), {1: ["case-collision"]}, id="case-of-many"),
    pytest.param(
        ("ab", "aB", "Ab", "AB"),
        {1: ["case-collision"], 2: ["case-collision"], 3: ["case-collision"]},
        id="case-of-four",
    ),
    pytest.param(
        ("a", "A", "a"), {1: ["case-collision"], 2: ["duplicate-path"]}, id="case-then-duplicate"
    ),
    pytest.param(
        ("a", "A", "A"), {1: ["case-collision"], 2: ["duplicate-path"]}, id="duplicate-of-the-case"
    ),
    pytest.param(("a/x", "A/y"), {}, id="folders-that-differ-in-case"),
    pytest.param(("a", "a/b"), {1: ["path-prefix"]}, id="prefix"),
    pytest.param(("a/b", "a"), {1: ["path-prefix"]}, id="prefix-turned"),
    pytest.param(("a", "a/b/c"), {1: ["path-prefix"]}, id="prefix-deep"),
    pytest.param(("a/b", "a/b/c"), {1: ["path-prefix"]}, id="prefix-in-a-folder"),
    pytest.param(("a/b/c", "a/b"), {1: ["path-prefix"]}, id="prefix-in-a-folder-turned"),
    pytest.param(("a", "a/b", "a/c"), {1: ["path-prefix"], 2: ["path-prefix"]}, id="prefix-of-two"),
    pytest.param(("a/b", "a/c", "a"), {2: ["path-prefix"]}, id="prefix-of-two-turned"),
    pytest.param(
        ("a", "a/b", "a/b/c"), {1: ["path-prefix"], 2: ["path-prefix"]}, id="prefix-chain"
    ),
    pytest.param(
        ("a/b/c", "a/b", "a"), {1: ["path-prefix"], 2: ["path-prefix"]}, id="prefix-chain-turned"
    ),
    pytest.param(
        ("a", "a/b", "a"),
        {1: ["path-prefix"], 2: ["duplicate-path", "path-prefix"]},
        id="prefix-and-duplicate",
    ),
    pytest.param(
        ("a/b", "a/b", "a"),
        {1: ["duplicate-path"], 2: ["path-prefix"]},
        id="duplicate-then-prefix",
    ),
    pytest.param(("a", "A/b"), {}, id="prefix-in-another-case"),
    pytest.param(("a", "ab/c"), {}, id="prefix-of-a-name"),
    pytest.param(("a", "a.b", "a-", "a+/b", "a_"), {}, id="neighbours"),
    pytest.param(
        ("a", "a.b", "a-", "a+", "a/b"), {4: ["path-prefix"]}, id="prefix-past-neighbours"
    ),
    pytest.param(
        ("a/b", "a+", "a-", "a.b", "a"), {4: ["path-prefix"]}, id="prefix-past-neighbours-turned"
    ),
    pytest.param(("b/a", "a"), {}, id="last-segment"),
    pytest.param(("b/a", "a/b"), {}, id="other-folders"),
    pytest.param(("export_manifest.json",), {0: ["self-listing"]}, id="itself"),
    pytest.param(("Export_Manifest.JSON",), {0: ["self-listing"]}, id="itself-in-another-case"),
    pytest.param(
        ("export_manifest.json", "export_manifest.json"),
        {0: ["self-listing"], 1: ["duplicate-path", "self-listing"]},
        id="itself-twice",
    ),
    pytest.param(
        ("export_manifest.json", "EXPORT_MANIFEST.JSON"),
        {0: ["self-listing"], 1: ["case-collision", "self-listing"]},
        id="itself-in-two-cases",
    ),
    pytest.param(("sub/export_manifest.json",), {}, id="itself-in-a-folder"),
    pytest.param(("export_manifest.json/a",), {}, id="folder-of-that-name"),
    pytest.param(
        ("export_manifest.json.bak", "export_manifest", "manifest.json", "xexport_manifest.json"),
        {},
        id="nearly-itself",
    ),
    pytest.param(
        ("con", "CON/con"),
        {0: ["reserved-name"], 1: ["reserved-name"]},
        id="prefix-in-another-case-of-reserved-names",
    ),
    pytest.param(
        ("con", "con/con"),
        {0: ["reserved-name"], 1: ["path-prefix", "reserved-name"]},
        id="prefix-and-reserved",
    ),
    pytest.param(("aux/nul/com1",), {0: ["reserved-name"]}, id="reserved-three-times"),
    pytest.param(
        ("\u00e9", "\u00c9"),
        {0: ["unportable-path"], 1: ["unportable-path"]},
        id="case-beyond-ascii",
    ),
    pytest.param(
        ("\u00e9a", "\u00e9A"),
        {0: ["unportable-path"], 1: ["case-collision", "unportable-path"]},
        id="case-beside-other-letters",
    ),
    pytest.param(("\u212a", "k"), {0: ["unportable-path"]}, id="kelvin-is-no-k"),
    pytest.param(("a b",), {0: ["unportable-path"]}, id="space"),
    pytest.param(("a/b c/d",), {0: ["unportable-path"]}, id="space-in-a-folder"),
    pytest.param(("a.",), {0: ["unportable-path"]}, id="full-stop-last"),
    pytest.param(("a./b",), {0: ["unportable-path"]}, id="full-stop-last-in-a-folder"),
    pytest.param(("...",), {0: ["unportable-path"]}, id="full-stops"),
    pytest.param((".a", "..a", "a..b", "-", "+", "_"), {}, id="portable"),
    pytest.param(("a/b:c",), {0: ["unportable-path"]}, id="colon"),
    pytest.param(("a" * 255, "b/" + "a" * 255), {}, id="255"),
    pytest.param(
        ("a" * 256, "b/" + "a" * 256 + "/c"),
        {0: ["unportable-path"], 1: ["unportable-path"]},
        id="256",
    ),
    pytest.param(("con .txt",), {0: ["unportable-path"]}, id="nearly-reserved"),
    pytest.param(("con./a",), {0: ["reserved-name", "unportable-path"]}, id="reserved-and-more"),
    pytest.param(("base.Q8_0.gguf",), {0: ["quant-name"]}, id="other-quant"),
    pytest.param(("base.q4_k_m.gguf",), {0: ["case-collision", "quant-name"]}, id="quant-in-case"),
    pytest.param(("base..gguf",), {0: ["quant-name"]}, id="no-quant"),
    pytest.param(("base. .gguf",), {0: ["quant-name", "unportable-path"]}, id="blank-quant"),
    pytest.param(
        ("base.gguf", "sub/base.Q8_0.gguf", "base.Q8/0.gguf", "Base.Q8_0.gguf", "base.Q8_0.gguf.x"),
        {},
        id="quant-not-named",
    ),
]


@every_version
@pytest.mark.parametrize(("paths", "expected"), PATHS)
def test_paths(version: int, paths: tuple[str, ...], expected: dict[int, list[str]]) -> None:
    assert findings_of(version, *paths) == expected


DEVICES = [
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10)),
]


@every_version
@pytest.mark.parametrize("device", DEVICES)
def test_device_name_is_reserved_in_any_case_segment_and_with_any_extension(
    version: int, device: str
) -> None:
    for name in (device, device.upper(), device.title(), f"{device}.txt", f"{device}.tar.gz"):
        for path in (name, f"a/{name}", f"{name}/a", f"a/{name}/b"):
            assert findings_of(version, path) == {0: ["reserved-name"]}


@every_version
@pytest.mark.parametrize("device", DEVICES)
def test_name_that_only_holds_a_device_name_is_free(version: int, device: str) -> None:
    for name in (
        f"{device}x",
        f"x{device}",
        f"{device}_",
        f"{device}-1",
        f"{device}+.txt",
        f"{device}00",
        f".{device}",
        f"x.{device}",
        f"x.{device}.y",
    ):
        assert findings_of(version, name, f"a/{name}", f"b{name}/c") == {}


def test_words_that_are_nearly_device_names_are_free() -> None:
    assert (
        findings_of(3, "com", "lpt", "com10", "conin", "conout", "clock", "lpt11", "co", "n") == {}
    )


@pytest.mark.parametrize(
    ("date", "real"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2000-02-29", True),
        ("1900-02-29", False),
        ("1600-02-29", True),
        ("2100-02-29", False),
        ("2400-02-29", True),
        ("0004-02-29", True),
        ("0100-02-29", False),
        ("2024-02-30", False),
        ("2026-02-28", True),
        ("2026-02-31", False),
        ("2026-04-30", True),
        ("2026-04-31", False),
        ("2026-06-31", False),
        ("2026-09-31", False),
        ("2026-11-31", False),
        ("2026-01-31", True),
        ("2026-12-31", True),
        ("0000-01-01", False),
        ("0000-02-29", False),
        ("0000-12-31", False),
        ("0001-01-01", True),
        ("9999-12-31", True),
        ("1582-10-10", True),
    ],
)
@every_version
def test_calendar(version: int, date: str, *, real: bool) -> None:
    made = document(version)
    made["created_at"] = date + made["created_at"][10:]
    assert found_in(made) == ([] if real else [("calendar-date", "/created_at")])


@every_version
@pytest.mark.parametrize("dequantized", [False, True])
@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("target", GGUF)
def test_dequantized_needs_merged(
    version: int, target: str, *, merged: bool, dequantized: bool
) -> None:
    made = document(version, "ollama" if version == 1 else target)
    made.update(merged=merged, dequantized=dequantized)
    broken = dequantized and not merged
    expected = [("dequantized-without-merged", "/dequantized")] if broken else []
    assert found_in(made) == expected


FIELDS = [
    ("quant", "Q4_K_M", HUGGING_FACE),
    ("quant", "HF", GGUF),
    ("quant", "hF", GGUF),
    ("quant", "hf.", HUGGING_FACE),
    ("quant", "hf", GGUF),
    ("merged", True, HUGGING_FACE),
    ("merged", False, ()),
    ("llama_cpp_tag", "b8816", HUGGING_FACE),
    ("llama_cpp_tag", None, ()),
    ("ollama_name", "a", HUGGING_FACE),
    ("ollama_name", None, ()),
    ("dequantized", False, ()),
]


@every_kind
@pytest.mark.parametrize(
    ("member", "value", "wrong_for"), FIELDS, ids=[f"{name}={value}" for name, value, _ in FIELDS]
)
def test_member_that_the_target_rules_out(
    version: int, target: str, member: str, value: Any, wrong_for: tuple[str, ...]
) -> None:
    made = document(version, target)
    made[member] = value
    expected = [("target-fields", f"/{member}")] if target in wrong_for else []
    others = [("quant-name", "/artifacts/0/path")] if is_renamed(made) else []
    assert found_in(made) == others + expected


def is_renamed(made: Document) -> bool:
    """Tell whether a document has another quant than its base model, where it has one."""
    return made.get("target", "ollama") in GGUF and made["quant"] != "Q4_K_M"


@pytest.mark.parametrize("target", HUGGING_FACE)
@pytest.mark.parametrize("version", [2, 3])
def test_every_member_that_the_target_rules_out_is_reported(version: int, target: str) -> None:
    made = document(version, target)
    made.update(quant="F16", merged=True, dequantized=True, llama_cpp_tag="b1", ollama_name="a")
    assert found_in(made) == [
        ("target-fields", f"/{name}")
        for name in ("dequantized", "llama_cpp_tag", "merged", "ollama_name", "quant")
    ]
    made["merged"] = False
    assert found_in(made)[:2] == [
        ("dequantized-without-merged", "/dequantized"),
        ("target-fields", "/dequantized"),
    ]


NEEDED = {
    "ollama": ["base_model"],
    "llama-server": ["base_model", "chat_template", "launch_script"],
    "vllm": ["adapter", "runtime_config", "launch_script"],
    "mlx-serve": ["adapter", "launch_script"],
}


@every_kind
def test_artifact_of_each_needed_role_must_be_there(version: int, target: str) -> None:
    whole = document(version, target)
    assert len(whole["artifacts"]) == len(NEEDED[target])
    for number, role in enumerate(NEEDED[target]):
        made = {**whole, "artifacts": [*whole["artifacts"]]}
        removed = made["artifacts"].pop(number)
        assert version < 3 or removed["role"] == role
        assert found_in(made) == [("missing-role", "/artifacts")]
        (finding,) = validate(made).findings
        assert finding.message == f"no artifact has a role that the target {target} needs: {role}"


@every_kind
def test_export_without_artifacts_misses_every_role(version: int, target: str) -> None:
    made = {**document(version, target), "artifacts": []}
    assert validate(made).findings == (
        Finding(
            "rules/missing-role",
            "warning",
            "/artifacts",
            f"no artifact has a role that the target {target} needs: {', '.join(NEEDED[target])}",
        ),
    )


@pytest.mark.parametrize("target", TARGETS)
def test_role_that_is_stated_counts_whatever_the_path(target: str) -> None:
    made = document(3, target)
    for number, entry in enumerate(made["artifacts"]):
        entry["path"] = f"file-{number}"
    assert found_in(made) == []
    made = document(3, target)
    for entry in made["artifacts"]:
        entry["role"] = "other"
    assert found_in(made) == [("missing-role", "/artifacts")]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("path", "is_base_model"),
    [
        ("base.Q4_K_M.gguf", True),
        ("base.a.b.gguf", True),
        ("base..gguf", True),
        ("base.gguf", False),
        ("Base.Q4.gguf", False),
        ("base.Q4.GGUF", False),
        ("base-Q4.gguf", False),
        ("sub/base.Q4.gguf", False),
        ("base.Q4/a.gguf", False),
        ("xbase.Q4.gguf", False),
        ("base.Q4.gguf.bak", False),
    ],
)
def test_role_of_older_versions_is_the_path_s(
    version: int, path: str, *, is_base_model: bool
) -> None:
    made = document(version)
    made["artifacts"][0]["path"] = path
    found = [one for one in found_in(made) if one[0] != "quant-name"]
    assert found == ([] if is_base_model else [("missing-role", "/artifacts")])


@pytest.mark.parametrize("target", HUGGING_FACE)
def test_path_rules_of_one_target_do_not_hold_for_another(target: str) -> None:
    made = document(2, target)
    other = "mlx-serve" if target == "vllm" else "vllm"
    made["artifacts"][0]["path"] = document(2, other)["artifacts"][0]["path"]
    assert made["artifacts"][0]["path"] in {
        "adapters/tone/adapter_model.safetensors",
        "adapter/adapters.safetensors",
    }
    assert found_in(made) == [("missing-role", "/artifacts")]


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


@pytest.mark.parametrize(
    ("paths", "messages"),
    [
        pytest.param(
            ("a", "b", "a"),
            ["a is listed already at /artifacts/1"],
            id="duplicate-path",
        ),
        pytest.param(
            ("a", "a", "a"),
            ["a is listed already at /artifacts/1"] * 2,
            id="duplicate-path-twice",
        ),
        pytest.param(
            ("a", "A"),
            ["A differs from a at /artifacts/1 only in case"],
            id="case-collision",
        ),
        pytest.param(
            ("x/y", "x", "x/y/z"),
            [
                "of x and x/y at /artifacts/1, one is a folder of the other",
                "of x/y/z and x/y at /artifacts/1, one is a folder of the other",
            ],
            id="path-prefix",
        ),
        pytest.param(
            ("a/Com1.txt/nul",),
            ["a segment of a path is a device name on Windows: 'Com1.txt'"],
            id="reserved-name",
        ),
        pytest.param(
            ("Export_manifest.json",),
            ["Export_manifest.json is the manifest itself"],
            id="self-listing",
        ),
        pytest.param(
            ("base.F16.gguf",),
            ["'base.F16.gguf' says 'F16', and quant is 'Q4_K_M'"],
            id="quant-name",
        ),
    ],
)
def test_message_about_a_path_names_it(paths: tuple[str, ...], messages: list[str]) -> None:
    report = validate(listing(2, *paths))
    assert [finding.message for finding in report.findings] == messages
    assert {finding.path for finding in report.findings} <= set(paths)


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        pytest.param(
            {"created_at": "2026-02-30T00:00:00"},
            ["2026-02-30 is not a date of the Gregorian calendar"],
            id="calendar-date",
        ),
        pytest.param(
            {"merged": False, "dequantized": True},
            ["dequantized is true, so merged should be true as well"],
            id="dequantized-without-merged",
        ),
        pytest.param(
            {"quant": "HF", "artifacts": [artifact("base.HF.gguf")]},
            ["quant should not be 'hf' when the target is ollama"],
            id="target-fields-forbidden",
        ),
        pytest.param(
            {"target": "vllm", "artifacts": document(2, "vllm")["artifacts"]},
            [
                "llama_cpp_tag should be null when the target is vllm, found 'b8816'",
                "merged should be false when the target is vllm, found true",
                "ollama_name should be null when the target is vllm, found 'my-tutor:v3'",
                "quant should be 'hf' when the target is vllm, found 'Q4_K_M'",
            ],
            id="target-fields-required",
        ),
    ],
)
def test_message_about_a_member_says_what_it_must_be(
    changes: dict[str, Any], messages: list[str]
) -> None:
    report = validate({**document(2), **changes})
    assert [finding.message for finding in report.findings] == messages


@pytest.mark.parametrize(
    ("target", "path", "role"),
    [
        (None, "base.Q4.gguf", "base_model"),
        (None, "adapters/a", "other"),
        ("vllm", "adapters/a", "adapter"),
        ("mlx-serve", "adapters/a", "other"),
        ("mlx-serve", "a/b.safetensors", "adapter"),
    ],
)
def test_role_of_a_path_depends_on_the_target(target: str | None, path: str, role: str) -> None:
    assert rules.role_of(target)(path) == role


def test_version_1_implies_ollama() -> None:
    assert rules.implied_target() == "ollama"


OLLAMA_NAMES = [
    *((name, True) for name in ("my-tutor", "my-tutor:v3", "me/my-tutor", "me/my-tutor:v3")),
    *((name, True) for name in ("hf.co/me/model:Q4_K_M", "localhost:5000/me/x:v1", "_a", "a" * 80)),
    *((name, False) for name in ("", "my tutor", "t\u00fctor", "tutor:", "/a", "a/", "a//b")),
    *((name, False) for name in ("-a", ".a", "a:b:c", "a" * 81, "a/b/c/d", "a\\b")),
]


@every_version
@pytest.mark.parametrize(("name", "fine"), OLLAMA_NAMES)
def test_name_that_ollama_would_refuse_is_a_warning(version: int, name: str, *, fine: bool) -> None:
    made = {**document(version), "ollama_name": name}
    assert found_in(made) == ([] if fine else [("ollama-name", "/ollama_name")])
    if not fine:
        [warning] = validate(made).findings
        assert warning.message == f"Ollama would refuse the name: {excerpt(name)}"


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


def many(paths: list[str]) -> list[Finding]:
    made = document(3)
    made["artifacts"] = [artifact("base.Q4_K_M.gguf", "base_model")]
    made["artifacts"] += [artifact(path, "other") for path in paths]
    assert len(made["artifacts"]) <= 65_536
    return rules.broken_rules(made)


LIMIT = 65_535
DEEP = "a/" * 200
HOSTILE = [
    pytest.param([f"{DEEP}{n}" for n in range(LIMIT)], 0, id="deep"),
    pytest.param(["d/" * (n % 255) + "f" for n in range(LIMIT)], LIMIT - 255, id="depths-repeated"),
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
        [DEEP + "x" * 100 + f"{n:05}/y" for n in range(LIMIT // 2)]
        + [DEEP + "x" * 100 + f"{n:05}" for n in range(LIMIT // 2)],
        LIMIT // 2,
        id="deep-conflicts",
    ),
]


@pytest.mark.parametrize(("paths", "count"), HOSTILE)
def test_largest_export_is_judged(paths: list[str], count: int) -> None:
    findings = many(paths)
    assert len(findings) == count
