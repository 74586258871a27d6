//! The rules layer: does a document that its schema accepts make sense (SPEC section 6)?
//!
//! Documents have the members of later versions that rules need; callers add them (EM-RULE-1). Most
//! rules are data of the published catalogue, executed by their kind. Rules that compare paths with
//! each other or know the calendar are code.

use crate::MANIFEST_FILENAME;
use crate::canonical::quoted;
use crate::catalogue::{Kind, TEXT_RULES, TextRule, of_kind};
use crate::codes::Code;
use crate::pointer::{EVERY_ENTRY, Token, pointer_to};
use crate::report::{Finding, excerpt, excerpt_of, fact_of};
use crate::schema::Node;
use crate::value::{Object, Value};

const PATHS: &[&str] = &["artifacts", EVERY_ENTRY, "path"];
const ROLES: &[&str] = &["artifacts", EVERY_ENTRY, "role"];

/// Return what the rules find in a document that is complete, in order.
pub(crate) fn judge(document: &dyn Node) -> Vec<Finding> {
    let mut found = Vec::new();
    judge_paths(document, &mut found);
    judge_date(document, &mut found);
    let is_true = |name| value_of(document, name) == Some(Value::Boolean(true));
    if is_true("dequantized") && !is_true("merged") {
        let code = Code::RulesDequantizedWithoutMerged;
        let finding = Finding::new(code, "dequantized is true, and merged is not");
        found.push(finding.at("/dequantized"));
    }
    for rules in TEXT_RULES.chunk_by(|one, other| one.texts == other.texts) {
        let texts = &rules[0].texts;
        each_text(document, texts, |way, text| {
            found.extend(rules.iter().filter_map(|rule| {
                let finding = rule.judge(text, document)?.at(pointer_to(way));
                let path = (texts == PATHS).then(|| text.to_owned());
                Some(Finding { path, ..finding })
            }));
        });
    }
    let target = value_of(document, "target");
    let target = target.as_ref().and_then(Value::as_text).unwrap_or_default();
    judge_values(document, target, &mut found);
    judge_roles(document, target, &mut found);
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

/// Call `act` with each text that a pointer leads to, whose tokens these are, and with the way to it;
/// absent members and null are skipped.
fn each_text<'d>(
    document: &'d dyn Node,
    texts: &[&'d str],
    mut act: impl FnMut(&[Token<'d>], &'d str),
) {
    visit(document, texts, &mut Vec::new(), &mut act);
}

fn visit<'d>(
    node: &'d dyn Node,
    texts: &[&'d str],
    way: &mut Vec<Token<'d>>,
    act: &mut impl FnMut(&[Token<'d>], &'d str),
) {
    match texts {
        [] => {
            if let Some(text) = node.as_text() {
                act(way, text);
            }
        }
        [EVERY_ENTRY, rest @ ..] => {
            let entries = (0..).map_while(|index| Some((index, node.entry(index)?)));
            for (index, entry) in entries {
                way.push(Token::Index(index));
                visit(entry, rest, way, act);
                way.pop();
            }
        }
        [name, rest @ ..] => {
            if let Some(member) = node.member(name) {
                way.push(Token::Name(name));
                visit(member, rest, way, act);
                way.pop();
            }
        }
    }
}

/// The member of a manifest that has a name.
fn value_of<'d>(document: &'d dyn Node, name: &str) -> Option<Value<'d>> {
    document.member(name).map(Node::to_value)
}

impl TextRule {
    fn judge(&self, text: &str, document: &dyn Node) -> Option<Finding> {
        match &self.kind {
            Kind::Pattern {
                separator,
                pattern,
                forbidden,
            } => {
                let fails = |part: &&[u8]| {
                    pattern.is_some_and(|pattern| !pattern.matches(part))
                        || forbidden.is_some_and(|pattern| pattern.matches(part))
                };
                let mut parts = text.as_bytes().split(|byte| Some(*byte) == *separator);
                let part = &String::from_utf8_lossy(parts.find(fails)?);
                let meaning = self.code.meaning().trim_end_matches('.');
                let finding = Finding::new(self.code, format!("{meaning}: {}", excerpt(part)));
                Some(match pattern {
                    Some(pattern) => finding.comparing(quoted(pattern.source()), quoted(part)),
                    None => finding,
                })
            }
            Kind::EmbeddedValue {
                prefix,
                suffix,
                member,
            } => {
                let embedded = text.strip_prefix(prefix)?.strip_suffix(suffix)?;
                let value = &value_of(document, member)?;
                if value.as_text() == Some(embedded) || text.contains('/') {
                    return None;
                }
                let (name, inside, is) = (excerpt(text), excerpt(embedded), excerpt_of(value));
                let message = format!("{name} says {inside}, and {member} is {is}");
                let finding = Finding::new(self.code, message);
                Some(finding.comparing(fact_of(value), quoted(embedded)))
            }
        }
    }
}

fn judge_values(document: &dyn Node, target: &str, found: &mut Vec<Finding>) {
    for (code, data) in of_kind("values_by_target") {
        let compared = |list, is_required: bool| {
            let members = of_target(data, list, target).and_then(Value::as_object);
            let members = members.map_or(&[][..], Object::members).iter();
            members.filter_map(move |(name, said)| {
                let value = value_of(document, name)?;
                (is_like(&value, said) != is_required).then_some((name, said, value))
            })
        };
        for (name, only, value) in compared("require", true) {
            let (is, was) = (excerpt_of(only), excerpt_of(&value));
            let message = format!("{name} is {is} in exports for {target}, found {was}");
            let finding = Finding::new(code, message).at(format!("/{name}"));
            found.push(finding.comparing(fact_of(only), fact_of(&value)));
        }
        for (name, _, value) in compared("forbid", false) {
            let was = excerpt_of(&value);
            let message = format!("{name} is never {was} in exports for {target}");
            found.push(Finding::new(code, message).at(format!("/{name}")));
        }
    }
}

fn judge_roles(document: &dyn Node, target: &str, found: &mut Vec<Finding>) {
    for (code, data) in of_kind("roles_by_target") {
        let needed = of_target(data, "roles", target).and_then(Value::as_array);
        let needed = needed.unwrap_or_default().iter();
        let mut missing: Vec<_> = needed.filter_map(Value::as_text).collect();
        each_text(document, ROLES, |_, role| {
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

/// What a list of a rule says of a target.
fn of_target<'r>(
    data: &'r Object<'static>,
    list: &str,
    target: &str,
) -> Option<&'r Value<'static>> {
    data.get(list)?.as_object()?.get(target)
}

/// Whether two values are one apart from the case of ASCII letters.
fn is_like(value: &Value<'_>, other: &Value<'_>) -> bool {
    match (value, other) {
        (Value::Text(text), Value::Text(other)) => text.eq_ignore_ascii_case(other),
        _ => value == other,
    }
}

fn judge_date(document: &dyn Node, found: &mut Vec<Finding>) {
    let created_at = value_of(document, "created_at");
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

fn judge_paths(document: &dyn Node, found: &mut Vec<Finding>) {
    let mut paths = Vec::new();
    each_text(document, PATHS, |_, path| paths.push(path));
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
