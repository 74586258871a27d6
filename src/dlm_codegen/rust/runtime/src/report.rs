//! Findings and reports: what every judgement of a document comes to (SPEC section 8).

use std::fmt;

use crate::canonical::quoted;
use crate::code::Severity;
use crate::codes::Code;
use crate::error::InvalidManifest;
use crate::value::Value;
use crate::versions::Version;

/// One fact about a document that the specification has a code for (SPEC section 8.2).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Finding {
    /// What kind of fact it is.
    pub code: Code,
    /// JSON Pointer (RFC 6901) to where it is; empty for the whole document.
    pub pointer: String,
    /// For people: the wording may change in any release.
    pub message: String,
    /// The path of the artifact that it is about.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub path: Option<String>,
    /// What the specification or the manifest says, as JSON text: `64`, `"hf"` with its quotes, or
    /// an array of values. Present together with `observed`, where the finding compares.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub expected: Option<String>,
    /// What was found instead, as JSON text. Long strings, arrays and objects are only described.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub observed: Option<String>,
    pub(crate) severity: Severity,
}

impl Finding {
    /// A finding about the whole document.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            pointer: String::new(),
            message: message.into(),
            path: None,
            expected: None,
            observed: None,
            severity: code.severity(),
        }
    }

    /// The path that it is about.
    #[cfg(all(feature = "files", unix))]
    pub(crate) fn about(self, path: String) -> Self {
        let path = Some(path);
        Self { path, ..self }
    }

    /// Another severity than most findings of its code have.
    #[cfg(all(feature = "files", unix))]
    pub(crate) fn weighing(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub(crate) fn at(self, pointer: impl Into<String>) -> Self {
        let pointer = pointer.into();
        Self { pointer, ..self }
    }

    pub(crate) fn comparing(self, expected: String, observed: String) -> Self {
        Self {
            expected: Some(expected),
            observed: Some(observed),
            ..self
        }
    }

    /// What is beyond a limit, counted in `unit`.
    pub(crate) fn limited(
        code: Code,
        at: &str,
        limit: &impl fmt::Display,
        unit: &str,
        found: &impl fmt::Display,
    ) -> Self {
        let message = format!("expected at {at} {limit}{unit}, found {found}");
        Self::new(code, message).comparing(limit.to_string(), found.to_string())
    }

    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
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
    /// The findings of the first layer that found an error, or else the warnings of the last: the
    /// worst of them, as many as are listed (EM-REPORT-13).
    pub findings: Vec<Finding>,
    unlisted: Counts,
}

/// How many findings a report lists unless it is asked for another number.
pub const DEFAULT_MAX_FINDINGS: usize = 1000;

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// Findings that make the document invalid.
    pub errors: usize,
    /// Findings that deserve a look.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notes: usize,
}

impl Counts {
    fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.at(finding.severity()) += 1;
        }
        counts
    }

    fn and(self, others: Self) -> Self {
        Self {
            errors: self.errors + others.errors,
            warnings: self.warnings + others.warnings,
            notes: self.notes + others.notes,
        }
    }

    fn at(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }
}

impl Report {
    /// A report of some findings in order, of which it lists the worst.
    pub(crate) fn new(
        version: Option<Version>,
        mut findings: Vec<Finding>,
        max_findings: usize,
    ) -> Self {
        let mut unlisted = Counts::default();
        if findings.len() > max_findings {
            unlisted = Counts::of(&findings);
            let (mut listed, mut room) = (Counts::default(), max_findings);
            for severity in [Severity::Error, Severity::Warning, Severity::Note] {
                let number = room.min(*unlisted.at(severity));
                *listed.at(severity) = number;
                *unlisted.at(severity) -= number;
                room -= number;
            }
            findings.retain(|finding| {
                let left = listed.at(finding.severity());
                let is_listed = *left > 0;
                *left -= usize::from(is_listed);
                is_listed
            });
        }
        Self {
            version,
            findings,
            unlisted,
        }
    }

    /// The report with more findings, of which it lists the worst.
    #[cfg(all(feature = "files", unix))]
    pub(crate) fn extended(self, more: Vec<Finding>, max_findings: usize) -> Self {
        let findings = self.findings.into_iter().chain(more).collect();
        let mut report = Self::new(self.version, findings, max_findings);
        report.unlisted = report.unlisted.and(self.unlisted);
        report
    }

    /// A report of errors, and of how many more there are.
    pub(crate) fn refusal(
        version: Option<Version>,
        (findings, others): (Vec<Finding>, usize),
    ) -> Self {
        let unlisted = Counts {
            errors: others,
            ..Counts::default()
        };
        Self {
            version,
            findings,
            unlisted,
        }
    }

    /// The report, unless it refuses its document.
    pub(crate) fn valid(self) -> Result<Self, InvalidManifest> {
        if self.is_valid() {
            return Ok(self);
        }
        Err(self.into())
    }

    /// How many findings there are, listed or not.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.findings).and(self.unlisted)
    }

    /// Whether there are more findings than are listed.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.unlisted != Counts::default()
    }

    /// Whether the document is valid: no finding is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.counts().errors == 0
    }

    /// The findings that make the document invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Error)
    }

    /// The findings that deserve a look and leave the document valid.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Warning)
    }

    /// The findings that are worth knowing.
    pub fn notes(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Note)
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.severity() == severity)
    }
}

const LONGEST_EXCERPT: usize = 60;
pub(crate) const LONGEST_FACT: usize = 1024;

/// Show a text in a message: quoted, in ASCII, and never all of a long one.
pub(crate) fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_EXCERPT + 1).collect();
    shorten(quoted(&start))
}

/// Show a value in a message, an array or object by its size.
pub(crate) fn excerpt_of(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(text) => shorten((*text).to_owned()),
        Value::Text(text) => excerpt(text),
        Value::Array(entries) => container(true, entries.len()),
        Value::Object(object) => container(false, object.members().len()),
        Value::Unseen { is_array, count } => container(*is_array, *count),
    }
}

fn container(is_array: bool, count: usize) -> String {
    if is_array {
        format!("an array of {count} entries")
    } else {
        format!("an object of {count} members")
    }
}

/// Give a value to programs, as JSON text of bounded length.
pub(crate) fn fact_of(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) if text.len() <= LONGEST_FACT => quoted(text),
        Value::Null | Value::Boolean(_) | Value::Integer(_) => excerpt_of(value),
        _ => quoted(&excerpt_of(value)),
    }
}

/// Give several texts to programs, as a JSON array.
pub(crate) fn facts<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<_> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
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
