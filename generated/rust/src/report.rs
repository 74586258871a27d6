// Generated from src/dlm_codegen/rust/runtime/src/report.rs by `nox -s generate`. Do not edit.
//! Findings and reports: what every judgement of a document comes to (SPEC section 8).

use std::fmt;

use crate::canonical::write_string;
use crate::code::Severity;
use crate::codes::Code;
use crate::value::Value;
use crate::versions::Version;

/// One fact about a document that the specification has a code for (SPEC section 8.2).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of fact it is.
    pub code: Code,
    /// JSON Pointer (RFC 6901) to where it is; empty for the whole document.
    pub pointer: String,
    /// For people: the wording may change in any release.
    pub message: String,
}

impl Finding {
    pub(crate) fn new(code: Code, pointer: String, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            pointer,
            message,
        }
    }

    /// How much it weighs. Whatever this crate finds in a document is an error.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.pointer.as_str() {
            "" => "the top",
            pointer => pointer,
        };
        write!(formatter, "{} at ", self.code)?;
        write_excerpt(formatter, place)?;
        write!(formatter, ": {}", self.message)
    }
}

/// What was found about one document, by pointer and then by code.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The version that the document claims, or `None` when that could not be told.
    pub version: Option<Version>,
    /// All findings of the first layer that found an error.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(version: Option<Version>, findings: Vec<Finding>) -> Self {
        Self { version, findings }
    }

    /// Whether the document is valid: no finding is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
    }

    /// The findings that are errors.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        let of_severity = |finding: &&Finding| finding.severity() == Severity::Error;
        self.findings.iter().filter(of_severity)
    }
}

const LONGEST_EXCERPT: usize = 60;

/// Show a text in a message: quoted, in ASCII, and never all of a long one.
pub(crate) fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_EXCERPT + 1).collect();
    let mut shown = String::new();
    write_string(&mut shown, &start);
    shorten(shown)
}

/// Show a value in a message, an array or object by its size.
pub(crate) fn excerpt_of(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => excerpt(text),
        Value::Array(entries) => format!("an array of {} entries", entries.len()),
        Value::Object(object) => format!("an object of {} members", object.members().len()),
    }
}

fn shorten(mut shown: String) -> String {
    if shown.len() > LONGEST_EXCERPT {
        // It is ASCII, so every index is a boundary.
        shown.truncate(LONGEST_EXCERPT - 3);
        shown.push_str("...");
    }
    shown
}

fn write_excerpt(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let escaped: String = text
        .chars()
        .take(LONGEST_EXCERPT + 1)
        .flat_map(char::escape_default)
        .collect();
    formatter.write_str(&shorten(escaped))
}
