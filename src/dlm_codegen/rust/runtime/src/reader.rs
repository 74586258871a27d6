//! The encoding layer: reading one strict JSON text, up to its first fault (SPEC section 3).
//!
//! JSON libraries differ about duplicate names, `1.0`, lone surrogates and deep nesting, so what
//! a document is made of is read here. Nesting, and with it recursion, is bounded.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::codes::Code;
use crate::error::InvalidManifest;
use crate::pointer::Token;
use crate::report::{Finding, excerpt};
use crate::schema::{Member, Source};
use crate::value::{Object, Shape, Value};

/// The most bytes that a document may have (EM-ENC-1).
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

const MAX_DEPTH: usize = 16;
const MAX_DEPTH_OF_OTHERS: usize = 200;
const MAX_INTEGER: i64 = (1 << 53) - 1;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const LONGEST_NUMBER_SHOWN: usize = 40;

/// From this many members on, an object's names are kept in a set.
const MANY_MEMBERS: usize = 24;

/// What is kept of a value while it is read.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    /// All of it.
    All,
    /// What a shape says, so that a hostile document costs little more than its text.
    Of(&'static Shape),
    /// Nothing but what kind of value it is.
    Nothing,
}

impl Kept {
    fn of(shape: Option<&'static Shape>) -> Self {
        shape.map_or(Self::Nothing, Self::Of)
    }

    fn member(self, name: &str) -> Self {
        let Self::Of(shape) = self else {
            return self;
        };
        let found = shape.members.iter().find(|member| member.0 == name);
        Self::of(found.map(|member| &member.1))
    }

    /// What is kept of each entry of an array, and of how many.
    fn entries(self) -> (Self, usize) {
        match self {
            Self::All => (self, usize::MAX),
            Self::Of(shape) => (Self::of(shape.entries), shape.most),
            Self::Nothing => (self, 0),
        }
    }

    fn has_members(self) -> bool {
        match self {
            Self::All => true,
            Self::Of(shape) => !shape.members.is_empty(),
            Self::Nothing => false,
        }
    }
}

/// Read a document, or find the first fault in the order of EM-ENC-15.
pub(crate) fn read(data: &[u8], kept: Kept) -> Result<Value<'_>, InvalidManifest> {
    if data.len() > MAX_BYTES {
        return Err(too_large().into());
    }
    if data.starts_with(BYTE_ORDER_MARK) {
        let message = "the document begins with a byte order mark; remove it";
        return Err(Finding::new(Code::EncodingBom, message).into());
    }
    let text = std::str::from_utf8(data).map_err(|error| not_utf8(data, error.valid_up_to()))?;
    let document = Reader::new(text, false).document(kept);
    document.map_err(|fault| (*fault).into())
}

/// Read a document without a fault into its type, in one pass; `None` leaves it to [`read`] and the
/// schema to tell what there is to find.
pub(crate) fn take<T: Member>(data: &[u8]) -> Option<T> {
    if data.len() > MAX_BYTES {
        return None;
    }
    let text = std::str::from_utf8(data).ok()?;
    let mut reader = Reader::new(text, false);
    reader.skip_space();
    let taken = T::take(&mut reader)?;
    reader.skip_space();
    (reader.position == text.len()).then_some(taken)
}

/// Read a JSON text that DLM keeps for itself, which Python writes: it has any number, `NaN` and
/// `Infinity` among them, and any character.
#[cfg(all(feature = "files", unix))]
pub(crate) fn read_other<'a>(
    data: &'a [u8],
    shape: &'static Shape,
) -> Result<Value<'a>, InvalidManifest> {
    if data.len() > MAX_BYTES {
        return Err(too_large().into());
    }
    let no_json = |finding: Finding| Finding::new(Code::EncodingSyntax, finding.message);
    let text =
        std::str::from_utf8(data).map_err(|error| no_json(not_utf8(data, error.valid_up_to())))?;
    let document = Reader::new(text, true).document(Kept::Of(shape));
    document.map_err(|fault| no_json(*fault).into())
}

