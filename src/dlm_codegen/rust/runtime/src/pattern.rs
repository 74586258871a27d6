//! Matching the published patterns in one pass over the text.
//!
//! The generator turns each pattern into an automaton, so matching needs no engine for regular
//! expressions. Patterns name ASCII characters alone: every character beyond is of one class.

use std::ops::BitAnd;

/// A pattern in the portable subset (SPEC appendix B).
pub(crate) struct Pattern {
    source: &'static str,
    classes: [u8; 256],
    short: Option<Matcher>,
    matcher: Matcher,
}

/// How a pattern is matched.
#[allow(dead_code)] // Which occur is up to the published patterns.
pub(crate) enum Matcher {
    /// Every character is of class 1, and there are as many as said.
    Run { least: usize, most: usize },
    /// The smallest deterministic automaton. Nothing leads out of its first state.
    Automaton {
        states: &'static [State],
        start: usize,
    },
    /// A nondeterministic automaton, where a deterministic one would be large because the pattern
    /// counts in several places at once. It begins in the first state.
    Network(&'static [State]),
}

/// A state: whether it accepts, some classes, as bits, and some states.
///
/// Of a deterministic automaton they are the classes that lead back to it, and the next state by
/// class; of a nondeterministic one the classes that lead to it, and the states that may follow.
pub(crate) type State = (bool, u64, &'static [u16]);

/// A range of bytes, both ends included, and the class that its bytes are of.
pub(crate) type Range = (u8, u8, u8);

/// The class of the bytes of a character beyond ASCII after its first, which change no state.
const CONTINUED: u8 = 63;

/// The longest text, in bytes, that `short` is for.
const SHORT: usize = 64;

impl Pattern {
    /// Bytes in none of `ranges` are of class 0, and every character beyond ASCII of class `beyond`.
    pub(crate) const fn new(
        source: &'static str,
        ranges: &[Range],
        beyond: u8,
        short: Option<Matcher>,
        matcher: Matcher,
    ) -> Self {
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
        let mut byte = 0x80;
        while byte < classes.len() {
            classes[byte] = if byte < 0xc0 { CONTINUED } else { beyond };
            byte += 1;
        }
        Self {
            source,
            classes,
            short,
            matcher,
        }
    }

    /// The pattern as it is published.
    pub(crate) fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern matches a text, which is UTF-8.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let matcher = match &self.short {
            Some(short) if text.len() <= SHORT => short,
            _ => &self.matcher,
        };
        let classes = text.iter().map(|byte| self.classes[usize::from(*byte)]);
        match matcher {
            Matcher::Run { least, most } => {
                (least..=most).contains(&&text.len())
                    && classes.map(|class| class == 1).fold(true, bool::bitand)
            }
            Matcher::Automaton { states, start } => {
                let (mut accepts, mut back, mut following) = states[*start];
                for class in classes {
                    if (back | 1 << CONTINUED) >> class & 1 == 1 {
                        continue;
                    }
                    let next = following[usize::from(class)];
                    (accepts, back, following) = states[usize::from(next)];
                    if next == 0 {
                        return false;
                    }
                }
                accepts
            }
            Matcher::Network(states) => {
                let (mut current, mut next) = (vec![0], Vec::new());
                for class in classes.filter(|class| *class != CONTINUED) {
                    for number in current.drain(..) {
                        let (_, _, following) = states[usize::from(number)];
                        next.extend(following.iter().copied().filter(|following| {
                            let (_, leading, _) = states[usize::from(*following)];
                            leading >> class & 1 == 1
                        }));
                    }
                    next.sort_unstable();
                    next.dedup();
                    std::mem::swap(&mut current, &mut next);
                }
                let accepts = |number: &u16| states[usize::from(*number)].0;
                current.iter().any(accepts)
            }
        }
    }
}
