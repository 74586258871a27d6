"""Judge documents by a stock Python validator: ``python judge.py LIBRARY FOLDER``.

Reads questions and writes verdicts, a line each; ``README.md`` beside this file has the form.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

BASE: Final = "https://mirror.invalid/export-manifest/"


def with_jsonschema(schemas: dict[str, Any]) -> dict[str, Callable[[Any], bool]]:
    """Return the verdicts of ``jsonschema``."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (one library a run)
    from referencing import Registry, Resource  # noqa: PLC0415

    registry = Registry().with_resources(
        (uri, Resource.from_contents(schema)) for uri, schema in schemas.items()
    )
    return {uri: Draft202012Validator({"$ref": uri}, registry=registry).is_valid for uri in schemas}


def with_jsonschema_rs(schemas: dict[str, Any]) -> dict[str, Callable[[Any], bool]]:
    """Return the verdicts of ``jsonschema-rs``."""
    from jsonschema_rs import Draft202012Validator, Registry  # noqa: PLC0415

    registry = Registry(list(schemas.items()))
    return {uri: Draft202012Validator({"$ref": uri}, registry=registry).is_valid for uri in schemas}


def with_fastjsonschema(schemas: dict[str, Any]) -> dict[str, Callable[[Any], bool]]:
    """Return the verdicts of ``fastjsonschema``, which is given files that refer to no other."""
    import fastjsonschema  # noqa: PLC0415

    def verdict(check: Callable[[Any], Any]) -> Callable[[Any], bool]:
        def judge(value: Any) -> bool:
            try:
                check(value)
            except fastjsonschema.JsonSchemaValueException:
                return False
            return True

        return judge

    return {
        uri: verdict(fastjsonschema.compile(schema))
        for uri, schema in schemas.items()
        if '"$ref": "../' not in json.dumps(schema)
    }


LIBRARIES: Final = {
    "jsonschema": with_jsonschema,
    "jsonschema-rs": with_jsonschema_rs,
    "fastjsonschema": with_fastjsonschema,
}


def main(library: str, folder: str) -> None:
    """Answer every line of the standard input."""
    paths = {path.parent.name: path for path in Path(folder).glob("*/schema.json")}
    uris = {name: f"{BASE}{name}/schema.json" for name in paths}
    schemas = {uris[name]: json.loads(path.read_bytes()) for name, path in paths.items()}
    judges = LIBRARIES[library](schemas)
    for line in sys.stdin:
        question = json.loads(line)
        answer: bool | str
        try:
            answer = judges[uris[question["schema"]]](json.loads(question["document"]))
        except (Exception, RecursionError) as error:  # noqa: BLE001  (a crash is what is looked for)
            answer = f"{type(error).__name__}: {error}"
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
