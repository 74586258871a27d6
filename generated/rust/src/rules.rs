// Generated from src/dlm_codegen/rust/runtime/src/rules.rs by `nox -s generate`. Do not edit.
//! The rules layer: does a document that its schema accepts make sense (SPEC section 6)?
//!
//! Documents are judged in the latest version, to which whoever calls has carried them
//! (EM-RULE-1). What a target needs comes from the published catalogue.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::MANIFEST_FILENAME;
use crate::codes::Code;
use crate::parameters::{FORBIDDEN, REQUIRED, ROLES};
use crate::pointer::{Token, pointer_to};
use crate::report::{Finding, excerpt_of};
use crate::value::{Object, Scalar, Value};

/// What the rules of one target say, beside the name of the target.
pub(crate) type ByTarget<T> = &'static [(&'static str, &'static [T])];

/// Return every broken rule of a document of the latest version, in order.
pub(crate) fn judge(document: &Value<'_>) -> Vec<Finding> {
    let Some(manifest) = document.as_object() else {
        return Vec::new();
    };
    let artifacts: Vec<_> = match manifest.get("artifacts") {
        Some(Value::Array(entries)) => entries.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    let mut broken = Broken::default();
    let paths = texts(&artifacts, "path");
    if has_suspects(&paths) {
        judge_paths(&paths, &mut broken);
    }
    judge_date(manifest, &mut broken);
    if is_true(manifest, "dequantized") && !is_true(manifest, "merged") {
        let message = format_args!("dequantized is true, so merged must be true as well");
        broken.member("dequantized", Code::RulesDequantizedWithoutMerged, message);
    }
    let target = manifest.text("target").unwrap_or_default();
    judge_fields(manifest, target, &mut broken);
    judge_roles(&artifacts, target, &mut broken);
    broken.into_findings()
}

/// The rules that are broken, and the steps to where.
#[derive(Default)]
struct Broken(Vec<(Vec<Token<'static>>, Code, String)>);

impl Broken {
    fn member(&mut self, name: &'static str, code: Code, message: fmt::Arguments<'_>) {
        self.0
            .push((vec![Token::Name(name)], code, message.to_string()));
    }

    fn path(&mut self, index: usize, code: Code, message: fmt::Arguments<'_>) {
        let tokens = vec![
            Token::Name("artifacts"),
            Token::Index(index),
            Token::Name("path"),
        ];
        self.0.push((tokens, code, message.to_string()));
    }

    fn into_findings(mut self) -> Vec<Finding> {
        self.0
            .sort_by(|one, other| (&one.0, one.1.as_str()).cmp(&(&other.0, other.1.as_str())));
        let findings = self.0.into_iter();
        findings
            .map(|(tokens, code, message)| Finding::new(code, pointer_to(&tokens), message))
            .collect()
    }
}

fn texts<'d>(artifacts: &[&'d Object<'_>], name: &str) -> Vec<&'d str> {
    let texts = artifacts.iter().map(|artifact| artifact.text(name));
    texts.map(Option::unwrap_or_default).collect()
}

fn is_true(manifest: &Object<'_>, name: &str) -> bool {
    manifest.get(name) == Some(&Value::Boolean(true))
}

fn judge_date(manifest: &Object<'_>, broken: &mut Broken) {
    let created_at = manifest.text("created_at").unwrap_or_default();
    let date = created_at.get(..10).unwrap_or(created_at);
    if !is_date(date) {
        let message = format_args!("{date} is not a date of the Gregorian calendar");
        broken.member("created_at", Code::RulesCalendarDate, message);
    }
}

/// Whether a text `2026-04-23` is a date, in a year from 0001 on.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    year >= 1 && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn judge_fields(manifest: &Object<'_>, target: &str, broken: &mut Broken) {
    let code = Code::RulesTargetFields;
    for (name, only) in of_target(REQUIRED, target) {
        let Some(value) = manifest.get(name).filter(|value| *value != only) else {
            continue;
        };
        let (only, found) = (excerpt_of(&(*only).into()), excerpt_of(value));
        let message =
            format_args!("{name} must be {only} when the target is {target}, found {found}");
        broken.member(name, code, message);
    }
    for (name, never) in of_target(FORBIDDEN, target) {
        if manifest.get(name).is_some_and(|value| value == never) {
            let never = excerpt_of(&Value::from(*never));
            let message = format_args!("{name} must not be {never} when the target is {target}");
            broken.member(name, code, message);
        }
    }
}

fn judge_roles(artifacts: &[&Object<'_>], target: &str, broken: &mut Broken) {
    let has = |role: &str| {
        artifacts
            .iter()
            .any(|artifact| artifact.text("role") == Some(role))
    };
    let needed = of_target(ROLES, target).iter().copied();
    let missing: Vec<_> = needed.filter(|role| !has(role)).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let message =
            format_args!("no artifact has a role that the target {target} needs: {missing}");
        broken.member("artifacts", Code::RulesMissingRole, message);
    }
}

fn of_target<T>(parameters: ByTarget<T>, target: &str) -> &'static [T] {
    let found = parameters.iter().find(|entry| entry.0 == target);
    found.map_or(&[], |entry| entry.1)
}

/// A member of the document and the value that it must or must not have.
pub(crate) type Field = (&'static str, Scalar);

/// A path that is one with those that differ from it only in the case of ASCII letters.
#[derive(Clone, Copy)]
struct Folded<'d>(&'d str);

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let mut buffer = [0; 64];
        for chunk in self.0.as_bytes().chunks(buffer.len()) {
            let folded = &mut buffer[..chunk.len()];
            folded.copy_from_slice(chunk);
            folded.make_ascii_lowercase();
            hasher.write(folded);
        }
        hasher.write_u8(0xff);
    }
}

