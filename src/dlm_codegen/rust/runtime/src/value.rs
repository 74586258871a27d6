//! JSON values as the strict reader gives them, borrowed from the text where it has no escape.

use std::borrow::Cow;

/// A value of a document. Nesting is bounded by the reader, so walking it can recurse.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Object<'a>),
    /// An array or object that no schema looks into; see [`Shape`].
    Passed(Container, usize),
}

/// Which container a value is of which only the number of parts is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Container {
    Array,
    Object,
}

/// What is kept of the arrays and objects at a place of a document.
///
/// A value takes many times the bytes that it is written in. So what no version describes is read
/// and not kept, whatever there is of it (EM-READ-10).
#[derive(Debug)]
pub(crate) struct Shape {
    /// The members of an object that some version defines, sorted by name.
    pub(crate) members: &'static [(&'static str, &'static Shape)],
    /// The shape of the entries of an array, and how many of them some version admits.
    pub(crate) items: Option<(&'static Shape, usize)>,
}

impl Shape {
    /// Nothing is kept.
    pub(crate) const FLAT: Self = Self {
        members: &[],
        items: None,
    };

    /// The shape of a member, if some version defines it.
    pub(crate) fn member(&self, name: &str) -> Option<&'static Self> {
        let found = self.members.binary_search_by(|member| member.0.cmp(name));
        found.ok().map(|index| self.members[index].1)
    }
}

impl<'a> Value<'a> {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
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

/// The members of an object in the order of the document; the reader keeps names distinct.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The names of the members that no version defines.
    undefined: Vec<Cow<'a, str>>,
}

impl<'a> Object<'a> {
    pub(crate) fn new(
        members: Vec<(Cow<'a, str>, Value<'a>)>,
        mut undefined: Vec<Cow<'a, str>>,
    ) -> Self {
        undefined.sort_unstable();
        Self { members, undefined }
    }

    /// The names of the members that no version defines, sorted.
    pub(crate) fn undefined(&self) -> &[Cow<'a, str>] {
        &self.undefined
    }

    /// An object whose names are known when the program is compiled.
    pub(crate) fn of<const N: usize>(members: [(&'static str, Value<'a>); N]) -> Self {
        let named = members.map(|(name, value)| (Cow::Borrowed(name), value));
        Self {
            members: named.into(),
            undefined: Vec::new(),
        }
    }

    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        &self.members
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        let found = self.members.iter().find(|member| member.0 == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        let found = self.members.iter_mut().find(|member| member.0 == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_text)
    }

    /// Set a member, at the end where it is new.
    pub(crate) fn set(&mut self, name: &'static str, value: Value<'a>) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.members.push((Cow::Borrowed(name), value)),
        }
    }

    /// Take a member away and return its value.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let position = self.members.iter().position(|member| member.0 == name)?;
        Some(self.members.remove(position).1)
    }
}

/// A value that the published rules or migrations name.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // Which kinds occur is up to the published files.
pub(crate) enum Scalar {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(&'static str),
}

impl From<Scalar> for Value<'_> {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Boolean(truth) => Value::Boolean(truth),
            Scalar::Integer(number) => Value::Integer(number),
            Scalar::Text(text) => Value::Text(Cow::Borrowed(text)),
        }
    }
}

impl PartialEq<Scalar> for Value<'_> {
    fn eq(&self, scalar: &Scalar) -> bool {
        match (self, scalar) {
            (Value::Null, Scalar::Null) => true,
            (Value::Boolean(truth), Scalar::Boolean(other)) => truth == other,
            (Value::Integer(number), Scalar::Integer(other)) => number == other,
            (Value::Text(text), Scalar::Text(other)) => text == other,
            _ => false,
        }
    }
}
