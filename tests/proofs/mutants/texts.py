# ruff: noqa: E501  (pieces of code stand here as long as they are)
"""Mutants of the code that its conditions do not show: expressions, limits, calls, pointers."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.mutants.variants import Change

# Short cuts that would hide a mutant from most documents.
_NO_RUNS = ("while member and member[1] not in names:", "while False:")
_EVERY_PATH_SUSPECT = ("if _has_suspect_path(artifacts):", "if True:")

_TABLE: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "document.scanner": {
        "depth 15": (("MAX_DEPTH: Final = 16", "MAX_DEPTH: Final = 15"),),
        "depth 17": (("MAX_DEPTH: Final = 16", "MAX_DEPTH: Final = 17"),),
        "integers to 2^53 - 2": (("Final = 2**53 - 1", "Final = 2**53 - 2"),),
        "integers to 2^53": (("Final = 2**53 - 1", "Final = 2**53"),),
        "integers to 2^63 - 1": (
            ("Final = 2**53 - 1", "Final = 2**63 - 1"),
            ("[0-9]{0,15}", "[0-9]{0,18}"),
        ),
        "integers of any size": (
            ("or abs(int(token)) > MAX_INTEGER", ""),
            ("[0-9]{0,15}", "[0-9]*"),
        ),
        "negative integers unbounded": (("abs(int(token))", "int(token)"),),
        "positive integers unbounded": (("abs(int(token))", "-int(token)"),),
        "integers of 15 digits": (("[0-9]{0,15}", "[0-9]{0,14}"),),
        "runs with integers of 16 digits": (("[0-9]{0,14}+", "[0-9]{0,15}+"),),
        "runs with any digits": (('r"-?[1-9][0-9]{0,14}+|0|', 'r"-?[0-9]{1,15}+|'),),
        "runs with negative zero": (("{0,14}+|0|", "{0,14}+|-?0|"),),
        "leading zeros are a number token": (
            ('re.compile(r"-?(?:0|[1-9][0-9]*+)(', 're.compile(r"-?(?:[0-9]++)('),
        ),
        "leading zeros are plain": (
            ('re.compile(r"-?(?:0|[1-9][0-9]*+)(', 're.compile(r"-?(?:[0-9]++)('),
            ('re.compile(r"0|-?[1-9][0-9]{0,15}")', 're.compile(r"-?[0-9]{1,16}")'),
        ),
        "negative zero is plain": (('re.compile(r"0|-?[1-9]', 're.compile(r"-?0|-?[1-9]'),),
        "a plus sign is a number's": (
            ('_NUMBER = re.compile(r"-?', '_NUMBER = re.compile(r"[+-]?'),
        ),
        "a fraction needs no digits": ((r"(?:\.[0-9]++)?", r"(?:\.[0-9]*+)?"),),
        "fractions are no tokens": ((r"(?:\.[0-9]++)?(", "("),),
        "an exponent needs no digits": (("[+-]?[0-9]++)?", "[+-]?[0-9]*+)?"),),
        "exponents are no tokens": (("(?:[eE][+-]?[0-9]++)?", ""),),
        "exponents with e alone": (("(?:[eE][", "(?:[e]["),),
        "exponents with E alone": (("(?:[eE][", "(?:[E]["),),
        "exponents without a sign": (("[+-]?[0-9]++)?", "[0-9]++)?"),),
        "exponents without plus": (("[+-]?[0-9]++)?", "-?[0-9]++)?"),),
        "exponents without minus": (("[+-]?[0-9]++)?", "[+]?[0-9]++)?"),),
        "a number can begin with a full stop": (("(?:0|[1-9][0-9]*+)(", "(?:0|[1-9][0-9]*+)?("),),
        "fractions of zero are plain": (
            (
                "_PLAIN_INTEGER.fullmatch(token)",
                'not _PLAIN_INTEGER.fullmatch(token.replace(".0", ""))',
            ),
            ("if not not ", "if not "),
            ("abs(int(token))", "abs(float(token))"),
        ),
        "digits of Unicode in tokens": (
            ("[1-9][0-9]*+)(", r"[1-9]\d*+)("),
            ("[1-9][0-9]{0,15}", r"[1-9]\d{0,15}"),
        ),
        "literals of Python": (('(r"true|false|null")', '(r"true|false|null|True|False|None")'),),
        "literals in any case": (
            ('re.compile(r"true|false|null")', 're.compile(r"(?i:true|false|null)")'),
        ),
        "NaN and Infinity": (('(r"true|false|null")', '(r"true|false|null|NaN|-?Infinity")'),),
        "undefined": (('(r"true|false|null")', '(r"true|false|null|undefined")'),),
        "no literal true": (('(r"true|false|null")', '(r"false|null")'),),
        "no literal false": (('(r"true|false|null")', '(r"true|null")'),),
        "no literal null": (('(r"true|false|null")', '(r"true|false")'),),
        "form feed is space": ((r'_SPACE = re.compile(r"[ \t', r'_SPACE = re.compile(r"[ \f\t'),),
        "vertical tab is space": ((r'_SPACE = re.compile(r"[ ', r'_SPACE = re.compile(r"[ \v'),),
        "no-break space is space": (
            (r'_SPACE = re.compile(r"[ ', r'_SPACE = re.compile(r"[ \xa0'),
        ),
        "line separator is space": (
            (r'_SPACE = re.compile(r"[ ', r'_SPACE = re.compile(r"[ \u2028'),
        ),
        "byte order mark is space": (
            (r'_SPACE = re.compile(r"[ ', r'_SPACE = re.compile(r"[ \ufeff'),
        ),
        "NUL is space": ((r'_SPACE = re.compile(r"[ ', r'_SPACE = re.compile(r"[ \x00'),),
        "space is no space": ((r'_SPACE = re.compile(r"[ \t', r'_SPACE = re.compile(r"[\t'),),
        "tab is no space": ((r'compile(r"[ \t\n\r]*+")', r'compile(r"[ \n\r]*+")'),),
        "line feed is no space": ((r'compile(r"[ \t\n\r]*+")', r'compile(r"[ \t\r]*+")'),),
        "carriage return is no space": ((r'compile(r"[ \t\n\r]*+")', r'compile(r"[ \t\n]*+")'),),
        "runs with more space": ((r'space = r"[ \t\n\r]*+"', r'space = r"[ \f\v\xa0\t\n\r]*+"'),),
        "NUL allowed beside ASCII": (('_Tokens.compile(r"\\x00-', '_Tokens.compile(r"\\x01-'),),
        "U+001F allowed beside ASCII": (('\\x00-\\x1f\\x7f")', '\\x00-\\x1e\\x7f")'),),
        "DEL allowed beside ASCII": (('\\x00-\\x1f\\x7f")', '\\x00-\\x1f")'),),
        "tab allowed beside ASCII": (
            ('_Tokens.compile(r"\\x00-', '_Tokens.compile(r"\\x00-\\x08\\x0a-'),
        ),
        "line feed allowed beside ASCII": (
            ('_Tokens.compile(r"\\x00-', '_Tokens.compile(r"\\x00-\\x09\\x0b-'),
        ),
        "NUL allowed": (('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\x01-\\x1f\\x7f\\ud800'),),
        "U+001F allowed": (('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\x00-\\x1e\\x7f\\ud800'),),
        "DEL allowed": (('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\x00-\\x1f\\ud800'),),
        "space forbidden": (('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\x00-\\x20\\x7f\\ud800'),),
        "C1 controls forbidden": (
            ('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\x00-\\x1f\\x7f-\\x9f\\ud800'),
        ),
        "noncharacters allowed": (("\\udfff{_NONCHARACTERS}", "\\udfff"),),
        "U+FDD0 allowed": (('"\\ufdd0-\\ufdef"', '"\\ufdd1-\\ufdef"'),),
        "U+FDEF allowed": (('"\\ufdd0-\\ufdef"', '"\\ufdd0-\\ufdee"'),),
        "U+FDCF forbidden": (('"\\ufdd0-\\ufdef"', '"\\ufdcf-\\ufdef"'),),
        "U+FDF0 forbidden": (('"\\ufdd0-\\ufdef"', '"\\ufdd0-\\ufdf0"'),),
        "U+xFFFE allowed": (("plane << 16 | 0xFFFE", "plane << 16 | 0xFFFF"),),
        "U+xFFFF allowed": (("plane << 16 | 0xFFFF", "plane << 16 | 0xFFFE"),),
        "U+xFFFD forbidden": (("plane << 16 | 0xFFFE", "plane << 16 | 0xFFFD"),),
        "plane 16 unchecked": (("for plane in range(17)", "for plane in range(16)"),),
        "plane 0 unchecked": (("for plane in range(17)", "for plane in range(1, 17)"),),
        "other planes unchecked": (("for plane in range(17)", "for plane in range(1)"),),
        "byte order mark forbidden": (
            ('f"\\x00-\\x1f\\x7f\\ud800', 'f"\\ufeff\\x00-\\x1f\\x7f\\ud800'),
        ),
        **{
            f"no escape \\{escape}": (('[\\"\\\\/bfnrt]|u', f"[{rest}]|u"),)
            for escape, rest in (
                ('"', r"\\/bfnrt"),
                ("\\", r"\"/bfnrt"),
                ("/", r"\"\\bfnrt"),
                ("b", r"\"\\/fnrt"),
                ("f", r"\"\\/bnrt"),
                ("n", r"\"\\/bfrt"),
                ("r", r"\"\\/bfnt"),
                ("t", r"\"\\/bfnr"),
            )
        },
        "an escape \\'": (("/bfnrt]|u", "/bfnrt']|u"),),
        "an escape \\v": (("/bfnrt]|u", "/bfnrtv]|u"),),
        "an escape \\a": (("/bfnrt]|u", "/abfnrt]|u"),),
        "an escape \\0": (("/bfnrt]|u", "/0bfnrt]|u"),),
        "an escape \\x41": (("/bfnrt]|u", "/bfnrt]|x[0-9a-f]{2}|u"),),
        "an escape \\U": (("/bfnrt]|u[", "/bfnrt]|[uU]["),),
        "an escape of a line feed": (("/bfnrt]|u", "/bfnrt\\n]|u"),),
        "\\u with three digits": (('|u[0-9A-Fa-f]{4})"', '|u[0-9A-Fa-f]{3,4})"'),),
        "\\u with a digit G": (('|u[0-9A-Fa-f]{4})"', '|u[0-9A-Ga-g]{4})"'),),
        "\\u without upper case": (('|u[0-9A-Fa-f]{4})"', '|u[0-9a-f]{4})"'),),
        "\\u without lower case": (('|u[0-9A-Fa-f]{4})"', '|u[0-9A-F]{4})"'),),
        "\\u with a sign": (('|u[0-9A-Fa-f]{4})"', '|u[+-]?[0-9A-Fa-f]{3,4})"'),),
        "high surrogates from U+D801": (("range(0xD800, 0xDC00)", "range(0xD801, 0xDC00)"),),
        "high surrogates to U+DBFE": (("range(0xD800, 0xDC00)", "range(0xD800, 0xDBFF)"),),
        "low surrogates from U+DC01": (("range(0xDC00, 0xE000)", "range(0xDC01, 0xE000)"),),
        "low surrogates to U+DFFE": (("range(0xDC00, 0xE000)", "range(0xDC00, 0xDFFF)"),),
        "low surrogates from U+DBFF": (("range(0xDC00, 0xE000)", "range(0xDBFF, 0xE000)"),),
        "low surrogates to U+E000": (("range(0xDC00, 0xE000)", "range(0xDC00, 0xE001)"),),
        "pairs not joined": (("chr(0x10000 + ((high", "chr(0x20000 + ((high"),),
        "escapes not looked at": (
            ("forbidden = _first_forbidden_escape(body)", "forbidden = None"),
        ),
        "a lone high surrogate at the end allowed": (
            ("return None if high is None else chr(high)", "return None"),
        ),
        "the last forbidden escape reported": (
            ("if forbidden is not None:", "if forbidden is not None and following_is_quote(self):"),
            (
                "def _first_forbidden_escape",
                (
                    "def following_is_quote(scanner: Scanner) -> bool:\n"
                    "    return scanner._peek() == '\"'\n\n\n"
                    "def _first_forbidden_escape"
                ),
            ),
        ),
        "escapes in names not resolved": (("""jiter.from_json(f'"{name}"'.encode())""", "name"),),
        "names in any case": (
            _NO_RUNS,
            ("if name in names:", "if str(name).lower() in {str(each).lower() for each in names}:"),
        ),
        "names normalized": (
            _NO_RUNS,
            (
                "if name in names:",
                'if any(normalize("NFC", each) == normalize("NFC", name) for each in names):',
            ),
            ("import re\n", "import re\nfrom unicodedata import normalize\n"),
        ),
        "names of runs forgotten": (("            names.add(member[1])\n", ""),),
        "names read alone forgotten": (("        names.add(name)\n", ""),),
        "duplicates reported at their object": (
            (
                'raise _FaultError(fault("duplicate-member", self._pointer(), message))',
                (
                    "owner = pointer_to(*(each[0] for _, each in self.frames[:-1]))\n"
                    '            raise _FaultError(fault("duplicate-member", owner, message))'
                ),
            ),
        ),
        "characters in names reported at the member": (
            (
                "for _, current in self.frames[:-1]))\n            return",
                "for _, current in self.frames))\n            return",
            ),
        ),
        "characters in names reported at the top": (
            (
                '_FaultError(character_fault(character, owner, "',
                '_FaultError(character_fault(character, "", "',
            ),
        ),
        "numbers reported at the top": (
            ("number_fault(shown, self._pointer())", 'number_fault(shown, "")'),
        ),
        "characters reported at the top": (
            ("character_fault(character, self._pointer(), ", 'character_fault(character, "", '),
        ),
        "depth reported at the top": (("depth_fault(self._pointer())", 'depth_fault("")'),),
        "syntax reported at the value": (
            ('fault("syntax", "", message)', 'fault("syntax", self._pointer(), message)'),
        ),
        "indexes not counted": (
            (
                "                    current[0] = int(current[0]) + 1\n",
                "                    pass\n",
            ),
        ),
        "indexes of runs not counted": (
            (
                "current[0] = int(current[0]) + run[0].count",
                "current[0] = int(current[0]) + 0 * run[0].count",
            ),
        ),
        "trailing commas in arrays": (
            (
                "                self._reach_value(names, current)\n                self._value()\n",
                (
                    "                self._reach_value(names, current)\n"
                    "                if names is None and self._peek() == ']':\n"
                    "                    continue\n"
                    "                self._value()\n"
                ),
            ),
        ),
        "trailing commas in objects": (
            _NO_RUNS,
            (
                "                self._reach_value(names, current)\n                self._value()\n",
                (
                    "                if names is not None and self._peek() == '}':\n"
                    "                    continue\n"
                    "                self._reach_value(names, current)\n"
                    "                self._value()\n"
                ),
            ),
        ),
        "names in single quotes": (
            (
                "self._peek() != '\"':\n            raise self._syntax(\"expected a member",
                "self._peek() not in '\"\\'':\n            raise self._syntax(\"expected a member",
            ),
        ),
        "comments are space": (
            (
                r'_SPACE = re.compile(r"[ \t\n\r]*+")',
                r'_SPACE = re.compile(r"(?:[ \t\n\r]|//.*|/\*.*?\*/|\#.*)*+")',
            ),
        ),
        "an equals sign for a colon": (('self._peek() != ":"', 'self._peek() not in (":", "=")'),),
        "brackets in pairs of either kind": (
            ("elif character == closing:", 'elif character and character in "]}":'),
        ),
        "an empty document is null": (
            (
                "        self._skip_space()\n        self._value()\n        while",
                (
                    "        self._skip_space()\n        if not self._peek():\n            return\n"
                    "        self._value()\n        while"
                ),
            ),
        ),
        "empty objects not counted for depth": (
            (
                "            if len(self.frames) == MAX_DEPTH:\n",
                "            if len(self.frames) == MAX_DEPTH and not re.match(r'[ \\t\\n\\r]*[]}]', self.text[self.position + 1 :]):\n",
            ),
        ),
        "containers in runs nested any deeper": (
            ("self.tokens.scalars if deepest else self.tokens.entries", "self.tokens.entries"),
        ),
        "missing brackets allowed": (
            (
                "            else:\n                raise self._syntax(f\"expected ',' or",
                (
                    "            elif not character:\n                return\n"
                    "            else:\n                raise self._syntax(f\"expected ',' or"
                ),
            ),
        ),
    },
    "document.encoding": {
        "one byte more": (
            ("MAX_BYTES: Final = 16 * 1024 * 1024", "MAX_BYTES: Final = 16 * 1024 * 1024 + 1"),
        ),
        "one byte less": (
            ("MAX_BYTES: Final = 16 * 1024 * 1024", "MAX_BYTES: Final = 16 * 1024 * 1024 - 1"),
        ),
        "16 million bytes": (
            ("MAX_BYTES: Final = 16 * 1024 * 1024", "MAX_BYTES: Final = 16 * 1000 * 1000"),
        ),
        "NaN and Infinity": (("allow_inf_nan=False", "allow_inf_nan=True"),),
        "duplicates not caught by the parser": (
            ("catch_duplicate_keys=True", "catch_duplicate_keys=False"),
        ),
        "fractions as floats": (('float_mode="lossless-float"', 'float_mode="float"'),),
        "byte order mark dropped": (
            (
                '        return _fault("bom", "the document begins with a byte order mark; remove it")\n',
                "        return find_fault(data[3:])\n",
            ),
            (
                "    return jiter.from_json(\n        data,",
                '    return jiter.from_json(\n        data.removeprefix(b"\\xef\\xbb\\xbf"),',
            ),
        ),
        "ill-formed UTF-8 replaced": (
            ('text = data.decode("utf-8")', 'text = data.decode("utf-8", "replace")'),
            (
                "    return jiter.from_json(\n        data,",
                '    return jiter.from_json(\n        data.decode("utf-8", "replace").encode(),',
            ),
        ),
        "ill-formed UTF-8 ignored": (
            ('text = data.decode("utf-8")', 'text = data.decode("utf-8", "ignore")'),
            (
                "    return jiter.from_json(\n        data,",
                '    return jiter.from_json(\n        data.decode("utf-8", "ignore").encode(),',
            ),
        ),
        "surrogates in UTF-8": (
            ('text = data.decode("utf-8")', 'text = data.decode("utf-8", "surrogatepass")'),
        ),
        "Latin-1": (('text = data.decode("utf-8")', 'text = data.decode("latin-1")'),),
        "byte order mark after the text": (
            ("    if data.startswith(b", "    if b"),
            ('\\xef\\xbb\\xbf"):', '\\xef\\xbb\\xbf" in data:'),
        ),
        "UTF-8 before the byte order mark": (
            (
                '    if data.startswith(b"\\xef\\xbb\\xbf"):',
                '    if data.startswith(b"\\xef\\xbb\\xbf") and is_text(data):',
            ),
            (
                "def too_large()",
                'def is_text(data: bytes) -> bool:\n    return data.decode("utf-8", "replace").encode() == data\n\n\ndef too_large()',
            ),
        ),
        "the byte order mark before the size": (
            (
                "if len(data) > MAX_BYTES:",
                'if len(data) > MAX_BYTES and not data.startswith(b"\\xef\\xbb\\xbf"):',
            ),
        ),
        "UTF-8 before the size": (
            ("if len(data) > MAX_BYTES:", "if len(data) > MAX_BYTES and is_text(data):"),
            (
                "def too_large()",
                'def is_text(data: bytes) -> bool:\n    return data.decode("utf-8", "replace").encode() == data\n\n\ndef too_large()',
            ),
        ),
        "size counted in characters": (
            ("if len(data) > MAX_BYTES:", 'if len(data.decode("utf-8", "replace")) > MAX_BYTES:'),
        ),
    },
    "document.versions": {
        "2 without a target": (("REGISTRY[2 if TARGET_MEMBER in document else 1]", "REGISTRY[2]"),),
        "1 with a target": (("REGISTRY[2 if TARGET_MEMBER in document else 1]", "REGISTRY[1]"),),
        "the target decides by its value": (
            ("2 if TARGET_MEMBER in document else 1", "2 if document.get(TARGET_MEMBER) else 1"),
        ),
        "the target decides by its type": (
            (
                "2 if TARGET_MEMBER in document else 1",
                "2 if isinstance(document.get(TARGET_MEMBER), str) else 1",
            ),
        ),
        "roles decide": (
            (
                "2 if TARGET_MEMBER in document else 1",
                "3 if 'role' in str(document.get('artifacts')) else 2 if TARGET_MEMBER in document else 1",
            ),
        ),
        "created_at decides": (
            (
                "2 if TARGET_MEMBER in document else 1",
                "3 if str(document.get('created_at')).endswith('Z') else 2 if TARGET_MEMBER in document else 1",
            ),
        ),
        "created_by decides": (
            (
                "2 if TARGET_MEMBER in document else 1",
                "1 if '0.9.' in str(document.get('created_by')) else 2 if TARGET_MEMBER in document else 1",
            ),
        ),
        "created_by of another version decides": (
            (
                "2 if TARGET_MEMBER in document else 1",
                "2 if TARGET_MEMBER in document or '0.11' in str(document.get('created_by')) else 1",
            ),
        ),
        "the version's name in any case": (
            (
                "    if VERSION_MEMBER not in document:",
                "    document = {name.lower(): value for name, value in document.items()}\n    if VERSION_MEMBER not in document:",
            ),
        ),
        "null is no version": (
            (
                "    if VERSION_MEMBER not in document:",
                "    if document.get(VERSION_MEMBER) is None:",
            ),
        ),
        "false values are no version": (
            ("    if VERSION_MEMBER not in document:", "    if not document.get(VERSION_MEMBER):"),
        ),
        "true is an integer": (
            (
                "    if type(number) is not int:\n        message",
                "    if not isinstance(number, int):\n        message",
            ),
        ),
        "digits in a string are an integer": (
            (
                "    number = document[VERSION_MEMBER]\n",
                "    number = document[VERSION_MEMBER]\n    if isinstance(number, str) and number.isdecimal():\n        number = int(number)\n",
            ),
        ),
        "versions that carry no number accepted by it": (
            ("version is not None and version.names_itself", "version is not None"),
        ),
        "newer versions read as the latest": (
            (
                "REGISTRY.get(number)\n    if version is not None and",
                "REGISTRY.get(min(number, LATEST))\n    if version is not None and",
            ),
        ),
        "older versions read as the oldest": (
            (
                "REGISTRY.get(number)\n    if version is not None and version.names_itself",
                "REGISTRY.get(max(number, 1))\n    if version is not None",
            ),
        ),
        "the pointer of a version is the document": (
            ('    pointer = f"/{VERSION_MEMBER}"\n', '    pointer = ""\n'),
        ),
        "no object is an empty object": (
            (
                "    if not isinstance(document, Mapping):\n",
                "    if document is None:\n        document = {}\n    if not isinstance(document, Mapping):\n",
            ),
        ),
        "an array of one object is that object": (
            (
                "    if not isinstance(document, Mapping):\n",
                "    if isinstance(document, list) and len(document) == 1:\n        document = document[0]\n    if not isinstance(document, Mapping):\n",
            ),
        ),
        "unsupported is not an integer": (
            ('_finding("unsupported", ', '_finding("not-an-integer", '),
        ),
        "not an integer is unsupported": (
            ('_finding("not-an-integer", ', '_finding("unsupported", '),
        ),
    },
    "document.validation": {
        "negative zero not looked for": (('found = data.find(b"-0")', "found = -1"),),
        "only the first negative zero looked at": (
            ('found = data.find(b"-0", found + 2)', "found = -1"),
        ),
        "negative zero after a space alone": (('b": \\t\\n\\r"', 'b" "'),),
        "negative zero not after a colon": (('b": \\t\\n\\r"', 'b" \\t\\n\\r"'),),
        "negative zero not after a tab": (('b": \\t\\n\\r"', 'b": \\n\\r"'),),
        "negative zero not after a line feed": (('b": \\t\\n\\r"', 'b": \\t\\r"'),),
        "negative zero not after a carriage return": (('b": \\t\\n\\r"', 'b": \\t\\n"'),),
        "rules judged beside the schema": (
            (
                "        return Judgement(document, Report(version.number, findings))\n    return _judge_rules(document, version)",
                (
                    "        with contextlib.suppress(Exception):\n"
                    "            findings = [*findings, *rules.judge(document)]\n"
                    "        return Judgement(document, Report(version.number, findings))\n    return _judge_rules(document, version)"
                ),
            ),
            ("from collections.abc", "import contextlib\nfrom collections.abc"),
        ),
        "rules before the schema": (
            (
                "    findings = version.schema.judge(document)\n",
                (
                    "    try:\n        findings = rules.judge(document)\n    except Exception:\n        findings = []\n"
                    "    findings = findings or version.schema.judge(document)\n"
                ),
            ),
        ),
        "the schema before the version": (
            (
                "    if isinstance(version, Finding):\n        return Judgement(document, Report(None, [version]))\n    findings",
                (
                    "    if isinstance(version, Finding):\n        found = REGISTRY[3].schema.judge(document)\n"
                    "        return Judgement(document, Report(3, found))\n    findings"
                ),
            ),
        ),
        "rules not judged": (
            ("    findings = rules.judge(document)\n", "    findings: list[Finding] = []\n"),
        ),
        "the version of a document at fault is none": (
            (
                "        return Judgement(document, Report(version.number, findings))\n    return _judge_rules",
                "        return Judgement(document, Report(None, findings))\n    return _judge_rules",
            ),
        ),
        "the version of a document that breaks rules is none": (
            (
                "        return Judgement(document, _VALID[version.number])\n    return Judgement(document, Report(version.number, findings))",
                "        return Judgement(document, _VALID[version.number])\n    return Judgement(document, Report(None, findings))",
            ),
        ),
        "the first rule alone": (
            (
                "    findings = rules.judge(document)\n",
                "    findings = rules.judge(document)[:1]\n",
            ),
        ),
        "the first fault of the schema alone": (
            (
                "    findings = version.schema.judge(document)\n",
                "    findings = version.schema.judge(document)[:1]\n",
            ),
        ),
    },
    "document.schemas": {
        "missing members reported at their object": (
            (
                'Finding("schema/required", "error", pointer_to(*path, name), message)',
                'Finding("schema/required", "error", pointer_to(*path), message)',
            ),
        ),
        "extra members reported at their object": (
            (
                "                pointer = pointer_to(*path, name)\n",
                "                pointer = pointer_to(*path)\n",
            ),
        ),
        "one missing member reported": (
            (
                '                yield Finding("schema/required", "error", pointer_to(*path, name), message)\n',
                '                yield Finding("schema/required", "error", pointer_to(*path, name), message)\n                return\n',
            ),
        ),
        "one extra member reported": (
            (
                '                yield Finding("schema/additionalProperties", "error", pointer, message)',
                '                yield Finding("schema/additionalProperties", "error", pointer, message)\n                return',
            ),
        ),
        "one keyword a value": (
            (
                '                yield Finding(f"schema/{keyword}", "error", pointer, complaint)\n',
                '                yield Finding(f"schema/{keyword}", "error", pointer, complaint)\n                break\n',
            ),
        ),
        "one entry of an array judged": (
            (
                '                yield from self._explain(schema["items"], entry, (*path, index))',
                '                yield from self._explain(schema["items"], entry, (*path, index))\n                return',
            ),
        ),
        "entries counted from 1": (("in enumerate(value):", "in enumerate(value, 1):"),),
        "lengths in UTF-16": (
            (
                'len(value) <= limit:\n        return None\n    return f"expected at most {limit} characters',
                "len(value.encode('utf-16-le', 'surrogatepass')) // 2 <= limit:\n        return None\n    return f\"expected at most {limit} characters",
            ),
        ),
        "lengths in bytes": (
            (
                'len(value) <= limit:\n        return None\n    return f"expected at most {limit} characters',
                "len(value.encode('utf-8', 'surrogatepass')) <= limit:\n        return None\n    return f\"expected at most {limit} characters",
            ),
        ),
        "least lengths in bytes": (
            (
                'len(value) >= limit:\n        return None\n    return f"expected at least {limit} characters',
                "len(value.encode('utf-8', 'surrogatepass')) >= limit:\n        return None\n    return f\"expected at least {limit} characters",
            ),
        ),
        "least lengths in UTF-16": (
            (
                'len(value) >= limit:\n        return None\n    return f"expected at least {limit} characters',
                "len(value.encode('utf-16-le', 'surrogatepass')) // 2 >= limit:\n        return None\n    return f\"expected at least {limit} characters",
            ),
        ),
        "true is an integer": (
            (
                '"integer": lambda value: type(value) is int',
                '"integer": lambda value: isinstance(value, int)',
            ),
        ),
        "0 and 1 are boolean": (
            (
                '"boolean": lambda value: isinstance(value, bool)',
                '"boolean": lambda value: value in (0, 1, True, False)',
            ),
        ),
        "patterns asked of all values": (
            ("if not isinstance(value, str) or _matcher", "if isinstance(value, str) and _matcher"),
        ),
    },
    "document.rules": {
        **{
            f"{device} is no device": ((f'"{device}"', '"con"'),)
            for device in ("prn", "aux", "nul", "com", "lpt")
        },
        "con is no device": (('["con", "prn"', '["prn", "prn"'),),
        "com0 and lpt0 are no devices": (("for digit in range(10)", "for digit in range(1, 10)"),),
        **{
            f"digit {left_out} makes no device": (
                ("for digit in range(10)", f"for digit in range(10) if digit != {left_out}"),
            )
            for left_out in range(10)
        },
        "COM and LPT without a digit are devices": (
            ('["con", "prn", "aux", "nul"]', '["con", "prn", "aux", "nul", "com", "lpt"]'),
        ),
        "COM10 is a device": (("range(10)", "range(11)"),),
        "clock$ and conin$ are devices by their letters": (
            (
                '["con", "prn", "aux", "nul"]',
                '["con", "prn", "aux", "nul", "clock", "conin", "conout"]',
            ),
        ),
        "devices without an extension alone": (
            ('segment.split(".", 1)[0].lower() in', "segment.lower() in"),
        ),
        "devices before the last full stop": (
            ('segment.split(".", 1)[0].lower() in', 'segment.rsplit(".", 1)[0].lower() in'),
        ),
        "devices after any full stop": (
            (
                'if segment.split(".", 1)[0].lower() in _RESERVED_NAMES',
                'if not _RESERVED_NAMES.isdisjoint(segment.lower().split("."))',
            ),
        ),
        "devices by their beginning": (
            _EVERY_PATH_SUSPECT,
            (
                'if segment.split(".", 1)[0].lower() in _RESERVED_NAMES',
                "if segment.lower().startswith(tuple(_RESERVED_NAMES))",
            ),
        ),
        "devices in lower case alone": (
            ('segment.split(".", 1)[0].lower() in', 'segment.split(".", 1)[0] in'),
        ),
        "devices in upper case alone": (
            (
                'segment.split(".", 1)[0].lower() in _RESERVED_NAMES',
                'segment.split(".", 1)[0].isupper() and segment.split(".", 1)[0].lower() in _RESERVED_NAMES',
            ),
        ),
        "devices as the last segment alone": (
            (
                '            for segment in path.split("/")\n',
                '            for segment in path.split("/")[-1:]\n',
            ),
        ),
        "devices as the first segment alone": (
            (
                '            for segment in path.split("/")\n',
                '            for segment in path.split("/")[:1]\n',
            ),
        ),
        "a finding for each device in a path": (
            (
                '            yield _finding("reserved-name", pointer, message)\n',
                '            yield from [_finding("reserved-name", pointer, message)] * len(reserved)\n',
            ),
        ),
        "the manifest listed in any folder": (
            (
                "if folded == MANIFEST_FILENAME:",
                'if folded.rsplit("/", 1)[-1] == MANIFEST_FILENAME:',
            ),
            ("if MANIFEST_FILENAME in distinct:", "if MANIFEST_FILENAME in folded:"),
        ),
        "the manifest listed in this case alone": (
            ("if folded == MANIFEST_FILENAME:", "if path == MANIFEST_FILENAME:"),
        ),
        "the manifest listed by its beginning": (
            ("if folded == MANIFEST_FILENAME:", "if folded.startswith(MANIFEST_FILENAME):"),
            ("if MANIFEST_FILENAME in distinct:", "if MANIFEST_FILENAME in folded:"),
        ),
        "duplicates reported at the earlier path": (
            (
                'yield _finding("duplicate-path", pointer, message)',
                'yield _finding("duplicate-path", f"/artifacts/{first[path]}/path", message)',
            ),
        ),
        "collisions reported at the earlier path": (
            (
                'yield _finding("case-collision", pointer, message)',
                'yield _finding("case-collision", f"/artifacts/{other}/path", message)',
            ),
        ),
        "prefixes reported at the earlier path": (
            (
                'yield _finding("path-prefix", pointer, message)',
                'yield _finding("path-prefix", f"/artifacts/{other}/path", message)',
            ),
        ),
        "paths reported at the artifact": (
            ('pointer = f"/artifacts/{index}/path"', 'pointer = f"/artifacts/{index}"'),
        ),
        "duplicates are collisions as well": (
            ("        elif folded in first_folded:", "        if folded in first_folded:"),
        ),
        "collisions not with duplicates' first": (
            (
                "        first_folded.setdefault(folded, index)\n",
                "        first_folded = {folded: index}\n",
            ),
        ),
        "duplicates of the neighbour alone": (
            (
                "        first.setdefault(path, index)\n        first_folded",
                "        first = {path: index}\n        first_folded",
            ),
        ),
        "prefixes without the slash": (
            (
                'while above and not path.startswith(above[-1] + "\\0"):',
                "while above and not path.startswith(above[-1]):",
            ),
            ('[path + "\\0" for path in ordered]', "ordered"),
        ),
        "prefixes in any case": (
            (
                '        first.setdefault(path.replace("/", "\\0"), index)',
                '        first.setdefault(path.lower().replace("/", "\\0"), index)',
            ),
            (
                '        key = path.replace("/", "\\0")',
                '        key = path.lower().replace("/", "\\0")',
            ),
            ('listed.replace("/", "\\0")', 'listed.lower().replace("/", "\\0")'),
        ),
        "prefixes of an earlier folder alone": (
            (
                "min(earliest_above.get(key, index), earliest_below.get(key, index))",
                "earliest_above.get(key, index)",
            ),
        ),
        "prefixes of a later folder alone": (
            (
                "min(earliest_above.get(key, index), earliest_below.get(key, index))",
                "earliest_below.get(key, index)",
            ),
        ),
        "prefixes of the parent folder alone": (
            (
                "            earliest_above[path] = min(first[folder], earliest_above.get(folder, len(paths)))",
                '            earliest_above[path] = first[folder] if path.rpartition("\\0")[0] == folder else len(paths)',
            ),
        ),
        "prefixes of the nearest folder alone": (
            ("min(first[folder], earliest_above.get(folder, len(paths)))", "first[folder]"),
        ),
        "prefixes of the nearest path below alone": (
            (
                "earliest = min(first[path], earliest_below.get(path, len(paths)))",
                "earliest = first[path]",
            ),
        ),
        "prefixes not of duplicates": (
            ("        if other < index:", "        if other < index and first[key] == index:"),
        ),
        "year 0 is a year": (("date(int(created_at[:4]),", "date(int(created_at[:4]) or 4,"),),
        "every fourth year is a leap year": (
            (
                "date(int(created_at[:4]),",
                "date(int(created_at[:4]) % 4 or (4 if int(created_at[:4]) else 0),",
            ),
        ),
        "no century is a leap year": (
            (
                "date(int(created_at[:4]),",
                "date(1900 if int(created_at[:4]) % 100 == 0 < int(created_at[:4]) else int(created_at[:4]),",
            ),
        ),
        "no leap years": (
            ("date(int(created_at[:4]),", "date(1900 if int(created_at[:4]) else 0,"),
        ),
        "every year is a leap year": (
            ("date(int(created_at[:4]),", "date(2000 if int(created_at[:4]) else 0,"),
        ),
        "months have 31 days": (("int(created_at[8:10]))", "min(28, int(created_at[8:10])))"),),
        "months but February have 31 days": (
            (
                "int(created_at[5:7]), int(created_at[8:10]))",
                "2 if created_at[5:7] == '02' else 1, int(created_at[8:10]))",
            ),
        ),
        **{
            f"month {month} has 31 days": (
                (
                    "int(created_at[5:7]), int(created_at[8:10]))",
                    f"1 if created_at[5:7] == '{month}' else int(created_at[5:7]), int(created_at[8:10]))",
                ),
            )
            for month in ("04", "06", "09", "11")
        },
        **{
            f"month {month} has 30 days": (
                (
                    "int(created_at[5:7]), int(created_at[8:10]))",
                    f"4 if created_at[5:7] == '{month}' else int(created_at[5:7]), int(created_at[8:10]))",
                ),
            )
            for month in ("01", "03", "05", "07", "08", "10", "12")
        },
        "years before 1583 do not exist": (
            (
                "date(int(created_at[:4]),",
                "date(int(created_at[:4]) if created_at[:4] > '1582' else 0,",
            ),
        ),
        "years before 1970 do not exist": (
            (
                "date(int(created_at[:4]),",
                "date(int(created_at[:4]) if created_at[:4] > '1969' else 0,",
            ),
        ),
        "years after 2038 do not exist": (
            (
                "date(int(created_at[:4]),",
                "date(int(created_at[:4]) if created_at[:4] < '2039' else 0,",
            ),
        ),
        "year 9999 does not exist": (
            (
                "date(int(created_at[:4]),",
                "date(int(created_at[:4]) if created_at[:4] < '9999' else 0,",
            ),
        ),
        "the date reported at the top": (
            ('"calendar-date", "/created_at"', '"calendar-date", ""'),
        ),
        "dequantized reported at merged": (('"/dequantized", message', '"/merged", message'),),
        "merged needs dequantized": (
            (
                'document["dequantized"] and not document["merged"]',
                'document["merged"] and not document["dequantized"]',
            ),
        ),
        "roles reported at the top": (('"missing-role", "/artifacts"', '"missing-role", ""'),),
        "a finding for each missing role": (
            (
                '        findings.append(_finding("missing-role", "/artifacts", message))',
                '        findings += [_finding("missing-role", "/artifacts", message)] * len(missing)',
            ),
        ),
        "fields reported at the top": (
            (
                '            message = f"{shown}, found {excerpt(document[name])}"\n            yield _finding("target-fields", f"/{name}", message)',
                '            message = f"{shown}, found {excerpt(document[name])}"\n            yield _finding("target-fields", "/target", message)',
            ),
        ),
        "forbidden fields reported at the target": (
            (
                'must not be {excerpt(never)} when the target is {target}"\n            yield _finding("target-fields", f"/{name}", message)',
                'must not be {excerpt(never)} when the target is {target}"\n            yield _finding("target-fields", "/target", message)',
            ),
        ),
        "one field a document": (
            (
                "    findings += _judge_fields(document, target)\n",
                "    findings += [*_judge_fields(document, target)][:1]\n",
            ),
        ),
        "one rule for paths": (
            (
                '        findings += _judge_paths([artifact["path"] for artifact in artifacts])\n',
                '        findings += [*_judge_paths([artifact["path"] for artifact in artifacts])][:1]\n',
            ),
        ),
        "a rule at a time": (
            ("    return in_document_order(findings) if", "    return findings[:1] if"),
        ),
        "stated roles ignored": (
            (
                'role = artifact["role"] if "role" in artifact else role_of(target)(artifact["path"])',
                'role = role_of(target)(artifact["path"])',
            ),
        ),
        "roles by path whatever the target": (
            ('role_of(target)(artifact["path"])', 'role_of(None)(artifact["path"])'),
        ),
        "a version 1 document for another target": (("or implied_target()", 'or "llama-server"'),),
        "every artifact has one of the roles": (
            (
                "        if role in missing:\n            missing.remove(role)\n",
                "        if role in missing:\n            missing = []\n",
            ),
        ),
        "the first artifact has the roles": (
            (
                "    for artifact in artifacts:\n        role",
                "    for artifact in artifacts[:1]:\n        role",
            ),
        ),
    },
    "document.operations": {
        "down without the losses of add": (
            (
                "(value := owner.pop(self.member.name)) != self.value",
                "(value := owner.pop(self.member.name)) is None",
            ),
        ),
        "down without the losses of derive": (
            (
                "(value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "(value := owner.pop(self.member.name)) is None",
            ),
        ),
        "every value removed is a loss of add": (
            (
                "(value := owner.pop(self.member.name)) != self.value",
                "(value := owner.pop(self.member.name)) is not None",
            ),
        ),
        "every value removed is a loss of derive": (
            (
                "(value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "(value := owner.pop(self.member.name)) is not None",
            ),
        ),
        "the loss of other alone unreported": (
            (
                "(value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "(value := owner.pop(self.member.name)) not in (derive(owner[self.source]), self._otherwise)",
            ),
        ),
        "the loss of other alone reported": (
            (
                "(value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "(value := owner.pop(self.member.name)) != derive(owner[self.source]) == self._otherwise",
            ),
        ),
        "add up only where it is not there": (
            (
                "            owner[self.member.name] = self.value\n",
                "            owner.setdefault(self.member.name, self.value)\n",
            ),
        ),
        "the suffix put in front": (
            (
                "            owner[self.member.name] += self.suffix\n",
                "            owner[self.member.name] = self.suffix + owner[self.member.name]\n",
            ),
        ),
        "the suffix not appended": (
            ("            owner[self.member.name] += self.suffix\n", "            pass\n"),
        ),
        "the suffix not removed": ((".removesuffix(self.suffix)", ""),),
        "the suffix is a loss": (
            (
                "removesuffix(self.suffix)\n        return []",
                "removesuffix(self.suffix)\n        return [_loss((), self.member.name, self.suffix)]",
            ),
        ),
        "losses without an index": (
            (
                "                    ((*path, index), entry)\n",
                "                    ((*path, 0), entry)\n",
            ),
        ),
        "losses at the entry": (("pointer_to(*path, name)", "pointer_to(*path)"),),
        "losses of another code": (('"loss/value"', '"loss/member"'),),
        "losses with the value derived": (
            (
                "            _loss(path, self.member.name, value)\n            for path, owner in self.member.owners(document)\n            if (value := owner.pop(self.member.name)) != derive(owner[self.source])",
                "            _loss(path, self.member.name, derive(owner[self.source]))\n            for path, owner in self.member.owners(document)\n            if owner.pop(self.member.name) != derive(owner[self.source])",
            ),
        ),
        "the first entry alone": (
            (
                "for index, entry in enumerate(entries)\n",
                "for index, entry in enumerate(entries[:1])\n",
            ),
        ),
        "the last rule that holds decides": (("in self._rules:", "in reversed(self._rules):"),),
        "patterns from the start of the path alone": (
            ('re.compile("|".join(branches)).search', 're.compile("|".join(branches)).match'),
        ),
        "patterns in any case": (
            (
                're.compile("|".join(branches)).search',
                're.compile("|".join(branches), re.IGNORECASE).search',
            ),
        ),
        "patterns without anchors": (
            ('rule["pattern"].replace("$", r"\\Z")', 'rule["pattern"].strip("^$")'),
        ),
        "patterns of the last segment": (
            (
                "            match = search(source)\n",
                '            match = search(source.rsplit("/", 1)[-1])\n',
            ),
        ),
        "the target ignored": (
            ('if "targets" not in rule or target in rule["targets"]:', "if True:"),
        ),
        "other targets' rules alone": (
            ('or target in rule["targets"]', 'or target not in rule["targets"]'),
        ),
    },
    "document.migrations": {
        "operations in the listed order going down": (
            ("reversed(operations(newer))", "operations(newer)"),
        ),
        "operations in the reverse order going up": (
            (
                "        for operation in operations(newer):\n            operation.up",
                "        for operation in reversed(operations(newer)):\n            operation.up",
            ),
        ),
        "the last operation left out going up": (
            (
                "        for operation in operations(newer):\n            operation.up",
                "        for operation in operations(newer)[:-1]:\n            operation.up",
            ),
        ),
        "one step up": (
            (
                "VERSIONS[start + 1 : end + 1], strict=True)",
                "VERSIONS[start + 1 : end + 1][:1], strict=False)",
            ),
        ),
        "one step down": (("range(start, end, -1)", "range(start, max(end, start - 2), -1)[:1]"),),
        "losses of the last step alone": (
            ("losses.extend(operation.down(result))", "losses[:] = operation.down(result)"),
        ),
        "rules consulted where nothing is to be migrated": (
            (
                "    if report.version != to:\n        return list(report.findings)\n",
                "    return list(report.findings)\n",
            ),
        ),
        "rules not consulted": (
            ("    if report.version != to:\n", "    if report.version is None:\n"),
        ),
        "nothing consulted at the same version": (
            (
                '[finding for finding in report.findings if not finding.code.startswith("rules/")]',
                "[]",
            ),
        ),
        "the rules' findings alone": (
            ('if not finding.code.startswith("rules/")', 'if finding.code.startswith("rules/")'),
        ),
        "one obstacle reported": (
            (
                "        return list(report.findings)\n",
                "        return list(report.findings)[:1]\n",
            ),
        ),
        "artifacts sorted": (
            (
                "    return Migration(result, losses, steps)",
                "    result['artifacts'].sort(key=lambda each: str(each['path']))\n    return Migration(result, losses, steps)",
            ),
        ),
        "artifacts without duplicates": (
            (
                "    return Migration(result, losses, steps)",
                "    result['artifacts'] = list({each['path']: each for each in result['artifacts']}.values())\n    return Migration(result, losses, steps)",
            ),
        ),
        "created_by rewritten": (
            (
                "    return Migration(result, losses, steps)",
                "    result['created_by'] = 'dlm-schema'\n    return Migration(result, losses, steps)",
            ),
        ),
        "nulls dropped": (
            (
                "    return Migration(result, losses, steps)",
                "    result = {name: value for name, value in result.items() if value is not None}\n    return Migration(result, losses, steps)",
            ),
        ),
        "a step to itself": (
            (
                "    start, end = VERSIONS.index(version), VERSIONS.index(to)\n",
                "    start, end = VERSIONS.index(version), VERSIONS.index(to)\n    if start == end:\n        start = max(0, start - 1)\n",
            ),
        ),
    },
    "document.canonical": {
        "members not sorted": (("sort_keys=True, ", ""),),
        "members in descending order": (
            (
                "json.dumps(document, sort_keys=True",
                "json.dumps(dict(sorted(document.items(), reverse=True))",
            ),
        ),
        "members of artifacts not sorted": (
            ("json.dumps(document, sort_keys=True", "json.dumps(dict(sorted(document.items()))"),
        ),
        "members sorted without case": (
            (
                "json.dumps(document, sort_keys=True",
                "json.dumps(dict(sorted(document.items(), key=lambda each: each[0].replace('_', '')))",
            ),
        ),
        "an indent of 1": (("indent=2", "indent=1"),),
        "an indent of 4": (("indent=2", "indent=4"),),
        "an indent by tabs": (("indent=2", 'indent="\\t"'),),
        "no indent": (("indent=2", "indent=None"),),
        "compact separators": (("indent=2", 'indent=2, separators=(",", ":")'),),
        "a space after each comma": (("indent=2", 'indent=2, separators=(", ", ": ")'),),
        "a space before each colon": (("indent=2", 'indent=2, separators=(",", " : ")'),),
        "no final line feed": ((' + "\\n"', ""),),
        "two final line feeds": ((' + "\\n"', ' + "\\n\\n"'),),
        "CR LF": (('.encode("ascii")', '.encode("ascii").replace(b"\\n", b"\\r\\n")'),),
        "a byte order mark": (('.encode("ascii")', '.encode("utf-8-sig")'),),
        "escapes for HTML": (
            (
                '.encode("ascii")',
                '.replace("&", "\\\\u0026").replace("<", "\\\\u003c").replace(">", "\\\\u003e").encode("ascii")',
            ),
        ),
        "& escaped": (('.encode("ascii")', '.replace("&", "\\\\u0026").encode("ascii")'),),
        "< escaped": (('.encode("ascii")', '.replace("<", "\\\\u003c").encode("ascii")'),),
        "> escaped": (('.encode("ascii")', '.replace(">", "\\\\u003e").encode("ascii")'),),
        "/ escaped": (('.encode("ascii")', '.replace("/", "\\\\/").encode("ascii")'),),
        "' escaped": (('.encode("ascii")', '.replace("\'", "\\\\u0027").encode("ascii")'),),
        "quotes escaped by their number": (
            ('.encode("ascii")', ".replace('\\\\\"', '\\\\u0022').encode(\"ascii\")"),
        ),
        "backslashes escaped by their number": (
            ('.encode("ascii")', '.replace("\\\\\\\\", "\\\\u005c").encode("ascii")'),
        ),
        "quotes not escaped": (('.encode("ascii")', ".replace('\\\\\"', '\"').encode(\"ascii\")"),),
        "backslashes not escaped": (
            ('.encode("ascii")', '.replace("\\\\\\\\", "\\\\").encode("ascii")'),
        ),
        "an empty array on two lines": (
            ('.encode("ascii")', '.replace("[]", "[\\n  ]").encode("ascii")'),
        ),
        "null left out": (
            (
                "json.dumps(document,",
                "json.dumps({name: value for name, value in document.items() if value is not None},",
            ),
        ),
        "integers with a point": (
            (
                "json.dumps(document,",
                'json.dumps({**document, "adapter_version": float(document["adapter_version"])},',
            ),
        ),
        "integers rounded": (
            (
                "json.dumps(document,",
                'json.dumps({**document, "adapter_version": int(f"{document[\'adapter_version\']:.15g}".split("e")[0].split(".")[0]) if document["adapter_version"] < 10**15 else int(float(f"{document[\'adapter_version\']:.15g}"))},',
            ),
        ),
    },
    "findings": {
        "~ not escaped": (('.replace("~", "~0")', ""),),
        "/ not escaped": (('.replace("/", "~1")', ""),),
        "~ escaped last": (
            ('.replace("~", "~0").replace("/", "~1")', '.replace("/", "~1").replace("~", "~0")'),
        ),
        "pointers as fragments": (('"".join("/" + ', '"".join("#/" + '),),
        "pointers in percent": (
            ('.replace("/", "~1")', '.replace("/", "~1").replace(" ", "%20").replace("%", "%25")'),
        ),
        "warnings as errors": (('finding.severity != "error"', 'finding.severity == "note"'),),
        "notes as errors": (('finding.severity != "error"', 'finding.severity == "warning"'),),
    },
    "export.verification": {
        "the size not compared": (('if status.st_size != artifact["size_bytes"]:', "if False:"),),
        "a file can be longer": (
            (
                'if status.st_size != artifact["size_bytes"]:',
                'if status.st_size < artifact["size_bytes"]:',
            ),
        ),
        "a file can be shorter": (
            (
                'if status.st_size != artifact["size_bytes"]:',
                'if status.st_size > artifact["size_bytes"]:',
            ),
        ),
        "the digest not compared": (('elif digest != artifact["sha256"]:', "elif False:"),),
        "the beginning of the digest compared": (
            ('elif digest != artifact["sha256"]:', 'elif digest[:8] != artifact["sha256"][:8]:'),
        ),
        "the end of the digest compared": (
            ('elif digest != artifact["sha256"]:', 'elif digest[-8:] != artifact["sha256"][-8:]:'),
        ),
        "the digest compared where the size differs": (
            (
                '            yield _finding("files/size", f"{pointer}/size_bytes", message)\n            return\n',
                '            yield _finding("files/size", f"{pointer}/size_bytes", message)\n',
            ),
        ),
        "the size reported at the path": (
            ('"files/size", f"{pointer}/size_bytes"', '"files/size", f"{pointer}/path"'),
        ),
        "the digest reported at the path": (
            ('"files/sha256", f"{pointer}/sha256"', '"files/sha256", f"{pointer}/path"'),
        ),
        "hard links not noted": (("if status.st_nlink > 1:", "if False:"),),
        "hard links not judged": (
            (
                '            yield _finding("files/hard-link", f"{pointer}/path", message)\n',
                '            yield _finding("files/hard-link", f"{pointer}/path", message)\n            return\n',
            ),
        ),
        "the first fault of all files": (
            (
                "self._findings += examine(directory, index, artifact, meter=self._pool.meter)\n",
                "self._findings += [] if self._findings else examine(directory, index, artifact, meter=self._pool.meter)\n",
            ),
        ),
        "the first artifact alone": (
            (
                "for index, artifact in enumerate(artifacts):\n",
                "for index, artifact in enumerate(artifacts[:1]):\n",
            ),
        ),
        "the last artifact not examined": (
            (
                "for index, artifact in enumerate(artifacts):\n",
                "for index, artifact in enumerate(artifacts[:-1]):\n",
            ),
        ),
        "files examined whatever the manifest": (
            ("        if report.ok:\n", "        if report.version is not None:\n"),
        ),
        "files not listed not looked for": (
            ("        self._findings += unlisted(directory, listed, entries)\n", ""),
        ),
        "files not listed looked for only where all is well": (
            (
                "self._findings += unlisted(directory, listed, entries)\n",
                "self._findings += [] if self._findings else unlisted(directory, listed, entries)\n",
            ),
        ),
        "files not listed at the top alone": (
            ("                inner.append(path)\n", "                pass\n"),
        ),
        "one file not listed": (
            (
                "self._findings += unlisted(directory, listed, entries)\n",
                "self._findings += [*unlisted(directory, listed)][:1]\n",
            ),
        ),
        "the manifest is not listed": ((" and path != MANIFEST_FILENAME", ""),),
        "the manifest in any folder is the manifest": (
            ("and path != MANIFEST_FILENAME", "and name != MANIFEST_FILENAME"),
        ),
        "folders are not listed": (
            (
                "            if is_folder and path.count",
                "            if is_folder and path not in listed:\n                yield _finding('files/unlisted', '/artifacts', '')\n            if is_folder and path.count",
            ),
        ),
        "hidden files ignored": (
            (
                "            elif path not in listed and",
                "            elif not name.startswith('.') and path not in listed and",
            ),
        ),
        "listed without case": (
            (
                "            elif path not in listed and",
                "            elif path.lower() not in {each.lower() for each in listed} and",
            ),
        ),
        "companions in any folder": (("known = not folder and COMPANION", "known = COMPANION"),),
        "companions are not known": (
            ('yield finding._replace(severity="note") if known else finding', "yield finding"),
        ),
        "companions unreported": (
            (
                'yield finding._replace(severity="note") if known else finding',
                "if not known:\n                    yield finding",
            ),
        ),
        "every file not listed is a note": (
            (
                'yield finding._replace(severity="note") if known else finding',
                'yield finding._replace(severity="note")',
            ),
        ),
        "companions by their beginning": (("COMPANION.fullmatch(name)", "COMPANION.match(name)"),),
        "companions by any part": (("COMPANION.fullmatch(name)", "COMPANION.search(name)"),),
        "companions in any case": (("    re.DOTALL,", "    re.DOTALL | re.IGNORECASE,"),),
        "no Modelfile": (('r"(?:Modelfile|imatrix', 'r"(?:imatrix'),),
        "no imatrix": ((r"Modelfile|imatrix\..*|", "Modelfile|"),),
        "imatrix without a full stop": ((r"imatrix\..*", "imatrix.*"),),
        "imatrix and any character": ((r"imatrix\..*", "imatrix..*"),),
        "imatrix. and something more": ((r"imatrix\..*", r"imatrix\..+"),),
        "imatrix.dat alone": ((r"imatrix\..*", r"imatrix\.dat"),),
        "imatrix. without a line feed": (("    re.DOTALL,\n", ""),),
        "no vl_gguf.json": ((r"|vl_gguf\.json", ""),),
        "vl_gguf and any character": ((r"vl_gguf\.json", "vl_gguf.json"),),
        "no backups": ((r"v[1-9][0-9]*\.bak(?:", r"v[1-9][0-9]*\.BAK(?:"),),
        "no numbered backups": ((r"(?:\.[1-9][0-9]*)?)", ")"),),
        "numbered backups alone": ((r"(?:\.[1-9][0-9]*)?)", r"(?:\.[1-9][0-9]*))"),),
        "backups of version 0": ((r"\.v[1-9][0-9]*", r"\.v[0-9]+"),),
        "backups of versions of one digit": ((r"\.v[1-9][0-9]*", r"\.v[1-9]"),),
        "backups of no version": ((r"\.v[1-9][0-9]*", r"\.v[0-9]*"),),
        "backups numbered 0": ((r"(?:\.[1-9][0-9]*)?)", r"(?:\.[0-9]+)?)"),),
        "backups numbered with one digit": ((r"(?:\.[1-9][0-9]*)?)", r"(?:\.[1-9])?)"),),
        "backups numbered twice": ((r"(?:\.[1-9][0-9]*)?)", r"(?:\.[1-9][0-9]*)*)"),),
        "backups numbered with nothing": ((r"(?:\.[1-9][0-9]*)?)", r"(?:\.[0-9]*)?)"),),
        "backups with any character": ((r"export_manifest\.json\.v", "export_manifest.json.v"),),
        "backups numbered by any digits": ((r"\.v[1-9][0-9]*", r"\.v[1-9]\d*"),),
        "a manifest of the same name in any case": (
            (
                "files.open_beneath(directory, MANIFEST_FILENAME)",
                "files.open_beneath(directory, next((each for each in os.listdir(directory) if each.lower() == MANIFEST_FILENAME), MANIFEST_FILENAME))",
            ),
        ),
        "the manifest at fault at an artifact": (
            (
                '[_finding(error.code, "", error.reason)]',
                '[_finding(error.code, "/artifacts", error.reason)]',
            ),
        ),
    },
    "disk.files": {
        "links followed inside": (
            ("_RESOLVE: Final = 0x08 | 0x04 | 0x02", "_RESOLVE: Final = 0x08 | 0x02"),
        ),
        "links followed anywhere": (
            ("_RESOLVE: Final = 0x08 | 0x04 | 0x02", "_RESOLVE: Final = 0"),
        ),
        "the last segment alone no link": (
            ("_RESOLVE: Final = 0x08 | 0x04 | 0x02", "_RESOLVE: Final = 0"),
            ("READ_FLAGS: Final = ", "READ_FLAGS: Final = os.O_NOFOLLOW | "),
        ),
        "files opened by their path": (
            (
                "    descriptor = _openat2(directory, path, flags) if use_openat2 else None\n",
                "    descriptor = os.open(path, flags, dir_fd=directory)\n",
            ),
        ),
        "opening waits for a FIFO": (("os.O_RDONLY | os.O_NONBLOCK | ", "os.O_RDONLY | "),),
        "anything is a regular file": (
            (
                "    if not stat.S_ISREG(status.st_mode):\n        os.close(descriptor)\n",
                "    if False:\n        os.close(descriptor)\n",
            ),
        ),
        "anything but a folder is a regular file": (
            (
                "    if not stat.S_ISREG(status.st_mode):\n        os.close(descriptor)\n",
                "    if stat.S_ISDIR(status.st_mode):\n        os.close(descriptor)\n",
            ),
        ),
        "what is no regular file is missing": (
            (
                '"is not a regular file", "files/not-regular")',
                '"is not a regular file", "files/missing")',
            ),
        ),
        "a file for a folder is unreadable": (
            ('    errno.ENOTDIR: ("missing", "no such file or directory"),\n', ""),
        ),
        "a name too long is unreadable": (
            (
                '    errno.ENAMETOOLONG: ("missing", "no such file or directory: the name is too long"),\n',
                "",
            ),
        ),
        "a missing file is unreadable": (
            ('    errno.ENOENT: ("missing", "no such file or directory"),\n', ""),
        ),
        "a link is unreadable": (("    errno.ELOOP: (", "    -1: ("),),
        "a link is a missing file": (('errno.ELOOP: ("symlink"', 'errno.ELOOP: ("missing"'),),
        "a socket is unreadable": (("    errno.ENXIO: (", "    -1: ("),),
        "the digest of the first chunk": (
            ("digest.update(chunk)", "remaining == before.st_size + 1 and digest.update(chunk)"),
        ),
        "the digest of another function": (("hashlib.sha256(data)", "hashlib.sha3_256(data)"),),
        "the digest in upper case": (
            ("return digest.hexdigest()", "return digest.hexdigest().upper()"),
        ),
        "the digest with CR LF as LF": (
            ("hashlib.sha256(data)", 'hashlib.sha256(data.replace(b"\\r\\n", b"\\n"))'),
        ),
        "a large manifest is read whole": (("    if size > MAX_BYTES:\n", "    if False:\n"),),
        "a manifest without its last byte": (
            (
                "    data = os.read(descriptor, size + 1)\n    if len(data) == size:\n        return data\n",
                "    data = os.read(descriptor, size - 1)\n    return data\n",
            ),
        ),
    },
}
_WALK = ("use_openat2: bool) -> int:\n", "use_openat2: bool) -> int:\n    use_openat2 = False\n")
_WALKING: dict[str, tuple[tuple[str, str], ...]] = {
    "links followed": (("flags | os.O_NOFOLLOW, dir_fd=folder", "flags, dir_fd=folder"),),
    "links to folders followed": (
        (
            "flags | os.O_NOFOLLOW, dir_fd=folder",
            "flags | (0 if flags == _PASSAGE_FLAGS else os.O_NOFOLLOW), dir_fd=folder",
        ),
    ),
    "links to files followed": (
        (
            "flags | os.O_NOFOLLOW, dir_fd=folder",
            "flags | (os.O_NOFOLLOW if flags == _PASSAGE_FLAGS else 0), dir_fd=folder",
        ),
    ),
    "a link as a folder is missing": (
        (
            "        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):\n",
            "        if False:\n",
        ),
    ),
    "anything as a folder is a link": (
        (
            "        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):\n",
            "        if True:\n",
        ),
    ),
    "the last segment alone": (
        (
            "            held = inner\n        return _open",
            "            held = os.dup(directory)\n        return _open",
        ),
    ),
}


def _texts() -> Iterator[tuple[str, tuple[Change, ...]]]:
    for module, mutants in _TABLE.items():
        for name, edits in mutants.items():
            yield name, tuple(Change(module, old, new) for old, new in edits)
    for name, edits in _WALKING.items():
        changes = tuple(Change("disk.files", old, new) for old, new in (_WALK, *edits))
        yield f"without openat2, {name}", changes


TEXTS = tuple(_texts())
"""The name of each mutant, and the changes of the package's text that make it."""
