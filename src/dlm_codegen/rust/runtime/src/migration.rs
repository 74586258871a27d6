//! Migrations between neighbouring versions, by the published operations (SPEC section 10).

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::canonical::canonical_bytes;
use crate::error::{InvalidManifest, Loss, MigrateError};
use crate::judgement::{accepted, write};
use crate::operation::{Operation, down};
use crate::reader::{self, Kept};
use crate::report::{DEFAULT_MAX_FINDINGS, Finding, Report};
use crate::schema::violations;
use crate::value::Value;
use crate::versions::{Manifest, VERSIONS, Version};

/// Whether a migration may leave values behind.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum OnLoss {
    /// Refuse a migration that would lose anything.
    #[default]
    Refuse,
    /// Migrate all the same, and report what was lost. What the older version has no value for at
    /// all, a loss of the code `loss/unrepresentable`, refuses a migration nevertheless.
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
    /// the document.
    pub findings: Vec<Finding>,
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
    let (from, mut document) = accepted(data, DEFAULT_MAX_FINDINGS)?;
    let losses = apply_steps(&mut document, from, to);
    if is_refused(&losses, on_loss) {
        return Err(MigrateError::Lossy { from, to, losses });
    }
    let manifest = Manifest::read(to, &document, DEFAULT_MAX_FINDINGS)
        .map_err(|violations| InvalidManifest::from(Report::refusal(Some(from), violations)))?;
    let findings = manifest.check().findings;
    Ok(Migration {
        from,
        manifest,
        losses,
        findings,
        bytes: write(&document)?,
    })
}

/// Whether losses keep a migration from being carried out.
fn is_refused(losses: &[Loss], on_loss: OnLoss) -> bool {
    match on_loss {
        OnLoss::Refuse => !losses.is_empty(),
        OnLoss::Allow => losses.iter().any(Loss::is_unrepresentable),
    }
}

/// Change a document of version `from` into one of version `to`, and return what that loses.
///
/// The first step whose outcome the older schema does not accept is the last.
pub(crate) fn apply_steps(document: &mut Value<'_>, from: Version, to: Version) -> Vec<Loss> {
    let mut losses = Vec::new();
    let between = |low, high| move |step: &&Version| low < **step && **step <= high;
    for newer in VERSIONS.iter().filter(between(from, to)) {
        for operation in operations(*newer) {
            operation.up(document);
        }
    }
    for step in VERSIONS.windows(2).rev() {
        if let [older, newer] = step {
            let is_left = between(to, from)(&newer) && !losses.iter().any(Loss::is_unrepresentable);
            if is_left {
                losses.extend(down(operations(*newer), document, |outcome| {
                    let (findings, _) = violations(older.model(), outcome, usize::MAX);
                    findings.into_iter().map(|found| found.pointer).collect()
                }));
            }
        }
    }
    losses
}

/// The operations of the migration that leads up to a version, which the oldest has none of.
fn operations(version: Version) -> &'static [Operation<'static>] {
    static ALL: OnceLock<Vec<Vec<Operation<'static>>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let migrations = VERSIONS.iter().map(|version| version.migration());
        let read = migrations.map(|text| text.map(|text| Operation::all(text.as_bytes())));
        read.map(|all| all.map_or_else(Vec::new, |all| all.expect("the generator has checked it")))
            .collect()
    });
    &all[version as usize]
}

/// Add what later versions say of a document of version `from` beside what it says itself, which the
/// rules need.
pub(crate) fn complete(document: &mut Value<'_>, from: Version) {
    for newer in VERSIONS.iter().filter(|version| **version > from) {
        for operation in operations(*newer).iter().filter(|each| each.adds()) {
            operation.up(document);
        }
    }
}

/// The operations that make a document of version `from`, once it is complete, one of the latest
/// version; `None` where that depends on their order.
pub(crate) fn rest(from: Version) -> Option<&'static [&'static Operation<'static>]> {
    static RESTS: OnceLock<Vec<Option<Vec<&Operation<'static>>>>> = OnceLock::new();
    let rests = RESTS.get_or_init(|| {
        let rest = |from: &Version| {
            let newer = VERSIONS.iter().filter(|version| *version > from);
            let all = newer.flat_map(|version| operations(*version));
            let (adding, rest): (Vec<_>, Vec<_>) = all.partition(|each| each.adds());
            let added: HashSet<_> = adding.iter().flat_map(|each| each.names()).collect();
            let mut changed = rest.iter().flat_map(|each| each.names());
            (!changed.any(|name| added.contains(name))).then_some(rest)
        };
        VERSIONS.iter().map(rest).collect()
    });
    rests.get(from as usize)?.as_deref()
}

/// Execute a step that is not a published one, as the conformance corpus brings them: return the
/// outcome, unless it is refused, and the losses.
///
/// `migration` has the operations; `violations` are the pointers at which the older schema does not
/// accept a document. `None` stands for what is not of its form.
#[doc(hidden)]
pub fn migrate_by_step(
    data: &[u8],
    migration: &[u8],
    is_up: bool,
    on_loss: OnLoss,
    violations: impl FnOnce(&[u8]) -> Vec<String>,
) -> Option<(Option<Vec<u8>>, Vec<Loss>)> {
    let operations = Operation::all(migration)?;
    let mut document = reader::read(data, Kept::All).ok()?;
    let mut losses = Vec::new();
    if is_up {
        for operation in &operations {
            operation.up(&mut document);
        }
    } else {
        losses = down(&operations, &mut document, |outcome| {
            violations(&canonical_bytes(outcome))
        });
    }
    let outcome = (!is_refused(&losses, on_loss)).then(|| canonical_bytes(&document));
    Some((outcome, losses))
}
