//! The rules layer: does a document that its schema accepts make sense (SPEC section 6)?
//!
//! Documents are judged in the latest version, to which whoever calls has migrated them
//! (EM-RULE-1). Most rules are data of the published catalogue and executed by their kind. What
//! compares paths with each other, and what knows the calendar, is code.

use std::collections::HashMap;

use crate::MANIFEST_FILENAME;
use crate::catalogue::{TARGET_RULES, TEXT_RULES};
use crate::codes::Code;
use crate::pattern::Pattern;
use crate::pointer::{EVERY_ENTRY, Token, pointer_to};
use crate::report::{Finding, excerpt, excerpt_of, fact, fact_of};
use crate::value::{Object, Scalar, Value};

/// A rule that is data and asks each of some texts.
pub(crate) struct TextRule {
    pub(crate) code: Code,
    pub(crate) kind: TextKind,
}

/// A rule that is data and asks what the target says.
pub(crate) struct TargetRule {
    pub(crate) code: Code,
    pub(crate) kind: TargetKind,
}

/// What a rule asks of a text; `rules.schema.json` says what each kind means.
#[allow(dead_code)] // Which kinds occur is up to the published catalogue.
pub(crate) enum TextKind {
    Pattern {
        separator: Option<u8>,
        pattern: Option<&'static Pattern>,
        forbidden: Option<&'static Pattern>,
    },
    EmbeddedValue {
        prefix: &'static str,
        suffix: &'static str,
        member: &'static str,
    },
}

/// What a rule asks of a document, as above.
#[allow(dead_code)] // As above.
pub(crate) enum TargetKind {
    ValuesByTarget {
        require: ByTarget<Field>,
        forbid: ByTarget<Field>,
    },
    RolesByTarget {
        roles: ByTarget<&'static str>,
    },
}

/// What a rule says of each target, beside the name of the target.
pub(crate) type ByTarget<T> = &'static [(&'static str, &'static [T])];

/// A member of the document and the value that it must or must not have.
pub(crate) type Field = (&'static str, Scalar);

/// The texts that a pointer leads to, whose tokens these are; `*` is every entry of an array.
pub(crate) struct Texts(pub(crate) &'static [&'static str]);

const PATHS: Texts = Texts(&["artifacts", EVERY_ENTRY, "path"]);
const ROLES: Texts = Texts(&["artifacts", EVERY_ENTRY, "role"]);

/// Return what the rules find in a document of the latest version, in order.
pub(crate) fn judge(document: &Value<'_>) -> Vec<Finding> {
    let Some(manifest) = document.as_object() else {
        return Vec::new();
    };
    let mut found = Found::default();
    judge_paths(&PATHS.of(document), &mut found);
    judge_date(manifest, &mut found);
    if is_true(manifest, "dequantized") && !is_true(manifest, "merged") {
        let finding = Finding::new(
            Code::RulesDequantizedWithoutMerged,
            "dequantized is true, and merged is not",
        );
        found.add(vec![Token::Name("dequantized")], finding);
    }
    for (texts, rules) in TEXT_RULES {
        texts.each(document, |way, text| {
            for finding in rules.iter().filter_map(|rule| rule.judge(text, manifest)) {
                found.add(way.tokens(), finding.about(texts.path(text)));
            }
        });
    }
    let target = manifest.text("target").unwrap_or_default();
    for rule in TARGET_RULES {
        rule.judge(document, manifest, target, &mut found);
    }
    found.in_order()
}

/// What was found so far, and the tokens of its pointer.
#[derive(Default)]
struct Found(Vec<(Vec<Token<'static>>, Finding)>);

impl Found {
    fn add(&mut self, tokens: Vec<Token<'static>>, finding: Finding) {
        let finding = finding.at(pointer_to(&tokens));
        self.0.push((tokens, finding));
    }

    fn in_order(mut self) -> Vec<Finding> {
        self.0.sort_by(|(tokens, finding), (others, other)| {
            (tokens, finding.code.as_str()).cmp(&(others, other.code.as_str()))
        });
        self.0.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// The way to a place in a document: the last step, after those before.
#[derive(Clone, Copy)]
struct Way<'s>(Option<(&'s Way<'s>, Token<'static>)>);

impl Way<'_> {
    fn tokens(&self) -> Vec<Token<'static>> {
        let Some((before, token)) = self.0 else {
            return Vec::new();
        };
        let mut tokens = before.tokens();
        tokens.push(token);
        tokens
    }
}

