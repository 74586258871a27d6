//! The way through the layers: encoding, version, schema, rules (SPEC sections 4 and 8).
//!
//! A layer is judged only when those before it found no error.

use crate::canonical::{canonical_bytes, quoted};
use crate::codes::Code;
use crate::error::InvalidManifest;
use crate::migration::{apply_steps, complete, rest};
use crate::reader::{self, Kept, MAX_BYTES};
use crate::report::{DEFAULT_MAX_FINDINGS, Finding, Report, excerpt_of, fact_of};
use crate::rules;
use crate::schema::{self, Node, Violations, violations};
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
    let (manifest, report) = latest(data, DEFAULT_MAX_FINDINGS)?;
    let warnings = report.findings;
    Ok(Parsed { manifest, warnings })
}

/// Read a valid document of any version as a manifest of the latest version, with what was found.
pub(crate) fn latest(
    data: &[u8],
    most: usize,
) -> Result<(ExportManifest, Report), InvalidManifest> {
    let (judged, report) = judge(data, most)?;
    let report = report.valid()?;
    let latest = match judged {
        Judged::Latest(latest) => latest,
        Judged::Older(version, mut document) => {
            if let Some(rest) = rest(version) {
                for operation in rest {
                    operation.up(&mut document);
                }
            } else {
                (_, document) = accepted(data, most)?;
                apply_steps(&mut document, version, LATEST);
            }
            schema::read(&document, most)
                .map_err(|violations| Report::refusal(Some(version), violations))?
        }
    };
    Ok((latest, report))
}

/// A document that its schema accepts.
enum Judged<'a> {
    Latest(ExportManifest),
    /// With what later versions say beside it, which the rules need.
    Older(Version, Value<'a>),
}

fn judge(data: &[u8], most: usize) -> Result<(Judged<'_>, Report), InvalidManifest> {
    if let Some(latest) = reader::take::<ExportManifest>(data) {
        let report = Report::new(Some(LATEST), rules::judge(&latest), most);
        return Ok((Judged::Latest(latest), report));
    }
    let (version, mut document) = accepted(data, most)?;
    complete(&mut document, version);
    let report = Report::new(Some(version), rules::judge(&document), most);
    Ok((Judged::Older(version, document), report))
}

/// Read a valid document of any version as a manifest of that version, with the warnings.
///
/// # Errors
///
/// A document that is not valid is refused, with the findings of the layer that refuses it:
/// [`DEFAULT_MAX_FINDINGS`] at most.
pub fn parse_as_written(data: &[u8]) -> Result<Parsed<Manifest>, InvalidManifest> {
    let manifest = if let Some(manifest) = Manifest::take(data) {
        manifest
    } else {
        let (version, document) = claim(data)?;
        let read = Manifest::read(version, &document, DEFAULT_MAX_FINDINGS);
        read.map_err(|violations| Report::refusal(Some(version), violations))?
    };
    let warnings = manifest.check().valid()?.findings;
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
    let judged = judge(data, max_findings);
    judged.map_or_else(InvalidManifest::into_report, |(_, report)| report)
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

/// Read a document that its schema accepts, and tell its version.
pub(crate) fn accepted(data: &[u8], most: usize) -> Result<(Version, Value<'_>), InvalidManifest> {
    let (version, document) = claim(data)?;
    let violations = violations(version.model(), &document, most);
    if violations != Violations::default() {
        return Err(Report::refusal(Some(version), violations).into());
    }
    Ok((version, document))
}

/// Judge the rules of a manifest.
pub(crate) fn check(version: Version, manifest: &dyn Node) -> Report {
    let findings = if version == LATEST {
        rules::judge(manifest)
    } else {
        let mut document = manifest.to_value();
        complete(&mut document, version);
        rules::judge(&document)
    };
    Report::new(Some(version), findings, DEFAULT_MAX_FINDINGS)
}

/// Write a document in canonical form, unless it is too long (EM-WRITE-2, EM-WRITE-3, EM-WRITE-7).
pub(crate) fn write(document: &Value<'_>) -> Result<Vec<u8>, InvalidManifest> {
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
