// Generated from schema/export-manifest/v1.schema.json by `nox -s generate`. Do not edit.
//! Version 1 of the export manifest.

use crate::patterns;
use crate::types::{array, integer, record, text};

text! {
    /// Where the file lies, relative to the export directory, with `/` between segments. No segment
    /// is empty or ends in a full stop, so neither `..` nor an absolute path can be written.
    ///
    /// 1 to 512 characters, which match
    /// `^[A-Za-z0-9._+-]{0,}[A-Za-z0-9_+-](/[A-Za-z0-9._+-]{0,}[A-Za-z0-9_+-]){0,}$`.
    ArtifactPath {
        min_length: 1,
        max_length: 512,
        pattern: Some(&patterns::ARTIFACT_PATH),
    }
}

text! {
    /// SHA-256 digest of the file's bytes: 64 lower-case hexadecimal digits.
    ///
    /// Exactly 64 characters, which match `^[0-9a-f]{64}$`.
    ArtifactSha256 {
        min_length: 64,
        max_length: 64,
        pattern: Some(&patterns::ARTIFACT_SHA256),
    }
}

integer! {
    /// Size of the file in bytes.
    ///
    /// From 0 to 9007199254740991.
    ArtifactSizeBytes: u64 = "u64" {
        minimum: 0,
        maximum: 9_007_199_254_740_991,
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
    /// Where the file lies, relative to the export directory, with `/` between segments. No segment
    /// is empty or ends in a full stop, so neither `..` nor an absolute path can be written.
    pub path: ArtifactPath,
    /// SHA-256 digest of the file's bytes: 64 lower-case hexadecimal digits.
    pub sha256: ArtifactSha256,
    /// Size of the file in bytes.
    pub size_bytes: ArtifactSizeBytes,
}

record! { ExportArtifact {
    path: "path",
    sha256: "sha256",
    size_bytes: "size_bytes",
} }

text! {
    /// Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
    /// exports that keep the Hugging Face layout.
    ///
    /// 1 to 64 characters, which match `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`.
    Quant {
        min_length: 1,
        max_length: 64,
        pattern: Some(&patterns::QUANT),
    }
}

text! {
    /// Name under which the export was registered with Ollama, `[namespace/]name[:tag]`, or null
    /// when it was not registered.
    ///
    /// 1 to 128 characters, which match
    /// `^([A-Za-z0-9][A-Za-z0-9._-]{0,}/){0,1}[A-Za-z0-9][A-Za-z0-9._-]{0,}(:[A-Za-z0-9][A-Za-z0-9._-]{0,}){0,1}$`.
    OllamaName {
        min_length: 1,
        max_length: 128,
        pattern: Some(&patterns::OLLAMA_NAME),
    }
}

text! {
    /// When the export was made, to the second. UTC by convention: the text carries no offset.
    ///
    /// Exactly 19 characters, which match
    /// `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$`.
    CreatedAt {
        min_length: 19,
        max_length: 19,
        pattern: Some(&patterns::CREATED_AT),
    }
}

text! {
    /// Program that wrote the export, with its version. For people and logs; it never decides how a
    /// document is read.
    ///
    /// 1 to 128 characters, which match `^[!-~]{1,128}$`.
    CreatedBy {
        min_length: 1,
        max_length: 128,
        pattern: Some(&patterns::CREATED_BY),
    }
}

text! {
    /// Release tag of the llama.cpp that produced the GGUF files, or null for targets that do not
    /// depend on llama.cpp.
    ///
    /// 1 to 64 characters, which match `^[!-~]{1,64}$`.
    LlamaCppTag {
        min_length: 1,
        max_length: 64,
        pattern: Some(&patterns::LLAMA_CPP_TAG),
    }
}

text! {
    /// Base model on the Hugging Face Hub, `org/name`.
    ///
    /// 3 to 256 characters, which match `^[A-Za-z0-9._-]{1,}/[A-Za-z0-9._-]{1,}$`.
    BaseModelHfId {
        min_length: 3,
        max_length: 256,
        pattern: Some(&patterns::BASE_MODEL_HF_ID),
    }
}

text! {
    /// Commit of the base model's repository: 40 lower-case hexadecimal digits, never a branch or
    /// tag name.
    ///
    /// Exactly 40 characters, which match `^[0-9a-f]{40}$`.
    BaseModelRevision {
        min_length: 40,
        max_length: 40,
        pattern: Some(&patterns::BASE_MODEL_REVISION),
    }
}

integer! {
    /// Version of the trained adapter that was exported, counted from 1 in its store.
    ///
    /// From 1 to 9007199254740991.
    AdapterVersion: u64 = "u64" {
        minimum: 1,
        maximum: 9_007_199_254_740_991,
    }
}

array! {
    /// Every file that the export consists of, the manifest itself excepted. Order carries no
    /// meaning and is preserved.
    ///
    /// At most 65536 entries.
    Artifacts: [ExportArtifact; ..=65_536]
}

/// The record that DLM 0.9.0 and 0.10.0 leave in the directory of an export. It names no target:
/// every such export is for Ollama.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize, serde::Serialize),
    serde(deny_unknown_fields)
)]
pub struct ExportManifest {
    /// Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
    /// exports that keep the Hugging Face layout.
    pub quant: Quant,
    /// Whether the adapter's weights were merged into the base model's.
    pub merged: bool,
    /// Whether a quantized base model was expanded to full precision before the merge. True only
    /// when `merged` is true.
    pub dequantized: bool,
    /// Name under which the export was registered with Ollama, `[namespace/]name[:tag]`, or null
    /// when it was not registered.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "serde::Deserialize::deserialize")
    )]
    pub ollama_name: Option<OllamaName>,
    /// When the export was made, to the second. UTC by convention: the text carries no offset.
    pub created_at: CreatedAt,
    /// Program that wrote the export, with its version. For people and logs; it never decides how a
    /// document is read.
    pub created_by: CreatedBy,
    /// Release tag of the llama.cpp that produced the GGUF files, or null for targets that do not
    /// depend on llama.cpp.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "serde::Deserialize::deserialize")
    )]
    pub llama_cpp_tag: Option<LlamaCppTag>,
    /// Base model on the Hugging Face Hub, `org/name`.
    pub base_model_hf_id: BaseModelHfId,
    /// Commit of the base model's repository: 40 lower-case hexadecimal digits, never a branch or
    /// tag name.
    pub base_model_revision: BaseModelRevision,
    /// Version of the trained adapter that was exported, counted from 1 in its store.
    pub adapter_version: AdapterVersion,
    /// Every file that the export consists of, the manifest itself excepted. Order carries no
    /// meaning and is preserved.
    pub artifacts: Artifacts,
}

record! { ExportManifest {
    adapter_version: "adapter_version",
    artifacts: "artifacts",
    base_model_hf_id: "base_model_hf_id",
    base_model_revision: "base_model_revision",
    created_at: "created_at",
    created_by: "created_by",
    dequantized: "dequantized",
    llama_cpp_tag: "llama_cpp_tag",
    merged: "merged",
    ollama_name: "ollama_name",
    quant: "quant",
} }
