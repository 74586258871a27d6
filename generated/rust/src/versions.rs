// Generated from schema/versions.json by `nox -s generate`. Do not edit.
//! The published versions, and the items of the latest.

use crate::operation::{Derivation, Operation, Place, Rule};
use crate::patterns;
use crate::value::{Scalar, Shape};
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

/// What some version's schema looks at in a document.
pub(crate) static SHAPE: Shape = Shape {
    members: &[
        ("adapter_version", &Shape::FLAT),
        (
            "artifacts",
            &Shape {
                members: &[],
                items: Some((
                    &Shape {
                        members: &[
                            ("path", &Shape::FLAT),
                            ("role", &Shape::FLAT),
                            ("sha256", &Shape::FLAT),
                            ("size_bytes", &Shape::FLAT),
                        ],
                        items: None,
                    },
                    65_536,
                )),
            },
        ),
        ("base_model_hf_id", &Shape::FLAT),
        ("base_model_revision", &Shape::FLAT),
        ("created_at", &Shape::FLAT),
        ("created_by", &Shape::FLAT),
        ("dequantized", &Shape::FLAT),
        ("llama_cpp_tag", &Shape::FLAT),
        ("merged", &Shape::FLAT),
        ("ollama_name", &Shape::FLAT),
        ("quant", &Shape::FLAT),
        ("schema_version", &Shape::FLAT),
        ("target", &Shape::FLAT),
    ],
    items: None,
};

/// The catalogue of findings, as it is published.
pub const RULES: &str = include_str!("../schema/rules.json");

versions! {
    latest: V3;
    V1 {
        number: 1,
        module: v1,
        written_by: &["DLM 0.9.0", "DLM 0.10.0"],
        read_by: &["DLM 0.9.0 and later"],
        schema: include_str!("../schema/export-manifest/v1/schema.json"),
        migration: None,
        operations: &[],
    }
    V2 {
        number: 2,
        module: v2,
        written_by: &["DLM after 0.10.0, since 2026-04-23"],
        read_by: &["DLM after 0.10.0, since 2026-04-23"],
        schema: include_str!("../schema/export-manifest/v2/schema.json"),
        migration: Some(include_str!("../schema/migrations/1-to-2.json")),
        operations: &[
            Operation::Add {
                place: Place { parents: &[], name: "target" },
                value: Scalar::Text("ollama"),
            },
        ],
    }
    V3 {
        number: 3,
        module: v3,
        written_by: &["dlm-schema"],
        read_by: &[],
        schema: include_str!("../schema/export-manifest/v3/schema.json"),
        migration: Some(include_str!("../schema/migrations/2-to-3.json")),
        operations: &[
            Operation::Add {
                place: Place { parents: &[], name: "schema_version" },
                value: Scalar::Integer(3),
            },
            Operation::Suffix {
                place: Place { parents: &[], name: "created_at" },
                suffix: "Z",
            },
            Operation::Derive(Derivation {
                place: Place { parents: &["artifacts", "*"], name: "role" },
                source: "path",
                target: "target",
                rules: &[
                    Rule {
                        pattern: &patterns::ROLE_BASE_MODEL,
                        targets: None,
                        value: "base_model",
                    },
                    Rule {
                        pattern: &patterns::ROLE_ADAPTER,
                        targets: None,
                        value: "adapter",
                    },
                    Rule {
                        pattern: &patterns::ROLE_PROJECTOR,
                        targets: None,
                        value: "projector",
                    },
                    Rule {
                        pattern: &patterns::ROLE_ADAPTER_2,
                        targets: Some(&["vllm"]),
                        value: "adapter",
                    },
                    Rule {
                        pattern: &patterns::ROLE_ADAPTER_3,
                        targets: Some(&["mlx-serve"]),
                        value: "adapter",
                    },
                    Rule {
                        pattern: &patterns::ROLE_ADAPTER_4,
                        targets: Some(&["mlx-serve"]),
                        value: "adapter",
                    },
                    Rule {
                        pattern: &patterns::ROLE_MODELFILE,
                        targets: None,
                        value: "modelfile",
                    },
                    Rule {
                        pattern: &patterns::ROLE_CHAT_TEMPLATE,
                        targets: None,
                        value: "chat_template",
                    },
                    Rule {
                        pattern: &patterns::ROLE_LAUNCH_SCRIPT,
                        targets: None,
                        value: "launch_script",
                    },
                    Rule {
                        pattern: &patterns::ROLE_RUNTIME_CONFIG,
                        targets: None,
                        value: "runtime_config",
                    },
                ],
                otherwise: "other",
            }),
        ],
    }
}
