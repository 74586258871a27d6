// Generated from src/dlm_codegen/rust/runtime/src/rules.rs by `nox -s generate`. Do not edit.
//! The rules layer: does a document that its schema accepts make sense (SPEC section 6)?
//!
//! Documents have the members of later versions that rules need; callers add them (EM-RULE-1). Most
//! rules are data of the published catalogue, executed by their kind. Rules that compare paths with
//! each other or know the calendar are code.

use crate::MANIFEST_FILENAME;
use crate::canonical::quoted;
use crate::catalogue::{TARGET_RULES, TEXT_RULES};
use crate::codes::Code;
use crate::pattern::Pattern;
use crate::pointer::{EVERY_ENTRY, Token};
use crate::report::{Finding, excerpt, excerpt_of, fact_of};
use crate::value::Value;

/// A rule that is data and asks each of some texts; `rules.schema.json` says what each kind means.
#[allow(dead_code)] // Which kinds occur is up to the published catalogue.
pub(crate) enum TextRule {
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

/// A rule that is data and says something of each target, as above.
#[allow(dead_code)] // As above.
pub(crate) enum TargetRule {
    ValuesByTarget {
        require: ByTarget<(&'static str, Value<'static>)>,
        forbid: ByTarget<(&'static str, Value<'static>)>,
    },
    RolesByTarget {
        roles: ByTarget<&'static str>,
    },
}

/// What a rule says of each target, beside the name of the target.
pub(crate) type ByTarget<T> = &'static [(&'static str, &'static [T])];

/// The texts that a pointer leads to, whose tokens these are; `*` is every entry of an array.
pub(crate) type Texts = &'static [&'static str];

const PATHS: Texts = &["artifacts", EVERY_ENTRY, "path"];
const ROLES: Texts = &["artifacts", EVERY_ENTRY, "role"];

/// Return what the rules find in a document that is complete, in order.
pub(crate) fn judge(document: &impl Ruled) -> Vec<Finding> {
    let mut found = Vec::new();
    judge_paths(document, &mut found);
    judge_date(document, &mut found);
    let is_true = |name| document.member(name) == Some(Value::Boolean(true));
    if is_true("dequantized") && !is_true("merged") {
        let code = Code::RulesDequantizedWithoutMerged;
        let finding = Finding::new(code, "dequantized is true, and merged is not");
        found.push(finding.at("/dequantized"));
    }
    for (texts, rules) in TEXT_RULES {
        document.each_text(texts, Way(None), &mut |way, text| {
            found.extend(rules.iter().filter_map(|(code, rule)| {
                let finding = rule.judge(*code, text, document)?.at(way.pointer());
                let path = (*texts == PATHS).then(|| text.to_owned());
                Some(Finding { path, ..finding })
            }));
        });
    }
    let target = document.member("target");
    let target = target.as_ref().and_then(Value::as_text).unwrap_or_default();
    for (code, rule) in TARGET_RULES {
        rule.judge(*code, document, target, &mut found);
    }
    found.sort_by(|one, other| {
        let places = steps(&one.pointer).cmp(steps(&other.pointer));
        places.then_with(|| one.code.as_str().cmp(other.code.as_str()))
    });
    found
}

/// The steps of a pointer, such that indexes are ordered as numbers.
fn steps(pointer: &str) -> impl Iterator<Item = (usize, &str)> {
    let steps = pointer.split('/');
    steps.map(|step| (step.parse().unwrap_or_default(), step))
}

/// The way to a place in a document: the last step, after those before.
#[derive(Clone, Copy)]
pub(crate) struct Way<'s>(Option<(&'s Way<'s>, Token<'static>)>);

impl<'s> Way<'s> {
    /// The way one step further.
    pub(crate) fn to(&'s self, token: Token<'static>) -> Self {
        Self(Some((self, token)))
    }

    fn pointer(&self) -> String {
        match &self.0 {
            Some((before, token)) => format!("{}{token}", before.pointer()),
            None => String::new(),
        }
    }
}

/// What rules look at: a value of a document, or of a type that is generated.
pub(crate) trait Ruled {
    /// Call `act` with each text and the way to it; absent members and null are skipped.
    fn each_text<'d>(
        &'d self,
        _texts: &[&'static str],
        _way: Way<'_>,
        _act: &mut impl FnMut(Way<'_>, &'d str),
    ) {
    }

