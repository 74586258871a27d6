//! The canonical form of a document (SPEC section 9).

use std::fmt::Write;

use crate::value::Value;

/// Write a document in canonical form.
pub(crate) fn canonical_bytes(document: &Value<'_>) -> Vec<u8> {
    let mut output = text_of(document);
    output.push('\n');
    output.into_bytes()
}

/// Write a value as canonical form does, without the line feed at the end.
pub(crate) fn text_of(value: &Value<'_>) -> String {
    let mut output = String::new();
    write_value(&mut output, value, 0);
    output
}

fn write_value(output: &mut String, value: &Value<'_>, depth: usize) {
    match value {
        // No document that is written has values that nothing looks into.
        Value::Null | Value::Unseen { .. } => output.push_str("null"),
        Value::Boolean(truth) => output.push_str(if *truth { "true" } else { "false" }),
        Value::Integer(number) => append(output, format_args!("{number}")),
        Value::Number(text) => output.push_str(text),
        Value::Text(text) => write_string(output, text),
        Value::Array(entries) => {
            let items = entries.iter().map(|entry| (None, entry));
            write_container(output, ['[', ']'], depth, items);
        }
        Value::Object(object) => {
            let mut members: Vec<_> = object.members().iter().collect();
            // UTF-8 sorts as code points do.
            members.sort_by(|one, other| one.0.cmp(&other.0));
            let items = members
                .into_iter()
                .map(|member| (Some(&*member.0), &member.1));
            write_container(output, ['{', '}'], depth, items);
        }
    }
}

/// Write an object's members, or the entries of an array, which have no names.
fn write_container<'v>(
    output: &mut String,
    [opening, closing]: [char; 2],
    depth: usize,
    items: impl ExactSizeIterator<Item = (Option<&'v str>, &'v Value<'v>)>,
) {
    let is_empty = items.len() == 0;
    output.push(opening);
    for (position, (name, value)) in items.enumerate() {
        if position > 0 {
            output.push(',');
        }
        start_line(output, depth + 1);
        if let Some(name) = name {
            write_string(output, name);
            output.push_str(": ");
        }
        write_value(output, value, depth + 1);
    }
    if !is_empty {
        start_line(output, depth);
    }
    output.push(closing);
}

fn start_line(output: &mut String, depth: usize) {
    output.push('\n');
    output.extend(std::iter::repeat_n("  ", depth));
}

/// Return a string as JSON text.
pub(crate) fn quoted(text: &str) -> String {
    let mut output = String::new();
    write_string(&mut output, text);
    output
}

/// Write a string in ASCII, with the short escapes where there are any.
fn write_string(output: &mut String, text: &str) {
    output.push('"');
    for character in text.chars() {
        match character {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\u{8}' => output.push_str("\\b"),
            '\u{c}' => output.push_str("\\f"),
            '\n' => output.push_str("\\n"),
            '\r' => output.push_str("\\r"),
            '\t' => output.push_str("\\t"),
            ' '..='~' => output.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    append(output, format_args!("\\u{unit:04x}"));
                }
            }
        }
    }
    output.push('"');
}

fn append(output: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = output.write_fmt(text);
}
