// Generated from src/dlm_codegen/rust/runtime/src/judgement.rs by `nox -s generate`. Do not edit.
//! The way through the layers: encoding, version, schema, rules (SPEC sections 4 and 8).
//!
//! A layer is judged only when those before it found no error.

use crate::canonical::{canonical_bytes, quoted};
use crate::codes::Code;
use crate::error::InvalidManifest;
use crate::migration::{apply_steps, complete};
use crate::reader::{self, Kept, MAX_BYTES};
use crate::report::{DEFAULT_MAX_FINDINGS, Finding, Report, excerpt_of, fact_of};
use crate::rules;
use crate::schema::Judge;
use crate::value::Value;
use crate::versions::{ExportManifest, LATEST, Manifest, Version};
use crate::versions::{NAMED_VERSIONS, SHAPE, VERSION_WITH_TARGET, VERSION_WITHOUT_TARGET};

/// A manifest that is valid, and what deserves a look all the same.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Parsed<T> {
    /// The manifest.
    pub manifest: T,
    /// What the rules find, none of it an error.
    pub warnings: Vec<Finding>,
}

/// Read a valid document of any version as a manifest of the latest version, with the warnings.
///
/// What an older version does not say is added as its migrations tell (SPEC section 10).
///
/// # Errors
///
/// A document that is not valid is refused, with the findings of the layer that refuses it:
/// [`DEFAULT_MAX_FINDINGS`] at most.
pub fn parse(data: &[u8]) -> Result<Parsed<ExportManifest>, InvalidManifest> {
    let Parsed { manifest, warnings } = parse_as_written(data)?;
    let manifest = latest(manifest)?;
    Ok(Parsed { manifest, warnings })
}

/// Migrate a manifest to the latest version.
pub(crate) fn latest(manifest: Manifest) -> Result<ExportManifest, InvalidManifest> {
    let version = manifest.version();
    manifest.try_into().or_else(|older: Manifest| {
        let mut latest = older.to_value();
        apply_steps(&mut latest, version, LATEST);
        Judge::read(&latest, DEFAULT_MAX_FINDINGS)
            .map_err(|violations| Report::refusal(Some(version), violations).into())
    })
}

/// Read a valid document of any version as a manifest of that version, with the warnings.
///
/// # Errors
///
/// A document that is not valid is refused, with the findings of the layer that refuses it:
/// [`DEFAULT_MAX_FINDINGS`] at most.
pub fn parse_as_written(data: &[u8]) -> Result<Parsed<Manifest>, InvalidManifest> {
    let (manifest, report) = judge(data, DEFAULT_MAX_FINDINGS)?;
    if !report.is_valid() {
        return Err(report.into());
    }
    let warnings = report.findings;
    Ok(Parsed { manifest, warnings })
}

/// Judge a document by the layers encoding, version, schema and rules (SPEC section 8).
///
/// The report lists [`DEFAULT_MAX_FINDINGS`] findings at most.
#[must_use]
pub fn validate(data: &[u8]) -> Report {
    validate_with(data, DEFAULT_MAX_FINDINGS)
}

/// Judge a document as [`validate`] does, and list as many findings at most: the worst. All are
/// counted.
#[must_use]
pub fn validate_with(data: &[u8], max_findings: usize) -> Report {
    judge(data, max_findings).map_or_else(InvalidManifest::into_report, |(_, report)| report)
}

/// Tell which version a document claims, by its members alone (SPEC section 4).
///
/// # Errors
///
/// A document is refused when its encoding is at fault, when it is no object, or when its
/// `schema_version` names no version that carries the member. Nothing else is judged.
pub fn detect_version(data: &[u8]) -> Result<Version, InvalidManifest> {
    claim(data).map(|(version, _)| version)
}

/// Judge the rules of a document that its schema accepts, or refuse it.
pub(crate) fn judge(data: &[u8], most: usize) -> Result<(Manifest, Report), InvalidManifest> {
    let (manifest, mut document) = read(data, most)?;
    let version = manifest.version();
    complete(&mut document, version);
    let report = Report::new(Some(version), rules::judge(&document), most);
    Ok((manifest, report))
}