impl Texts {
    fn of<'d>(&self, document: &'d Value<'_>) -> Vec<&'d str> {
        let mut texts = Vec::new();
        self.each(document, |_, text| texts.push(text));
        texts
    }

    /// Call `act` with each text and the way to it; what is not there, or null, is none.
    fn each<'d>(&self, document: &'d Value<'_>, mut act: impl FnMut(Way<'_>, &'d str)) {
        visit(document, self.0, Way(None), &mut act);
    }

    /// The path of the artifact that a finding at a text is about, where the text is that.
    fn path(&self, text: &str) -> Option<String> {
        (self.0 == PATHS.0).then(|| text.to_owned())
    }
}

fn visit<'d>(
    value: &'d Value<'_>,
    tokens: &[&'static str],
    way: Way<'_>,
    act: &mut impl FnMut(Way<'_>, &'d str),
) {
    match (tokens, value) {
        ([], Value::Text(text)) => act(way, text),
        ([EVERY_ENTRY, rest @ ..], Value::Array(entries)) => {
            for (index, entry) in entries.iter().enumerate() {
                visit(entry, rest, Way(Some((&way, Token::Index(index)))), act);
            }
        }
        ([name, rest @ ..], Value::Object(owner)) => {
            if let Some(member) = owner.get(name) {
                visit(member, rest, Way(Some((&way, Token::Name(name)))), act);
            }
        }
        _ => {}
    }
}

impl TextRule {
    fn judge(&self, text: &str, manifest: &Object<'_>) -> Option<Finding> {
        match &self.kind {
            TextKind::Pattern {
                separator,
                pattern,
                forbidden,
            } => {
                let fails = |part: &&[u8]| {
                    pattern.is_some_and(|pattern| !pattern.matches(part))
                        || forbidden.is_some_and(|pattern| pattern.matches(part))
                };
                let mut parts = text.as_bytes().split(|byte| Some(*byte) == *separator);
                let part = String::from_utf8_lossy(parts.find(fails)?);
                let meaning = self.code.meaning().trim_end_matches('.');
                let message = format!("{meaning}: {}", excerpt(&part));
                Some(Finding::new(self.code, message))
            }
            TextKind::EmbeddedValue {
                prefix,
                suffix,
                member,
            } => {
                let embedded = text.strip_prefix(prefix)?.strip_suffix(suffix)?;
                let value = manifest.get(member)?;
                if value.as_text() == Some(embedded) || text.contains('/') {
                    return None;
                }
                let (name, inside, is) = (excerpt(text), excerpt(embedded), excerpt_of(value));
                let message = format!("{name} says {inside}, and {member} is {is}");
                let finding = Finding::new(self.code, message);
                Some(finding.comparing(fact_of(value), fact(embedded)))
            }
        }
    }
}

impl TargetRule {
    fn judge(&self, document: &Value<'_>, manifest: &Object<'_>, target: &str, found: &mut Found) {
        match &self.kind {
            TargetKind::ValuesByTarget { require, forbid } => {
                for (name, only) in of_target(require, target) {
                    let differs = |value: &&Value<'_>| !is_like(value, only);
                    if let Some(value) = manifest.get(name).filter(differs) {
                        let only = Value::from(*only);
                        let (is, was) = (excerpt_of(&only), excerpt_of(value));
                        let message =
                            format!("{name} is {is} in exports for {target}, found {was}");
                        let finding = Finding::new(self.code, message);
                        let finding = finding.comparing(fact_of(&only), fact_of(value));
                        found.add(vec![Token::Name(name)], finding);
                    }
                }
                for (name, never) in of_target(forbid, target) {
                    if manifest
                        .get(name)
                        .is_some_and(|value| is_like(value, never))
                    {
                        let never = excerpt_of(&Value::from(*never));
                        let message = format!("{name} is never {never} in exports for {target}");
                        found.add(vec![Token::Name(name)], Finding::new(self.code, message));
                    }
                }
            }
            TargetKind::RolesByTarget { roles } => {
                let mut missing = of_target(roles, target).to_vec();
                ROLES.each(document, |_, role| missing.retain(|needed| *needed != role));
                if !missing.is_empty() {
                    let missing = missing.join(", ");
                    let message =
                        format!("no artifact has a role that the target {target} needs: {missing}");
                    found.add(
                        vec![Token::Name("artifacts")],
                        Finding::new(self.code, message),
                    );
                }
            }
        }
    }
}

