"""Open an export: see that it is whole, and find its adapters."""

import sys
from pathlib import Path

import dlm_schema

export = Path(sys.argv[1])
report = dlm_schema.verify(export)
if not report.ok:
    raise SystemExit(str(report.errors[0]))  # a file that is missing, changed or a link
manifest = dlm_schema.load(export)
print(manifest.target, manifest.base_model_hf_id)
for artifact in manifest.artifacts:
    if artifact.role == "adapter":
        print(artifact.path, artifact.size_bytes)
