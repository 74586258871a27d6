// Generated from src/dlm_codegen/rust/runtime/src/pointer.rs by `nox -s generate`. Do not edit.
//! JSON Pointers (RFC 6901), written only when there is something to point at.

use std::fmt::{self, Write};

/// A token of a published pointer that stands for every entry of an array.
pub(crate) const EVERY_ENTRY: &str = "*";

/// A step from a value into it. Steps order as findings do: indexes as numbers, names by code point.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Token<'d> {
    Index(usize),
    Name(&'d str),
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_char('/')?;
        match self {
            Token::Index(index) => write!(formatter, "{index}"),
            Token::Name(name) => {
                let mut rest = *name;
                while let Some(special) = rest.find(['~', '/']) {
                    formatter.write_str(&rest[..special])?;
                    formatter.write_str(if rest[special..].starts_with('~') {
                        "~0"
                    } else {
                        "~1"
                    })?;
                    rest = &rest[special + 1..];
                }
                formatter.write_str(rest)
            }
        }
    }
}

/// Write the pointer that the steps make up.
pub(crate) fn pointer_to(tokens: &[Token<'_>]) -> String {
    let mut pointer = String::new();
    for token in tokens {
        // Writing to a string cannot fail.
        let _ = write!(pointer, "{token}");
    }
    pointer
}
