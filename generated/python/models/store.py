# Generated from schema/store-row.schema.json by `nox -s generate`. Do not edit.
"""Model of what a store remembers of an export."""

from typing import Annotated

from dlm_schema.models._base import Model, Sequence
from pydantic import ConfigDict, Field, StrictBool, StrictStr


class StoreRow(Model):
    """One entry of exports in a store's manifest.json: what the store remembers of an export. DLM adds members, so others are allowed."""

    model_config = ConfigDict(
        extra="allow",
    )
    exported_at: Annotated[
        StrictStr,
        Field(
            description="When the export was made, in UTC by convention.",
            examples=["2026-04-23T18:42:00"],
        ),
    ]
    target: Annotated[
        StrictStr | None,
        Field(
            description="Runtime that the export was made for. Absent before DLM had targets: then it was Ollama.",
            examples=["vllm"],
        ),
    ] = None
    quant: Annotated[
        StrictStr,
        Field(
            description="Quantization of the base model, as in the export's manifest.",
            examples=["Q4_K_M"],
        ),
    ]
    merged: Annotated[
        StrictBool,
        Field(description="Whether the adapter was merged into the base model.", examples=[False]),
    ]
    ollama_name: Annotated[
        StrictStr | None,
        Field(description="Name of the model in Ollama, if it has one.", examples=["my-tutor:v3"]),
    ]
    ollama_version: Annotated[
        StrictStr | None,
        Field(
            description="Version of the Ollama that took the model, if it was asked.",
            examples=["0.12.3"],
        ),
    ]
    base_gguf_sha256: Annotated[
        StrictStr | None,
        Field(
            description="SHA-256 digest of the base model's GGUF file, if there is one.",
            examples=["6df3703e68eb76fd4bcef9f9e3d74d075a2c664c9d19e10859d04732dc883999"],
        ),
    ]
    adapter_gguf_sha256: Annotated[
        StrictStr | None,
        Field(
            description="SHA-256 digest of the adapter's GGUF file, if there is one.",
            examples=["4b0b98f38043297a684f4cfbb39b299985dd3b2c3f74585acb5c196300457b96"],
        ),
    ]
    llama_cpp_tag: Annotated[
        StrictStr | None,
        Field(
            description="Version of llama.cpp that converted the files, if it was used.",
            examples=["b8816"],
        ),
    ]
    adapter_name: Annotated[
        StrictStr | None,
        Field(
            description="Name of the one adapter that was exported, if one was named.",
            examples=["tone"],
        ),
    ] = None
    adapter_mix: Annotated[
        Sequence[tuple[StrictStr, float]] | None,
        Field(
            description="Adapters that were mixed, each with its weight, if several were. DLM can write NaN as a weight.",
            examples=[[["knowledge", 1], ["tone", 1]]],
        ),
    ] = None
    smoke_output_first_line: Annotated[
        StrictStr | None,
        Field(
            description="First line that the model answered when it was tried after the export, if it was.",
            examples=["Hello there."],
        ),
    ]
