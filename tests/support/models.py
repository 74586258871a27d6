"""The models of every version, and how many documents they are tried with."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

from support.documents import VERSIONS

if TYPE_CHECKING:
    from pydantic import BaseModel

MODELS: dict[int, type[BaseModel]] = {
    version: importlib.import_module(f"dlm_schema.models.v{version}").ExportManifest
    for version in VERSIONS
}
EXAMPLES = int(os.environ.get("DLM_SCHEMA_EXAMPLES", "300"))
