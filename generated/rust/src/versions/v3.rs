// Generated from schema/export-manifest/v3/schema.json by `nox -s generate`. Do not edit.
//! Version 3 of the export manifest.

use crate::patterns::PATTERNS;
use crate::schema::Form;
use crate::types::{array, choice, constant, record, text};

pub use super::v1::{
    AdapterVersion, ArtifactPath, ArtifactSha256, ArtifactSizeBytes, BaseModelHfId,
    BaseModelRevision, CreatedBy, LlamaCppTag, OllamaName, Quant,
};

pub use super::v2::Target;

constant! {
    /// Version of this format. A reader decides by this integer alone which schema a document
    /// claims; versions 1 and 2 never carry it.
    ///
    /// Always 3.
    SchemaVersion = 3
}

text! {
    /// When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`,
    /// such as `2026-04-23T18:42:00Z`, with fields in their ranges.
    ///
    /// Exactly 20 characters, which match
    /// `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`.
    CreatedAt {
        min_length: 20,
        max_length: 20,
        form: Some(Form {
            pattern: &PATTERNS[7],
            in_words: "must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges",
        }),
    }
}

choice! {
    /// What the file is to the runtime, so that no runtime has to guess it from a name.
    ArtifactRole {
        BaseModel = "base_model",
        Adapter = "adapter",
        Projector = "projector",
        Modelfile = "modelfile",
        ChatTemplate = "chat_template",
        LaunchScript = "launch_script",
        RuntimeConfig = "runtime_config",
        Other = "other",
    }
}

/// One file of the export.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize, serde::Serialize),
    serde(deny_unknown_fields)
)]
pub struct ExportArtifact {
    /// Where the file lies in the export directory. Must be relative, with `/` between segments: no
    /// empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows
    /// that is a drive).
    pub path: ArtifactPath,
    /// SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.
    pub sha256: ArtifactSha256,
    /// Size of the file in bytes.
    pub size_bytes: ArtifactSizeBytes,
    /// What the file is to the runtime, so that no runtime has to guess it from a name.
    pub role: ArtifactRole,
}

record! { ExportArtifact {
    path: ArtifactPath = "path",
    role: ArtifactRole = "role",
    sha256: ArtifactSha256 = "sha256",
    size_bytes: ArtifactSizeBytes = "size_bytes",
} }

array! {
    /// Every file that the export consists of, the manifest itself excepted. Order carries no
    /// meaning and is preserved.
    ///
    /// At most 65536 entries.
    Artifacts: [ExportArtifact; ..=65_536]
}

/// The record of what one DLM export emitted, for which runtime, from which base model and adapter,
/// with the path, digest, size and role of each file.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize, serde::Serialize),
    serde(deny_unknown_fields)
)]
pub struct ExportManifest {
    /// Version of this format. A reader decides by this integer alone which schema a document
    /// claims; versions 1 and 2 never carry it.
    pub schema_version: SchemaVersion,
    /// Runtime that the export was prepared for. It decides which roles the artifacts should cover
    /// and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.
    pub target: Target,
    /// Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
    /// exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low
    /// lines and hyphens, beginning with a letter or digit.
    pub quant: Quant,
    /// Whether the adapter's weights were merged into the base model's.
    pub merged: bool,
    /// Whether a quantized base model was expanded to full precision before the merge.
    pub dequantized: bool,
    /// Name under which the export was to be registered with Ollama, as it was given, or null. Any
    /// text is recorded: Ollama itself judges it, and only when it is asked.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "serde::Deserialize::deserialize")
    )]
    pub ollama_name: Option<OllamaName>,
    /// When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`,
    /// such as `2026-04-23T18:42:00Z`, with fields in their ranges.
    pub created_at: CreatedAt,
    /// Program that wrote the export, with its version. For people and logs; it never decides how a
    /// document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.
    pub created_by: CreatedBy,
    /// What the vendored llama.cpp says of its version, such as a release tag, or null for targets
    /// that do not depend on llama.cpp.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "serde::Deserialize::deserialize")
    )]
    pub llama_cpp_tag: Option<LlamaCppTag>,
    /// Base model on the Hugging Face Hub. Must be `org/name`, such as
    /// `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII
    /// letters, digits, full stops, low lines and hyphens; a revision belongs in
    /// `base_model_revision`.
    pub base_model_hf_id: BaseModelHfId,
    /// Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or
    /// tag such as `main` can move, so record the commit that it names.
    pub base_model_revision: BaseModelRevision,
    /// Version of the trained adapter that was exported, counted from 1 in its store.
    pub adapter_version: AdapterVersion,
    /// Every file that the export consists of, the manifest itself excepted. Order carries no
    /// meaning and is preserved.
    pub artifacts: Artifacts,
}

record! { ExportManifest {
    adapter_version: AdapterVersion = "adapter_version",
    artifacts: Artifacts = "artifacts",
    base_model_hf_id: BaseModelHfId = "base_model_hf_id",
    base_model_revision: BaseModelRevision = "base_model_revision",
    created_at: CreatedAt = "created_at",
    created_by: CreatedBy = "created_by",
    dequantized: bool = "dequantized",
    llama_cpp_tag: Option<LlamaCppTag> = "llama_cpp_tag",
    merged: bool = "merged",
    ollama_name: Option<OllamaName> = "ollama_name",
    quant: Quant = "quant",
    schema_version: SchemaVersion = "schema_version",
    target: Target = "target",
} }
