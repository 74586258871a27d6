// Generated from schema/export-manifest/v1/schema.json by `nox -s generate`. Do not edit.
//! Version 1 of the export manifest.

use crate::patterns::PATTERNS;
use crate::schema::Form;
use crate::types::{array, integer, record, text};

text! {
    /// Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
    /// exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low
    /// lines and hyphens, beginning with a letter or digit.
    ///
    /// 1 to 64 characters, which match `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`.
    Quant {
        min_length: 1,
        max_length: 64,
        form: Some(Form {
            pattern: &PATTERNS[0],
            in_words: "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
        }),
    }
}

text! {
    /// Name under which the export was to be registered with Ollama, as it was given, or null. Any
    /// text is recorded: Ollama itself judges it, and only when it is asked.
    ///
    /// 0 to 1024 characters.
    OllamaName {
        min_length: 0,
        max_length: 1_024,
        form: None,
    }
}

text! {
    /// When the export was made, to the second, in UTC by convention. Must be written
    /// `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no
    /// time zone.
    ///
    /// Exactly 19 characters, which match
    /// `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$`.
    CreatedAt {
        min_length: 19,
        max_length: 19,
        form: Some(Form {
            pattern: &PATTERNS[1],
            in_words: "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone",
        }),
    }
}

text! {
    /// Program that wrote the export, with its version. For people and logs; it never decides how a
    /// document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.
    ///
    /// 1 to 128 characters, which match `^[!-~]{1,128}$`.
    CreatedBy {
        min_length: 1,
        max_length: 128,
        form: Some(Form {
            pattern: &PATTERNS[2],
            in_words: "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
        }),
    }
}

text! {
    /// What the vendored llama.cpp says of its version, such as a release tag, or null for targets
    /// that do not depend on llama.cpp.
    ///
    /// 0 to 1024 characters.
    LlamaCppTag {
        min_length: 0,
        max_length: 1_024,
        form: None,
    }
}

text! {
    /// Base model on the Hugging Face Hub. Must be `org/name`, such as
    /// `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII
    /// letters, digits, full stops, low lines and hyphens; a revision belongs in
    /// `base_model_revision`.
    ///
    /// 3 to 256 characters, which match `^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$`.
    BaseModelHfId {
        min_length: 3,
        max_length: 256,
        form: Some(Form {
            pattern: &PATTERNS[3],
            in_words: "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
        }),
    }
}

text! {
    /// Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or
    /// tag such as `main` can move, so record the commit that it names.
    ///
    /// Exactly 40 characters, which match `^[0-9a-f]{40}$`.
    BaseModelRevision {
        min_length: 40,
        max_length: 40,
        form: Some(Form {
            pattern: &PATTERNS[4],
            in_words: "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
        }),
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

text! {
    /// Where the file lies in the export directory. Must be relative, with `/` between segments: no
    /// empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows
    /// that is a drive).
    ///
    /// 1 to 512 characters, which match
    /// `^([^/\\.:]|[.][^/\\.:]|[.][.][^/\\:])[^/\\:]{0,512}(/([^/\\.]|[.][^/\\.]|[.][.][^/\\])([^/\\]|/([^/\\.]|[.][^/\\.]|[.][.][^/\\])){0,512}){0,1}$`.
    ArtifactPath {
        min_length: 1,
        max_length: 512,
        form: Some(Form {
            pattern: &PATTERNS[5],
            in_words: "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
        }),
    }
}

text! {
    /// SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.
    ///
    /// Exactly 64 characters, which match `^[0-9a-f]{64}$`.
    ArtifactSha256 {
        min_length: 64,
        max_length: 64,
        form: Some(Form {
            pattern: &PATTERNS[6],
            in_words: "must be 64 lower-case hexadecimal digits",
        }),
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
    /// Where the file lies in the export directory. Must be relative, with `/` between segments: no
    /// empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows
    /// that is a drive).
    pub path: ArtifactPath,
    /// SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.
    pub sha256: ArtifactSha256,
    /// Size of the file in bytes.
    pub size_bytes: ArtifactSizeBytes,
}

record! { ExportArtifact {
    path: ArtifactPath = "path",
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
} }
