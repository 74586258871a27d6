// Generated from src/dlm_codegen/rust/runtime/src/migration.rs by `nox -s generate`. Do not edit.
//! Migrations between neighbouring versions, by the published operations (SPEC section 10).

use crate::error::{Invalid, Loss, MigrateError};
use crate::judgement::{WellFormed, broken_rules, write_unchecked};
use crate::report::Finding;
use crate::value::Value;
use crate::versions::{Manifest, VERSIONS, Version};

/// Whether a migration may leave values behind.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum OnLoss {
    /// Refuse a migration that would lose anything.
    #[default]
    Refuse,
    /// Carry it out, and tell what was lost.
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
    /// Every rule that the outcome breaks; only a loss can lead to one (EM-MIG-7).
    pub broken_rules: Vec<Finding>,
    /// The canonical form of the document, also where it breaks rules.
    pub bytes: Vec<u8>,
}

/// Carry a valid document to another version, one step at a time.
///
/// A document that has the version already is left as it is, whatever rules it breaks, so that
/// migrating twice is migrating once (EM-MIG-3).
///
/// # Errors
///
/// A document that is not valid does not migrate, and one that would lose something only with
/// [`OnLoss::Allow`]. An outcome of more than 16 MiB is refused as `encoding/size`.
pub fn migrate(data: &[u8], to: Version, on_loss: OnLoss) -> Result<Migration, MigrateError> {
    let WellFormed {
        version,
        manifest,
        mut document,
    } = WellFormed::read(data)?;
    if version == to {
        let bytes = write_unchecked(&document)?;
        return Ok(Migration {
            from: version,
            manifest,
            losses: Vec::new(),
            broken_rules: Vec::new(),
            bytes,
        });
    }
    let refuse = |findings: Vec<Finding>| Invalid::new(Some(version), findings);
    let broken = broken_rules(version, &document);
    if !broken.is_empty() {
        return Err(refuse(broken).into());
    }
    let losses = carry(&mut document, version, to);
    if !losses.is_empty() && on_loss == OnLoss::Refuse {
        return Err(MigrateError::Lossy {
            from: version,
            to,
            losses,
        });
    }
    let manifest = Manifest::read(to, &document).map_err(refuse)?;
    let broken_rules = broken_rules(to, &document);
    let bytes = write_unchecked(&document)?;
    Ok(Migration {
        from: version,
        manifest,
        losses,
        broken_rules,
        bytes,
    })
}

/// Change a document of version `from` into one of version `to`, and tell what that loses.
pub(crate) fn carry(document: &mut Value<'_>, from: Version, to: Version) -> Vec<Loss> {
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
