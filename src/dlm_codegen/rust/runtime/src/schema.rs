//! The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?
//!
//! Each generated type says what its schema is. What no finding is about is read into the type in
//! one step, from text or from a value; of anything else the findings are made by the schema.

use std::borrow::Cow;

use crate::canonical::quoted;
use crate::codes::Code;
use crate::error::InvalidValue;
use crate::pattern::Pattern;
use crate::pointer::{Token, pointer_to};
use crate::reader::{forbidden_in, is_forbidden};
use crate::report::{Finding, LONGEST_FACT, excerpt, excerpt_of, fact_of, facts};
use crate::value::{Object, Value};

/// A value of a document, or of a type that is generated.
pub(crate) trait Node {
    /// The value as it stands in a document, with texts that are borrowed.
    fn to_value(&self) -> Value<'_>;

    /// What a text says.
    fn as_text(&self) -> Option<&str> {
        None
    }

    /// The member of an object that has a name.
    fn member(&self, _name: &str) -> Option<&dyn Node> {
        None
    }

    /// An entry of an array.
    fn entry(&self, _index: usize) -> Option<&dyn Node> {
        None
    }
}

/// What a generated type is to the documents that it is read from.
pub(crate) trait Member: Node + Sized {
    const SCHEMA: &Schema;

    /// Take the value, unless something about it is to be found.
    fn take<'d>(source: &mut impl Source<'d>) -> Option<Self>;
}

/// What a value of some type is taken from: the text of a document, or a value of one.
pub(crate) trait Source<'d>: Sized {
    /// Take null if it is there.
    fn null(&mut self) -> bool;
    fn truth(&mut self) -> Option<bool>;
    fn integer(&mut self) -> Option<i64>;
    fn text(&mut self) -> Option<Cow<'d, str>>;
    /// Take each member of an object by `take`, which hears its name.
    fn members(&mut self, take: impl FnMut(&mut Self, &str) -> Option<()>) -> Option<()>;
    /// Take each entry of an array by `take`.
    fn entries(&mut self, take: impl FnMut(&mut Self) -> Option<()>) -> Option<()>;
}

impl<'d> Source<'d> for &'d Value<'_> {
    fn null(&mut self) -> bool {
        matches!(self, Value::Null)
    }

