// Generated from src/dlm_codegen/rust/runtime/src/value.rs by `nox -s generate`. Do not edit.
//! JSON values as the strict reader gives them, borrowed from the text where it has no escape.

use std::borrow::Cow;

use crate::schema::Node;

/// A value of a document. Nesting is bounded by the reader, so walking it can recurse.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number that is no integer, which no manifest can hold, as it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Object<'a>),
    /// An array, or else an object, that nothing looks into: how many values it has.
    Unseen {
        is_array: bool,
        count: usize,
    },
}

/// What is kept of the value at a place of a document: what some version's schema looks at.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The members of an object whose values are kept; of others it is the name.
    pub(crate) members: &'static [(&'static str, Shape)],
    /// What is kept of the entries of an array.
    pub(crate) entries: Option<&'static Shape>,
    /// How many entries there can be.
    pub(crate) most: usize,
}

impl<'a> Value<'a> {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(entries) => Some(entries),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl Node for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            other => other.clone(),
        }
    }

    fn as_text(&self) -> Option<&str> {
        Value::as_text(self)
    }

    fn member(&self, name: &str) -> Option<&dyn Node> {
        Some(self.as_object()?.get(name)?)
    }

    fn entry(&self, index: usize) -> Option<&dyn Node> {
        Some(self.as_array()?.get(index)?)
    }
}

/// The members of an object in the order of the document; the reader keeps names distinct.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_equal = |(name, value): &(Cow<'_, str>, _)| other.get(name) == Some(value);
        self.0.len() == other.0.len() && self.0.iter().all(is_equal)
    }
}

impl<'a> Object<'a> {
    pub(crate) fn new(members: Vec<(Cow<'a, str>, Value<'a>)>) -> Self {
        Self(members)
    }

    /// An object whose names are known when the program is compiled.
    pub(crate) fn of<const N: usize>(members: [(&'static str, Value<'a>); N]) -> Self {
        // A migration often adds a member.
        let mut named = Vec::with_capacity(N + 1);
        named.extend(members.map(|(name, value)| (Cow::Borrowed(name), value)));
        Self(named)
    }

    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        &self.0
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        let found = self.0.iter().find(|member| member.0 == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        let found = self.0.iter_mut().find(|member| member.0 == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_text)
    }

    /// Set a member, at the end where it is new.
    pub(crate) fn set(&mut self, name: &'a str, value: Value<'a>) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.0.push((Cow::Borrowed(name), value)),
        }
    }

    /// Take a member away and return its value.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let position = self.0.iter().position(|member| member.0 == name)?;
        Some(self.0.remove(position).1)
    }
}
