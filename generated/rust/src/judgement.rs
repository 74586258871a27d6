// Generated from src/dlm_codegen/rust/runtime/src/judgement.rs by `nox -s generate`. Do not edit.
//! The way through the layers: encoding, version, schema, rules (SPEC sections 4 and 8).
//!
//! A layer is judged only when those before it found no error.

use crate::canonical::canonical_bytes;
use crate::codes::Code;
use crate::error::Invalid;
use crate::migration::carry;
use crate::reader::{self, MAX_BYTES};
use crate::report::{Finding, Report, excerpt_of};
use crate::rules;
use crate::schema::Judge;
use crate::value::Value;
use crate::versions::{ExportManifest, LATEST, Manifest, Version};
use crate::versions::{NAMED_VERSIONS, VERSION_WITH_TARGET, VERSION_WITHOUT_TARGET};

/// Read a valid document of any version as a manifest of the latest version.
///
/// What an older version does not say is added as its migrations tell (SPEC section 10).
///
/// # Errors
///
/// A document that is not valid is refused, with every finding of the layer that refuses it.
pub fn parse(data: &[u8]) -> Result<ExportManifest, Invalid> {
    let valid = Valid::read(data)?;
    valid.manifest.try_into().or_else(|_| {
        let carried = Judge::read(&valid.latest);
        carried.map_err(|findings| Invalid::new(Some(valid.version), findings))
    })
}

/// Read a valid document of any version as a manifest of that version.
///
/// # Errors
///
/// A document that is not valid is refused, with every finding of the layer that refuses it.
pub fn parse_as_written(data: &[u8]) -> Result<Manifest, Invalid> {
    Valid::read(data).map(|valid| valid.manifest)
}

/// Judge a document by the layers encoding, version, schema and rules (SPEC section 8).
#[must_use]
pub fn validate(data: &[u8]) -> Report {
    match Valid::read(data) {
        Ok(valid) => Report::new(Some(valid.version), Vec::new()),
        Err(invalid) => invalid.into_report(),
    }
}

/// Tell which version a document claims, by its members alone (SPEC section 4).
///
/// # Errors
///
/// A document is refused when its encoding is at fault, when it is no object, or when its
/// `schema_version` names no version that carries the member. Nothing else is judged.
pub fn detect_version(data: &[u8]) -> Result<Version, Invalid> {
    claim(data).map(|(version, _)| version)
}

/// A document that no layer finds an error in.
struct Valid<'a> {
    version: Version,
    manifest: Manifest,
    /// The document in the latest version.
    latest: Value<'a>,
}

impl<'a> Valid<'a> {
    fn read(data: &'a [u8]) -> Result<Self, Invalid> {
        let WellFormed {
            version,
            manifest,
            document: mut latest,
        } = WellFormed::read(data)?;
        carry(&mut latest, version, LATEST);
        let broken = rules::judge(&latest);
        if !broken.is_empty() {
            return Err(Invalid::new(Some(version), broken));
        }
        Ok(Self {
            version,
            manifest,
            latest,
        })
    }
}

/// A document that its schema accepts.
pub(crate) struct WellFormed<'a> {
    pub(crate) version: Version,
    pub(crate) manifest: Manifest,
    pub(crate) document: Value<'a>,
}

impl<'a> WellFormed<'a> {
    pub(crate) fn read(data: &'a [u8]) -> Result<Self, Invalid> {
        let (version, document) = claim(data)?;
        let manifest = Manifest::read(version, &document)
            .map_err(|findings| Invalid::new(Some(version), findings))?;
        Ok(Self {
            version,
            manifest,
            document,
        })
    }
}

/// Every broken rule of a document that the schema of its version accepts.
pub(crate) fn broken_rules(version: Version, document: &Value<'_>) -> Vec<Finding> {
    if version == LATEST {
        return rules::judge(document);
    }
    let mut latest = document.clone();
    carry(&mut latest, version, LATEST);
    rules::judge(&latest)
}

/// Refuse a manifest that breaks a rule; the types see to the layers before.
pub(crate) fn check(version: Version, document: &Value<'_>) -> Result<(), Invalid> {
    match broken_rules(version, document) {
        broken if broken.is_empty() => Ok(()),
        broken => Err(Invalid::new(Some(version), broken)),
    }
}

/// Write a manifest in canonical form, or refuse what is not valid (EM-WRITE-1 to EM-WRITE-3).
pub(crate) fn write(version: Version, document: &Value<'_>) -> Result<Vec<u8>, Invalid> {
    check(version, document)?;
    write_unchecked(document)
}

/// Write what may break rules, such as the outcome of a migration whose losses are allowed.
pub(crate) fn write_unchecked(document: &Value<'_>) -> Result<Vec<u8>, Invalid> {
    let bytes = canonical_bytes(document);
    if bytes.len() > MAX_BYTES {
        return Err(Invalid::new(None, vec![reader::too_large()]));
    }
    Ok(bytes)
}

fn claim(data: &[u8]) -> Result<(Version, Value<'_>), Invalid> {
    let refuse = |finding| Invalid::new(None, vec![finding]);
    let document = reader::read(data).map_err(refuse)?;
    let version = claimed_version(&document).map_err(refuse)?;
    Ok((version, document))
}

const VERSION_MEMBER: &str = "schema_version";
const TARGET_MEMBER: &str = "target";

fn claimed_version(document: &Value<'_>) -> Result<Version, Finding> {
    let Value::Object(members) = document else {
        let message = format!("expected an object, found {}", excerpt_of(document));
        return Err(Finding::new(
            Code::VersionNotAnObject,
            String::new(),
            message,
        ));
    };
    let pointer = format!("/{VERSION_MEMBER}");
    match members.get(VERSION_MEMBER) {
        Some(Value::Integer(number)) => {
            let refuse = |message| Finding::new(Code::VersionUnsupported, pointer, message);
            named_version(*number).map_err(refuse)
        }
        Some(other) => {
            let message = format!("expected an integer, found {}", excerpt_of(other));
            Err(Finding::new(Code::VersionNotAnInteger, pointer, message))
        }
        None if members.get(TARGET_MEMBER).is_some() => Ok(VERSION_WITH_TARGET),
        None => Ok(VERSION_WITHOUT_TARGET),
    }
}

fn named_version(number: i64) -> Result<Version, String> {
    match Version::try_from(number) {
        Ok(version) if NAMED_VERSIONS.contains(&version) => Ok(version),
        Ok(version) => Err(format!(
            "documents of version {version} carry no {VERSION_MEMBER}; remove it"
        )),
        Err(_) if number > LATEST.number() => Err(format!(
            "version {number} is newer than {LATEST}; read it with a newer release"
        )),
        Err(_) => Err(format!("there is no version {number}")),
    }
}
