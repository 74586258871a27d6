// Generated from src/dlm_codegen/rust/runtime/src/schema.rs by `nox -s generate`. Do not edit.
//! The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?
//!
//! A value is judged by making it into the type that the schema generates. So whatever the types
//! can hold is valid, and every keyword is asked in one place.

use std::borrow::Cow;

use crate::canonical::quoted;
use crate::codes::Code;
use crate::error::InvalidValue;
use crate::pattern::Pattern;
use crate::pointer::{Token, pointer_to};
use crate::reader::{Reader, forbidden_in, is_forbidden};
use crate::report::{Finding, LONGEST_FACT, excerpt, excerpt_of, fact_of, facts};
use crate::value::{Object, Value};

/// What a generated type is to the documents that it is read from and written to.
pub(crate) trait Member: Sized {
    /// Make the value, or report each keyword that fails; `or_null` is for messages.
    fn read<'d>(value: &'d Value<'_>, or_null: bool, judge: &mut Judge<'d>) -> Option<Self>;

    /// Make the value from the text of a document in one step, or tell no more than that something
    /// about it is to be found.
    fn take(reader: &mut Reader<'_>) -> Option<Self>;

    /// The value as it stands in a document.
    fn to_value(&self) -> Value<'_>;
}

/// The findings of this layer, and the steps to the value that is being judged.
#[derive(Default)]
pub(crate) struct Judge<'d> {
    path: Vec<Token<'d>>,
    entry: Option<&'d Value<'d>>,
    findings: Vec<Finding>,
    most: usize,
    others: usize,
}

/// The first violations of a document, and how many more there are.
pub(crate) type Violations = (Vec<Finding>, usize);

impl<'d> Judge<'d> {
    /// Make a whole document into its type, or tell what stands in the way, in `most` findings.
    pub(crate) fn read<T: Member>(document: &'d Value<'_>, most: usize) -> Result<T, Violations> {
        let mut judge = Self {
            most,
            ..Self::default()
        };
        match T::read(document, false, &mut judge) {
            Some(read) if judge.findings.is_empty() && judge.others == 0 => Ok(read),
            _ => Err((judge.findings, judge.others)),
        }
    }

    /// Add a finding, or count it where there is no room. They come in the order of EM-REPORT-6.
    pub(crate) fn report(&mut self, finding: Finding) {
        if self.findings.len() == self.most {
            self.others += 1;
            return;
        }
        let path = self.artifact_of(&finding);
        let finding = finding.at(pointer_to(&self.path));
        self.findings.push(Finding { path, ..finding });
    }

    /// The path of the artifact that a finding is about, where it is text of a length to repeat.
    ///
    /// A member that is not defined goes without: one artifact can have millions of them.
    fn artifact_of(&self, finding: &Finding) -> Option<String> {
        if finding.code == Code::SchemaAdditionalProperties {
            return None;
        }
        let path = self.entry?.as_object()?.text("path")?;
        let is_short = path.chars().nth(LONGEST_FACT).is_none();
        is_short.then(|| path.to_owned())
    }