    fn truth(&mut self) -> Option<bool> {
        match self {
            Value::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }

    fn integer(&mut self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<Cow<'d, str>> {
        self.as_text().map(Cow::Borrowed)
    }

    fn members(&mut self, mut take: impl FnMut(&mut Self, &str) -> Option<()>) -> Option<()> {
        let mut members = self.as_object()?.members().iter();
        members.try_for_each(|(name, value)| take(&mut &*value, name))
    }

    fn entries(&mut self, mut take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let mut entries = self.as_array()?.iter();
        entries.try_for_each(|mut value| take(&mut value))
    }
}

/// What the schema says of a value, in the portable subset (SPEC appendix B).
#[allow(dead_code)] // Which types there are is up to the schemas.
pub(crate) enum Schema {
    Text(Text),
    Integer(Bounds),
    Choice(&'static [&'static str]),
    Constant(i64),
    Boolean,
    /// The schema of the entries, and how many there can be.
    Array(&'static Schema, usize),
    /// All members, in the order of their names.
    Object(&'static [(&'static str, &'static Schema)]),
    Nullable(&'static Schema),
}

/// The findings of this layer, and the steps to the value that is being judged.
#[derive(Default)]
struct Judge<'d> {
    path: Vec<Token<'d>>,
    entry: Option<&'d Value<'d>>,
    findings: Vec<Finding>,
    most: usize,
    others: usize,
}

/// The first violations of a document, and how many more there are.
pub(crate) type Violations = (Vec<Finding>, usize);

/// Make a whole document into its type, or tell what stands in the way, in `most` findings.
pub(crate) fn read<T: Member>(mut document: &Value<'_>, most: usize) -> Result<T, Violations> {
    T::take(&mut document).ok_or_else(|| violations(T::SCHEMA, document, most))
}

/// Tell what of a schema does not hold, in `most` findings.
pub(crate) fn violations(schema: &Schema, document: &Value<'_>, most: usize) -> Violations {
    let mut judge = Judge {
        most,
        ..Judge::default()
    };
    judge.judge(schema, document, false);
    (judge.findings, judge.others)
}

/// Make a value that is given alone, or refuse it by the first thing that is wrong with it.
pub(crate) fn make<T: Member>(value: &Value<'_>) -> Result<T, InvalidValue> {
    let text = value.as_text().unwrap_or_default();
    let forbidden = text.chars().find(|character| is_forbidden(*character));
    if let (Schema::Text(_), Some(character)) = (T::SCHEMA, forbidden) {
        let message = forbidden_in("the string", character.into());
        return Err(Finding::new(Code::EncodingCharacter, message).into());
    }
    read(value, 1).map_err(|(mut findings, _)| findings.remove(0).into())
}

/// Refuse an array that has too many entries.
pub(crate) fn check_entries(found: usize, most: usize) -> Result<(), InvalidValue> {
    if found <= most {
        return Ok(());
    }
    let code = Code::SchemaMaxItems;
    Err(Finding::limited(code, "most", &most, " entries", &found).into())
}

impl<'d> Judge<'d> {
    /// Report each keyword that fails, in the order of EM-REPORT-6.
    fn judge(&mut self, schema: &Schema, value: &'d Value<'_>, or_null: bool) {
        let expected = match (schema, value) {
            (Schema::Nullable(_), Value::Null) | (Schema::Boolean, Value::Boolean(_)) => return,
            (Schema::Nullable(other), _) => return self.judge(other, value, true),
            (Schema::Text(text), Value::Text(found)) => return self.text(text, found),
            (Schema::Integer(bounds), Value::Integer(number)) => {
                if let Err(invalid) = bounds.check((*number).into()) {
                    self.report(*invalid.finding);
                }
                return;
            }
            (Schema::Choice(texts), _) => {
                if value.as_text().is_some_and(|text| texts.contains(&text)) {
                    return;
                }
                self.report(no_choice(texts, or_null, value));
                "string"
            }
            (Schema::Constant(only), _) => {
                if *value == Value::Integer(*only) {
                    return;
                }
                let message = format!("expected {only}, found {}", excerpt_of(value));
                let finding = Finding::new(Code::SchemaConst, message);
                self.report(finding.comparing(only.to_string(), fact_of(value)));
                "integer"
            }
            (Schema::Array(entry, most), Value::Array(entries)) => {
                return self.entries(entry, entries, entries.len(), *most);
            }
            (Schema::Array(entry, most), Value::Unseen { is_array, count }) if *is_array => {
                return self.entries(entry, &[], *count, *most);
            }
            (Schema::Object(defined), Value::Object(object)) => {
                return self.members(defined, object);
            }
            (Schema::Text(_), _) => "string",
            (Schema::Integer(_), _) => "integer",
            (Schema::Boolean, _) => "boolean",
            (Schema::Array(..), _) => "array",
            (Schema::Object(_), _) => "object",
        };
        let is_kind = match value {
            Value::Text(_) => expected == "string",
            Value::Integer(_) => expected == "integer",
            _ => false,
        };
        if !is_kind {
            let (or_null, types) = if or_null {
                (" or null", facts([expected, "null"]))
            } else {
                ("", quoted(expected))
            };
            let message = format!("expected {expected}{or_null}, found {}", excerpt_of(value));
            let finding = Finding::new(Code::SchemaType, message);
            self.report(finding.comparing(types, fact_of(value)));
        }
    }

    fn text(&mut self, text: &Text, found: &str) {
        let length = length_of(found);
        let beyond = |code, at, limit| Finding::limited(code, at, &limit, " characters", &length);
        if length > text.max_length {
            // So that no pattern needs to be matched against a text of any length.
            return self.report(beyond(Code::SchemaMaxLength, "most", text.max_length));
        }
        if length < text.min_length {
            self.report(beyond(Code::SchemaMinLength, "least", text.min_length));
        }
        let fails = |form: &&Form| !form.pattern.matches(found.as_bytes());
        if let Some(form) = text.form.as_ref().filter(fails) {
            let message = format!("{}; found {}", form.in_words, excerpt(found));
            let finding = Finding::new(Code::SchemaPattern, message);
            self.report(finding.comparing(quoted(form.pattern.source()), quoted(found)));
        }
    }

    /// Judge every entry of an array, or report that it has too many and look no further.
    fn entries(&mut self, schema: &Schema, seen: &'d [Value<'_>], count: usize, most: usize) {
        if let Err(invalid) = check_entries(count, most) {
            return self.report(*invalid.finding);
        }
        for (index, entry) in seen.iter().enumerate() {
            self.entry = Some(entry);
            self.within(Token::Index(index), |judge| {
                judge.judge(schema, entry, false);
            });
        }
        self.entry = None;
    }

    /// Judge the members of an object, which must be those that are defined.
    ///
    /// Names that are not are reported between those that are, so that findings come in order
    /// however many there are.
    fn members(&mut self, defined: &[(&'static str, &Schema)], object: &'d Object<'_>) {
        let names = object.members().iter().map(|(name, _)| name.as_ref());
        let is_defined = |name: &&str| defined.iter().any(|(each, _)| each == name);
        let mut others: Vec<&str> = names.filter(|name| !is_defined(name)).collect();
        others.sort_unstable();
        let mut others = others.into_iter().peekable();
        for (name, schema) in defined {
            while let Some(other) = others.next_if(|other| other < name) {
                self.undefined(other);
            }
            self.within(Token::Name(name), |judge| {
                if let Some(value) = object.get(name) {
                    return judge.judge(schema, value, false);
                }
                let message = format!("the member {name} is missing");
                judge.report(Finding::new(Code::SchemaRequired, message));
            });
        }
        others.for_each(|other| self.undefined(other));
    }

    fn undefined(&mut self, name: &'d str) {
        let shown = excerpt(name);
        let message = format!("the member {shown} is not defined in this version");
        let finding = Finding::new(Code::SchemaAdditionalProperties, message);
        self.within(Token::Name(name), |judge| judge.report(finding));
    }

    /// Add a finding, or count it where there is no room.
    fn report(&mut self, finding: Finding) {
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

    fn within(&mut self, token: Token<'d>, judge: impl FnOnce(&mut Self)) {
        self.path.push(token);
        judge(self);
        self.path.pop();
    }
}

impl<T: Node> Node for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Node::to_value)
    }

    fn as_text(&self) -> Option<&str> {
        self.as_ref()?.as_text()
    }

    fn member(&self, name: &str) -> Option<&dyn Node> {
        self.as_ref()?.member(name)
    }

    fn entry(&self, index: usize) -> Option<&dyn Node> {
        self.as_ref()?.entry(index)
    }
}

impl<T: Member> Member for Option<T> {
    const SCHEMA: &Schema = &Schema::Nullable(T::SCHEMA);

