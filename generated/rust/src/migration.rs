// Generated from src/dlm_codegen/rust/runtime/src/migration.rs by `nox -s generate`. Do not edit.
//! Migrations between neighbouring versions, by the published operations (SPEC section 10).

use crate::error::{InvalidManifest, Loss, MigrateError};
use crate::judgement::{check, read, write_unchecked};
use crate::report::{Counts, Finding, MAX_FINDINGS, Report};
use crate::value::Value;
use crate::versions::{Manifest, VERSIONS, Version};

/// Whether a migration may leave values behind.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum OnLoss {
    /// Refuse a migration that would lose anything.
    #[default]
    Refuse,
    /// Migrate all the same, and report what was lost.
    Allow,
}

/// What a migration came to (SPEC section 10.1).
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Migration {
    /// The version that the document had.
    pub from: Version,
    /// The document in the version that was asked for.
    pub manifest: Manifest,
    /// What was left behind; empty unless losses were allowed.
    pub losses: Vec<Loss>,
    /// What the rules find in the outcome, errors too. Without a loss that is what they find in
    /// the document. They are listed as those of a report are.
    pub findings: Vec<Finding>,
    /// How many of them there are, listed or not.
    pub counts: Counts,
    /// The canonical form of the outcome.
    pub bytes: Vec<u8>,
}

/// Migrate a document that its schema accepts to another version, one step at a time.
///
/// What the rules find neither stops a migration nor is changed by one: it is reported beside the
/// outcome.
///
/// # Errors
///
/// A document that the encoding, the version or the schema is at fault in does not migrate, and one
/// that would lose something only with [`OnLoss::Allow`]. An outcome of more than 16 MiB is refused
/// as `encoding/size`.
pub fn migrate(data: &[u8], to: Version, on_loss: OnLoss) -> Result<Migration, MigrateError> {
    let (manifest, mut document) = read(data, MAX_FINDINGS)?;
    let from = manifest.version();
    let losses = apply_steps(&mut document, from, to);
    if !losses.is_empty() && on_loss == OnLoss::Refuse {
        return Err(MigrateError::Lossy { from, to, losses });
    }
    let outcome = check(to, &document);
    let manifest = Manifest::read(to, &document, MAX_FINDINGS)
        .map_err(|found| InvalidManifest::from(Report::new(Some(from), found)))?;
    Ok(Migration {
        from,
        manifest,
        losses,
        counts: outcome.counts(),
        findings: outcome.findings,
        bytes: write_unchecked(&document)?,
    })
}

/// Change a document of version `from` into one of version `to`, and return what that loses.
pub(crate) fn apply_steps(document: &mut Value<'_>, from: Version, to: Version) -> Vec<Loss> {
    let mut losses = Vec::new();
    let between = |low, high| move |step: &&Version| low < **step && **step <= high;
    for newer in VERSIONS.iter().filter(between(from, to)) {
        for operation in newer.operations() {
            operation.up(document);
        }
    }
    for newer in VERSIONS.iter().rev().filter(between(to, from)) {
        for operation in newer.operations().iter().rev() {
            operation.down(document, &mut losses);
        }
    }
    losses
}
