# ruff: noqa: E501  (names of mutants stand here in full)
"""Mutants that no case can tell from the specification, each with the reason.

A key is a pattern for ``KIND: NAME``, in which ``*`` stands for any text and ``?`` for a character.
One that explains no survivor is a mistake, and so is one that explains a mutant that some case
tells apart.
"""

from __future__ import annotations

_FASTER = "it decides how soon an answer comes, not which"
_MESSAGE = "it words a message, which is for people and never compared"
_IMPOSSIBLE = "it is there for what cannot happen"
_ORDER = "it decides the order of findings, which is never compared"
_ONE_OPERATION = "the migrations have one operation that it can be"
_RACE = "it concerns a file that changes while it is read, which no directory at rest shows"
_MEMORY = "it decides how much memory a large manifest takes, not what is found"
_NO_PATH = "no path that the schemas accept is such a one"
_EITHER_WAY = "openat2 and the walk from folder to folder find the same"
_LEFT_OPEN = "EM-FILE-7 leaves it open what is said of folders more than 256 deep"
_ADMITTED = "another part of the pattern admits the same text already"
_EARLIER = "the layers before the schema let nothing through that it would find"
_PROGRESS = "it counts what a person who watches is shown"

EXPLAINED: dict[str, str] = {
    # The scanner reads runs of plain values at once, and the rest token by token.
    "scanner: conditions: scanner.Scanner.__init__: text.isascii() -> False": _FASTER,
    "scanner: conditions: scanner.Scanner._reach_value: deepest -> True": _FASTER,
    "scanner: conditions: scanner.Scanner._reach_value: member and * -> False": _FASTER,
    'scanner: conditions: scanner.Scanner._name: "\\\\" in name -> True': _FASTER,
    'scanner: conditions: scanner.Scanner._string: "\\\\" in body -> True': _FASTER,
    "scanner: conditions: scanner.Scanner._string: match is None -> False": _IMPOSSIBLE,
    "scanner: conditions: scanner.Scanner._scalar: len(token) <= _LONGEST_SHOWN -> *": _MESSAGE,
    "scanner: conditions: scanner.Scanner._skip_space: match -> True": _IMPOSSIBLE,
    "scanner: conditions: scanner.Scanner._syntax: seen -> *": _MESSAGE,
    "encoding: conditions: encoding.find_fault: data[:2] in * -> *": _MESSAGE,
    "encoding: strictness: NaN and Infinity": "the scanner and the schemas let neither through",
    "versions: conditions: versions.claimed_version: version is not None -> True (place 2)": _MESSAGE,
    "versions: conditions: versions.claimed_version: version is not None -> False": _MESSAGE,
    "versions: conditions: versions.claimed_version: number > LATEST -> *": _MESSAGE,
    # A document that its schema accepts takes a short cut past the scanner.
    "validation: conditions: validation.judge: document is not None -> False": _FASTER,
    "validation: conditions: validation._shortcut: len(data) > encoding.MAX_BYTES -> True": _FASTER,
    "validation: conditions: validation._shortcut: len(data) > * -> len(data) >= *": _FASTER,
    "validation: conditions: validation._shortcut: isinstance(version, Finding) or * -> True": _FASTER,
    "validation: conditions: validation._shortcut: 0 in * -> True": _FASTER,
    "validation: conditions: validation._shortcut: data[found - 1] in _BEFORE_A_VALUE -> True": _FASTER,
    "validation: conditions: validation._shortcut: found >= 0 -> found > 0": _IMPOSSIBLE,
    "validation: conditions: validation._judge_rules: not findings -> False": _FASTER,
    "schemas: conditions: schemas.Schema.judge: not findings -> False": _IMPOSSIBLE,
    "schemas: conditions: schemas._pattern: not isinstance(value, str) -> False": (
        "the engine that is asked next lets every other value pass"
    ),
    # SPEC section 5.1: two codes that no reader reports.
    "schemas: conditions: schemas._const: * -> True": _EARLIER,
    "schemas: conditions: schemas._maximum: type(value) is not int or value <= limit -> True": _EARLIER,
    "schema v2: keywords: v2 top: required without target": _EARLIER,
    "schema v3: keywords: v3 top: required without schema_version": _EARLIER,
    # What one part of a pattern is made to admit, another part admits already.
    "schema v?: patterns: v? properties/created_at: pattern 5.1.1: 0 with '1'": _ADMITTED,
    "schema v?: patterns: v? properties/created_at: pattern 5.3.1: 3 with '2'": _ADMITTED,
    "schema v?: patterns: v? properties/created_at: pattern 7.2.1: 2 with '1'": _ADMITTED,
    "schema v?: patterns: v? properties/ollama_name: pattern 1.1.3: / with '.'": _ADMITTED,
    "schema v?: patterns: v? properties/ollama_name: pattern 1.1.3: / with '0'": _ADMITTED,
    "schema v?: patterns: v? properties/ollama_name: pattern 4.1.1: : with '9'": _ADMITTED,
    "schema v?: patterns: v? */properties/path: pattern 3.1.1: / with '.'": _ADMITTED,
    "schema v?: patterns: v? */properties/path: pattern 3.1.1: / with '0'": _ADMITTED,
    # Paths that cannot break a rule are not looked at one by one.
    "rules: conditions: rules.judge: _has_suspect_path(artifacts) -> True": _FASTER,
    "rules: conditions: rules._has_suspect_path: * -> True": _FASTER,
    "rules: conditions: rules._has_suspect_path: len(artifacts) > 0 -> len(artifacts) >= 0": _FASTER,
    "rules: conditions: rules.judge: len(findings) > 1 -> *": _ORDER,
    "rules: conditions: rules._missing_roles: not missing -> False": _FASTER,
    "rules: conditions: rules.implied_target: * -> True": _ONE_OPERATION,
    "rules: conditions: rules.role_of: isinstance(operation, Derive) -> True": _ONE_OPERATION,
    'rules: conditions: rules.role_of: operation.member.name == "role" -> True': _ONE_OPERATION,
    "operations: conditions: operations.operations: path is None -> False": _IMPOSSIBLE,
    "operations: conditions: operations.Derive.deriver: * -> True": _FASTER,
    "operations: strictness: add up only where it is not there": (
        "the older version's schema has no such member, so it is never there"
    ),
    "operations: strictness: the last rule that holds decides": (
        "no path satisfies two rules that give different roles"
    ),
    "operations: strictness: patterns from the start of the path alone": (
        "every pattern is anchored at the start"
    ),
    "migrations: operations: 2 to 3: derive /artifacts/*/role: rules * in the other order": (
        "no path satisfies two rules that give different roles"
    ),
    "migrations: operations: 2 to 3: /* and /* in the other order": (
        "no operation of the step reads what another one writes"
    ),
    "migrations: patterns: 2 to 3: derive /artifacts/*/role: rule * [A-Za-z0-9._+-]{1,} as {0,}": (
        "no path has an empty segment"
    ),
    "migrations: strictness: operations in the * order going *": (
        "no operation of a step reads what another one writes"
    ),
    "migrations: conditions: migrations._copy: * -> False": (
        "it keeps the caller's document, of which nothing is asked afterwards"
    ),
    "files: conditions: files.refusal: 0 -> False": _MESSAGE,
    "files: conditions: files.refusal: error.strerror -> False": _MESSAGE,
    "files: conditions: files.refusal: str(error) -> False": _MESSAGE,
    "files: conditions: files.read_bounded: size > MAX_BYTES -> False": _MEMORY,
    "files: strictness: a large manifest is read whole": _MEMORY,
    "files: conditions: files.read_bounded: len(data) == size -> *": _RACE,
    "files: conditions: files.read_bounded: total <= *": _RACE,
    "files: conditions: files.read_bounded: data := * -> True": _RACE,
    "files: conditions: files.digest_of: read -> False": _FASTER,
    "files: conditions: files.digest_of: remaining != 1 -> False": _RACE,
    "files: conditions: files.digest_of: *fingerprint(before) != fingerprint(os.fstat(descriptor)) -> False": _RACE,
    "files: conditions: files.entries_beneath: len(os.fsencode(folder)) <= * -> * < *": _EITHER_WAY,
    "files: conditions: files.digest_of: remaining <= _SMALL -> *": _FASTER,
    "files: conditions: files.read_chunks: most -> True": _RACE,
    "files: conditions: files._read_small: len(data) < most - 1 -> True": _RACE,
    "files: conditions: files._read_small: len(data) < most - 1 and * -> False": _RACE,
    "files: conditions: files._read_small: len(data) < most - 1 -> len(data) <= most - 1": _RACE,
    "files: conditions: files._read_small: more := * -> True": _RACE,
    'files: conditions: files._open: "\\0" in path -> False': _NO_PATH,
    'files: conditions: files._open: "\\0" in path or * -> False': _NO_PATH,
    "files: conditions: files._open: not _NO_NAMES.* -> False": _NO_PATH,
    "files: conditions: files._open: use_openat2 -> *": _EITHER_WAY,
    "files: conditions: files._open: descriptor is None -> *": _EITHER_WAY,
    "files: conditions: files._OpenAt2.__init__: *": _EITHER_WAY,
    'verification: conditions: verification.Examination._begin: artifact["size_bytes"] >= LARGE -> artifact[*': _FASTER,
    'verification: conditions: verification.Examination._begin: artifact["size_bytes"] < LARGE -> artifact[*': _FASTER,
    'verification: conditions: verification.unlisted: path.count("/") < DEEPEST_FOLDER -> True': _LEFT_OPEN,
    "verification: conditions: verification.unlisted: path.count(*) < DEEPEST_FOLDER -> * <= *": _LEFT_OPEN,
    "verification: conditions: verification.examine: digest is None -> False": _RACE,
    'verification: conditions: verification.unlisted: "." -> False': _MESSAGE,
    "verification: conditions: verification.unlisted: folder -> True": _FASTER,
    "verification: conditions: verification.unlisted: folder -> False": (
        "what is verified alone was not listed beforehand"
    ),
    "verification: conditions: verification.unlisted: given is None -> True": _FASTER,
    "verification: conditions: verification.unlisted: folder -> False (place 2)": _MESSAGE,
    "verification: conditions: verification.examine: meter is not None -> False": _PROGRESS,
    'verification: conditions: verification._finding: "files/unreadable" -> False': _IMPOSSIBLE,
}
