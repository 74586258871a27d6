//! The operations that migrations are made of (SPEC section 10.2), read from the published files.
//!
//! Each has an exact inverse and knows what going down would lose. Documents are changed in
//! place: callers pass a copy.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::canonical::text_of;
use crate::catalogue::pattern_of;
use crate::codes::Code;
use crate::error::Loss;
use crate::pattern::Pattern;
use crate::pointer::{EVERY_ENTRY, Token, pointer_to};
use crate::reader::{self, Kept};
use crate::schema::Node;
use crate::value::{Object, Value};

/// One entry of a migration file: what it does to the member `name` of whatever `parents` lead to.
pub(crate) struct Operation<'a> {
    parents: Vec<&'a str>,
    name: &'a str,
    action: Action<'a>,
}

enum Action<'a> {
    Add(Value<'a>),
    Suffix(Cow<'a, str>),
    Derive(Derivation<'a>),
    Map(Vec<Pair<'a>>),
    /// The names that lead from an entry of an array, or from the top, to the member.
    Move {
        from: Vec<&'a str>,
        to: Vec<&'a str>,
    },
    /// `remove`, or with a bound `narrow`.
    Keep {
        bound: Option<Bound>,
        value: Value<'a>,
        kept_in: Option<&'a str>,
    },
}

struct Bound {
    is_least: bool,
    limit: i64,
}

/// How a member's value follows from a text beside it and from the document's target.
struct Derivation<'a> {
    source: &'a str,
    target: &'a str,
    rules: Vec<Rule<'a>>,
    otherwise: Value<'a>,
}

/// A value, and when it is the one that is derived.
struct Rule<'a> {
    pattern: &'static Pattern,
    targets: Option<Vec<Value<'a>>>,
    value: Value<'a>,
}

/// Two values that become each other; a fallback does so going down alone.
struct Pair<'a> {
    older: Value<'a>,
    newer: Value<'a>,
    is_fallback: bool,
}

impl<'a> Operation<'a> {
    /// Read the operations of a migration file, unless they are not of its form.
    pub(crate) fn all(migration: &'a [u8]) -> Option<Vec<Self>> {
        let file = reader::read(migration, Kept::All).ok()?;
        let entries = file.as_object()?.get("operations")?.as_array()?;
        entries.iter().map(Self::read).collect()
    }

    fn read(entry: &Value<'a>) -> Option<Self> {
        let entry = entry.as_object()?;
        let value = |name: &str| entry.get(name).cloned();
        let kind = entry.text("op")?;
        let mut parents = tokens(entry.get("pointer").or_else(|| entry.get("from"))?)?;
        let after_entry = |tokens: &[&str]| tokens.iter().rposition(|name| *name == EVERY_ENTRY);
        let start = after_entry(&parents).map_or(0, |last| last + 1);
        let action = match kind {
            "add" => Action::Add(value("value")?),
            "suffix" => match value("suffix")? {
                Value::Text(suffix) => Action::Suffix(suffix),
                _ => return None,
            },
            "derive" => Action::Derive(Derivation::read(entry)?),
            "map" => {
                let mut pairs = pairs(entry.get("pairs")?, false)?;
                if let Some(fallbacks) = entry.get("fallbacks") {
                    pairs.extend(self::pairs(fallbacks, true)?);
                }
                Action::Map(pairs)
            }
            "move" => Action::Move {
                from: parents.split_off(start),
                to: tokens(entry.get("to")?)?.split_off(start),
            },
            "remove" | "narrow" => Action::Keep {
                bound: match entry.get("bound") {
                    Some(bound) => Some(Bound::read(bound.as_object()?)?),
                    None => None,
                },
                value: value("value")?,
                kept_in: entry.get("kept_in").and_then(borrowed),
            },
            _ => return None,
        };
        let name = match &action {
            Action::Move { from, .. } => from.last().copied()?,
            _ => parents.pop()?,
        };
        Some(Self {
            parents,
            name,
            action,
        })
    }

