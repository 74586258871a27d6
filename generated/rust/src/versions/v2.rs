// Generated from schema/export-manifest/v2/schema.json by `nox -s generate`. Do not edit.
//! Version 2 of the export manifest.

use crate::types::{choice, record};

pub use super::v1::{
    AdapterVersion, ArtifactPath, ArtifactSha256, ArtifactSizeBytes, Artifacts, BaseModelHfId,
    BaseModelRevision, CreatedAt, CreatedBy, ExportArtifact, LlamaCppTag, OllamaName, Quant,
};

choice! {
    /// Runtime that the export was prepared for. It decides which roles the artifacts should cover
    /// and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.
    Target {
        Ollama = "ollama",
        LlamaServer = "llama-server",
        Vllm = "vllm",
        MlxServe = "mlx-serve",
    }
}

/// The record that DLM has left in the directory of an export since it serves four runtimes:
/// version 1 and a `target`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize, serde::Serialize),
    serde(deny_unknown_fields)
)]
pub struct ExportManifest {
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
    /// When the export was made, to the second, in UTC by convention. Must be written
    /// `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no
    /// time zone.
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
    target: Target = "target",
} }