    pub(crate) fn wrong_type(&mut self, expected: &str, or_null: bool, found: &Value<'_>) {
        let (or_null, types) = if or_null {
            (" or null", facts([expected, "null"]))
        } else {
            ("", quoted(expected))
        };
        let message = format!("expected {expected}{or_null}, found {}", excerpt_of(found));
        self.report(Finding::new(Code::SchemaType, message).comparing(types, fact_of(found)));
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
        let (entries, count) = match value {
            Value::Array(entries) => (entries.as_slice(), entries.len()),
            Value::Unseen {
                is_array: true,
                count,
            } => (Default::default(), *count),
            _ => {
                self.wrong_type("array", or_null, value);
                return None;
            }
        };
        if let Err(invalid) = check_entries(count, max_items) {
            self.report(*invalid.finding);
            return None;
        }
        let mut read = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            self.entry = Some(entry);
            read.extend(self.within(Token::Index(index), |judge| T::read(entry, false, judge)));
        }
        self.entry = None;
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
        for (name, value) in object.members() {
            match names.iter().position(|defined| defined == name) {
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
            judge.report(Finding::new(Code::SchemaRequired, message));
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
                judge.report(Finding::new(Code::SchemaAdditionalProperties, message));
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

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.takes("null") {
            return Some(None);
        }
        T::take(reader).map(Some)
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

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        let truth = reader.takes("true");
        (truth || reader.takes("false")).then_some(truth)
    }

    fn to_value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

/// What the schema says of a string.
pub(crate) struct Text {
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
    pub(crate) form: Option<Form>,
}

/// A pattern, and what it says in words, such as `must be 40 lower-case hexadecimal digits`.
pub(crate) struct Form {
    pub(crate) pattern: &'static Pattern,
    pub(crate) in_words: &'static str,
}

impl Text {
    /// Yield each keyword that fails, in the order of their codes.
    ///
    /// Of a text that is too long nothing else is asked, so that no pattern needs to be matched
    /// against a text of any length.
    fn complaints(&self, text: &str) -> impl Iterator<Item = Finding> + use<> {
        let length = length_of(text);
        let beyond = |code, at, limit| Finding::limited(code, at, &limit, " characters", &length);
        let too_long = (length > self.max_length)
            .then(|| beyond(Code::SchemaMaxLength, "most", self.max_length));
        let too_short = (length < self.min_length)
            .then(|| beyond(Code::SchemaMinLength, "least", self.min_length));
        let form = self
            .form
            .as_ref()
            .filter(|form| too_long.is_none() && !form.pattern.matches(text.as_bytes()));
        let no_match = form.map(|form| {
            let message = format!("{}; found {}", form.in_words, excerpt(text));
            Finding::new(Code::SchemaPattern, message)
                .comparing(quoted(form.pattern.source()), quoted(text))
        });
        [too_long, too_short, no_match].into_iter().flatten()
    }

    /// Whether all keywords hold.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        (self.min_length..=self.max_length).contains(&length_of(text))
            && self
                .form
                .as_ref()
                .is_none_or(|form| form.pattern.matches(text.as_bytes()))
    }

    /// Refuse a text that no document can hold, or by the first keyword that fails.
    pub(crate) fn check(&self, text: &str) -> Result<(), InvalidValue> {
        if let Some(character) = text.chars().find(|character| is_forbidden(*character)) {
            let message = forbidden_in("the string", character.into());
            return Err(Finding::new(Code::EncodingCharacter, message).into());
        }
        let first = self.complaints(text).next();
        first.map_or(Ok(()), |complaint| Err(complaint.into()))
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
        self.complaints(text)
            .for_each(|complaint| judge.report(complaint));
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
            let code = Code::SchemaMaximum;
            return Err(Finding::limited(code, "most", maximum, "", &number).into());
        }
        if number < (*minimum).into() {
            let code = Code::SchemaMinimum;
            return Err(Finding::limited(code, "least", minimum, "", &number).into());
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
            Err(invalid) => {
                judge.report(*invalid.finding);
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
    judge: &mut Judge<'_>,
) -> Option<T> {
    let chosen = value
        .as_text()
        .and_then(|text| choices.iter().find(|choice| choice.0 == text));
    if let Some((_, choice)) = chosen {
        return Some(*choice);
    }
    judge.report(no_choice(choices, or_null, value));
    if value.as_text().is_none() {
        judge.wrong_type("string", or_null, value);
    }
    None
}

/// Say that a value is none of those that its member may have.
pub(crate) fn no_choice<T>(choices: &[(&str, T)], or_null: bool, found: &Value<'_>) -> Finding {
    let mut shown: Vec<_> = choices.iter().map(|choice| choice.0).collect();
    let mut values: Vec<_> = shown.iter().map(|text| quoted(text)).collect();
    if or_null {
        shown.push("null");
        values.push("null".to_owned());
    }
    let message = format!(
        "expected one of {}; found {}",
        shown.join(", "),
        excerpt_of(found)
    );
    let expected = format!("[{}]", values.join(", "));
    Finding::new(Code::SchemaEnum, message).comparing(expected, fact_of(found))
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
    judge.report(not_constant(only, value));
    if !matches!(value, Value::Integer(_)) {
        judge.wrong_type("integer", or_null, value);
    }
    None
}

/// Say that a value is not the only one that its member may be.
pub(crate) fn not_constant(only: i64, found: &Value<'_>) -> Finding {
    let message = format!("expected {only}, found {}", excerpt_of(found));
    Finding::new(Code::SchemaConst, message).comparing(only.to_string(), fact_of(found))
}

/// Refuse an array that has too many entries.
pub(crate) fn check_entries(found: usize, max_items: usize) -> Result<(), InvalidValue> {
    if found <= max_items {
        return Ok(());
    }
    let code = Code::SchemaMaxItems;
    Err(Finding::limited(code, "most", &max_items, " entries", &found).into())
}

pub(crate) fn text_value(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}
