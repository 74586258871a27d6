"""Valid documents of every version, drawn at random, and texts that they can be written as."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from pathlib import Path
from random import Random
from typing import Any, Final

Document = dict[str, Any]

MAX_INTEGER: Final = 2**53 - 1
ROLES: Final = (
    "base_model",
    "adapter",
    "modelfile",
    "chat_template",
    "launch_script",
    "runtime_config",
    "other",
)
NEEDED_ROLES: Final[Mapping[str, Sequence[str]]] = {
    "ollama": ("base_model",),
    "llama-server": ("base_model", "chat_template", "launch_script"),
    "vllm": ("adapter", "runtime_config", "launch_script"),
    "mlx-serve": ("adapter", "launch_script"),
}
TARGETS: Final = tuple(NEEDED_ROLES)
HUGGING_FACE_TARGETS: Final = ("vllm", "mlx-serve")
DEVICES: Final = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10)),
)

_ALNUM: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NAME: Final = _ALNUM + "._-"
_VISIBLE: Final = "".join(map(chr, range(0x21, 0x7F)))
_SPARE_PATHS: Final = (
    "Modelfile",
    "adapter.gguf",
    "adapters/tone/adapter_model.safetensors",
    "base..gguf",
    "base.gguf",
    "con_/a",
    "imatrix.dat",
    "sub/export_manifest.json",
    "tone/weights.safetensors",
    "tone/deep/adapter_config.json",
    "vllm_config.json",
    ".hidden",
)
_ROLE_PATHS: Final[Mapping[str, Sequence[str]]] = {
    "base_model": ("base.Q4_K_M.gguf", "base..gguf", "base.x.y.gguf"),
    "chat_template": ("chat-template.jinja",),
    "launch_script": ("_launch.sh", "vllm_launch.sh"),
    "runtime_config": ("vllm_config.json",),
}
_ADAPTER_PATHS: Final[Mapping[str, Sequence[str]]] = {
    "vllm": ("adapters/a", "adapters/tone/adapter_config.json", "adapter.gguf"),
    "mlx-serve": ("tone/a.safetensors", "a/adapter_config.json", "adapter.gguf"),
}


def role_by_path(target: str, path: str) -> str:
    """Return the role that the table of roles gives a path; a second opinion, in plain code."""
    segments = path.split("/")
    name = segments[-1]
    if len(segments) == 1:
        if path.startswith("base.") and path.endswith(".gguf") and len(path) >= len("base..gguf"):
            return "base_model"
        whole = {
            "adapter.gguf": "adapter",
            "Modelfile": "modelfile",
            "chat-template.jinja": "chat_template",
            "vllm_config.json": "runtime_config",
        }
        if path in whole:
            return whole[path]
        return "launch_script" if path.endswith("_launch.sh") else "other"
    if target == "vllm" and segments[0] == "adapters":
        return "adapter"
    adapter_file = name.endswith(".safetensors") or name == "adapter_config.json"
    if target == "mlx-serve" and len(segments) == 2 and adapter_file:
        return "adapter"
    return "other"


def valid_document(random: Random, version: int) -> Document:
    """Draw a document that is valid in a version: its schema and every rule hold."""
    target = "ollama" if version == 1 else random.choice(TARGETS)
    hugging_face = target in HUGGING_FACE_TARGETS
    merged = not hugging_face and random.random() < 0.5
    document: Document = {
        "quant": "hf" if hugging_face else _quant(random),
        "merged": merged,
        "dequantized": merged and random.random() < 0.5,
        "ollama_name": None if hugging_face else _ollama_name(random),
        "created_at": _timestamp(random) + ("Z" if version == 3 else ""),
        "created_by": random.choice(["dlm-0.10.0", "!", _text(random, _VISIBLE, 128)]),
        "llama_cpp_tag": None
        if hugging_face
        else random.choice([None, "b8816", _text(random, _VISIBLE, 64)]),
        "base_model_hf_id": f"{_text(random, _NAME, 40)}/{_text(random, _NAME, 40)}",
        "base_model_revision": random.randbytes(20).hex(),
        "adapter_version": _integer(random, 1),
        "artifacts": _artifacts(random, version, target),
    }
    if version >= 2:
        document["target"] = target
    if version >= 3:
        document["schema_version"] = version
    return document


def _integer(random: Random, least: int) -> int:
    edges = [least, least + 1, 2**31, 2**32, MAX_INTEGER - 1, MAX_INTEGER]
    return random.choice([*edges, random.randint(least, 10**6), random.randint(least, MAX_INTEGER)])


def _text(random: Random, alphabet: str, longest: int) -> str:
    length = longest if random.random() < 0.05 else random.randint(1, min(longest, 12))
    return "".join(random.choices(alphabet, k=length))


def _name(random: Random, longest: int) -> str:
    return (random.choice(_ALNUM) + _text(random, _NAME, longest))[:longest]


def _quant(random: Random) -> str:
    quant = random.choice(["Q4_K_M", "Q8_0", "F16", "HF", "0", _name(random, 64)])
    return "hf." if quant == "hf" else quant


def _ollama_name(random: Random) -> str | None:
    part = _name(random, 40)
    namespace, tag = _name(random, 40), _name(random, 40)
    return random.choice([None, part, f"{namespace}/{part}", f"{part}:{tag}", "a/b:c", "A" * 128])


def _timestamp(random: Random) -> str:
    date = random.choice(
        [
            "0001-01-01",
            "2000-02-29",
            "2024-02-29",
            "9999-12-31",
            f"{random.randint(1, 9999):04}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        ]
    )
    hour, minute, second = random.randint(0, 23), random.randint(0, 59), random.randint(0, 59)
    return f"{date}T{hour:02}:{minute:02}:{second:02}"


def _path(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(_SPARE_PATHS)
    segments = [_text(random, _NAME + "+", 20) for _ in range(random.randint(1, 3))]
    return "/".join(segment.rstrip(".") + random.choice(_ALNUM + "_+-") for segment in segments)


def _artifacts(random: Random, version: int, target: str) -> list[Document]:
    needed = NEEDED_ROLES[target]
    any_role = version == 3 and random.random() < 0.3
    wanted = [
        f"spare-{role}"
        if any_role
        else random.choice(_ADAPTER_PATHS[target] if role == "adapter" else _ROLE_PATHS[role])
        for role in needed
    ]
    wanted += [_path(random) for _ in range(random.choice([0, 0, 1, 2, 3, 5]))]
    entries: list[Document] = []
    taken: set[str] = set()
    folders: set[str] = {"export_manifest.json"}
    for path in wanted:
        folded = path.lower()
        segments = folded.split("/")
        above = {"/".join(segments[:depth]) for depth in range(1, len(segments))}
        if (
            folded in taken | folders
            or not taken.isdisjoint(above)
            or any(segment.split(".")[0] in DEVICES for segment in segments)
        ):
            continue
        taken.add(folded)
        folders |= above
        entry: Document = {
            "path": path,
            "sha256": random.randbytes(32).hex(),
            "size_bytes": _integer(random, 0),
        }
        if version == 3:
            role = role_by_path(target, path)
            if any_role:
                role = needed[len(entries)] if len(entries) < len(needed) else random.choice(ROLES)
            entry["role"] = role
        entries.append(entry)
    random.shuffle(entries)
    return entries


@lru_cache(maxsize=1)
def kept_manifests() -> tuple[bytes, ...]:
    """Read every recorded and every example manifest, in order of their paths."""
    tests = str(Path(__file__).resolve().parents[2])
    found = []
    for folder in (os.path.join(tests, "recorded"), os.path.join(tests, os.pardir, "examples")):
        found += glob.glob(os.path.join(folder, "**", "export_manifest.json"), recursive=True)
    manifests = []
    for path in sorted(found):
        with open(path, "rb") as file:
            manifests.append(file.read())
    return tuple(manifests)


def canonical(document: Any) -> bytes:
    """Write the canonical form, by the one line that defines it."""
    return (json.dumps(document, sort_keys=True, indent=2) + "\n").encode()


class Raw(str):
    """Text that is written as it stands, where a value or a name belongs."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """An object as the list of its members, so that one can occur twice."""


def opened(value: Any) -> Any:
    """Copy a value with every object as its list of members."""
    if isinstance(value, dict):
        return Members((name, opened(item)) for name, item in value.items())
    if isinstance(value, list):
        return [opened(item) for item in value]
    return value


def written(value: Any, random: Random) -> str:
    """Write a value as JSON text in one of many styles."""
    style = random.random()
    if style < 0.4:
        return _write(value, lambda: "", encode_basestring_ascii)
    if style < 0.5:
        return _write(value, lambda: "", encode_basestring)
    if style < 0.6:
        return _write(value, lambda: "", lambda text: _escaped(text, random))
    spaces = ["", "", " ", "\n", "\t", "\r\n", "\n  "]
    return _write(value, lambda: random.choice(spaces), encode_basestring_ascii)


def _escaped(text: str, random: Random) -> str:
    return (
        '"'
        + "".join(
            json.dumps(character)[1:-1]
            if random.random() < 0.9 or ord(character) > 0xFFFF
            else f"\\u{ord(character):04{random.choice('xX')}}"
            for character in text
        )
        + '"'
    )


def _write(value: Any, space: Callable[[], str], string: Callable[[str], str]) -> str:
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return string(value)
    if isinstance(value, Members):
        members = (
            f"{space()}{_write(name, space, string)}{space()}:{space()}"
            f"{_write(item, space, string)}{space()}"
            for name, item in value
        )
        return "{" + (",".join(members) or space()) + "}"
    if isinstance(value, list):
        items = (f"{space()}{_write(item, space, string)}{space()}" for item in value)
        return "[" + (",".join(items) or space()) + "]"
    return json.dumps(value)