fn of_target<T>(parameters: ByTarget<T>, target: &str) -> &'static [T] {
    let found = parameters.iter().find(|entry| entry.0 == target);
    found.map_or(&[], |entry| entry.1)
}

/// Whether two values are one apart from the case of ASCII letters.
fn is_like(value: &Value<'_>, scalar: &Scalar) -> bool {
    match (value, scalar) {
        (Value::Text(text), Scalar::Text(other)) => text.eq_ignore_ascii_case(other),
        _ => value == scalar,
    }
}

fn is_true(manifest: &Object<'_>, name: &str) -> bool {
    manifest.get(name) == Some(&Value::Boolean(true))
}

fn judge_date(manifest: &Object<'_>, found: &mut Found) {
    let created_at = manifest.text("created_at").unwrap_or_default();
    let date = created_at.get(..10).unwrap_or(created_at);
    if !is_date(date) {
        let message = format!("{date} is not a date of the Gregorian calendar");
        let finding = Finding::new(Code::RulesCalendarDate, message);
        found.add(vec![Token::Name("created_at")], finding);
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

/// Tell, quickly and never wrongly no, whether a rule about paths may find something.
fn has_suspects(paths: &[&str]) -> bool {
    let mut folded: Vec<_> = paths.iter().map(|path| path.to_ascii_lowercase()).collect();
    folded.sort_unstable();
    // The paths that the one before begins with; in this order no other can begin the next.
    let mut open: Vec<&str> = Vec::new();
    folded.iter().any(|path| {
        while open.last().is_some_and(|start| !path.starts_with(start)) {
            open.pop();
        }
        let clashes = |start: &&str| matches!(path.as_bytes().get(start.len()), None | Some(b'/'));
        let is_suspect = path == MANIFEST_FILENAME || open.iter().any(clashes);
        open.push(path);
        is_suspect
    })
}

fn judge_paths(paths: &[&str], found: &mut Found) {
    if !has_suspects(paths) {
        return;
    }
    let mut first = HashMap::with_capacity(paths.len());
    let mut first_folded = HashMap::with_capacity(paths.len());
    let conflicts = path_prefix_conflicts(paths);
    for (index, path) in paths.iter().enumerate() {
        let name = excerpt(path);
        let other = |earlier: usize| format!("{} at /artifacts/{earlier}", excerpt(paths[earlier]));
        let mut add = |code, message| {
            let tokens = [
                Token::Name("artifacts"),
                Token::Index(index),
                Token::Name("path"),
            ];
            let finding = Finding::new(code, message);
            found.add(tokens.into(), finding.about(Some((*path).to_owned())));
        };
        let earlier = *first.entry(*path).or_insert(index);
        let folded = path.to_ascii_lowercase();
        let earlier_folded = *first_folded.entry(folded).or_insert(index);
        if earlier < index {
            let message = format!("{name} is listed already at /artifacts/{earlier}");
            add(Code::RulesDuplicatePath, message);
        } else if earlier_folded < index {
            let message = format!("{name} differs from {} only in case", other(earlier_folded));
            add(Code::RulesCaseCollision, message);
        }
        if let Some(earlier) = conflicts[index] {
            let other = other(earlier);
            let message = format!("of {name} and {other}, one is a folder of the other");
            add(Code::RulesPathPrefix, message);
        }
        if is_manifest(path) {
            add(
                Code::RulesSelfListing,
                format!("{name} is the manifest itself"),
            );
        }
    }
}

fn is_manifest(path: &str) -> bool {
    path.eq_ignore_ascii_case(MANIFEST_FILENAME)
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