/// Read a document that its schema accepts.
pub(crate) fn read(data: &[u8], most: usize) -> Result<(Manifest, Value<'_>), InvalidManifest> {
    let (version, document) = claim(data)?;
    let manifest = Manifest::read(version, &document, most)
        .map_err(|violations| Report::refusal(Some(version), violations))?;
    Ok((manifest, document))
}

/// Judge the rules of a document that the schema of its version accepts.
pub(crate) fn check(version: Version, document: &Value<'_>) -> Report {
    let findings = if version == LATEST {
        rules::judge(document)
    } else {
        let mut completed = document.clone();
        complete(&mut completed, version);
        rules::judge(&completed)
    };
    Report::new(Some(version), findings, DEFAULT_MAX_FINDINGS)
}

/// Write a manifest in canonical form, or refuse what is not valid (EM-WRITE-2, EM-WRITE-3,
/// EM-WRITE-7).
pub(crate) fn write(version: Version, document: &Value<'_>) -> Result<Vec<u8>, InvalidManifest> {
    let report = check(version, document);
    if !report.is_valid() {
        return Err(report.into());
    }
    write_unchecked(document)
}

/// Write a document that can break rules, such as the outcome of a migration.
pub(crate) fn write_unchecked(document: &Value<'_>) -> Result<Vec<u8>, InvalidManifest> {
    let bytes = canonical_bytes(document);
    if bytes.len() > MAX_BYTES {
        return Err(reader::too_large().into());
    }
    Ok(bytes)
}

fn claim(data: &[u8]) -> Result<(Version, Value<'_>), InvalidManifest> {
    let document = reader::read(data, Kept::Of(SHAPE))?;
    let version = claimed_version(&document)?;
    Ok((version, document))
}

const VERSION_MEMBER: &str = "schema_version";
const TARGET_MEMBER: &str = "target";

fn claimed_version(document: &Value<'_>) -> Result<Version, InvalidManifest> {
    let Value::Object(members) = document else {
        return Err(not_an_object(document).into());
    };
    let Some(claim) = members.get(VERSION_MEMBER) else {
        return Ok(match members.get(TARGET_MEMBER) {
            Some(_) => VERSION_WITH_TARGET,
            None => VERSION_WITHOUT_TARGET,
        });
    };
    let refuse = |code, message, expected| {
        let finding = Finding::new(code, message).comparing(expected, fact_of(claim));
        Err(finding.at(format!("/{VERSION_MEMBER}")).into())
    };
    let Value::Integer(number) = claim else {
        let message = format!("expected an integer, found {}", excerpt_of(claim));
        return refuse(Code::VersionNotAnInteger, message, quoted("integer"));
    };
    named_version(*number).or_else(|message| {
        let named: Vec<_> = NAMED_VERSIONS
            .iter()
            .map(|version| version.number())
            .collect();
        refuse(Code::VersionUnsupported, message, format!("{named:?}"))
    })
}

pub(crate) fn not_an_object(document: &Value<'_>) -> Finding {
    let message = format!("expected an object, found {}", excerpt_of(document));
    let finding = Finding::new(Code::VersionNotAnObject, message);
    finding.comparing(quoted("object"), fact_of(document))
}

fn named_version(number: i64) -> Result<Version, String> {
    match Version::try_from(number) {
        Ok(version) if NAMED_VERSIONS.contains(&version) => Ok(version),
        Ok(version) => Err(format!(
            "export manifests of version {version} carry no {VERSION_MEMBER}; a store's own \
             manifest.json does, and is no export manifest"
        )),
        Err(_) if number > LATEST.number() => Err(format!(
            "version {number} is newer than {LATEST}; read it with a newer release"
        )),
        Err(_) => Err(format!("there is no version {number}")),
    }
}
