// Generated from src/dlm_codegen/rust/runtime/src/error.rs by `nox -s generate`. Do not edit.
//! Errors; each carries structured data.

use std::error::Error;
use std::fmt;

use crate::codes::Code;
use crate::report::{Finding, Report};
use crate::versions::{VERSIONS, Version};

/// A document is not valid; the report says where and why (SPEC section 8).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidManifest {
    report: Box<Report>,
}

impl InvalidManifest {
    /// What was found; at least one finding is an error.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What was found, by value.
    #[must_use]
    pub fn into_report(self) -> Report {
        *self.report
    }
}

impl From<Report> for InvalidManifest {
    fn from(report: Report) -> Self {
        let report = Box::new(report);
        Self { report }
    }
}

impl From<Finding> for InvalidManifest {
    fn from(finding: Finding) -> Self {
        Report::new(None, vec![finding], usize::MAX).into()
    }
}

impl fmt::Display for InvalidManifest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the document is not a valid export manifest")?;
        if let Some(first) = self.report.errors().next() {
            write!(formatter, ": {first}")?;
        }
        match self.report.counts().errors {
            0 | 1 => Ok(()),
            all => write!(formatter, " (and {} more)", all - 1),
        }
    }
}

impl Error for InvalidManifest {}

/// A value that a migration to an older version does not carry over (SPEC section 10).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Loss {
    /// What kind of loss it is.
    pub code: Code,
    /// JSON Pointer to the value, in the document that goes into the step that loses it.
    pub pointer: String,
    /// The value, as JSON text: `"vllm"` with its quotes.
    pub value: String,
}

impl Loss {
    /// Whether it refuses a migration even where losses are allowed.
    pub(crate) fn is_unrepresentable(&self) -> bool {
        self.code == Code::LossUnrepresentable
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            pointer,
            value,
        } = self;
        // The schema bounds every value that a migration can lose.
        write!(formatter, "{code} at {pointer} ({value})")
    }
}

/// Why a migration was refused.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MigrateError {
    /// The encoding, the version or the schema is at fault, or the outcome is too large.
    Invalid(InvalidManifest),
    /// Something would be lost, and that was not allowed.
    Lossy {
        /// The version that the document has.
        from: Version,
        /// The version that was asked for.
        to: Version,
        /// All that would be lost; at least one value.
        losses: Vec<Loss>,
    },
}

impl fmt::Display for MigrateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        match self {
            Self::Invalid(invalid) => invalid.fmt(formatter),
            Self::Lossy { to, losses, .. } => {
                write!(
                    formatter,
                    "the document cannot migrate to version {to} without loss: "
                )?;
                let shown: Vec<_> = losses.iter().take(SHOWN).map(Loss::to_string).collect();
                formatter.write_str(&shown.join("; "))?;
                if losses.len() > SHOWN {
                    write!(formatter, " and {} more", losses.len() - SHOWN)?;
                }
                formatter.write_str(if losses.iter().any(Loss::is_unrepresentable) {
                    "; change what the older version has no value for, or stay at the newer one"
                } else {
                    "; allow the loss explicitly to go on"
                })
            }
        }
    }
}

impl Error for MigrateError {}

impl From<InvalidManifest> for MigrateError {
    fn from(invalid: InvalidManifest) -> Self {
        Self::Invalid(invalid)
    }
}

/// A value that a type cannot hold: the schema or the encoding refuses it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct InvalidValue {
    pub(crate) finding: Box<Finding>,
}

impl InvalidValue {
    /// What fails, as the code that a report would have.
    #[must_use]
    pub fn code(&self) -> Code {
        self.finding.code
    }
}

impl From<Finding> for InvalidValue {
    fn from(finding: Finding) -> Self {
        let finding = Box::new(finding);
        Self { finding }
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.finding.message)
    }
}

impl Error for InvalidValue {}

/// A number was given that is no version's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct UnknownVersion {
    pub(crate) number: i64,
}

impl UnknownVersion {
    /// The number that was given.
    #[must_use]
    pub fn number(self) -> i64 {
        self.number
    }
}

impl fmt::Display for UnknownVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = VERSIONS.iter().map(Version::to_string).collect();
        let known = known.join(", ");
        write!(
            formatter,
            "version {} is unknown; the known versions are {known}",
            self.number
        )
    }
}

impl Error for UnknownVersion {}