    /// The names of the members that it looks at or changes, and of those on the way to them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        let others = match &self.action {
            Action::Derive(derivation) => vec![derivation.source, derivation.target],
            Action::Move { from, to } => [from.as_slice(), to].concat(),
            Action::Keep { kept_in, .. } => kept_in.iter().copied().collect(),
            _ => Vec::new(),
        };
        let own = [self.name].into_iter().chain(others);
        self.parents.iter().copied().chain(own)
    }

    /// Whether it adds a member and changes none.
    pub(crate) fn adds(&self) -> bool {
        matches!(self.action, Action::Add(_) | Action::Derive(_))
    }

    /// Make the older version's document the newer's.
    pub(crate) fn up(&self, document: &mut Value<'a>) {
        let target = self.target_of(document);
        self.each(document, |_, owner| self.newer(owner, target.as_ref()));
    }

    fn each(&self, document: &mut Value<'a>, mut act: impl FnMut(&[Token<'a>], &mut Object<'a>)) {
        visit(document, &self.parents, &mut Vec::new(), &mut act);
    }

    /// The value of the document that a derivation depends on beside the text.
    fn target_of(&self, document: &Value<'a>) -> Option<Value<'a>> {
        match &self.action {
            Action::Derive(derivation) => document.as_object()?.get(derivation.target).cloned(),
            _ => None,
        }
    }

    /// Change an object that has the member, or is to get it, for the newer version.
    fn newer(&self, owner: &mut Object<'a>, target: Option<&Value<'a>>) {
        match &self.action {
            Action::Add(value) => owner.set(self.name, value.clone()),
            Action::Derive(derivation) => {
                let derived = derivation.value_for(target, owner);
                owner.set(self.name, derived);
            }
            Action::Suffix(suffix) => {
                if let Some(Value::Text(text)) = owner.get_mut(self.name) {
                    text.to_mut().push_str(suffix);
                }
            }
            Action::Map(pairs) => {
                if let Some(value) = owner.get_mut(self.name) {
                    let mut two_way = pairs.iter().filter(|pair| !pair.is_fallback);
                    if let Some(pair) = two_way.find(|pair| pair.older == *value) {
                        *value = pair.newer.clone();
                    }
                }
            }
            Action::Move { from, to } => {
                let moved = take(owner, from);
                put(owner, to, moved);
            }
            Action::Keep {
                bound,
                value,
                kept_in,
            } => {
                let held = take(owner, &[self.name]);
                let is_kept = keeps(bound.as_ref(), value, &held);
                if bound.is_some() {
                    owner.set(self.name, if is_kept { value } else { &held }.clone());
                }
                if let Some(kept_in) = kept_in {
                    owner.set(kept_in, if is_kept { held } else { Value::Null });
                }
            }
        }
    }

    /// Change an object back, and return the member that this loses with its value.
    fn older(
        &self,
        owner: &mut Object<'a>,
        target: Option<&Value<'a>>,
    ) -> Option<(&'a str, Value<'a>)> {
        match &self.action {
            Action::Add(value) => {
                let removed = take(owner, &[self.name]);
                (removed != *value).then_some((self.name, removed))
            }
            Action::Derive(derivation) => {
                let derived = derivation.value_for(target, owner);
                let removed = take(owner, &[self.name]);
                (removed != derived).then_some((self.name, removed))
            }
            Action::Suffix(suffix) => {
                if let Some(Value::Text(text)) = owner.get_mut(self.name) {
                    if let Some(length) = text.strip_suffix(&**suffix).map(str::len) {
                        text.to_mut().truncate(length);
                    }
                }
                None
            }
            Action::Map(pairs) => {
                let value = owner.get_mut(self.name)?;
                let pair = pairs.iter().find(|pair| pair.newer == *value)?;
                let replaced = std::mem::replace(value, pair.older.clone());
                pair.is_fallback.then_some((self.name, replaced))
            }
            Action::Move { from, to } => {
                let moved = take(owner, to);
                put(owner, from, moved);
                None
            }
            Action::Keep {
                bound,
                value,
                kept_in,
            } => {
                let kept = kept_in.map_or(Value::Null, |name| take(owner, &[name]));
                if bound.is_none() {
                    owner.set(self.name, value.clone());
                }
                if kept == Value::Null || !keeps(bound.as_ref(), value, &kept) {
                    // Going up would not keep it.
                    return (*kept_in).zip((kept != Value::Null).then_some(kept));
                }
                let replaced = std::mem::replace(owner.get_mut(self.name)?, kept);
                (replaced != *value).then_some((self.name, replaced))
            }
        }
    }

    /// Where the newer version has what the older one has at a path.
    fn newer_path<'t>(&self, path: Vec<Token<'t>>) -> Vec<Token<'t>>
    where
        'a: 't,
    {
        let Action::Move { from, to } = &self.action else {
            return path;
        };
        let depth = self.parents.len();
        let names = self.parents.iter().chain(from);
        let is_at = |(token, name): (&Token<'_>, &&str)| match token {
            Token::Index(_) => *name == EVERY_ENTRY,
            Token::Name(found) => found == name,
        };
        let end = depth + from.len();
        if path.len() < end || !path.iter().zip(names).all(is_at) {
            return path;
        }
        let moved = to.iter().map(|name| Token::Name(name));
        let (entry, rest) = (path[..depth].iter().copied(), path[end..].iter().copied());
        entry.chain(moved).chain(rest).collect()
    }
}