    /// The member of a manifest that has a name.
    fn member(&self, _name: &str) -> Option<Value<'_>> {
        None
    }
}

impl Ruled for Value<'_> {
    fn each_text<'d>(
        &'d self,
        texts: &[&'static str],
        way: Way<'_>,
        act: &mut impl FnMut(Way<'_>, &'d str),
    ) {
        match (texts, self) {
            ([], Value::Text(text)) => act(way, text),
            ([EVERY_ENTRY, rest @ ..], Value::Array(entries)) => {
                for (index, entry) in entries.iter().enumerate() {
                    entry.each_text(rest, way.to(Token::Index(index)), act);
                }
            }
            ([name, rest @ ..], Value::Object(owner)) => {
                if let Some(member) = owner.get(name) {
                    member.each_text(rest, way.to(Token::Name(name)), act);
                }
            }
            _ => {}
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        self.as_object()?.get(name).cloned()
    }
}

impl Ruled for bool {}

impl<T: Ruled> Ruled for Option<T> {
    fn each_text<'d>(
        &'d self,
        texts: &[&'static str],
        way: Way<'_>,
        act: &mut impl FnMut(Way<'_>, &'d str),
    ) {
        if let Some(value) = self {
            value.each_text(texts, way, act);
        }
    }
}

impl TextRule {
    fn judge(&self, code: Code, text: &str, document: &impl Ruled) -> Option<Finding> {
        match self {
            Self::Pattern {
                separator,
                pattern,
                forbidden,
            } => {
                let fails = |part: &&[u8]| {
                    pattern.is_some_and(|pattern| !pattern.matches(part))
                        || forbidden.is_some_and(|pattern| pattern.matches(part))
                };
                let separator = separator.map_or(u16::MAX, u16::from);
                let mut parts = text.as_bytes().split(|byte| u16::from(*byte) == separator);
                let part = String::from_utf8_lossy(parts.find(fails)?);
                let meaning = code.meaning().trim_end_matches('.');
                let message = format!("{meaning}: {}", excerpt(&part));
                let finding = Finding::new(code, message);
                Some(match pattern {
                    Some(pattern) => finding.comparing(quoted(pattern.source()), quoted(&part)),
                    None => finding,
                })
            }
            Self::EmbeddedValue {
                prefix,
                suffix,
                member,
            } => {
                let embedded = text.strip_prefix(prefix)?.strip_suffix(suffix)?;
                let value = &document.member(member)?;
                if value.as_text() == Some(embedded) || text.contains('/') {
                    return None;
                }
                let (name, inside, is) = (excerpt(text), excerpt(embedded), excerpt_of(value));
                let message = format!("{name} says {inside}, and {member} is {is}");
                let finding = Finding::new(code, message);
                Some(finding.comparing(fact_of(value), quoted(embedded)))
            }
        }
    }
}

