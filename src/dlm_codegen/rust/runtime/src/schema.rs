//! The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?
//!
//! A value is judged by making it into the type that the schema generates. So whatever the types
//! can hold is valid, and every keyword is asked in one place.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::codes::Code;
use crate::pattern::Pattern;
use crate::pointer::{Token, pointer_to};
use crate::report::{Finding, excerpt, excerpt_of};
use crate::value::{Object, Value};

/// What a generated type is to the documents that it is read from and written to.
pub(crate) trait Member: Sized {
    /// Make the value, or report each keyword that fails; `or_null` is for messages.
    fn read<'d>(value: &'d Value<'_>, or_null: bool, judge: &mut Judge<'d>) -> Option<Self>;

    /// The value as it stands in a document.
    fn to_value(&self) -> Value<'_>;
}

/// The findings of this layer, and the steps to the value that is being judged.
#[derive(Default)]
pub(crate) struct Judge<'d> {
    path: Vec<Token<'d>>,
    findings: Vec<Finding>,
}

impl<'d> Judge<'d> {
    /// Make a whole document into its type, or tell all that stands in the way.
    pub(crate) fn read<T: Member>(document: &'d Value<'_>) -> Result<T, Vec<Finding>> {
        let mut judge = Self::default();
        match T::read(document, false, &mut judge) {
            Some(read) if judge.findings.is_empty() => Ok(read),
            _ => Err(judge.findings),
        }
    }

    pub(crate) fn report(&mut self, code: Code, message: impl Into<String>) {
        let pointer = pointer_to(&self.path);
        self.findings.push(Finding::new(code, pointer, message));
    }

    pub(crate) fn wrong_type(&mut self, expected: &str, or_null: bool, found: &Value<'_>) {
        let or_null = if or_null { " or null" } else { "" };
        let found = excerpt_of(found);
        self.report(
            Code::SchemaType,
            format!("expected {expected}{or_null}, found {found}"),
        );
    }

    fn within<T>(&mut self, token: Token<'d>, judge: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(token);
        let outcome = judge(self);
        self.path.pop();
        outcome
    }

    /// Read every entry of an array, or report that it has too many and look no further.
    pub(crate) fn entries<T: Member>(
        &mut self,
        value: &'d Value<'_>,
        or_null: bool,
        max_items: usize,
    ) -> Option<Vec<T>> {
        let Value::Array(entries) = value else {
            self.wrong_type("array", or_null, value);
            return None;
        };
        if let Some(message) = too_many(entries.len(), max_items) {
            self.report(Code::SchemaMaxItems, message);
            return None;
        }
        let mut read = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            read.extend(self.within(Token::Index(index), |judge| T::read(entry, false, judge)));
        }
        // Fewer were read than there are only where findings say why.
        Some(read)
    }

    /// Begin to read an object that must have exactly the members `names`, which are sorted.
    pub(crate) fn record<const N: usize>(
        &mut self,
        value: &'d Value<'_>,
        or_null: bool,
        names: &'static [&'static str; N],
    ) -> Option<Record<'d, N>> {
        if let Value::Object(object) = value {
            return Some(Record::new(object, names));
        }
        self.wrong_type("object", or_null, value);
        None
    }
}

/// An object while its members are read, in the order of their names.
///
/// Names that are not defined are reported between those that are, so that findings come in
/// order however many there are.
pub(crate) struct Record<'d, const N: usize> {
    names: &'static [&'static str; N],
    values: [Option<&'d Value<'d>>; N],
    undefined: std::vec::IntoIter<&'d str>,
    next: usize,
}

