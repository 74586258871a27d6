# Generated from schema/export-manifest/v3/schema.json by `nox -s generate`. Do not edit.
"""Models of version 3 of the export manifest."""

from typing import Annotated, Any, Literal

from dlm_schema.models._base import Model, Sequence, UtcTimestamp, exact_integer
from pydantic import (
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
)


class ExportArtifact(Model):
    """One file of the export."""

    model_config = ConfigDict(
        extra="forbid",
    )
    path: Annotated[
        StrictStr,
        Field(
            description="Where the file lies in the export directory. Must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive).",
            examples=["base.Q4_K_M.gguf", "adapters/tone/adapter_model.safetensors"],
            json_schema_extra={
                "published-pattern": "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$"
            },
            max_length=512,
            min_length=1,
            pattern="^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,}){0,1}$",
        ),
    ]
    sha256: Annotated[
        StrictStr,
        Field(
            description="SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.",
            examples=["4b0b98f38043297a684f4cfbb39b299985dd3b2c3f74585acb5c196300457b96"],
            max_length=64,
            min_length=64,
            pattern="^[0-9a-f]{64}$",
        ),
    ]
    size_bytes: Annotated[
        StrictInt,
        Field(description="Size of the file in bytes.", examples=[1216], ge=0, le=9007199254740991),
    ]
    role: Annotated[
        Literal["base_model", "adapter", "projector", "modelfile", "chat_template", "launch_script", "runtime_config", "other"],
        Field(
            description="What the file is to the runtime, so that no runtime has to guess it from a name.",
            examples=["adapter"],
        ),
    ]


class ExportManifest(Model):
    """The record of what one DLM export emitted, for which runtime, from which base model and adapter, with the path, digest, size and role of each file."""

    model_config = ConfigDict(
        extra="forbid",
    )
    schema_version: Annotated[
        Literal[3],
        Field(
            description="Version of this format. A reader decides by this integer alone which schema a document claims; versions 1 and 2 never carry it."
        ),
    ]
    target: Annotated[
        Literal["ollama", "llama-server", "vllm", "mlx-serve"],
        Field(
            description="Runtime that the export was prepared for. It decides which roles the artifacts should cover and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.",
            examples=["llama-server"],
        ),
    ]
    quant: Annotated[
        StrictStr,
        Field(
            description="Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit.",
            examples=["Q4_K_M", "hf"],
            max_length=64,
            min_length=1,
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        ),
    ]
    merged: Annotated[
        StrictBool,
        Field(description="Whether the adapter's weights were merged into the base model's."),
    ]
    dequantized: Annotated[
        StrictBool,
        Field(
            description="Whether a quantized base model was expanded to full precision before the merge."
        ),
    ]
    ollama_name: Annotated[
        StrictStr | None,
        Field(
            description="Name under which the export was to be registered with Ollama, as it was given, or null. Any text is recorded: Ollama itself judges it, and only when it is asked.",
            examples=["my-tutor:v3", None],
            max_length=1024,
        ),
    ]
    created_at: Annotated[
        UtcTimestamp,
        Field(
            description="When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges.",
            examples=["2026-04-23T18:42:00Z"],
            json_schema_extra={
                "published-pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
                "minLength": 20,
                "maxLength": 20,
            },
        ),
    ]
    created_by: Annotated[
        StrictStr,
        Field(
            description="Program that wrote the export, with its version. For people and logs; it never decides how a document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.",
            examples=["dlm-0.10.0"],
            json_schema_extra={"published-pattern": "^[!-~]{1,128}$"},
            max_length=128,
            min_length=1,
            pattern="^[!-~]{1,}$",
        ),
    ]
    llama_cpp_tag: Annotated[
        StrictStr | None,
        Field(
            description="What the vendored llama.cpp says of its version, such as a release tag, or null for targets that do not depend on llama.cpp.",
            examples=["b8816", None],
            max_length=1024,
        ),
    ]
    base_model_hf_id: Annotated[
        StrictStr,
        Field(
            description="Base model on the Hugging Face Hub. Must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`.",
            examples=["HuggingFaceTB/SmolLM2-135M-Instruct"],
            json_schema_extra={"published-pattern": "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$"},
            max_length=256,
            min_length=3,
            pattern="^[A-Za-z0-9._-]{1,}/[A-Za-z0-9._-]{1,}$",
        ),
    ]
    base_model_revision: Annotated[
        StrictStr,
        Field(
            description="Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names.",
            examples=["12fd25f77366fa6b3b4b768ec3050bf629380bac"],
            max_length=40,
            min_length=40,
            pattern="^[0-9a-f]{40}$",
        ),
    ]
    adapter_version: Annotated[
        StrictInt,
        Field(
            description="Version of the trained adapter that was exported, counted from 1 in its store.",
            examples=[3],
            ge=1,
            le=9007199254740991,
        ),
    ]
    artifacts: Annotated[
        Sequence[ExportArtifact],
        Field(
            description="Every file that the export consists of, the manifest itself excepted. Order carries no meaning and is preserved.",
            max_length=65536,
        ),
    ]

    @field_validator("schema_version", mode="before")
    @classmethod
    def exact_integer_validator(cls, v: Any, info: ValidationInfo) -> Any:
        return exact_integer(v, info)
