"""Inputs: valid documents, what becomes of them when something goes wrong, and plain noise."""

from __future__ import annotations

import copy
from collections import OrderedDict, UserDict
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from proofs.fuzz.documents import (
    DEVICES,
    MAX_INTEGER,
    ROLES,
    TARGETS,
    Members,
    Raw,
    canonical,
    kept_manifests,
    opened,
    valid_document,
    written,
)

MAX_BYTES: Final = 16 * 1024 * 1024


class Input(NamedTuple):
    """What is thrown: the name of the way it was made, and bytes, text or a mapping."""

    origin: str
    data: bytes | str | Mapping[Any, Any]


_NAMES: Final = (
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
_ODD_NAMES: Final = (
    "",
    "~",
    "/",
    "a/b~c",
    "~1",
    "$schema",
    "__proto__",
    "Target",
    "target ",
    "0",
    "9" * 5000,
    "\u00e9",
    "\U0001f600",
    "\x00",
    "\ufffe",
)
_NUMBERS: Final = (
    "1.0",
    "3.0",
    "1e5",
    "1E-5",
    "10e1",
    "-0",
    "-0.0",
    "0.0",
    "00",
    "01",
    "-01",
    "+1",
    ".5",
    "1.",
    "1e",
    "-",
    "1.5x",
    "0x10",
    "1_000",
    "-1",
    "0",
    "1",
    "2",
    "3",
    "4",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740991",
    "-9007199254740992",
    "9223372036854775808",
    "18446744073709551616",
    "1" + "0" * 400,
    "9" * 5000,
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "-Infinity",
    "\u0661",
)
_TOKENS: Final = (
    "True",
    "nul",
    "nullx",
    "tru",
    "undefined",
    "'a'",
    "/**/1",
    "1//",
    "{}",
    "[]",
    "[,]",
    "{,}",
    "[1,]",
    '{"a":1,}',
    '{"a"}',
    '{"a" 1}',
    "{1:2}",
    "{a:1}",
    '"a" "b"',
    "",
    "\ufeff1",
    "\u00a01",
    "\x0b1",
    "\x001",
)
_STRINGS: Final = (
    '"\\u0000"',
    '"\\u001f"',
    '"\\u007f"',
    '"\\u0080"',
    '"\\ud800"',
    '"\\udc00"',
    '"\\ud83d\\ude00"',
    '"\\uD83D\\uDE00"',
    '"\\ude00\\ud83d"',
    '"\\ud800\\ud800\\udc00"',
    '"\\ud800x\\udc00"',
    '"\\ud800\\n\\udc00"',
    '"\\ud83f\\udffe"',
    '"\\ufdd0"',
    '"\\uffff"',
    '"\\ufeff"',
    '"\\u12"',
    '"\\u12g4"',
    '"\\u+123"',
    '"\\u 123"',
    '"\\u0x12"',
    '"\\u1_23"',
    '"\\x41"',
    '"\\a"',
    '"\\\\"',
    '"\\/\\b\\f\\n\\r\\t\\""',
    '"\x7f"',
    '"\n"',
    '"\t"',
    '"\x00"',
    '"\U0001fffe"',
    '"\u2028"',
    '"abc',
    '"\\',
    '"\\u00',
    '"\\ud800\\u12"',
)
_SCALARS: Final = (None, True, False, 0, 1, -1, 3, "", "a", "hf", "ollama", "other", "3", "null")
_CHARACTERS: Final = (
    "\n\r\t \x00\x1f\x7f\x80\u00a0\u00df\u0130\u0131\u017f\u0660\u0661\u2028\u2010\u212a"
    "\uff11\uff0e\uff0f\ufeff\ufdd0\ufffd\ufffe\uffff\U0001f600\U0010ffff"
    "./\\:+-_~!#%@?*<>|\"'$^[]{}(),;=&aAzZ019gGTt"
)
_DATES: Final = (
    "2026-02-30",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-01-01",
    "0000-02-29",
    "0001-01-01",
    "2026-04-31",
    "2026-06-31",
    "2026-00-10",
    "2026-13-10",
    "2026-10-00",
    "2026-10-32",
    "9999-12-31",
    "10000-01-01",
    "-001-01-01",
    "2026-W01-1",
)
_TIMES: Final = (
    "T24:00:00",
    "T23:59:60",
    "T12:60:00",
    "t12:00:00",
    " 12:00:00",
    "T12:00",
    "T1:2:3",
)
_PATHS: Final = (
    "",
    ".",
    "..",
    "../a",
    "a/..",
    "a/../b",
    "./a",
    "/a",
    "a/",
    "a//b",
    "a.",
    "a./b",
    "a..b",
    "...a",
    "a\\b",
    "C:a",
    "~/a",
    "a b",
    "a\n",
    "a/\n",
    "p" * 511,
    "p" * 512,
    "p" * 513,
    "a/" * 255 + "aa",
    "a/" * 256 + "a",
    "export_manifest.json",
    "Export_Manifest.JSON",
    "export_manifest.json.bak",
    "sub/export_manifest.json",
    "\u0131",
    "co\u0274",
)
_AIMED: Final[Mapping[str, tuple[Any, ...]]] = {
    "schema_version": (0, 1, 2, 3, 4, -1, 2**53 - 1, True, None, "3", [3], {}),
    "target": (
        *TARGETS,
        "Ollama",
        "ollama ",
        "ollama\n",
        "",
        "llama_server",
        "llama-serverx",
        None,
    ),
    "quant": ("hf", "HF", "hf ", "", "Q4_K_M\n", "_a", "a" * 64, "a" * 65, ".", "\u0660"),
    "merged": (True, False, 0, 1, "true", None),
    "dequantized": (True, False, 0, 1, "true", None),
    "ollama_name": (None, "", "a", "a/b", "a:b", "a/b:c", "a/b/c", "a:b:c", "a:", "/a", "a" * 129),
    "created_by": ("", " ", "a b", "\x7f", "a" * 128, "a" * 129, "a\n", "\u00e9", None),
    "llama_cpp_tag": (None, "", "b1", "b" * 64, "b" * 65, "b1\n", "\u00e9"),
    "base_model_hf_id": ("a/b", "a", "/", "a/", "/b", "a/b/c", "a/b\n", "./..", "a/" + "b" * 255),
    "base_model_revision": ("main", "0" * 40, "0" * 39, "0" * 41, "A" * 40, "0" * 40 + "\n"),
    "adapter_version": (0, 1, -1, 2, MAX_INTEGER, MAX_INTEGER + 1, True, "1", None),
    "artifacts": ([], {}, None, "", [None], [[]], [{}], [1, 2]),
    "path": _PATHS,
    "sha256": ("0" * 64, "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n", "\u0660" * 64, "", None),
    "size_bytes": (0, -1, 1, MAX_INTEGER, MAX_INTEGER + 1, 2**63, 2**64, False, "0", None),
    "role": (*ROLES, "Other", "other ", "", "modelfile\n", None, "base-model"),
}


def next_input(random: Random) -> Input:
    """Draw the next input."""
    at = random.random()
    for origin, share, make in _ORIGINS:
        at -= share
        if at < 0:
            return Input(origin, make(random))
    return Input("valid", _valid(random))


def large_input(random: Random) -> Input:
    """Draw an input about as long, or with about as many artifacts, as a reader accepts."""
    if random.random() < 0.5:
        document = _document(random)
        document["artifacts"] *= random.choice((1, 20))
        document["artifacts"] += [0] * random.choice((0, 65_536, 65_537))
        return Input("large", canonical(document))
    padding = MAX_BYTES + random.randint(-1, 1)
    kept = random.choice(kept_manifests())
    filler = random.choice([b" ", b"\n", b"[", b"\x00", b'"', b"0"]) * (padding - len(kept))
    return Input("large", random.choice([kept + filler, filler + kept]))


def _document(random: Random) -> dict[str, Any]:
    return valid_document(random, random.choice((1, 2, 3, 3)))


def _valid(random: Random) -> bytes:
    if random.random() < 0.1:
        return random.choice(kept_manifests())
    document = _document(random)
    if random.random() < 0.3:
        return canonical(document)
    return written(opened(document), random).encode()


def _mutated_bytes(random: Random) -> bytes:
    data = bytearray(_valid(random))
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        _mutate_bytes(data, random)
    return bytes(data)


_INTERESTING_BYTES: Final = b'"\\{}[]:,-+.eE0123456789utfn/ \t\n\r\x00\x1f\x7f\x80\xc0\xed\xf4\xff'


def _mutate_bytes(data: bytearray, random: Random) -> None:
    at = random.randint(0, len(data))
    length = random.choice((1, 1, 2, 4, 16, 64))
    kind = random.randint(0, 7)
    if kind == 0 and at < len(data):
        data[at] ^= 1 << random.randint(0, 7)
    elif kind == 1 and at < len(data):
        data[at] = random.choice(_INTERESTING_BYTES)
    elif kind == 2:
        del data[at : at + length]
    elif kind == 3:
        data[at:at] = bytes(random.choices(_INTERESTING_BYTES, k=random.choice((1, 1, 2, 5))))
    elif kind == 4:
        data[at:at] = data[at : at + length] * random.choice((1, 1, 2, 5))
    elif kind == 5:
        other = random.choice(kept_manifests())
        start = random.randint(0, len(other))
        data[at:at] = other[start : start + length]
    elif kind == 6:
        del data[at:]
    else:
        token = random.choice((*_NUMBERS, *_TOKENS, *_STRINGS))
        data[at : at + random.choice((0, 1, length))] = token.encode()


def _slots(value: Any) -> list[tuple[Any, int]]:
    """List every place in a tree that holds a value, as its container and index."""
    found = []
    pending = [value]
    while pending:
        container = pending.pop()
        for index, item in enumerate(container):
            found.append((container, index))
            inner = item[1] if isinstance(container, Members) else item
            if isinstance(inner, list):
                pending.append(inner)
    return found


def _put(container: Any, index: int, value: Any) -> None:
    container[index] = (container[index][0], value) if isinstance(container, Members) else value


def _odd_value(random: Random) -> Any:
    kind = random.randint(0, 5)
    if kind == 0:
        return Raw(random.choice(_NUMBERS))
    if kind == 1:
        return Raw(random.choice(_TOKENS))
    if kind == 2:
        return Raw(random.choice(_STRINGS))
    if kind == 3:
        return _random_json(random, 3)
    return random.choice(_SCALARS)


def _odd_name(random: Random, name: str) -> str:
    kind = random.randint(0, 6)
    if kind == 0:
        return random.choice(_ODD_NAMES)
    if kind == 1:
        return random.choice(_NAMES)
    if kind == 2:
        return random.choice([name.upper(), name.title(), name + "\n", " " + name, name[:-1]])
    if kind == 3 and name:
        return Raw(f'"\\u{ord(name[0]) & 0xFFFF:04x}{name[1:]}"')
    if kind == 4:
        return Raw(random.choice(_STRINGS))
    if kind == 5:
        return Raw(random.choice(_NUMBERS))
    return name + random.choice(_CHARACTERS)


def _nested(random: Random, inner: Any) -> Any:
    depth = random.choice((1, 2, *range(11, 19)))
    for _ in range(depth):
        inner = [inner] if random.random() < 0.5 else Members([(random.choice("ab"), inner)])
    return inner


def _mutate_structure(tree: Members, random: Random) -> None:
    slots = _slots(tree)
    if not slots:
        tree.append((random.choice(_NAMES), _odd_value(random)))
        return
    container, index = random.choice(slots)
    value = container[index][1] if isinstance(container, Members) else container[index]
    kind = random.randint(0, 9)
    if kind == 0:
        del container[index]
    elif kind == 1:
        container.insert(random.randint(0, len(container)), container[index])
    elif kind in (2, 3) and isinstance(container, Members):
        container[index] = (_odd_name(random, container[index][0]), value)
    elif kind == 4:
        added = _odd_value(random) if random.random() < 0.5 else value
        if isinstance(container, Members):
            name = container[index][0] if random.random() < 0.3 else _odd_name(random, "extra")
            added = (name, added)
        container.insert(random.randint(0, len(container)), added)
    elif kind == 5:
        _put(container, index, _nested(random, value))
    elif kind == 6:
        random.shuffle(container)
    else:
        _put(container, index, _odd_value(random))


def _mutated_structure(random: Random) -> bytes:
    tree = opened(_document(random))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        _mutate_structure(tree, random)
    return written(tree, random).encode(errors="surrogatepass")


def _edited(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    kind = random.randint(0, 6)
    if kind == 0:
        return text[:at] + random.choice(_CHARACTERS) + text[at + 1 :]
    if kind == 1:
        return text[:at] + random.choice(_CHARACTERS) + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1 :]
    if kind == 3:
        return text + random.choice(_CHARACTERS)
    if kind == 4:
        return text[:at] + text[:at]
    if kind == 5:
        return (text or "a") * random.choice((2, 20))
    return random.choice([text.upper(), text.lower(), text.title(), text.swapcase()])


def _path_beside(path: str, random: Random) -> str:
    """Make a path that breaks, or nearly breaks, a rule beside another."""
    device = random.choice(DEVICES)
    candidates = [
        path,
        path.swapcase(),
        path.upper(),
        path + "/a",
        path.rpartition("/")[0] or path,
        path + "-",
        path + ".a",
        path.split("/", maxsplit=1)[0],
        device,
        device.upper() + ".txt",
        f"a/{device}.tar.gz",
        f"{device.title()}/a",
        f".{device}",
        device + "x",
        device + "-",
        f"{device}.a/b",
    ]
    return random.choice(candidates)


def _created_at(random: Random, old: Any) -> str:
    text = old if isinstance(old, str) else ""
    date = random.choice(_DATES)
    time = random.choice((text[10:], text[10:], random.choice(_TIMES)))
    zones = ("", "", "", "", "Z", "+00:00", ".000000", ".0Z", "\n", "z", "ZZ")
    return date + time + random.choice(zones)


def _artifacts(document: dict[Any, Any]) -> list[dict[Any, Any]]:
    entries = document.get("artifacts")
    return [entry for entry in entries if isinstance(entry, dict)] if type(entries) is list else []


def _mutate_value(document: dict[str, Any], random: Random) -> None:
    owner: Any = document
    artifacts = _artifacts(document)
    if artifacts and random.random() < 0.6:
        owner = random.choice(artifacts)
        if random.random() < 0.5:
            path = random.choice(artifacts).get("path")
            if isinstance(path, str):
                owner["path"] = _path_beside(path, random)
            return
    if not owner:
        return
    name = random.choice(list(owner))
    old = owner[name]
    if name == "created_at" and random.random() < 0.8:
        owner[name] = _created_at(random, old)
    elif isinstance(old, str) and random.random() < 0.4:
        owner[name] = _edited(old, random)
    elif isinstance(old, list) and old and random.random() < 0.7:
        del old[random.randrange(len(old))]
    else:
        owner[name] = copy.deepcopy(random.choice(_AIMED.get(name, _SCALARS)))


def _mutated_value(random: Random) -> bytes:
    document = _document(random)
    for _ in range(random.choice((1, 1, 2, 3))):
        _mutate_value(document, random)
    return written(opened(document), random).encode(errors="surrogatepass")


def _garbled(random: Random) -> bytes:
    """Wrap or encode a document as careless programs do."""
    text = written(opened(_document(random)), random)
    data = text.encode()
    kind = random.randint(0, 9)
    if kind == 0:
        return b"\xef\xbb\xbf" * random.randint(1, 2) + data
    if kind == 1:
        return text.encode(random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")))
    if kind == 2:
        return data + random.choice(
            (b"\x00", b"\n\x00", b"{}", b"//", b"#", b"\xff", b",", b"\x0c")
        )
    if kind == 3:
        return random.choice((b"/**/", b"\x00", b"\xff\xfe", b"\xef\xbb", b";", b"\x0b")) + data
    if kind == 4:
        pair = random.choice((b"[]", b"{}"))
        depth = random.choice((15, 16, 17, 100, 300, 20_000))
        opening = pair[:1] if pair == b"[]" else b'{"a":'
        closing = b"" if random.random() < 0.3 else pair[1:] * random.choice((depth, depth, 1))
        return opening * depth + random.choice((b"", b"0", data)) + closing
    if kind == 5:
        return data * random.randint(2, 3)
    if kind == 6:
        bad = random.choice(
            (b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80")
        )
        at = random.randint(0, len(data))
        return data[:at] + bad + data[at:]
    if kind == 7:
        return data.replace(b"\n", b"\r\n").replace(b'"', b"'", random.randint(0, 2))
    if kind == 8:
        return random.choice((b"", b" ", b"\n", b"null", b"[]", b'""', b"0", b"{}", b"true", b"{"))
    return b"[" + b",".join([data] * random.randint(0, 3)) + b"]"


def _random_json(random: Random, depth: int) -> Any:
    kind = random.randint(0, 9 if depth else 5)
    if kind <= 2:
        return random.choice(_SCALARS)
    if kind == 3:
        return random.randint(-(2**60), 2**60)
    if kind == 4:
        return "".join(random.choices(_CHARACTERS, k=random.randint(0, 5)))
    if kind == 5:
        return random.choice(_AIMED[random.choice(list(_AIMED))])
    if kind <= 7:
        return [_random_json(random, depth - 1) for _ in range(random.randint(0, 3))]
    return Members(
        (
            random.choice(_NAMES) if random.random() < 0.8 else random.choice(_ODD_NAMES),
            _random_json(random, depth - 1),
        )
        for _ in range(random.randint(0, 5))
    )


def _json_noise(random: Random) -> bytes:
    return written(opened(_random_json(random, 4)), random).encode(errors="surrogatepass")


def _byte_noise(random: Random) -> bytes:
    length = random.choice((1, 2, 4, 16, 64, 300))
    if random.random() < 0.5:
        return random.randbytes(length)
    return bytes(random.choices(_INTERESTING_BYTES, k=length))


def _text(random: Random) -> str:
    """Draw text, now and then with what no file can hold."""
    text = random.choice(_BYTE_ORIGINS)(random).decode(errors="surrogateescape")
    if random.random() < 0.5:
        at = random.randint(0, len(text))
        text = text[:at] + random.choice("\ud800\udfff\ufeff\x00\U0001f600") + text[at:]
    return text


def _foreign_values(random: Random) -> Any:
    circle: list[Any] = []
    circle.append(circle)
    return random.choice(
        [
            1.0,
            -0.0,
            float("nan"),
            float("inf"),
            1e300,
            3.5,
            datetime(2026, 4, 23),  # noqa: DTZ001  (no time zone is the point)
            Decimal(1),
            {1, 2},
            b"bytes",
            (1, 2),
            ("a", {"b": ()}),
            object,
            1j,
            2**53,
            -(2**53),
            10**5000,
            "\ud800",
            "\ud83d\ude00",
            "\ufffe",
            "\x00",
            range(3),
            circle,
            {1: 2},
            {None: 1},
            {"\x00": 1},
            {("a",): 1},
            MappingProxyType({"a": 1}),
            OrderedDict(a=1),
            UserDict(a=1),
            True,
            None,
        ]
    )


def _mapping(random: Random) -> Mapping[Any, Any]:
    """Draw a document built in memory, often with what JSON has no value for."""
    document: dict[Any, Any] = _document(random)
    for _ in range(random.choice((0, 1, 1, 2))):
        kind = random.randint(0, 3)
        if kind == 0:
            _mutate_value(document, random)
            continue
        owner: dict[Any, Any] = document
        artifacts = _artifacts(document)
        if artifacts and random.random() < 0.5:
            owner = random.choice(artifacts)
        if kind == 1:
            owner[random.choice([0, None, b"a", 1.5, "\ud800", *_ODD_NAMES])] = 1
        elif owner:
            name = random.choice(list(owner))
            owner[name] = _foreign_values(random)
    wrappers: tuple[Callable[[dict[Any, Any]], Mapping[Any, Any]], ...] = (
        dict,
        dict,
        MappingProxyType,
        OrderedDict,
        UserDict,
    )
    return random.choice(wrappers)(document)


_BYTE_ORIGINS: Final[tuple[Callable[[Random], bytes], ...]] = (
    _valid,
    _mutated_bytes,
    _mutated_structure,
    _mutated_value,
    _garbled,
    _json_noise,
    _byte_noise,
)
_ORIGINS: Final[tuple[tuple[str, float, Callable[[Random], Any]], ...]] = (
    ("mutated bytes", 0.22, _mutated_bytes),
    ("mutated structure", 0.20, _mutated_structure),
    ("mutated value", 0.24, _mutated_value),
    ("garbled", 0.05, _garbled),
    ("random JSON", 0.05, _json_noise),
    ("random bytes", 0.03, _byte_noise),
    ("text", 0.04, _text),
    ("mapping", 0.05, _mapping),
)
