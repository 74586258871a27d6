//! The operations that migrations are made of (SPEC section 10.2).
//!
//! Each has an exact inverse and knows what going down would lose. Documents are changed in
//! place: callers pass a copy.

use std::borrow::Cow;

use crate::canonical::text_of;
use crate::codes::Code;
use crate::error::Loss;
use crate::pattern::Pattern;
use crate::pointer::{EVERY_ENTRY, Token, pointer_to};
use crate::value::{Object, Scalar, Value};

/// One entry of a migration file.
#[allow(dead_code)] // Which operations occur is up to the published files.
pub(crate) enum Operation {
    /// A member with one value. Down removes it; another value is a loss.
    Add { place: Place, value: Scalar },
    /// More at the end of a string. Down takes it away; the newer schema requires it.
    Suffix { place: Place, suffix: &'static str },
    /// A member whose value rules give. Down removes it; another value is a loss.
    Derive(Derivation),
}

/// The member that an operation's pointer names: `name` in whatever `parents` lead to.
pub(crate) struct Place {
    pub(crate) parents: &'static [&'static str],
    pub(crate) name: &'static str,
}

/// How a member's value follows from a text beside it and from the document's target.
pub(crate) struct Derivation {
    pub(crate) place: Place,
    pub(crate) source: &'static str,
    pub(crate) target: &'static str,
    pub(crate) rules: &'static [Rule],
    pub(crate) otherwise: &'static str,
}

/// A value, and when it is the one that is derived.
pub(crate) struct Rule {
    pub(crate) pattern: &'static Pattern,
    pub(crate) targets: Option<&'static [&'static str]>,
    pub(crate) value: &'static str,
}

impl Operation {
    /// Make the older version's document the newer's.
    pub(crate) fn up(&self, document: &mut Value<'_>) {
        match self {
            Self::Add { place, value } => {
                place.each(document, |_, owner| owner.set(place.name, (*value).into()));
            }
            Self::Suffix { place, suffix } => place.each(document, |_, owner| {
                if let Some(Value::Text(text)) = owner.get_mut(place.name) {
                    text.to_mut().push_str(suffix);
                }
            }),
            Self::Derive(derivation) => {
                let place = &derivation.place;
                let target = derivation.target_of(document);
                place.each(document, |_, owner| {
                    let derived = derivation.value_for(target.as_deref(), owner);
                    owner.set(place.name, derived.into());
                });
            }
        }
    }

    /// Make the newer version's document the older's, and tell what that loses.
    pub(crate) fn down(&self, document: &mut Value<'_>, losses: &mut Vec<Loss>) {
        match self {
            Self::Add { place, value } => place.each(document, |path, owner| {
                let removed = owner.remove(place.name);
                losses.extend(place.loss(path, removed.filter(|removed| removed != value)));
            }),
            Self::Suffix { place, suffix } => place.each(document, |_, owner| {
                if let Some(Value::Text(text)) = owner.get_mut(place.name) {
                    if let Some(length) = text.strip_suffix(suffix).map(str::len) {
                        text.to_mut().truncate(length);
                    }
                }
            }),
            Self::Derive(derivation) => {
                let place = &derivation.place;
                let target = derivation.target_of(document);
                place.each(document, |path, owner| {
                    let derived = derivation.value_for(target.as_deref(), owner);
                    let removed = owner.remove(place.name);
                    losses.extend(place.loss(path, removed.filter(|removed| *removed != derived)));
                });
            }
        }
    }
}

impl Derivation {
    fn target_of<'a>(&self, document: &Value<'a>) -> Option<Cow<'a, str>> {
        match document.as_object()?.get(self.target) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// The value that the first rule to hold gives.
    fn value_for(&self, target: Option<&str>, owner: &Object<'_>) -> Scalar {
        let text = owner.text(self.source).unwrap_or_default();
        let holds = |rule: &&Rule| {
            let concerned = rule
                .targets
                .is_none_or(|targets| target.is_some_and(|target| targets.contains(&target)));
            concerned && rule.pattern.matches(text.as_bytes())
        };
        let first = self.rules.iter().find(holds);
        Scalar::Text(first.map_or(self.otherwise, |rule| rule.value))
    }
}

impl Place {
    /// Call `act` with every object that has the member or is to get it, and the way to it.
    fn each<'a>(
        &self,
        document: &mut Value<'a>,
        mut act: impl FnMut(&[Token<'_>], &mut Object<'a>),
    ) {
        visit(document, self.parents, &mut Vec::new(), &mut act);
    }

    fn loss(&self, path: &[Token<'_>], lost: Option<Value<'_>>) -> Option<Loss> {
        lost.map(|value| Loss {
            code: Code::LossValue,
            pointer: pointer_to(&[path, &[Token::Name(self.name)]].concat()),
            value: text_of(&value),
        })
    }
}

fn visit<'a>(
    value: &mut Value<'a>,
    parents: &[&'static str],
    path: &mut Vec<Token<'static>>,
    act: &mut impl FnMut(&[Token<'_>], &mut Object<'a>),
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
        // The schema has been judged: nothing else stands there.
        _ => {}
    }
}
