// Generated from src/dlm_codegen/rust/runtime/src/pattern.rs by `nox -s generate`. Do not edit.
//! Matching the published patterns in one pass over the text.
//!
//! The generator turns each pattern into the smallest deterministic automaton for it, so matching
//! takes one step a byte, keeps nothing and needs no engine for regular expressions.

/// A pattern in the portable subset (SPEC appendix B), as its automaton.
pub(crate) struct Pattern {
    source: &'static str,
    classes: [u8; 256],
    transitions: &'static [u16],
    start: u16,
    accepting: u16,
}

/// A range of bytes, both ends included, and the class that its bytes are of.
pub(crate) type Range = (u8, u8, u8);

impl Pattern {
    /// A state is the index of its row in `transitions`, whose columns are the classes of bytes;
    /// a byte in none of `ranges` is of class 0. Row 0 is the state that nothing leads out of,
    /// and the rows from `accepting` on are the states that accept.
    pub(crate) const fn new(
        source: &'static str,
        ranges: &[Range],
        transitions: &'static [u16],
        start: u16,
        accepting: u16,
    ) -> Self {
        Self {
            source,
            classes: classes(ranges),
            transitions,
            start,
            accepting,
        }
    }

    /// The pattern as it is published.
    pub(crate) fn source(&self) -> &'static str {
        self.source
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let mut state = self.start;
        for byte in text.bytes() {
            let class = self.classes[usize::from(byte)];
            state = self.transitions[usize::from(state) + usize::from(class)];
            if state == 0 {
                return false;
            }
        }
        state >= self.accepting
    }
}

const fn classes(ranges: &[Range]) -> [u8; 256] {
    let mut classes = [0; 256];
    let mut index = 0;
    while index < ranges.len() {
        let (first, last, class) = ranges[index];
        let mut byte = first;
        while byte <= last {
            classes[byte as usize] = class;
            byte += 1;
        }
        index += 1;
    }
    classes
}