impl TargetRule {
    fn judge(&self, code: Code, document: &impl Ruled, target: &str, found: &mut Vec<Finding>) {
        match self {
            Self::ValuesByTarget { require, forbid } => {
                for (name, only) in of_target(require, target) {
                    let differs = |value: &Value<'_>| !is_like(value, only);
                    if let Some(value) = document.member(name).filter(differs) {
                        let (is, was) = (excerpt_of(only), excerpt_of(&value));
                        let message =
                            format!("{name} is {is} in exports for {target}, found {was}");
                        let finding = Finding::new(code, message).at(format!("/{name}"));
                        found.push(finding.comparing(fact_of(only), fact_of(&value)));
                    }
                }
                for (name, never) in of_target(forbid, target) {
                    let is_so = |value: &Value<'_>| is_like(value, never);
                    if let Some(value) = document.member(name).filter(is_so) {
                        let was = excerpt_of(&value);
                        let message = format!("{name} is never {was} in exports for {target}");
                        found.push(Finding::new(code, message).at(format!("/{name}")));
                    }
                }
            }
            Self::RolesByTarget { roles } => {
                let mut missing = of_target(roles, target).to_vec();
                document.each_text(ROLES, Way(None), &mut |_, role| {
                    missing.retain(|needed| *needed != role);
                });
                if !missing.is_empty() {
                    let missing = missing.join(", ");
                    let message =
                        format!("no artifact has a role that the target {target} needs: {missing}");
                    found.push(Finding::new(code, message).at("/artifacts"));
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
fn is_like(value: &Value<'_>, other: &Value<'_>) -> bool {
    match (value, other) {
        (Value::Text(text), Value::Text(other)) => text.eq_ignore_ascii_case(other),
        _ => value == other,
    }
}

fn judge_date(document: &impl Ruled, found: &mut Vec<Finding>) {
    let created_at = document.member("created_at");
    let created_at = created_at
        .as_ref()
        .and_then(Value::as_text)
        .unwrap_or_default();
    let date = created_at.get(..10).unwrap_or(created_at);
    if !is_date(date) {
        let message = format!("{date} is not a date of the Gregorian calendar");
        found.push(Finding::new(Code::RulesCalendarDate, message).at("/created_at"));
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

fn judge_paths(document: &impl Ruled, found: &mut Vec<Finding>) {
    let mut paths = Vec::new();
    document.each_text(PATHS, Way(None), &mut |_, path| paths.push(path));
    let mut all = String::with_capacity(paths.iter().map(|path| path.len()).sum());
    all.extend(paths.iter().copied());
    all.make_ascii_lowercase();
    let mut rest = all.as_str();
    let folded: Vec<_> = paths
        .iter()
        .map(|path| {
            let (folded, others) = rest.split_at(path.len());
            rest = others;
            folded
        })
        .collect();
    let without_case = Relation::of(folded.iter().copied());
    let is_plain = |(index, relation): (usize, &Relation)| {
        *relation == Relation::none(index) && folded[index] != MANIFEST_FILENAME
    };
    // Whatever paths say of each other they say without their case, too.
    if without_case.iter().enumerate().all(is_plain) {
        return;
    }
    let relations = Relation::of(paths.iter().copied());
    for (index, path) in paths.iter().enumerate() {
        let name = excerpt(path);
        let other = |earlier: usize| format!("{} at /artifacts/{earlier}", excerpt(paths[earlier]));
        let mut add = |code, message: String| {
            found.push(Finding {
                path: Some((*path).to_owned()),
                ..Finding::new(code, message).at(format!("/artifacts/{index}/path"))
            });
        };
        let Relation { same, .. } = relations[index];
        if same < index {
            let message = format!("{name} is listed already at /artifacts/{same}");
            add(Code::RulesDuplicatePath, message);
        } else if without_case[index].same < index {
            let other = other(without_case[index].same);
            let message = format!("{name} differs from {other} only in case");
            add(Code::RulesCaseCollision, message);
        }
        if relations[same].clash < index {
            let other = other(relations[same].clash);
            let message = format!("of {name} and {other}, one is a folder of the other");
            add(Code::RulesPathPrefix, message);
        }
        if folded[index] == MANIFEST_FILENAME {
            let message = format!("{name} is the manifest itself");
            add(Code::RulesSelfListing, message);
        }
    }
}

/// What a path has to do with the others: the first that is the same, and the first that is a folder
/// of it or lies below it, which is told for the first of the same alone.
#[derive(Clone, PartialEq)]
struct Relation {
    same: usize,
    clash: usize,
}

impl Relation {
    fn none(index: usize) -> Self {
        Self {
            same: index,
            clash: usize::MAX,
        }
    }

    fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<Self> {
        let mut ordered: Vec<_> = paths.zip(0..).collect();
        let mut relations: Vec<_> = (0..ordered.len()).map(Self::none).collect();
        ordered.sort_unstable();
        // Those that the path before begins with; in this order no other can begin the next.
        let mut open: Vec<(&str, usize)> = Vec::new();
        for (path, index) in ordered {
            while open
                .last()
                .is_some_and(|(start, _)| !path.starts_with(start))
            {
                open.pop();
            }
            for (start, other) in &open {
                match path.as_bytes().get(start.len()) {
                    None => relations[index].same = *other,
                    Some(b'/') => {
                        relations[index].clash = relations[index].clash.min(*other);
                        relations[*other].clash = relations[*other].clash.min(index);
                    }
                    Some(_) => {}
                }
            }
            if relations[index].same == index {
                open.push((path, index));
            }
        }
        relations
    }
}