/// Make the newer version's document the older's, and return what that loses.
///
/// `violations` are the pointers at which the older schema does not accept the outcome (EM-MIG-20).
pub(crate) fn down<'a>(
    operations: &[Operation<'a>],
    document: &mut Value<'a>,
    violations: impl FnOnce(&Value<'a>) -> Vec<String>,
) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (index, operation) in operations.iter().enumerate().rev() {
        let target = operation.target_of(document);
        operation.each(document, |path, owner| {
            if let Some((name, value)) = operation.older(owner, target.as_ref()) {
                let path = [path, &[Token::Name(name)]].concat();
                losses.push(loss(
                    Code::LossValue,
                    &operations[index + 1..],
                    path,
                    &value,
                ));
            }
        });
    }
    let mut pointers = violations(document);
    pointers.dedup();
    for pointer in &pointers {
        let (mut found, mut path): (&dyn Node, _) = (document, Vec::new());
        for name in pointer.split('/').skip(1) {
            let index = name.parse().ok();
            let entry = index.and_then(|index| Some((index, found.entry(index)?)));
            path.push(entry.map_or(Token::Name(name), |(index, _)| Token::Index(index)));
            let inner = entry.map(|(_, entry)| entry).or_else(|| found.member(name));
            found = inner.unwrap_or(&Value::Null);
        }
        let value = found.to_value();
        losses.push(loss(Code::LossUnrepresentable, operations, path, &value));
    }
    losses
}

/// The loss of what was at a path before some operations were undone.
fn loss<'t>(code: Code, undone: &[Operation<'t>], path: Vec<Token<'t>>, value: &Value<'_>) -> Loss {
    let path = undone
        .iter()
        .fold(path, |path, operation| operation.newer_path(path));
    Loss {
        code,
        pointer: pointer_to(&path),
        value: text_of(value),
    }
}

impl Bound {
    fn read(entry: &Object<'_>) -> Option<Self> {
        match entry.members() {
            [(keyword, Value::Integer(limit))] => Some(Self {
                is_least: keyword.starts_with("min"),
                limit: *limit,
            }),
            _ => None,
        }
    }

    /// Whether the bound refuses a value; null has no bound.
    fn refuses(&self, value: &Value<'_>) -> bool {
        let size = match value {
            Value::Integer(number) => *number,
            Value::Text(text) => i64::try_from(text.chars().count()).unwrap_or(i64::MAX),
            Value::Array(entries) => i64::try_from(entries.len()).unwrap_or(i64::MAX),
            _ => return false,
        };
        let beyond = if self.is_least {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        size.cmp(&self.limit) == beyond
    }
}

/// Whether a value goes to the other member: the bound refuses it, or it is not the usual one.
fn keeps(bound: Option<&Bound>, usual: &Value<'_>, value: &Value<'_>) -> bool {
    bound.map_or(value != usual, |bound| bound.refuses(value))
}

impl<'a> Derivation<'a> {
    fn read(entry: &Object<'a>) -> Option<Self> {
        let rules = entry.get("rules")?.as_array()?.iter();
        Some(Self {
            source: tokens(entry.get("source")?)?.pop()?,
            target: tokens(entry.get("target")?)?.pop()?,
            rules: rules.map(Rule::read).collect::<Option<_>>()?,
            otherwise: entry.get("otherwise")?.clone(),
        })
    }

