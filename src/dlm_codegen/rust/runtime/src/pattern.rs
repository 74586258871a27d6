//! Matching the published patterns in one pass over the text.
//!
//! The generator turns each pattern into the smallest deterministic automaton for it, so matching
//! takes one step a byte, keeps nothing and needs no engine for regular expressions.

/// A pattern in the portable subset (SPEC appendix B).
pub(crate) struct Pattern {
    source: &'static str,
    classes: [u8; 256],
    matcher: Matcher,
}

enum Matcher {
    /// Every byte is of class 1, and there are as many as said.
    Run { least: usize, most: usize },
    Automaton {
        transitions: &'static [u16],
        start: u16,
        accepting: u16,
    },
}

/// A range of bytes, both ends included, and the class that its bytes are of.
pub(crate) type Range = (u8, u8, u8);

impl Pattern {
    /// A pattern that is one class of characters, repeated.
    pub(crate) const fn run(
        source: &'static str,
        ranges: &[Range],
        least: usize,
        most: usize,
    ) -> Self {
        Self {
            source,
            classes: classes(ranges),
            matcher: Matcher::Run { least, most },
        }
    }

    /// A state is the index of its row in `transitions`, whose columns are the classes of bytes;
    /// a byte in none of `ranges` is of class 0. Row 0 is the state that nothing leads out of,
    /// and the rows from `accepting` on are the states that accept.
    pub(crate) const fn automaton(
        source: &'static str,
        ranges: &[Range],
        transitions: &'static [u16],
        start: u16,
        accepting: u16,
    ) -> Self {
        Self {
            source,
            classes: classes(ranges),
            matcher: Matcher::Automaton {
                transitions,
                start,
                accepting,
            },
        }
    }

    /// The pattern as it is published.
    pub(crate) fn source(&self) -> &'static str {
        self.source
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let mut classes = text.bytes().map(|byte| self.classes[usize::from(byte)]);
        match self.matcher {
            Matcher::Run { least, most } => {
                (least..=most).contains(&text.len()) && classes.all(|class| class == 1)
            }
            Matcher::Automaton {
                transitions,
                start,
                accepting,
            } => {
                let next = |state: u16, class| match transitions[usize::from(state + class)] {
                    0 => None,
                    next => Some(next),
                };
                let end = classes.map(u16::from).try_fold(start, next);
                end.is_some_and(|state| state >= accepting)
            }
        }
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
