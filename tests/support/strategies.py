"""Hypothesis strategies for export manifests: valid, nearly valid and random documents.

A document takes some fifty choices, and Hypothesis needs about a quarter of a millisecond for
each. So it draws one string of bytes, and every choice is read from that: ten thousand documents
take seconds. Bytes shrink towards zero, and zero always chooses what is simplest.

Valid documents keep every rule of their version, and are otherwise as unusual as the format
allows. What the rules need to be kept is written out here a second time, in plain Python, so
that the strategies do not depend on the code that they test.
"""

from __future__ import annotations

import copy
import hashlib
import json
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

Document = dict[str, Any]
_Value = TypeVar("_Value")

_PUBLISHED: Final = Path(__file__).parents[2] / "schema"
_LISTED: Final = json.loads((_PUBLISHED / "versions.json").read_bytes())["versions"]
SCHEMAS: Final[dict[int, Any]] = {
    entry["number"]: json.loads((_PUBLISHED / entry["files"]["schema"]["path"]).read_bytes())
    for entry in _LISTED
}
VERSIONS: Final = tuple(SCHEMAS)
TARGETS: Final = ("ollama", "llama-server", "vllm", "mlx-serve")
ROLES: Final = (
    "base_model",
    "adapter",
    "projector",
    "modelfile",
    "chat_template",
    "launch_script",
    "runtime_config",
    "other",
)
NEEDED_ROLES: Final = {
    "ollama": ("base_model",),
    "llama-server": ("base_model", "chat_template", "launch_script"),
    "vllm": ("adapter", "runtime_config", "launch_script"),
    "mlx-serve": ("adapter", "launch_script"),
}
MAX_INTEGER: Final = 2**53 - 1

HUGGING_FACE_TARGETS: Final = ("vllm", "mlx-serve")
DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))]
)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SEGMENT_END: Final = _LETTERS + "_+-"
_SEGMENT: Final = _SEGMENT_END + "."
_NAME: Final = _LETTERS + "._-"
_VISIBLE: Final = "".join(map(chr, range(0x21, 0x7F)))


def role_by_path(target: str, path: str) -> str:
    """Return the role that version 3 gives a file of a version 2 export."""
    folders, _, name = path.rpartition("/")
    top = not folders
    if top and name == "adapter.gguf":
        return "adapter"
    if top and name.startswith("base.") and name.endswith(".gguf") and len(name) > len("base.gguf"):
        return "base_model"
    if (
        top
        and name.startswith("mmproj")
        and name.endswith(".gguf")
        and len(name) >= len("mmproj.gguf")
    ):
        return "projector"
    if target == "vllm" and path.startswith("adapters/"):
        return "adapter"
    one_down = bool(folders) and "/" not in folders
    weights = name.endswith(".safetensors") and not name.startswith("._")
    adapter_file = weights or name == "adapter_config.json"
    if target == "mlx-serve" and one_down and adapter_file:
        return "adapter"
    if top and name.endswith("_launch.sh"):
        return "launch_script"
    whole = {
        "Modelfile": "modelfile",
        "chat-template.jinja": "chat_template",
        "vllm_config.json": "runtime_config",
    }
    return whole.get(path, "other")