impl<'d, const N: usize> Record<'d, N> {
    fn new(object: &'d Object<'_>, names: &'static [&'static str; N]) -> Self {
        let mut values = [None; N];
        let mut undefined = Vec::new();
        for (position, (name, value)) in object.members().iter().enumerate() {
            let found = match names.get(position) {
                // In canonical form, names stand where they are looked for first.
                Some(defined) if defined == name => Some(position),
                _ => names.iter().position(|defined| defined == name),
            };
            match found {
                Some(index) => values[index] = Some(value),
                None => undefined.push(name.as_ref()),
            }
        }
        undefined.sort_unstable();
        let undefined = undefined.into_iter();
        Self {
            names,
            values,
            undefined,
            next: 0,
        }
    }

    /// Read the next member.
    pub(crate) fn member<T: Member>(&mut self, judge: &mut Judge<'d>) -> Option<T> {
        let (name, value) = (self.names[self.next], self.values[self.next]);
        self.next += 1;
        self.report_undefined(Some(name), judge);
        judge.within(Token::Name(name), |judge| {
            if let Some(value) = value {
                return T::read(value, false, judge);
            }
            let message = format!("the member {name} is missing");
            judge.report(Code::SchemaRequired, message);
            None
        })
    }

    /// Report what is left when all members have been read.
    pub(crate) fn end(mut self, judge: &mut Judge<'d>) {
        self.report_undefined(None, judge);
    }

    fn report_undefined(&mut self, before: Option<&str>, judge: &mut Judge<'d>) {
        let is_next = |name: &&str| before.is_none_or(|limit| *name < limit);
        while let Some(name) = self.undefined.as_slice().first().copied().filter(is_next) {
            self.undefined.next();
            judge.within(Token::Name(name), |judge| {
                let message = format!(
                    "the member {} is not defined in this version",
                    excerpt(name)
                );
                judge.report(Code::SchemaAdditionalProperties, message);
            });
        }
    }
}

impl<T: Member> Member for Option<T> {
    fn read<'d>(value: &'d Value<'_>, _: bool, judge: &mut Judge<'d>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            _ => T::read(value, true, judge).map(Some),
        }
    }

    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Member::to_value)
    }
}

impl Member for bool {
    fn read<'d>(value: &'d Value<'_>, or_null: bool, judge: &mut Judge<'d>) -> Option<Self> {
        if let Value::Boolean(truth) = value {
            return Some(*truth);
        }
        judge.wrong_type("boolean", or_null, value);
        None
    }

    fn to_value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

/// What the schema says of a string.
pub(crate) struct Text {
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
    pub(crate) pattern: Option<&'static Pattern>,
}

impl Text {
    /// Yield each keyword that fails, in the order of their codes.
    pub(crate) fn complaints(&self, text: &str) -> impl Iterator<Item = InvalidValue> + use<> {
        let length = length_of(text);
        let too_long = (length > self.max_length).then(|| {
            let limit = self.max_length;
            let message = format!("expected at most {limit} characters, found {length}");
            InvalidValue::new(Code::SchemaMaxLength, message)
        });
        let too_short = (length < self.min_length).then(|| {
            let limit = self.min_length;
            let message = format!("expected at least {limit} characters, found {length}");
            InvalidValue::new(Code::SchemaMinLength, message)
        });
        let pattern = self.pattern.filter(|pattern| !pattern.matches(text));
        let no_match = pattern.map(|pattern| {
            let message = format!("{} does not match {}", excerpt(text), pattern.source());
            InvalidValue::new(Code::SchemaPattern, message)
        });
        [too_long, too_short, no_match].into_iter().flatten()
    }

    /// Whether all keywords hold.
    fn accepts(&self, text: &str) -> bool {
        (self.min_length..=self.max_length).contains(&length_of(text))
            && self.pattern.is_none_or(|pattern| pattern.matches(text))
    }

    /// Refuse a text by the first keyword that fails.
    pub(crate) fn check(&self, text: &str) -> Result<(), InvalidValue> {
        if self.accepts(text) {
            return Ok(());
        }
        self.complaints(text).next().map_or(Ok(()), Err)
    }

    /// Return the text of a value, or report each keyword that fails.
    pub(crate) fn read<'v>(
        &self,
        value: &'v Value<'_>,
        or_null: bool,
        judge: &mut Judge<'_>,
    ) -> Option<&'v str> {
        let Value::Text(text) = value else {
            judge.wrong_type("string", or_null, value);
            return None;
        };
        if self.accepts(text) {
            return Some(text);
        }
        for complaint in self.complaints(text) {
            judge.report(complaint.code, complaint.message);
        }
        None
    }
}