/// The finding about a document, or a canonical form, that is too long.
pub(crate) fn too_large() -> Finding {
    let message = format!("the document has more than the {MAX_BYTES} bytes that are allowed");
    Finding::new(Code::EncodingSize, message)
}

fn not_utf8(data: &[u8], position: usize) -> Finding {
    let hint = if data.starts_with(b"\xff\xfe") || data.starts_with(b"\xfe\xff") {
        "; it looks like UTF-16, which is not allowed"
    } else {
        ""
    };
    let message = format!("byte {position} does not continue well-formed UTF-8{hint}");
    Finding::new(Code::EncodingUtf8, message)
}

/// What was read, or the first fault, in a box so that what is read without one is cheap to return.
type Outcome<T> = Result<T, Box<Finding>>;

/// Lead a fault's pointer through one value more, from the inside out, while the reader returns.
fn lead(fault: &mut Finding, step: Token<'_>) {
    // A text that is no JSON has no values to point to.
    if fault.code != Code::EncodingSyntax {
        fault.pointer.insert_str(0, &step.to_string());
    }
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
    /// Whether it is no manifest that is read.
    is_other: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, is_other: bool) -> Self {
        Self {
            text,
            position: 0,
            is_other,
        }
    }

    fn document(mut self, kept: Kept) -> Outcome<Value<'a>> {
        self.skip_space();
        let value = self.value(0, kept)?;
        self.skip_space();
        if self.position < self.text.len() {
            return Err(self.syntax("expected the end of the document").into());
        }
        Ok(value)
    }

    /// Step over a text if it is next.
    fn takes(&mut self, text: &str) -> bool {
        let is_next = self.text.as_bytes()[self.position..].starts_with(text.as_bytes());
        self.position += if is_next { text.len() } else { 0 };
        is_next
    }

    /// Take each value between two brackets by `take`.
    fn container(
        &mut self,
        [opening, closing]: [u8; 2],
        mut take: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.closes(opening).then(|| self.skip_space())?;
        if self.closes(closing) {
            return Some(());
        }
        loop {
            take(self)?;
            if self.ends(closing, "").ok()? {
                return Some(());
            }
        }
    }

    fn value(&mut self, depth: usize, kept: Kept) -> Outcome<Value<'a>> {
        match self.peek() {
            Some(b'"') => self.string("the string").map(Value::Text),
            Some(b'{') => self.object(depth, kept),
            Some(b'[') => self.array(depth, kept),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Value::Boolean(true)),
            Some(b'f') => self.literal("false", Value::Boolean(false)),
            Some(b'n') => self.literal("null", Value::Null),
            Some(b'N') if self.is_other => self.literal("NaN", Value::Number("NaN")),
            Some(b'I') if self.is_other => self.infinity(self.position),
            _ => Err(self.syntax("expected a JSON value").into()),
        }
    }

    fn literal(&mut self, name: &str, value: Value<'a>) -> Outcome<Value<'a>> {
        if !self.takes(name) {
            return Err(self.syntax("expected a JSON value").into());
        }
        Ok(value)
    }

    /// Read `Infinity`, whose sign is at `start` if it has one.
    fn infinity(&mut self, start: usize) -> Outcome<Value<'a>> {
        self.literal("Infinity", Value::Null)?;
        Ok(Value::Number(&self.text[start..self.position]))
    }

    fn array(&mut self, depth: usize, kept: Kept) -> Outcome<Value<'a>> {
        self.open(depth)?;
        let mut entries = Vec::new();
        if self.closes(b']') {
            return Ok(Value::Array(entries));
        }
        let (kept, most) = kept.entries();
        let mut count = 0;
        loop {
            match self.value(depth + 1, kept) {
                Ok(entry) if count < most => entries.push(entry),
                Ok(_) => {}
                Err(mut fault) => {
                    lead(&mut fault, Token::Index(count));
                    return Err(fault);
                }
            }
            count += 1;
            if self.ends(b']', "expected ',' or ']'")? {
                let is_array = true;
                return Ok(match entries.len() {
                    length if length == count => Value::Array(entries),
                    _ => Value::Unseen { is_array, count },
                });
            }
        }
    }

    fn object(&mut self, depth: usize, kept: Kept) -> Outcome<Value<'a>> {
        self.open(depth)?;
        let mut members = Vec::new();
        if self.closes(b'}') {
            return Ok(Value::Object(Object::new(members)));
        }
        let mut names = None;
        loop {
            let name = self.name(&members, &mut names)?;
            match self.value(depth + 1, kept.member(&name)) {
                Ok(value) => members.push((name, value)),
                Err(mut fault) => {
                    lead(&mut fault, Token::Name(&name));
                    return Err(fault);
                }
            }
            if self.ends(b'}', "expected ',' or '}'")? {
                return Ok(if kept.has_members() {
                    Value::Object(Object::new(members))
                } else {
                    let (is_array, count) = (false, members.len());
                    Value::Unseen { is_array, count }
                });
            }
        }
    }

    /// Step over an opening bracket that `depth` others are open around.
    fn open(&mut self, depth: usize) -> Outcome<()> {
        let most = if self.is_other {
            MAX_DEPTH_OF_OTHERS
        } else {
            MAX_DEPTH
        };
        if depth == most {
            let message = format!("nested more than {most} deep");
            return Err(Finding::new(Code::EncodingDepth, message).into());
        }
        self.position += 1;
        self.skip_space();
        Ok(())
    }

    fn closes(&mut self, closing: u8) -> bool {
        let closes = self.peek() == Some(closing);
        self.position += usize::from(closes);
        closes
    }

    /// Step over what follows a value in a container, and tell whether it ends the container.
    #[inline]
    fn ends(&mut self, closing: u8, expected: &str) -> Outcome<bool> {
        self.skip_space();
        if self.closes(b',') {
            self.skip_space();
            return Ok(false);
        }
        if self.closes(closing) {
            return Ok(true);
        }
        Err(self.syntax(expected).into())
    }

    /// Read a member's name, which its object must not have yet, up to its value.
    fn name(
        &mut self,
        members: &[(Cow<'a, str>, Value<'a>)],
        names: &mut Option<HashSet<Cow<'a, str>>>,
    ) -> Outcome<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return Err(self
                .syntax("expected a member name in double quotes")
                .into());
        }
        let name = self.string("a member name")?;
        let repeated = if members.len() < MANY_MEMBERS {
            members.iter().any(|member| member.0 == name)
        } else {
            let earlier = || members.iter().map(|member| member.0.clone()).collect();
            !names.get_or_insert_with(earlier).insert(name.clone())
        };
        if repeated {
            let message = format!("the member {} occurs twice in its object", excerpt(&name));
            let fault = Finding::new(Code::EncodingDuplicateMember, message);
            return Err(fault.at(Token::Name(&name).to_string()).into());
        }
        self.skip_space();
        if !self.closes(b':') {
            return Err(self.syntax("expected ':' after the member name").into());
        }
        self.skip_space();
        Ok(name)
    }

    #[inline]
    fn string(&mut self, holder: &str) -> Outcome<Cow<'a, str>> {
        self.position += 1;
        let start = self.position;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            let text = &self.text[start..self.position];
            self.position += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.rest_of_string(start, holder)
    }

    /// Read on where a string that began at `start` has more than plain text.
    fn rest_of_string(&mut self, mut start: usize, holder: &str) -> Outcome<Cow<'a, str>> {
        let mut unescaped: Option<String> = None;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = &self.text[start..self.position];
                    self.position += 1;
                    return Ok(match unescaped {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                Some(b'\\') => {
                    let before = &self.text[start..self.position];
                    let character = self.escape(holder)?;
                    let text = unescaped.get_or_insert_default();
                    text.push_str(before);
                    text.push(character);
                    start = self.position;
                }
                Some(_) => self.character(holder)?,
                None => return Err(self.syntax("unterminated string").into()),
            }
            self.skip_plain();
        }
    }

    /// Step over a character that is written as it is.
    fn character(&mut self, holder: &str) -> Outcome<()> {
        if let Some(character) = self.text[self.position..].chars().next() {
            if is_forbidden(character) && !(self.is_other && character >= ' ') {
                return Err(forbidden(character.into(), holder).into());
            }
            self.position += character.len_utf8();
        }
        Ok(())
    }

    /// Read an escape, or two that stand for one character.
    fn escape(&mut self, holder: &str) -> Outcome<char> {
        let character = match self.text.as_bytes().get(self.position + 1) {
            Some(simple @ (b'"' | b'\\' | b'/')) => char::from(*simple),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(holder),
            _ => return Err(self.syntax("bad escape in a string").into()),
        };
        if is_forbidden(character) && !self.is_other {
            return Err(forbidden(character.into(), holder).into());
        }
        self.position += 2;
        Ok(character)
    }

    fn unicode_escape(&mut self, holder: &str) -> Outcome<char> {
        let Some(unit) = self.unit(self.position) else {
            return Err(self.syntax("bad escape in a string").into());
        };
        let next = self.unit(self.position + UNIT_LENGTH);
        let mut units = char::decode_utf16([unit].into_iter().chain(next));
        // Without a second unit, or with one that does not fit, a surrogate is alone.
        let Some(Ok(character)) = units.next() else {
            return Err(forbidden(unit.into(), holder).into());
        };
        if is_forbidden(character) && !self.is_other {
            return Err(forbidden(character.into(), holder).into());
        }
        self.position += UNIT_LENGTH * character.len_utf16();
        Ok(character)
    }

    /// The UTF-16 unit that an escape at `position` stands for, if there is one.
    fn unit(&self, position: usize) -> Option<u16> {
        let escape = self.text.as_bytes().get(position..position + UNIT_LENGTH)?;
        let digits = escape.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |unit, digit| {
            let digit = char::from(*digit).to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }

    /// Read the longest text that the grammar of numbers matches, and judge it.
    fn number(&mut self) -> Outcome<Value<'a>> {
        let start = self.position;
        let negative = self.closes(b'-');
        if self.is_other && self.peek() == Some(b'I') {
            return self.infinity(start);
        }
        let digits = self.position;
        let mut magnitude = 0_i64;
        if !self.closes(b'0') {
            while let Some(digit @ b'0'..=b'9') = self.peek() {
                let digit = i64::from(digit - b'0');
                magnitude = magnitude.saturating_mul(10).saturating_add(digit);
                self.position += 1;
            }
            if self.position == digits {
                self.position = start;
                return Err(self.syntax("expected a JSON value").into());
            }
        }
        let has_more = self.fraction_or_exponent();
        let is_negative_zero = negative && magnitude == 0;
        let token = &self.text[start..self.position];
        if self.is_other && has_more {
            // JSON Schema takes `1.0` for an integer, which is shown as one.
            let float = token.parse::<f64>().unwrap_or(f64::NAN).to_string();
            return Ok(float.parse().map_or(Value::Number(token), Value::Integer));
        }
        // Elsewhere an integer that is larger than any that is known is the largest.
        let is_beyond = is_negative_zero || magnitude > MAX_INTEGER;
        if has_more || (is_beyond && !self.is_other) {
            return Err(bad_number(token).into());
        }
        Ok(Value::Integer(if negative {
            -magnitude
        } else {
            magnitude
        }))
    }

    fn fraction_or_exponent(&mut self) -> bool {
        let end_of_integer = self.position;
        if self.peek() == Some(b'.') {
            self.position = self
                .after_digits(self.position + 1)
                .unwrap_or(self.position);
        }
        if let Some(b'e' | b'E') = self.peek() {
            let sign = self.text.as_bytes().get(self.position + 1);
            let digits = self.position + 1 + usize::from(matches!(sign, Some(b'+' | b'-')));
            self.position = self.after_digits(digits).unwrap_or(self.position);
        }
        self.position > end_of_integer
    }

    /// The position after the digits at `start`, of which there must be one.
    fn after_digits(&self, start: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(start..)?;
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(start + count)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.position += 1;
        }
    }

    /// Step over what needs no look inside a string, a block at a time while there is one.
    #[inline]
    fn skip_plain(&mut self) {
        const ONES: u64 = u64::MAX / 0xff;
        while let Some(block) = self.text.as_bytes()[self.position..].first_chunk() {
            let block = u64::from_le_bytes(*block);
            // The first byte whose highest bit one of these sets is not plain.
            let below_space = block.wrapping_sub(ONES * 0x20);
            let beyond_tilde = block.wrapping_add(ONES) | block;
            let quotes = (block ^ (ONES * 0x22)).wrapping_sub(ONES);
            let backslashes = (block ^ (ONES * 0x5c)).wrapping_sub(ONES);
            let special = (below_space | beyond_tilde | quotes | backslashes) & (ONES << 7);
            self.position += special.trailing_zeros() as usize / 8;
            if special != 0 {
                return;
            }
        }
        while self.peek().is_some_and(is_plain) {
            self.position += 1;
        }
    }

    fn syntax(&self, expected: &str) -> Finding {
        let before = &self.text[..self.position];
        let start_of_line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start_of_line..].chars().count() + 1;
        let found = match self.text[self.position..].chars().next() {
            Some(character) => format!("found {}", excerpt(character.encode_utf8(&mut [0; 4]))),
            None => "the document ends".to_owned(),
        };
        let message = format!("line {line}, column {column}: {expected}, {found}");
        Finding::new(Code::EncodingSyntax, message)
    }
}