/// Tell, quickly and never wrongly no, whether a rule about paths may be broken.
fn has_suspects(paths: &[&str]) -> bool {
    let mut distinct = HashSet::with_capacity(paths.len());
    for path in paths {
        let is_new = distinct.insert(Folded(path));
        if !is_new || has_reserved_segment(path) || is_manifest(path) {
            return true;
        }
    }
    if !paths.iter().any(|path| path.as_bytes().contains(&b'/')) {
        return false;
    }
    let mut ordered: Vec<_> = paths.iter().map(|path| tree_key(path)).collect();
    ordered.sort_unstable();
    ordered
        .windows(2)
        .any(|pair| is_folder_of(&pair[0], &pair[1]))
}

fn judge_paths(paths: &[&str], broken: &mut Broken) {
    let mut first = HashMap::with_capacity(paths.len());
    let mut first_folded = HashMap::with_capacity(paths.len());
    let conflicts = path_prefix_conflicts(paths);
    for (index, path) in paths.iter().enumerate() {
        let earlier = *first.entry(*path).or_insert(index);
        let earlier_folded = *first_folded.entry(Folded(path)).or_insert(index);
        if earlier < index {
            let message = format_args!("{path} is listed already at /artifacts/{earlier}");
            broken.path(index, Code::RulesDuplicatePath, message);
        } else if earlier_folded < index {
            let other = paths[earlier_folded];
            let message = format_args!(
                "{path} differs from {other} at /artifacts/{earlier_folded} only in case"
            );
            broken.path(index, Code::RulesCaseCollision, message);
        }
        if let Some(earlier) = conflicts[index] {
            let other = paths[earlier];
            let message = format_args!(
                "of {path} and {other} at /artifacts/{earlier}, one is a folder of the other"
            );
            broken.path(index, Code::RulesPathPrefix, message);
        }
        if let Some(segment) = reserved_segment(path) {
            let message = format_args!("the segment {segment} is a device name on Windows");
            broken.path(index, Code::RulesReservedName, message);
        }
        if is_manifest(path) {
            let message = format_args!("{path} is the manifest itself");
            broken.path(index, Code::RulesSelfListing, message);
        }
    }
}

fn is_manifest(path: &str) -> bool {
    path.eq_ignore_ascii_case(MANIFEST_FILENAME)
}

/// The first segment of a path that is a device name on Windows (EM-RULE-5).
fn reserved_segment(path: &str) -> Option<&str> {
    path.split('/')
        .find(|segment| is_device_file(segment.as_bytes()))
}

fn has_reserved_segment(path: &str) -> bool {
    let mut segments = path.as_bytes().split(|byte| *byte == b'/');
    segments.any(is_device_file)
}

/// Whether a name is a device's up to its first full stop.
fn is_device_file(segment: &[u8]) -> bool {
    let end = segment.iter().take(5).position(|byte| *byte == b'.');
    is_device(&segment[..end.unwrap_or(segment.len())])
}

/// Whether a name is a device's, whatever its case.
fn is_device(name: &[u8]) -> bool {
    let is_one_of = |names: &[&str], name: &[u8]| {
        names
            .iter()
            .any(|other| other.as_bytes().eq_ignore_ascii_case(name))
    };
    match name {
        [_, _, _] => is_one_of(&["con", "prn", "aux", "nul"], name),
        [port @ .., b'0'..=b'9'] if port.len() == 3 => is_one_of(&["com", "lpt"], port),
        _ => false,
    }
}

/// A text that sorts such that what lies below a path follows it at once.
fn tree_key(path: &str) -> String {
    // No path holds a NUL, which sorts before every character.
    path.replace('/', "\0")
}

fn is_folder_of(folder: &str, path: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.starts_with('\0'))
}

/// For each path the first of those before it that clash with it: one is a folder of the other.
///
/// In tree order one pass down finds the earliest of the folders above each path and one pass up
/// the earliest of the paths below it, so neither the number nor the depth of the paths matters
/// more than sorting them does.
fn path_prefix_conflicts(paths: &[&str]) -> Vec<Option<usize>> {
    let keys = paths.iter().map(|path| tree_key(path));
    let mut first: Vec<(String, usize)> = keys.zip(0..).collect();
    first.sort_unstable();
    first.dedup_by(|later, earlier| later.0 == earlier.0);

    let mut folders = vec![None; first.len()];
    let mut above = vec![usize::MAX; first.len()];
    let mut open: Vec<usize> = Vec::new();
    for (position, (path, _)) in first.iter().enumerate() {
        while open
            .last()
            .is_some_and(|folder| !is_folder_of(&first[*folder].0, path))
        {
            open.pop();
        }
        if let Some(folder) = open.last().copied() {
            folders[position] = Some(folder);
            above[position] = above[folder].min(first[folder].1);
        }
        open.push(position);
    }
    let mut below = vec![usize::MAX; first.len()];
    for position in (0..first.len()).rev() {
        if let Some(folder) = folders[position] {
            below[folder] = below[folder].min(below[position]).min(first[position].1);
        }
    }
    let clash = |(index, path): (usize, &&str)| {
        let key = tree_key(path);
        let position = first.binary_search_by(|entry| entry.0.cmp(&key)).ok()?;
        let earliest = above[position].min(below[position]);
        (earliest < index).then_some(earliest)
    };
    paths.iter().enumerate().map(clash).collect()
}
