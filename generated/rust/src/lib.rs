// Generated from src/dlm_codegen/rust/runtime/src/lib.rs by `nox -s generate`. Do not edit.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod canonical;
mod catalogue;
mod code;
mod codes;
#[cfg(all(feature = "files", unix))]
mod digest;
mod error;
#[cfg(all(feature = "files", unix))]
mod files;
mod judgement;
mod migration;
mod operation;
mod pattern;
mod patterns;
mod pointer;
mod reader;
mod report;
mod rules;
mod schema;
#[cfg(all(feature = "files", unix))]
mod store;
#[cfg(all(feature = "files", unix))]
mod summary;
mod types;
mod value;
mod version;
mod versions;

pub use code::Severity;
pub use codes::Code;
pub use error::{InvalidManifest, InvalidValue, Loss, MigrateError, UnknownVersion};
#[cfg(all(feature = "files", unix))]
pub use files::{
    Export, ExportError, VerifyOptions, build_artifact, save, verify, verify_artifact,
};
pub use judgement::{Parsed, detect_version, parse, parse_as_written, validate, validate_with};
#[doc(hidden)]
pub use migration::migrate_by_step;
pub use migration::{Migration, OnLoss, migrate};
pub use reader::MAX_BYTES;
pub use report::{Counts, DEFAULT_MAX_FINDINGS, Finding, Report};
#[cfg(all(feature = "files", unix))]
pub use store::{Checked, Store};
pub use versions::*;

/// Name of the file, at the top of the export directory.
pub const MANIFEST_FILENAME: &str = "export_manifest.json";