class Choices:
    """Choices that are read from bytes; when these run out, the first is always chosen."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken.ljust(size, b"\0")

    def below(self, limit: int) -> int:
        """Choose an integer from 0 up to, but not including, ``limit``."""
        size = (limit.bit_length() + 7) // 8
        return int.from_bytes(self.take(size), "big") % limit

    def pick(self, options: Sequence[_Value]) -> _Value:
        """Choose an option."""
        return options[self.below(len(options))]

    def one_in(self, number: int) -> bool:
        """Choose true about one time in ``number``; zero is false."""
        return self.below(number) == number - 1

    def characters(self, alphabet: str, most: int) -> str:
        """Choose at most ``most`` characters."""
        return "".join([self.pick(alphabet) for _ in range(self.below(most + 1))])


def _drawn(build: Callable[[Choices], _Value], size: int) -> st.SearchStrategy[_Value]:
    return st.binary(min_size=size, max_size=size).map(lambda data: build(Choices(data)))


def _padded(choices: Choices, text: str, fill: str, *lengths: int) -> str:
    """Make some texts exactly as long as a limit allows."""
    return text.ljust(choices.pick(lengths), fill) if choices.one_in(5) else text


def _digest(choices: Choices, digits: int) -> str:
    return hashlib.sha256(choices.take(3)).hexdigest()[:digits]


def _integer(choices: Choices, least: int) -> int:
    edges = (least, least + 1, 2**31, 2**32, MAX_INTEGER - 1, MAX_INTEGER)
    if choices.one_in(2):
        return least + choices.below(MAX_INTEGER - least + 1)
    return choices.pick(edges)


def _quant(choices: Choices) -> str:
    if choices.one_in(2):
        text = choices.pick(_LETTERS) + choices.characters(_NAME, 8)
        return _padded(choices, text if text.lower() != "hf" else "hf-", "-", 64)
    return choices.pick(("Q4_K_M", "Q8_0", "F16", "0", "hf.", "h-f"))


def _ollama_part(choices: Choices, others: str) -> str:
    return choices.pick(_LETTERS + "_") + choices.characters(_LETTERS + others, 8)


def _ollama_name(choices: Choices) -> str:
    """Return a name that Ollama takes."""
    if not choices.one_in(2):
        return choices.pick(
            (
                "my-tutor:v3",
                "a",
                "a/b:c",
                "A" * 80,
                "hf.co/me/model:Q4_K_M",
                "localhost:5000/me/x:v1",
            )
        )
    folders = ""
    if choices.one_in(2):
        host = f"{_ollama_part(choices, '-_.:')}/" if choices.one_in(2) else ""
        folders = f"{host}{_ollama_part(choices, '-_')}/"
    tag = f":{_ollama_part(choices, '-_.')}" if choices.one_in(2) else ""
    return folders + _ollama_part(choices, "-_.") + tag


# Lone surrogates are left out: no text holds one.
_TEXT: Final = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u00e9\u2027\u202a\ufeff\U0001f600"


def _any_line(choices: Choices, most: int) -> str:
    """Return any text that the encoding layer accepts."""
    return _padded(choices, choices.characters(_TEXT, 8), "\u00fc", most)


def _timestamp(choices: Choices) -> str:
    """Return a text as versions 1 and 2 write it; version 3 appends ``Z``."""
    if not choices.one_in(2):
        return choices.pick(
            (
                "2026-04-23T18:42:00",
                "0001-01-01T00:00:00",
                "0999-12-31T23:59:59",
                "1600-02-29T00:00:00",
                "2000-02-29T12:00:00",
                "2024-02-29T00:00:01",
                "9999-12-31T23:59:59",
            )
        )
    year, month = 1 + choices.below(9999), 1 + choices.below(12)
    day = 1 + choices.below(monthrange(year, month)[1])
    hour, minute, second = choices.below(24), choices.below(60), choices.below(60)
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def _visible(choices: Choices, most: int) -> str:
    text = choices.pick(_VISIBLE) + choices.characters(_VISIBLE, 8)
    return _padded(choices, text, "~", most)


def _hub_id(choices: Choices) -> str:
    if choices.one_in(2):
        org, name = (choices.pick(_NAME) + choices.characters(_NAME, 8) for _ in range(2))
        return _padded(choices, f"{org}/{name}", ".", 256)
    return choices.pick(("HuggingFaceTB/SmolLM2-135M", "a/b", "./.", "../..", "-/_"))


_PATHS: Final = (
    "Modelfile",
    "README.md",
    "adapter.gguf",
    "adapter_config.json",
    "adapters/tone/adapter_model.safetensors",
    "base.gguf",
    "chat-template.jinja",
    "imatrix.dat",
    "mmproj-model.gguf",
    "mmproj.gguf",
    "mmproj.ggu",
    "tone/._weights.safetensors",
    "sub/_launch.sh",
    "sub/export_manifest.json",
    "tone/adapter_config.json",
    "tone/weights.safetensors",
    "tone/deep/weights.safetensors",
    "vllm_config.json",
    "_launch.sh",
    "p" * 255 + "/" + "p" * 255,
)
_SEGMENTS: Final = ("a", "A", "...a", "-", "+", "_", "adapters", "tone", "con_", "export_manifest")


def _path(choices: Choices) -> str:
    if not choices.one_in(2):
        return choices.pick(_PATHS)
    segments = [
        choices.characters(_SEGMENT, 6) + choices.pick(_SEGMENT_END)
        if choices.one_in(2)
        else choices.pick(_SEGMENTS)
        for _ in range(1 + choices.below(4))
    ]
    return _padded(choices, "/".join(segments), "_", 255)


_PATHS_BY_ROLE: Final = {
    "base_model": ("base.{quant}.gguf",),
    "chat_template": ("chat-template.jinja",),
    "launch_script": ("vllm_launch.sh", "llama-server_launch.sh", "_launch.sh"),
    "runtime_config": ("vllm_config.json",),
}
_ADAPTER_PATHS: Final = {
    "vllm": ("adapters/a", "adapters/tone/adapter_model.safetensors"),
    "mlx-serve": ("tone/adapters.safetensors", "a/adapter_config.json"),
}


def _compatible(candidates: Iterable[str]) -> list[str]:
    """Drop the paths that, beside those before them, would break a rule."""
    kept: list[str] = []
    taken: set[str] = set()
    folders: set[str] = set()
    for path in candidates:
        folded = path.lower()
        segments = folded.split("/")
        above = {"/".join(segments[:depth]) for depth in range(1, len(segments))}
        if (
            folded not in taken | folders | {"export_manifest.json"}
            and taken.isdisjoint(above)
            and DEVICES.isdisjoint(segment.split(".")[0] for segment in segments)
        ):
            kept.append(path)
            taken.add(folded)
            folders |= above
    return kept


def manifests(
    version: int,
    *,
    target: str | None = None,
    derived_roles: bool | None = None,
    max_artifacts: int = 6,
) -> st.SearchStrategy[Document]:
    """Draw a document in which no layer finds anything: its schema and every rule hold.

    ``derived_roles`` matters to version 3 alone: true gives only the roles that the paths imply,
    so that nothing is lost on the way down to version 2; false gives any; ``None`` gives both.
    ``target`` fixes the target; version 1 has none and is always for Ollama. Beside the artifacts
    that the target needs there are up to ``max_artifacts`` more.
    """
    targets = ("ollama",) if version == 1 else TARGETS if target is None else (target,)
    derived = (True, False) if derived_roles is None else (derived_roles,)

    def build(choices: Choices) -> Document:
        return _manifest(
            choices,
            version,
            choices.pick(targets),
            derived_roles=version < 3 or choices.pick(derived),
            max_artifacts=max_artifacts,
        )

    return _drawn(build, 160 + 32 * (max_artifacts + 3))


def drawn_manifest(choices: Choices, version: int) -> Document:
    """Choose a document that :func:`manifests` could draw."""
    target = "ollama" if version == 1 else choices.pick(TARGETS)
    derived = version < 3 or not choices.one_in(3)
    return _manifest(choices, version, target, derived_roles=derived, max_artifacts=6)


def _manifest(
    choices: Choices, version: int, target: str, *, derived_roles: bool, max_artifacts: int
) -> Document:
    hugging_face = target in HUGGING_FACE_TARGETS
    merged = not hugging_face and choices.one_in(2)
    registered = not hugging_face and choices.one_in(2)
    tagged = not hugging_face and choices.one_in(2)
    document: Document = {
        "quant": "hf" if hugging_face else _quant(choices),
        "merged": merged,
        "dequantized": merged and choices.one_in(2),
        "ollama_name": _ollama_name(choices) if registered else None,
        "created_at": _timestamp(choices),
        "created_by": _visible(choices, 128),
        "llama_cpp_tag": _any_line(choices, 1024) if tagged else None,
        "base_model_hf_id": _hub_id(choices),
        "base_model_revision": _digest(choices, 40),
        "adapter_version": _integer(choices, 1),
    }
    if derived_roles:
        document["artifacts"] = _artifacts_by_path(choices, target, max_artifacts)
    else:
        document["artifacts"] = _artifacts_of_any_role(choices, target, max_artifacts)
    for artifact in document["artifacts"]:
        artifact["path"] = artifact["path"].replace("{quant}", document["quant"])
    document["target"] = target
    if version > 2:
        document["created_at"] += "Z"
    else:
        for artifact in document["artifacts"]:
            del artifact["role"]
    return _as_defined(choices, document, SCHEMAS[version])


def _as_defined(choices: Choices, document: Document, schema: Any) -> Document:
    """Return a document with the members that a version has, those unknown here among them."""
    members = {
        name: {**schema["$defs"].get(member.get("$ref", "").rpartition("/")[2], {}), **member}
        for name, member in schema["properties"].items()
    }
    return {
        name: document[name]
        if name in document and _fits(document[name], member)
        else _by_schema(choices, {"$defs": schema["$defs"], **member})
        for name, member in members.items()
    }


def _fits(value: Any, member: Any) -> bool:
    if isinstance(value, str):
        return value in member.get("enum", [value]) and len(value) <= member.get(
            "maxLength", len(value)
        )
    least, most = member.get("minimum", 0), member.get("maximum", MAX_INTEGER)
    return not isinstance(value, int) or isinstance(value, bool) or least <= value <= most


def _by_schema(choices: Choices, member: Any) -> Any:
    """Choose a value by nothing but the schema of a member; a pattern needs ``examples``."""
    kinds = [member["type"]] if isinstance(member["type"], str) else member["type"]
    if "const" in member:
        return member["const"]
    if "enum" in member:
        return choices.pick(member["enum"])
    match choices.pick(kinds):
        case "null":
            return None
        case "boolean":
            return choices.one_in(2)
        case "integer":
            least, most = member["minimum"], member["maximum"]
            return least + choices.pick((0, most - least, choices.below(most - least + 1)))
        case "string" if "pattern" in member:
            return choices.pick(member["examples"])
        case "string":
            least, most = member.get("minLength", 0), member["maxLength"]
            return choices.characters(_TEXT, min(most, 8)).ljust(least, "x")
        case "array":
            count = choices.pick((0, member["maxItems"], choices.below(member["maxItems"] + 1)))
            return [_by_schema(choices, member["items"]) for _ in range(min(count, 8))]
    return _as_defined(choices, {}, {"$defs": {}, **member})


def _artifacts_by_path(choices: Choices, target: str, limit: int) -> list[Document]:
    needed = [
        choices.pick(_ADAPTER_PATHS[target] if role == "adapter" else _PATHS_BY_ROLE[role])
        for role in NEEDED_ROLES[target]
    ]
    others = [_path(choices) for _ in range(choices.below(limit + 1))]
    return _entries(
        choices, [(path, role_by_path(target, path)) for path in _compatible([*needed, *others])]
    )


def _artifacts_of_any_role(choices: Choices, target: str, limit: int) -> list[Document]:
    needed = NEEDED_ROLES[target]
    others = [_path(choices) for _ in range(choices.below(limit + 1))]
    # With these there are always enough files for the needed roles, whatever was dropped.
    spares = [f"spare-{role}" for role in needed]
    paths = _compatible([*others, *spares])
    roles = [*needed, *(choices.pick(ROLES) for _ in paths[len(needed) :])]
    return _entries(choices, list(zip(paths, roles, strict=True)))


def _entries(choices: Choices, files: list[tuple[str, str]]) -> list[Document]:
    # Order carries no meaning, so any order must do.
    at = choices.below(len(files))
    return [
        {
            "path": path,
            "sha256": _digest(choices, 64),
            "size_bytes": _integer(choices, 0),
            "role": role,
        }
        for path, role in files[at:] + files[:at]
    ]


_odd_segments = st.sampled_from(
    ["a", "A", "b", "ab", "a-", "a.b", "+", "con", "Nul.x", ".a", "COM0", "a b", "ä", "b."]
)
odd_paths = st.one_of(
    st.lists(_odd_segments, min_size=1, max_size=4).map("/".join),
    st.sampled_from(
        [
            "base.Q4.gguf",
            "base..gguf",
            "base.gguf",
            "base.Q8_0.gguf",
            "export_manifest.json",
            "EXPORT_manifest.json",
            "a",
            "a/b",
        ]
    ),
)


@st.composite
def disorderly(draw: st.DrawFn, version: int) -> Document:
    """Draw a document whose schema holds and whose rules need not."""
    made: Document = draw(manifests(version))
    made["quant"] = draw(st.sampled_from([made["quant"], "hf", "Hf", "Q8_0"]))
    made["merged"], made["dequantized"] = draw(st.booleans()), draw(st.booleans())
    made["llama_cpp_tag"] = draw(st.sampled_from([None, "b1"]))
    made["ollama_name"] = draw(st.sampled_from([None, "a", "a:b/c", "h:1/n/m:t", "a.b/c", "é", ""]))
    year, month = draw(st.sampled_from(["0000", "1900", "2000", "2024"])), draw(st.integers(1, 12))
    day = draw(st.integers(26, 31))
    made["created_at"] = f"{year}-{month:02}-{day:02}" + made["created_at"][10:]
    if version > 1:
        made["target"] = draw(st.sampled_from(sorted(NEEDED_ROLES)))
    entries = made["artifacts"] + [dict(entry) for entry in made["artifacts"]]
    for entry in entries[len(made["artifacts"]) :]:
        entry["path"] = draw(odd_paths)
    made["artifacts"] = draw(st.lists(st.sampled_from(entries), max_size=6))
    return made


MEMBERS: Final = (
    "schema_version",
    "target",
    "quant",
    "merged",
    "dequantized",
    "ollama_name",
    "created_at",
    "created_by",
    "llama_cpp_tag",
    "base_model_hf_id",
    "base_model_revision",
    "adapter_version",
    "artifacts",
    "path",
    "sha256",
    "size_bytes",
    "role",
)

_ODD_NAMES: Final = ("", "Quant", "$schema", "target ", "__proto__", "~/0", "\u00e9")
LITERALS: Final[Sequence[Any]] = (None, False, True, {}, [])
_NUMBERS: Final = (0, 1, 2, 3, 4, -1, 2**31, 2**53 - 1, 2**53, 1 - 2**53, -(2**53), 2**63, 2**64)
_TEXTS: Final = (
    "",
    "hf",
    "ollama",
    "other",
    "2026-04-23T18:42:00",
    "2026-04-23T18:42:00Z",
    "2026-04-23 18:42:00",
    "2026-04-23",
    "0",
    "1",
    "true",
    "null",
    "\x00",
    "\n",
    "\u0664\u0662",
    "\u0131",
    "\uffff",
    "\U0001f600",
    "0" * 40,
    "0" * 64,
)
# Lone surrogates are left out: the strict reader never yields one.
_PLANES: Final = ((0x20, 0x7F), (0x00, 0x20), (0x80, 0x250), (0x250, 0xD800), (0x10000, 0x110000))


def _any_text(choices: Choices) -> str:
    if not choices.one_in(2):
        return choices.pick(_TEXTS)
    characters = []
    for _ in range(choices.below(6)):
        first, end = choices.pick(_PLANES)
        characters.append(chr(first + choices.below(end - first)))
    return "".join(characters)


def _any_name(choices: Choices) -> str:
    kind = choices.below(8)
    if kind == 6:
        return choices.pick(_ODD_NAMES)
    return _any_text(choices) if kind == 7 else choices.pick(MEMBERS)


def any_value(choices: Choices, depth: int = 3) -> Any:
    """Choose any JSON value without a fraction, some of it of the format."""
    kind = choices.below(7 if depth else 4)
    if kind == 0:
        return copy.copy(choices.pick(LITERALS))
    if kind == 1:
        return choices.pick(_NUMBERS)
    if kind == 2:
        return choices.below(2**80) - 2**79
    if kind in {3, 4}:
        return _any_text(choices)
    size = choices.below(5)
    if kind == 5:
        return [any_value(choices, depth - 1) for _ in range(size)]
    return {_any_name(choices): any_value(choices, depth - 1) for _ in range(size)}


def random_documents() -> st.SearchStrategy[Any]:
    """Draw any JSON value, mostly an object with members of the format."""

    def build(choices: Choices) -> Any:
        if choices.one_in(4):
            return any_value(choices)
        return {name: any_value(choices, 2) for name in MEMBERS if choices.one_in(2)}

    return _drawn(build, 300)


_TEXT_EDITS: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: text + "\n",
    lambda text: text + "\r\n",
    lambda text: "\n" + text,
    lambda text: text + " ",
    lambda text: text[:-1],
    lambda text: text[1:],
    lambda text: text + text[-1:],
    lambda text: text + "/",
    lambda text: text + ".",
    lambda text: text + "\x00",
    lambda text: "/" + text,
    lambda text: text.replace("/", "//"),
    lambda text: text.replace("/", "/../"),
    lambda text: text.replace("/", "\\"),
    lambda text: text.replace("0", "\u0660"),
    lambda text: text.replace("-", "\u2010"),
    str.upper,
    str.lower,
    str.title,
    lambda text: text * 64,
    lambda text: text + "a" * (64 - len(text)),
    lambda text: text + "a" * (65 - len(text)),
    lambda text: text + "a" * (128 - len(text)),
    lambda text: text + "a" * (129 - len(text)),
    lambda text: text + "a" * (256 - len(text)),
    lambda text: text + "a" * (257 - len(text)),
    lambda text: text + "a" * (512 - len(text)),
    lambda text: text + "a" * (513 - len(text)),
)

CHARACTERS: Final = (
    "\n\r\t \x00\x1f\x7f\x80\u00a0\u00df\u0130\u0131\u017f\u0660\u0661\u2028\u2010\u212a"
    "\uff11\uff0e\uff0f\ufeff\ufdd0\ufffd\ufffe\uffff\U0001f600\U0010ffff"
    "./\\:+-_~!#%@?*<>|\"'$^[]{}(),;=&aAzZ019gGTt"
)
_TIMESTAMP_EDITS: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: text + "Z",
    lambda text: text.removesuffix("Z"),
    lambda text: text.replace("T", "t"),
    lambda text: text.replace("T", " "),
    lambda text: text[:10] + "T24:00:00" + text[19:],
    lambda text: text[:10] + "T23:59:60" + text[19:],
    lambda text: "2026-02-30" + text[10:],
    lambda text: "2023-02-29" + text[10:],
    lambda text: "1900-02-29" + text[10:],
    lambda text: "0000-02-29" + text[10:],
    lambda text: "2026-04-31" + text[10:],
    lambda text: "2026-00-10" + text[10:],
    lambda text: text[:19] + ".000000" + text[19:],
    lambda text: text[:19] + "+00:00",
)

_NEAR_NUMBERS: Final = (-1, 0, 1, 2, MAX_INTEGER - 1, MAX_INTEGER, MAX_INTEGER + 1, 2**64)


_AIMED: Final[dict[Any, Sequence[Any]]] = {
    "schema_version": (0, 1, 2, 3, 4, -1, True, "3", [3]),
    "target": (*TARGETS, "Ollama", "ollama ", "ollama\n", "llama_server", "llama-serverx"),
    "quant": ("hf", "HF", "hf ", "", "Q4_K_M\n", "_a", ".", "\u0660"),
    "ollama_name": (None, "", "a", "a/b:c", "a/b/c", "a:b:c", "a:", "/a", "a" * 81),
    "created_by": ("", " ", "a b", "\x7f", "a\n", "\u00e9"),
    "base_model_hf_id": ("a/b", "a", "/", "a/", "/b", "a/b/c", "a/b\n", "./.."),
    "base_model_revision": ("main", "0" * 39, "A" * 40, "0" * 40 + "\n"),
    "path": (
        *("", ".", "..", "../a", "a/..", "./a", "/a", "a/", "a//b", "a.", "a./b", "a..b", "...a"),
        *(
            "a\\b",
            "C:a",
            "~/a",
            "a b",
            "a/\n",
            "a/" * 255 + "aa",
            "Export_Manifest.JSON",
            "co\u0274",
        ),
    ),
    "sha256": ("0" * 64, "0" * 63, "A" * 64, "\u0660" * 64),
    "role": (*ROLES, "Other", "other ", "modelfile\n", "base-model"),
}


def _beside(choices: Choices, path: str) -> str:
    """Choose a path that breaks, or nearly breaks, a rule beside another."""
    device = choices.pick(sorted(DEVICES))
    own = (path, path.swapcase(), path + "/a", path.rpartition("/")[0] or path, path + "-")
    devices = (device.upper() + ".txt", f"a/{device}.tar.gz", f".{device}", device + "x")
    return choices.pick((*own, path + ".a", path.split("/", maxsplit=1)[0], *devices))


def nearly_valid(version: int) -> st.SearchStrategy[Document]:
    """Draw a document that one or two changes set apart from a valid one.

    Some changes leave it valid, which is as it should be: both sides of every edge are drawn.
    """
    targets = ("ollama",) if version == 1 else TARGETS

    def build(choices: Choices) -> Document:
        changes = Choices(choices.take(200))
        document = _manifest(
            choices,
            version,
            choices.pick(targets),
            derived_roles=version < 3 or choices.one_in(2),
            max_artifacts=2,
        )
        change(changes, document)
        if changes.one_in(2):
            change(changes, document)
        return document

    return _drawn(build, 520)


def change(choices: Choices, document: dict[Any, Any]) -> None:
    """Change one member of a document, or of one of its artifacts."""
    artifacts = document.get("artifacts")
    entries = [one for one in artifacts if type(one) is dict] if type(artifacts) is list else []
    owner = choices.pick(entries) if entries and choices.one_in(2) else document
    kind = choices.below(12)
    if kind == 8 and owner is not document:
        beside = choices.pick(entries).get("path")
        owner["path"] = _beside(choices, beside if isinstance(beside, str) else "a")
        return
    if kind == 9 or not owner:
        owner[_any_name(choices)] = any_value(choices)
        return
    name = choices.pick(list(owner))
    if kind == 10:
        del owner[name]
    elif kind == 11:
        owner[_any_name(choices)] = owner.pop(name)
    else:
        owner[name] = _changed(choices, name, owner[name])


def _changed(choices: Choices, name: str, value: Any) -> Any:
    if choices.one_in(6):
        return any_value(choices)
    if choices.one_in(4):
        return copy.copy(choices.pick(_AIMED.get(name, LITERALS)))
    if isinstance(value, str):
        if name == "created_at" and choices.one_in(2):
            return choices.pick(_TIMESTAMP_EDITS)(value)
        if choices.one_in(3):
            at = choices.below(len(value) + 1)
            patch = choices.pick((_any_text(choices)[:2], choices.pick(CHARACTERS)))
            return value[:at] + patch + value[at + choices.below(2) :]
        return choices.pick(_TEXT_EDITS)(value)
    if isinstance(value, bool):
        return choices.pick((not value, int(value), str(value).lower(), None))
    if isinstance(value, int):
        return choices.pick((*_NEAR_NUMBERS, value == 1, f"{value:x}", [value], None))
    if isinstance(value, list):
        doubled = [*value, *map(copy.copy, value)]
        return choices.pick(([], doubled, [*value, None], [*value, {}], {}, [value], None))
    return any_value(choices)
