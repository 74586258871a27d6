"""A version that changes all at once what versions change, as data; and its migration in words.

It is made from the latest version, whatever that is, and from ``next_version.json``. What
:func:`newer` and :func:`older` do is written in plain Python, so that nothing that executes
migrations is asked how they go.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

Document = dict[str, Any]

TARGET: Final = "lm-studio"
WRITER: Final = "dlm-0.10.0"
MOST: Final = 1000
ADDED: Final[Document] = {
    "context_length": None,
    "precision": None,
    "languages": [],
    "build_host": {"name": "unknown", "cores": 1, "accelerator": None},
}
_DATA: Final = json.loads(Path(__file__).with_suffix(".json").read_bytes())


def add_version(folder: Path) -> int:
    """Write the next version into a copy of ``schema/``, and return its number."""
    listed = json.loads((folder / "versions.json").read_bytes())
    latest = listed["versions"][-1]
    before: int = latest["number"]
    number = before + 1
    paths = {
        "schema": f"export-manifest/v{number}/schema.json",
        "migration": f"migrations/{before}-to-{number}.json",
    }
    schema = json.loads((folder / latest["files"]["schema"]["path"]).read_bytes())
    _write(folder / paths["schema"], _changed(schema, before, number))
    _write(folder / paths["migration"], _migration(before, number))
    entry = {"number": number, "status": "draft", "written_by": ["the drill"], "read_by": []}
    files = {name: {"path": path, "sha256": None} for name, path in paths.items()}
    listed["versions"].append({**entry, "files": files})
    _write(folder / "versions.json", listed)
    return number


def newer(document: Document) -> Document:
    """Return what going up makes of a document of the version before."""
    made = {**copy.deepcopy(document), **copy.deepcopy(ADDED)}
    made["schema_version"] += 1
    made["base_model_commit"] = made.pop("base_model_revision")
    writer, adapter = made.pop("created_by"), made["adapter_version"]
    made["written_by"] = None if writer == WRITER else writer
    made["adapter_version_before"] = adapter if adapter > MOST else None
    made["adapter_version"] = min(adapter, MOST)
    return made


def older(document: Document) -> tuple[Document | None, list[tuple[str, str, Any]]]:
    """Return what going down makes of a document, and its losses: code, pointer and value.

    There is no document where the version before cannot say it.
    """
    made = copy.deepcopy(document)
    losses = []
    made["schema_version"] -= 1
    kept = made.pop("adapter_version_before")
    if kept is not None and kept <= MOST:
        losses.append(("loss/value", "/adapter_version_before", kept))
    elif kept is not None:
        if made["adapter_version"] != MOST:
            losses.append(("loss/value", "/adapter_version", made["adapter_version"]))
        made["adapter_version"] = kept
    made["created_by"] = writer = made.pop("written_by")
    if writer is None:
        made["created_by"] = WRITER
    elif writer == WRITER:
        losses.append(("loss/value", "/written_by", writer))
    made["base_model_revision"] = made.pop("base_model_commit")
    for name, value in ADDED.items():
        if (held := made.pop(name)) != value:
            losses.append(("loss/value", f"/{name}", held))
    if made["target"] == TARGET:
        return None, [*losses, ("loss/unrepresentable", "/target", TARGET)]
    return made, losses


def _changed(schema: Any, before: int, number: int) -> Any:
    members = schema["properties"]
    schema["$id"] = schema["$id"].replace(f"/v{before}/", f"/v{number}/")
    members["schema_version"]["const"] = number
    members["target"]["enum"].append(TARGET)
    members["base_model_commit"] = members.pop("base_model_revision")
    writer = members.pop("created_by")
    members["written_by"] = {**writer, "type": ["string", "null"]}
    adapter = members["adapter_version"]
    members["adapter_version_before"] = {**adapter, "type": ["integer", "null"]}
    members["adapter_version"] = {**adapter, "maximum": MOST}
    members.update(_DATA["members"])
    schema["$defs"].update(_DATA["definitions"])
    schema["required"] = list(members)
    return schema


def _migration(before: int, number: int) -> Any:
    raised = {
        "op": "map",
        "description": "The next number.",
        "pointer": "/schema_version",
        "pairs": [{"older": before, "newer": number}],
    }
    return {
        "$schema": "https://tenseleyflow.github.io/dlm-schema/migration.schema.json",
        "description": "Everything that a version can change.",
        "from": before,
        "to": number,
        "operations": [raised, *_DATA["operations"]],
    }


def _write(path: Path, document: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
