# ruff: noqa: E501  (pieces of code stand here as long as they are)
"""Implementations with one fault each: this package, with a mistake that readers really make.

Each says which cases are meant for it and where else its mistake can show. No other case may fail,
because nothing else is wrong with it.
"""

from __future__ import annotations

from typing import NamedTuple

from proofs.mutants.variants import Change

_PARSE = "    return jiter.from_json(\n        data,"
_PARSED = '        float_mode="lossless-float",\n    )\n'
_SCHEMA = "        return Schema(published(self.schema_path))\n"
# This package's short cut rests on its schemas: a document that they accept has no other fault.
_NO_SHORT_CUT = Change("validation", "    document = _shortcut(data)\n", "    document = None\n")
_NO_COERCION = "_PLAIN_INTEGER.fullmatch(token) or abs(int(token)) > MAX_INTEGER"


class Fault(NamedTuple):
    """One mistake: what it is, the changes of text that make it, and the cases that it fails.

    Some case of every pattern in ``meant`` must catch it. In cases of ``also`` the same mistake may
    show. Patterns are those of ``fnmatch``, for ids.
    """

    why: str
    changes: tuple[Change, ...]
    meant: tuple[str, ...]
    also: tuple[str, ...] = ()


def _parsed(expression: str, *helper: str) -> tuple[Change, ...]:
    """Return the changes that put ``expression`` of the parsed ``value`` in the value's place."""
    lines = "\n".join(helper)
    return (
        Change("encoding", "    return jiter.from_json(\n", "    value = jiter.from_json(\n"),
        Change("encoding", _PARSED, f"{_PARSED}    return {expression}\n\n\n{lines}\n"),
    )


def _schema(expression: str, *helper: str) -> tuple[Change, ...]:
    """Return the changes that put ``expression`` of each published ``schema`` in its place."""
    lines = "\n".join(helper)
    return (
        _NO_SHORT_CUT,
        Change(
            "versions",
            _SCHEMA,
            f"        schema = published(self.schema_path)\n        return Schema({expression})\n",
        ),
        Change(
            "versions", "@final\nclass SchemaVersion:", f"{lines}\n\n\n@final\nclass SchemaVersion:"
        ),
    )


