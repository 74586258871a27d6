"""Inputs: valid documents, what becomes of them when something goes wrong, and plain noise."""

from __future__ import annotations

from collections import OrderedDict, UserDict
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from proofs.fuzz.documents import (
    Members,
    Raw,
    canonical,
    choices,
    kept_manifests,
    opened,
    valid_document,
    written,
)
from support.strategies import CHARACTERS, LITERALS, MEMBERS, any_value, change

MAX_BYTES: Final = 16 * 1024 * 1024


class Input(NamedTuple):
    """What is thrown: the name of the way it was made, and bytes, text or a mapping."""

    origin: str
    data: bytes | str | Mapping[Any, Any]


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
NUMBERS: Final = (
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
TOKENS: Final = (
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
STRINGS: Final = (
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
        mutate_bytes(data, random)
    return bytes(data)


_INTERESTING_BYTES: Final = b'"\\{}[]:,-+.eE0123456789utfn/ \t\n\r\x00\x1f\x7f\x80\xc0\xed\xf4\xff'


def mutate_bytes(data: bytearray, random: Random) -> None:
    """Change something in a text, as what copies or stores it might."""
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
        token = random.choice((*NUMBERS, *TOKENS, *STRINGS))
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
        return Raw(random.choice(NUMBERS))
    if kind == 1:
        return Raw(random.choice(TOKENS))
    if kind == 2:
        return Raw(random.choice(STRINGS))
    if kind == 3:
        return opened(any_value(choices(random)))
    return random.choice(LITERALS)


def _odd_name(random: Random, name: str) -> str:
    kind = random.randint(0, 6)
    if kind == 0:
        return random.choice(_ODD_NAMES)
    if kind == 1:
        return random.choice(MEMBERS)
    if kind == 2:
        return random.choice([name.upper(), name.title(), name + "\n", " " + name, name[:-1]])
    if kind == 3 and name:
        return Raw(f'"\\u{ord(name[0]) & 0xFFFF:04x}{name[1:]}"')
    if kind == 4:
        return Raw(random.choice(STRINGS))
    if kind == 5:
        return Raw(random.choice(NUMBERS))
    return name + random.choice(CHARACTERS)


def _nested(random: Random, inner: Any) -> Any:
    depth = random.choice((1, 2, *range(11, 19)))
    for _ in range(depth):
        inner = [inner] if random.random() < 0.5 else Members([(random.choice("ab"), inner)])
    return inner


def _mutate_structure(tree: Members, random: Random) -> None:
    slots = _slots(tree)
    if not slots:
        tree.append((random.choice(MEMBERS), _odd_value(random)))
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


def _mutated_value(random: Random) -> bytes:
    document = _document(random)
    for _ in range(random.choice((1, 1, 2, 3))):
        change(choices(random), document)
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


def _json_noise(random: Random) -> bytes:
    return written(opened(any_value(choices(random), 4)), random).encode(errors="surrogatepass")


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
            change(choices(random), document)
            continue
        owner: dict[Any, Any] = document
        listed = document.get("artifacts")
        entries = [one for one in listed if type(one) is dict] if type(listed) is list else []
        if entries and random.random() < 0.5:
            owner = random.choice(entries)
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