impl<'a> Source<'a> for Reader<'a> {
    fn null(&mut self) -> bool {
        self.takes("null")
    }

    fn truth(&mut self) -> Option<bool> {
        let truth = self.takes("true");
        (truth || self.takes("false")).then_some(truth)
    }

    fn integer(&mut self) -> Option<i64> {
        match self.number().ok()? {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    #[inline]
    fn text(&mut self) -> Option<Cow<'a, str>> {
        let is_next = self.peek() == Some(b'"');
        is_next.then(|| self.string("").ok()).flatten()
    }

    fn members(&mut self, mut take: impl FnMut(&mut Self, &str) -> Option<()>) -> Option<()> {
        self.container(*b"{}", |reader| {
            let name = reader.text()?;
            reader.skip_space();
            reader.closes(b':').then(|| reader.skip_space())?;
            take(reader, &name)
        })
    }

    fn entries(&mut self, take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.container(*b"[]", take)
    }
}

/// Length of an escape such as `\u0041`.
const UNIT_LENGTH: usize = 6;

/// Whether a byte of a string is a character that is neither its end, an escape nor forbidden.
/// What is beyond ASCII is looked at character by character.
const fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte < 0x7f && byte != b'"' && byte != b'\\'
}

/// Whether no string may hold a character.
pub(crate) fn is_forbidden(character: char) -> bool {
    let scalar = u32::from(character);
    matches!(scalar, 0..=0x1f | 0x7f..=0x9f | 0x2028 | 0x2029 | 0xfdd0..=0xfdef)
        || scalar & 0xfffe == 0xfffe
}

/// Say that a string or a member name holds a character that none may hold.
pub(crate) fn forbidden_in(holder: &str, code_point: u32) -> String {
    format!(
        "{holder} holds U+{code_point:04X}; control characters, line and paragraph separators, \
         lone surrogates and noncharacters are not allowed"
    )
}

fn forbidden(code_point: u32, holder: &str) -> Finding {
    Finding::new(Code::EncodingCharacter, forbidden_in(holder, code_point))
}

fn bad_number(token: &str) -> Finding {
    let shown = if token.len() <= LONGEST_NUMBER_SHOWN {
        token.to_owned()
    } else {
        format!("a number of {} characters", token.len())
    };
    let message =
        format!("{shown} is not a plain integer between -{MAX_INTEGER} and {MAX_INTEGER}");
    Finding::new(Code::EncodingNumber, message)
}
