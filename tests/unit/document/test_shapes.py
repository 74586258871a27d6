"""What schemas look at."""

from __future__ import annotations

from dlm_schema.document.shapes import FLAT, published_shape
from dlm_schema.document.versions import LATEST, lookup
from dlm_schema.published import published


def test_everything_that_a_published_schema_names_is_looked_at() -> None:
    shape = published_shape()
    schema = published(lookup(LATEST).schema_path)
    artifact = schema["$defs"]["ExportArtifact"]["properties"]
    assert shape.members.keys() == schema["properties"].keys()
    artifacts = shape.members["artifacts"]
    assert artifacts.most == schema["properties"]["artifacts"]["maxItems"]
    assert artifacts.items is not None
    assert artifacts.items.members.keys() == artifact.keys()
    assert shape.members["quant"] == FLAT
