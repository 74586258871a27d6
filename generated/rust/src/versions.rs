// Generated from schema/versions.json by `nox -s generate`. Do not edit.
//! The published versions, and the items of the latest.

use crate::value::Shape;
use crate::version::versions;

pub mod v1;
pub mod v2;
pub mod v3;

pub use v3::{
    AdapterVersion, ArtifactPath, ArtifactRole, ArtifactSha256, ArtifactSizeBytes, Artifacts,
    BaseModelHfId, BaseModelRevision, CreatedAt, CreatedBy, ExportArtifact, ExportManifest,
    LlamaCppTag, OllamaName, Quant, SchemaVersion, Target,
};

/// The versions whose documents carry `schema_version`.
pub(crate) const NAMED_VERSIONS: &[Version] = &[Version::V3];

/// The version of a document without `schema_version` that has a `target`.
pub(crate) const VERSION_WITH_TARGET: Version = Version::V2;

/// The version of a document that has neither.
pub(crate) const VERSION_WITHOUT_TARGET: Version = Version::V1;

/// The catalogue of findings, as it is published.
pub const RULES: &str = include_str!("../schema/rules.json");

/// The newest version without roles, which artifacts of a snapshot have the form of.
#[cfg(all(feature = "files", unix))]
pub(crate) use v2 as without_roles;

/// What some version's schema looks at.
#[rustfmt::skip]
pub(crate) const SHAPE: &Shape = &Shape { members: &[("adapter_version", Shape { members: &[], entries: None, most: 0 }), ("artifacts", Shape { members: &[], entries: Some(&Shape { members: &[("path", Shape { members: &[], entries: None, most: 0 }), ("role", Shape { members: &[], entries: None, most: 0 }), ("sha256", Shape { members: &[], entries: None, most: 0 }), ("size_bytes", Shape { members: &[], entries: None, most: 0 })], entries: None, most: 0 }), most: 65_536 }), ("base_model_hf_id", Shape { members: &[], entries: None, most: 0 }), ("base_model_revision", Shape { members: &[], entries: None, most: 0 }), ("created_at", Shape { members: &[], entries: None, most: 0 }), ("created_by", Shape { members: &[], entries: None, most: 0 }), ("dequantized", Shape { members: &[], entries: None, most: 0 }), ("llama_cpp_tag", Shape { members: &[], entries: None, most: 0 }), ("merged", Shape { members: &[], entries: None, most: 0 }), ("ollama_name", Shape { members: &[], entries: None, most: 0 }), ("quant", Shape { members: &[], entries: None, most: 0 }), ("schema_version", Shape { members: &[], entries: None, most: 0 }), ("target", Shape { members: &[], entries: None, most: 0 })], entries: None, most: 0 };

versions! {
    latest: V3;
    V1 {
        number: 1,
        module: v1,
        written_by: &["DLM 0.9.0", "DLM 0.10.0"],
        read_by: &["DLM 0.9.0 and later"],
        schema: include_str!("../schema/export-manifest/v1/schema.json"),
        migration: None,
    }
    V2 {
        number: 2,
        module: v2,
        written_by: &["DLM after 0.10.0, since 2026-04-23"],
        read_by: &["DLM after 0.10.0, since 2026-04-23"],
        schema: include_str!("../schema/export-manifest/v2/schema.json"),
        migration: Some(include_str!("../schema/migrations/1-to-2.json")),
    }
    V3 {
        number: 3,
        module: v3,
        written_by: &["dlm-schema"],
        read_by: &[],
        schema: include_str!("../schema/export-manifest/v3/schema.json"),
        migration: Some(include_str!("../schema/migrations/2-to-3.json")),
    }
}