    /// The value that the first rule to hold gives.
    fn value_for(&self, target: Option<&Value<'a>>, owner: &Object<'_>) -> Value<'a> {
        let text = owner.text(self.source).unwrap_or_default();
        let holds = |rule: &&Rule<'a>| {
            let concerned = rule
                .targets
                .as_ref()
                .is_none_or(|targets| target.is_some_and(|target| targets.contains(target)));
            concerned && rule.pattern.matches(text.as_bytes())
        };
        let first = self.rules.iter().find(holds);
        first.map_or(&self.otherwise, |rule| &rule.value).clone()
    }
}

impl<'a> Rule<'a> {
    fn read(entry: &Value<'a>) -> Option<Self> {
        let entry = entry.as_object()?;
        Some(Self {
            pattern: entry.text("pattern").and_then(pattern_of)?,
            targets: entry
                .get("targets")
                .and_then(|targets| targets.as_array().map(<[_]>::to_vec)),
            value: entry.get("value")?.clone(),
        })
    }
}

fn pairs<'a>(listed: &Value<'a>, is_fallback: bool) -> Option<Vec<Pair<'a>>> {
    let read = |entry: &Value<'a>| {
        let entry = entry.as_object()?;
        Some(Pair {
            older: entry.get("older")?.clone(),
            newer: entry.get("newer")?.clone(),
            is_fallback,
        })
    };
    listed.as_array()?.iter().map(read).collect()
}

/// The tokens of a pointer of a migration file, which needs no escape.
fn tokens<'a>(pointer: &Value<'a>) -> Option<Vec<&'a str>> {
    Some(borrowed(pointer)?.split('/').skip(1).collect())
}

/// A text that is written without an escape.
fn borrowed<'a>(value: &Value<'a>) -> Option<&'a str> {
    match value {
        Value::Text(Cow::Borrowed(text)) => Some(text),
        _ => None,
    }
}

/// Take a member out, and the objects on the way to it that it leaves empty.
fn take<'a>(owner: &mut Object<'a>, names: &[&str]) -> Value<'a> {
    let taken = match names {
        [] => None,
        [name] => owner.remove(name),
        [name, rest @ ..] => match owner.get_mut(name) {
            Some(Value::Object(inner)) => {
                let value = take(inner, rest);
                if inner.members().is_empty() {
                    owner.remove(name);
                }
                Some(value)
            }
            _ => None,
        },
    };
    taken.unwrap_or(Value::Null)
}

/// Put a member in, and the objects on the way to it that are missing.
fn put<'a>(owner: &mut Object<'a>, names: &[&'a str], value: Value<'a>) {
    match names {
        [] => {}
        [name] => owner.set(name, value),
        [name, rest @ ..] => {
            if owner.get(name).is_none() {
                owner.set(name, Value::Object(Object::new(Vec::new())));
            }
            if let Some(Value::Object(inner)) = owner.get_mut(name) {
                put(inner, rest, value);
            }
        }
    }
}

fn visit<'a>(
    value: &mut Value<'a>,
    parents: &[&'a str],
    path: &mut Vec<Token<'a>>,
    act: &mut impl FnMut(&[Token<'a>], &mut Object<'a>),
) {
    match (parents, value) {
        ([], Value::Object(owner)) => act(path, owner),
        ([EVERY_ENTRY, rest @ ..], Value::Array(entries)) => {
            for (index, entry) in entries.iter_mut().enumerate() {
                path.push(Token::Index(index));
                visit(entry, rest, path, act);
                path.pop();
            }
        }
        ([token, rest @ ..], Value::Object(owner)) => {
            if let Some(member) = owner.get_mut(token) {
                path.push(Token::Name(token));
                visit(member, rest, path, act);
                path.pop();
            }
        }
        // The schema has been judged: an object that can be null is null here.
        _ => {}
    }
}