    fn take<'d>(source: &mut impl Source<'d>) -> Option<Self> {
        if source.null() {
            return Some(None);
        }
        T::take(source).map(Some)
    }
}

impl Node for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

impl Member for bool {
    const SCHEMA: &Schema = &Schema::Boolean;

    fn take<'d>(source: &mut impl Source<'d>) -> Option<Self> {
        source.truth()
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
    /// Whether all keywords hold.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        (self.min_length..=self.max_length).contains(&length_of(text))
            && self
                .form
                .as_ref()
                .is_none_or(|form| form.pattern.matches(text.as_bytes()))
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
}

/// Say that a value is none of those that its member may have.
fn no_choice(texts: &[&str], or_null: bool, found: &Value<'_>) -> Finding {
    let null = or_null.then_some("null");
    let shown: Vec<_> = texts.iter().copied().chain(null).collect();
    let quoted = texts.iter().map(|text| quoted(text));
    let values: Vec<_> = quoted.chain(null.map(str::to_owned)).collect();
    let (shown, found_shown) = (shown.join(", "), excerpt_of(found));
    let message = format!("expected one of {shown}; found {found_shown}");
    let expected = format!("[{}]", values.join(", "));
    Finding::new(Code::SchemaEnum, message).comparing(expected, fact_of(found))
}

pub(crate) fn text_value(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}