/// Length in code points (EM-MEM-20).
fn length_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().count()
}

/// What the schema says of an integer.
pub(crate) struct Bounds {
    pub(crate) minimum: i64,
    pub(crate) maximum: i64,
}

impl Bounds {
    /// Refuse a number that is out of bounds.
    pub(crate) fn check(&self, number: i128) -> Result<(), InvalidValue> {
        let Self { minimum, maximum } = self;
        if number > (*maximum).into() {
            let message = format!("expected at most {maximum}, found {number}");
            return Err(InvalidValue::new(Code::SchemaMaximum, message));
        }
        if number < (*minimum).into() {
            let message = format!("expected at least {minimum}, found {number}");
            return Err(InvalidValue::new(Code::SchemaMinimum, message));
        }
        Ok(())
    }

    /// Return the number of a value, or report the keyword that fails.
    pub(crate) fn read(
        &self,
        value: &Value<'_>,
        or_null: bool,
        judge: &mut Judge<'_>,
    ) -> Option<i64> {
        let Value::Integer(number) = value else {
            judge.wrong_type("integer", or_null, value);
            return None;
        };
        match self.check((*number).into()) {
            Ok(()) => Some(*number),
            Err(complaint) => {
                judge.report(complaint.code, complaint.message);
                None
            }
        }
    }
}

/// Find the text among those that a member may have, or report the keywords that fail.
pub(crate) fn read_choice<T: Copy>(
    value: &Value<'_>,
    or_null: bool,
    choices: &[(&str, T)],
    rules: &Text,
    judge: &mut Judge<'_>,
) -> Option<T> {
    let chosen = value
        .as_text()
        .and_then(|text| choices.iter().find(|choice| choice.0 == text));
    if let Some((_, choice)) = chosen {
        return Some(*choice);
    }
    let InvalidValue { code, message } = no_choice(choices, &excerpt_of(value));
    judge.report(code, message);
    rules.read(value, or_null, judge);
    None
}

/// Say that a value is none of those that its member may have.
pub(crate) fn no_choice<T>(choices: &[(&str, T)], found: &str) -> InvalidValue {
    let texts: Vec<_> = choices.iter().map(|choice| choice.0).collect();
    let message = format!("expected one of {}; found {found}", texts.join(", "));
    InvalidValue::new(Code::SchemaEnum, message)
}

/// Report a value that is not the only integer that its member may be.
pub(crate) fn read_constant(
    value: &Value<'_>,
    or_null: bool,
    only: i64,
    judge: &mut Judge<'_>,
) -> Option<()> {
    if *value == Value::Integer(only) {
        return Some(());
    }
    let InvalidValue { code, message } = not_constant(only, &excerpt_of(value));
    judge.report(code, message);
    if !matches!(value, Value::Integer(_)) {
        judge.wrong_type("integer", or_null, value);
    }
    None
}

/// Say that a value is not the only one that its member may be.
pub(crate) fn not_constant(only: i64, found: &str) -> InvalidValue {
    InvalidValue::new(Code::SchemaConst, format!("expected {only}, found {found}"))
}

/// Refuse an array that has too many entries.
pub(crate) fn check_entries(found: usize, max_items: usize) -> Result<(), InvalidValue> {
    match too_many(found, max_items) {
        Some(message) => Err(InvalidValue::new(Code::SchemaMaxItems, message)),
        None => Ok(()),
    }
}

fn too_many(found: usize, max_items: usize) -> Option<String> {
    (found > max_items).then(|| format!("expected at most {max_items} entries, found {found}"))
}

pub(crate) fn text_value(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A value that a type cannot hold, since the schema rejects it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct InvalidValue {
    code: Code,
    message: String,
}

impl InvalidValue {
    pub(crate) fn new(code: Code, message: String) -> Self {
        Self { code, message }
    }

    /// The keyword that fails, as the code that a report would have.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for InvalidValue {}