FAULTS: dict[str, Fault] = {
    "lax-utf8": Fault(
        "Ill-formed UTF-8 is replaced by U+FFFD.",
        (
            Change("encoding", 'data.decode("utf-8")', 'data.decode("utf-8", "replace")'),
            Change("encoding", _PARSE, _PARSE[:-5] + 'data.decode("utf-8", "replace").encode(),'),
        ),
        (
            "encoding/utf8/*",
            "encoding/other-encoding/*",
        ),
        (
            "encoding/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "byte-order-mark": Fault(
        "A byte order mark is dropped.",
        (
            Change(
                "encoding",
                '    if data.startswith(b"\\xef\\xbb\\xbf"):\n',
                '    data = data.removeprefix(b"\\xef\\xbb\\xbf")\n    if False:\n',
            ),
            Change("encoding", _PARSE, _PARSE[:-5] + 'data.removeprefix(b"\\xef\\xbb\\xbf"),'),
        ),
        ("encoding/byte-order-mark/*",),
        ("encoding/order-of-checks/*", "migrations/refused/*", "files/invalid-manifest/*"),
    ),
    "last-wins": Fault(
        "Of two members of one name the last counts, as in most parsers.",
        (
            Change("encoding", "catch_duplicate_keys=True", "catch_duplicate_keys=False"),
            Change("scanner", "        if name in names:\n", "        if False:\n"),
        ),
        (
            "encoding/duplicate/*",
            "encoding/duplicate-by-escape/*",
        ),
        (
            "encoding/*",
            "version/two-versions/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "first-wins": Fault(
        "Of two members of one name the first counts.",
        (
            Change("scanner", "        if name in names:\n", "        if False:\n"),
            Change(
                "encoding",
                "    return jiter.from_json(\n",
                "    with contextlib.suppress(ValueError):\n"
                "        found = Scanner(data.decode()).scan()\n"
                "        if found is None:\n"
                "            return json.loads(data, object_pairs_hook=lambda pairs: dict(reversed(pairs)))\n"
                "    return jiter.from_json(\n",
            ),
            Change(
                "encoding",
                "import jiter\n",
                "import contextlib\nimport json\n\nimport jiter\n\nfrom dlm_schema.document.scanner import Scanner\n",
            ),
        ),
        (
            "encoding/duplicate/*",
            "encoding/duplicate-by-escape/*",
        ),
        (
            "encoding/*",
            "version/two-versions/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "names-in-any-case": Fault(
        "Member names are matched without regard to case, as Go does.",
        _parsed(
            "folded(value)",
            "NAMES = set('schema_version target quant merged dequantized ollama_name created_at created_by'",
            "    ' llama_cpp_tag base_model_hf_id base_model_revision adapter_version artifacts'",
            "    ' path sha256 size_bytes role'.split())",
            "",
            "",
            "def folded(value: Any) -> Any:",
            "    if isinstance(value, dict):",
            "        return {",
            "            name.lower() if name.lower() in NAMES else name: folded(item)",
            "            for name, item in value.items()",
            "        }",
            "    return [folded(item) for item in value] if isinstance(value, list) else value",
        ),
        ("version/other-spelling/*",),
        ("encoding/not-duplicate/*", "schema/extra/*", "schema/other-name/*"),
    ),
    "coerced-numbers": Fault(
        "Fractions and exponents of integral value are integers, and so is text of digits.",
        (
            Change(
                "scanner", _NO_COERCION, "not is_integral(token) or abs(float(token)) > MAX_INTEGER"
            ),
            Change("scanner", "        if not not is_integral", "        if not is_integral"),
            Change(
                "scanner",
                "class _FaultError",
                "def is_integral(token: str) -> bool:\n"
                "    return token != '-0' and float(token).is_integer()\n\n\n"
                "class _FaultError",
            ),
            *_parsed(
                "coerced(value)",
                "INTEGERS = ('schema_version', 'adapter_version', 'size_bytes')",
                "",
                "",
                "def coerced(value: Any, name: str = '') -> Any:",
                "    if isinstance(value, jiter.LosslessFloat):",
                "        number = float(str(value))",
                "        return int(number) if number.is_integer() else value",
                "    if isinstance(value, str) and name in INTEGERS and value.isdecimal():",
                "        return int(value)",
                "    if isinstance(value, dict):",
                "        return {name: coerced(item, name) for name, item in value.items()}",
                "    return [coerced(item) for item in value] if isinstance(value, list) else value",
            ),
        ),
        (
            "encoding/number-form/*",
            "schema/*",
        ),
        (
            "encoding/*",
            "version/not-an-integer/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "rounded-integers": Fault(
        "Integers are double-precision numbers, as in JavaScript, and the large ones are rounded.",
        (
            Change(
                "scanner",
                "_PLAIN_INTEGER.fullmatch(token) or abs(int(token)) > MAX_INTEGER",
                "re.fullmatch('0|-?[1-9][0-9]{0,307}', token)",
            ),
            *_parsed(
                "rounded(value)",
                "def rounded(value: Any) -> Any:",
                "    if type(value) is int and abs(value) > 2**53:",
                "        return int(float(value)) if abs(value) < 10**300 else 0",
                "    if isinstance(value, dict):",
                "        return {name: rounded(item) for name, item in value.items()}",
                "    return [rounded(item) for item in value] if isinstance(value, list) else value",
            ),
        ),
        ("encoding/bound/*",),
        (
            "encoding/*",
            "version/unsupported/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "negative-zero": Fault(
        "A negative zero is read as zero.",
        (
            Change("scanner", 're.compile(r"0|-?[1-9]', 're.compile(r"-?0|-?[1-9]'),
            Change("validation", 'found = data.find(b"-0")', "found = -1"),
        ),
        ("encoding/zero-form/*",),
        (
            "encoding/*",
            "migrations/refused/*",
        ),
    ),
    "replaced-surrogates": Fault(
        "A lone surrogate is replaced by U+FFFD, as in Go.",
        (
            Change(
                "scanner", "                return chr(high)\n", "                high = None\n"
            ),
            Change(
                "scanner",
                "if high is not None:\n            if unit not",
                "if high is not None and unit in _LOW_SURROGATES and match.start() == end_of_high:\n            if unit not",
            ),
            Change(
                "scanner", "    return None if high is None else chr(high)\n", "    return None\n"
            ),
            Change(
                "scanner",
                "        elif unit in _HIGH_SURROGATES:\n            high,",
                "        elif unit in _LOW_SURROGATES:\n            continue\n        elif unit in _HIGH_SURROGATES:\n            high,",
            ),
            Change(
                "scanner",
                "name = jiter.from_json(f'\"{name}\"'.encode())",
                "name = json.loads(f'\"{name}\"')",
            ),
            Change("scanner", "import re\n", "import json\nimport re\n"),
            Change(
                "encoding",
                _PARSE,
                _PARSE[:-5] + "LONE.sub(lambda lone: lone[1] or lone[2] or b'\\\\ufffd', data),",
            ),
            Change(
                "encoding",
                "MAX_BYTES: Final",
                "HIGH, LOW = rb'\\\\u[dD][89abAB][0-9a-fA-F]{2}', rb'\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'\n"
                "LONE = re.compile(rb'(\\\\[^u])|(' + HIGH + LOW + rb')|' + HIGH + b'|' + LOW)\n\n"
                "MAX_BYTES: Final",
            ),
            Change("encoding", "import jiter\n", "import re\n\nimport jiter\n"),
        ),
        ("encoding/surrogate/*",),
        (
            "encoding/*",
            "migrations/refused/*",
        ),
    ),
    "unanchored-patterns": Fault(
        "A pattern without its anchors finds its text anywhere.",
        _schema(
            "unanchored(schema)",
            "def unanchored(value: Any) -> Any:",
            "    if isinstance(value, dict):",
            "        return {",
            "            name: item.strip('^$') if name == 'pattern' else unanchored(item)",
            "            for name, item in value.items()",
            "        }",
            "    return value",
        ),
        ("schema/*",),
        (
            "encoding/*",
            "version/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "trailing-newline": Fault(
        "Line feeds are let through, and $ matches before the last, as in Python.",
        (
            Change(
                "scanner", 're.compile(f"[{_FORBIDDEN}]")', 're.compile(f"(?!\\n)[{_FORBIDDEN}]")'
            ),
            *_schema(
                "with_newlines(schema)",
                "def with_newlines(value: Any) -> Any:",
                "    if isinstance(value, dict):",
                "        return {",
                "            name: item.replace('$', r'\\n{0,1}$') if name == 'pattern' else with_newlines(item)",
                "            for name, item in value.items()",
                "        }",
                "    return value",
            ),
        ),
        (
            "encoding/trailing-line-feed/*",
            "encoding/control-character/*",
        ),
        ("encoding/*",),
    ),
    "unicode-classes": Fault(
        "Digits and letters are those of Unicode, as with \\d and \\w in many engines.",
        _schema(
            "widened(schema)",
            "def widened(value: Any) -> Any:",
            "    if isinstance(value, dict):",
            "        return {",
            "            name: item.replace('A-Za-z', r'\\p{L}').replace('0-9', r'\\p{Nd}') if name == 'pattern' else widened(item)",
            "            for name, item in value.items()",
            "        }",
            "    return value",
        ),
        ("schema/*",),
        ("encoding/*",),
    ),
    "utf16-lengths": Fault(
        "Lengths are counted in UTF-16 units, as in JavaScript and Java.",
        (
            Change(
                "schemas",
                'len(value) <= limit:\n        return None\n    return f"expected at most {limit} characters',
                "len(value.encode('utf-16-le')) // 2 <= limit:\n        return None\n    return f\"expected at most {limit} characters",
            ),
        ),
        ("schema/*",),
    ),
    "extra-members": Fault(
        "Members that the version does not define are ignored.",
        (
            _NO_SHORT_CUT,
            Change(
                "versions",
                "    if VERSION_MEMBER not in document:",
                "    for extra in set(document) - NAMES:\n        del document[extra]\n    artifacts = document.get('artifacts')\n    for entry in artifacts if isinstance(artifacts, list) else ():\n        if isinstance(entry, dict):\n            for extra in set(entry) - PARTS - ({'role'} if VERSION_MEMBER in document else set()):\n                del entry[extra]\n    if VERSION_MEMBER not in document:",
            ),
            Change(
                "versions",
                "def lookup(",
                "NAMES = set('schema_version target quant merged dequantized ollama_name created_at created_by'\n    ' llama_cpp_tag base_model_hf_id base_model_revision adapter_version artifacts'.split())\nPARTS = set('path sha256 size_bytes'.split())\n\n\ndef lookup(",
            ),
        ),
        (
            "schema/*",
            "version/other-place/*",
        ),
        (
            "encoding/*",
            "version/*",
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "absent-as-null": Fault(
        "A member that can be null can be absent.",
        _parsed(
            "filled(value)",
            "def filled(value: Any) -> Any:",
            "    if isinstance(value, dict):",
            "        value.setdefault('ollama_name', None)",
            "        value.setdefault('llama_cpp_tag', None)",
            "    return value",
        ),
        ("schema/*",),
        (
            "version/*",
            "migrations/refused/*",
        ),
    ),
    "null-as-default": Fault(
        "null stands for a type's zero value, as in Go.",
        _parsed(
            "filled(value)",
            "DEFAULTS: dict[str, Any] = {'merged': False, 'dequantized': False, 'artifacts': []}",
            "",
            "",
            "def filled(value: Any) -> Any:",
            "    if isinstance(value, dict):",
            "        for name, default in DEFAULTS.items():",
            "            if name in value and value[name] is None:",
            "                value[name] = default",
            "    return value",
        ),
        ("schema/*",),
    ),
    "defaults": Fault(
        "Members that are missing take a default.",
        _parsed(
            "filled(value)",
            "def filled(value: Any) -> Any:",
            "    if isinstance(value, dict) and value:",
            "        value.setdefault('merged', False)",
            "        value.setdefault('dequantized', False)",
            "        value.setdefault('artifacts', [])",
            "    return value",
        ),
        ("schema/*",),
        (
            "version/*",
            "migrations/refused/*",
        ),
    ),
    "version-by-writer": Fault(
        "What created_by names decides the version of a document that does not.",
        (
            Change(
                "versions",
                "REGISTRY[2 if TARGET_MEMBER in document else 1]",
                "REGISTRY[1 if 'dlm-0.9.' in str(document.get('created_by')) else 2 if TARGET_MEMBER in document else 1]",
            ),
        ),
        ("version/created-by/*",),
        ("version/*",),
    ),
    "newest-version": Fault(
        "A version that is newer than the newest is read as the newest.",
        (
            Change(
                "versions",
                "REGISTRY.get(number)\n    if version is not None and",
                "REGISTRY.get(min(number, LATEST))\n    if version is not None and",
            ),
        ),
        ("version/unsupported/*",),
        (
            "migrations/refused/*",
            "files/invalid-manifest/*",
        ),
    ),
    "target-dropped": Fault(
        "Going down to version 1 drops any target in silence.",
        (
            Change(
                "operations",
                "(value := owner.pop(self.member.name)) != self.value",
                "(value := owner.pop(self.member.name)) is None",
            ),
        ),
        (
            "migrations/target-lost/*",
            "migrations/target-loss-allowed/*",
        ),
        ("migrations/*",),
    ),
    "role-dropped": Fault(
        "Going down to version 2 drops any role in silence.",
        (
            Change(
                "operations",
                "(value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "(value := owner.pop(self.member.name)) is None",
            ),
        ),
        (
            "migrations/role-lost/*",
            "migrations/role-loss-allowed/*",
        ),
        ("migrations/*",),
    ),
    "losses-unreported": Fault(
        "Losses that were allowed are not reported.",
        (
            Change(
                "conformance.own",
                "    output = None if refused else canonical_bytes(migration.document)\n",
                "    output = None if refused else canonical_bytes(migration.document)\n    losses = losses if refused else ()\n",
            ),
        ),
        (
            "migrations/target-loss-allowed/*",
            "migrations/role-loss-allowed/*",
        ),
        ("migrations/*",),
    ),
    "losses-allowed": Fault(
        "Losses are allowed though nobody asked.",
        (Change("conformance.own", "refused = losses and not allow_loss", "refused = ()"),),
        (
            "migrations/target-lost/*",
            "migrations/role-lost/*",
        ),
        ("migrations/*",),
    ),
    "roles-whatever-the-target": Fault(
        "Roles come from paths without a look at the target.",
        (
            Change(
                "operations", 'if "targets" not in rule or target in rule["targets"]:', "if True:"
            ),
        ),
        (
            "migrations/derive/*",
            "rules/missing-role/*",
        ),
        ("migrations/*",),
    ),
    "members-as-they-come": Fault(
        "Canonical form keeps the members in the order in which they came.",
        (Change("canonical", "sort_keys=True, ", ""),),
        (
            "migrations/written-otherwise/*",
            "migrations/canonical-document/*",
        ),
        ("migrations/*",),
    ),
    "escaped-for-html": Fault(
        "Canonical form escapes <, > and &, as Go's encoder does.",
        (
            Change(
                "canonical",
                '.encode("ascii")',
                '.replace("&", "\\\\u0026").replace("<", "\\\\u003c").replace(">", "\\\\u003e").encode("ascii")',
            ),
        ),
        ("migrations/canonical-string/*",),
        ("migrations/*",),
    ),
    "links-followed": Fault(
        "Symbolic links are followed.",
        (
            Change("files", "_RESOLVE: Final = 0x08 | 0x04 | 0x02", "_RESOLVE: Final = 0"),
            Change("files", "flags | os.O_NOFOLLOW, dir_fd=folder", "flags, dir_fd=folder"),
        ),
        (
            "files/symlink/*",
            "files/symlink-folder/*",
        ),
        ("files/*",),
    ),
    "links-followed-inside": Fault(
        "Symbolic links are followed where they stay inside the directory.",
        (Change("files", "_RESOLVE: Final = 0x08 | 0x04 | 0x02", "_RESOLVE: Final = 0x08 | 0x02"),),
        (
            "files/symlink/*",
            "files/symlink-folder/*",
        ),
        ("files/*",),
    ),
    "size-alone": Fault(
        "A file of the right size is taken for the right file.",
        (Change("verification", 'elif digest != artifact["sha256"]:', "elif False:"),),
        ("files/sha256/*",),
        ("files/*",),
    ),
    "unlisted-ignored": Fault(
        "Files that no artifact names are not looked for.",
        (
            Change(
                "verification",
                "        self._findings += unlisted(directory, listed, entries)\n",
                "",
            ),
        ),
        (
            "files/unlisted/*",
            "files/companion/*",
        ),
        ("files/*",),
    ),
    "first-finding": Fault(
        "Judging stops at the first finding.",
        (
            Change(
                "conformance.own",
                "    return Answer(report.ok, report.version,",
                "    report = Report(report.version, report.findings[:1])\n    return Answer(report.ok, report.version,",
            ),
        ),
        (
            "rules/several/*",
            "files/several/*",
            "schema/*",
        ),
        ("*",),
    ),
    "no-pointers": Fault(
        "The verdict is right and every finding is at the top.",
        (
            Change(
                "conformance.own", "Place(finding.code, finding.pointer)", 'Place(finding.code, "")'
            ),
        ),
        (
            "schema/*",
            "rules/*",
            "files/*",
        ),
        ("*",),
    ),
    "warnings-as-errors": Fault(
        "A warning makes the directory wrong.",
        (Change("report", 'finding.severity != "error"', 'finding.severity == "note"'),),
        ("files/unlisted/*",),
        ("files/*",),
    ),
    "no-rules": Fault(
        "Nothing is judged but encoding, version and schema.",
        (
            Change(
                "validation",
                "    findings = rules.judge(document)\n",
                "    findings: list[Finding] = []\n",
            ),
        ),
        (
            "rules/duplicate-path/*",
            "rules/case-collision/*",
            "rules/path-prefix/*",
            "rules/reserved-name/*",
            "rules/self-listing/*",
            "rules/calendar-date/*",
            "rules/dequantized-without-merged/*",
            "rules/target-fields/*",
            "rules/missing-role/*",
        ),
        ("*",),
    ),
}
"""The implementations by their names."""
