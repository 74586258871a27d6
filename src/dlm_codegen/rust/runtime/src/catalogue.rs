//! The published catalogue of findings, read once: the data of the rules.

use std::sync::LazyLock;

use crate::codes::Code;
use crate::pattern::Pattern;
use crate::patterns::PATTERNS;
use crate::reader::{Kept, read};
use crate::value::{Object, Value};
use crate::versions::RULES;

/// What is published of each rule that is data; `rules.schema.json` says what each kind means.
static PARAMETERS: LazyLock<Vec<(Code, Object<'static>)>> = LazyLock::new(|| {
    let catalogue = read(RULES.as_bytes(), Kept::All).ok();
    let rules = catalogue
        .as_ref()
        .and_then(|all| all.as_object()?.get("rules")?.as_array())
        .expect(CHECKED);
    let with_data = |rule: &Value<'static>| {
        let rule = rule.as_object()?;
        let of_rule = |code: &&Code| rule.text("code") == Some(code.as_str());
        let code = Code::ALL.iter().find(of_rule)?;
        Some((*code, rule.get("parameters")?.as_object()?.clone()))
    };
    rules.iter().filter_map(with_data).collect()
});

/// Why nothing of it can be missing: no rule is left out because it could not be read.
pub(crate) const CHECKED: &str = "the generator has checked the catalogue";

/// A rule that asks each of some texts.
pub(crate) struct TextRule {
    pub(crate) code: Code,
    /// The tokens of the pointer that leads to the texts; `*` is every entry of an array.
    pub(crate) texts: Vec<&'static str>,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Pattern {
        separator: Option<u8>,
        pattern: Option<&'static Pattern>,
        forbidden: Option<&'static Pattern>,
    },
    EmbeddedValue {
        prefix: &'static str,
        suffix: &'static str,
        member: &'static str,
    },
}

/// The rules that ask texts, those of the same texts together.
pub(crate) static TEXT_RULES: LazyLock<Vec<TextRule>> = LazyLock::new(|| {
    let mut rules: Vec<_> = PARAMETERS.iter().filter_map(TextRule::read).collect();
    rules.sort_by(|one, other| one.texts.cmp(&other.texts));
    rules
});

impl TextRule {
    fn read((code, data): &'static (Code, Object<'static>)) -> Option<Self> {
        let text = |name| data.text(name).expect(CHECKED);
        let pattern_in = |source| pattern_of(source).expect(CHECKED);
        let pattern = |name| data.text(name).map(pattern_in);
        let kind = match text("kind") {
            "pattern" => Kind::Pattern {
                separator: data.text("separator").and_then(|text| text.bytes().next()),
                pattern: pattern("pattern"),
                forbidden: pattern("forbidden"),
            },
            "embedded_value" => Kind::EmbeddedValue {
                prefix: text("prefix"),
                suffix: text("suffix"),
                member: text("member"),
            },
            _ => return None,
        };
        let texts = text("pointer").split('/').skip(1).collect();
        let code = *code;
        Some(Self { code, texts, kind })
    }
}

/// The code and the data of each rule of a kind.
pub(crate) fn of_kind(kind: &str) -> impl Iterator<Item = (Code, &'static Object<'static>)> {
    let all = PARAMETERS.iter().map(|(code, data)| (*code, data));
    all.filter(move |(_, data)| data.text("kind") == Some(kind))
}

/// The automaton of a pattern that is published beside the schemas.
pub(crate) fn pattern_of(source: &str) -> Option<&'static Pattern> {
    PATTERNS.iter().find(|pattern| pattern.source() == source)
}

/// The texts of a list of the rule of a kind.
#[cfg(all(feature = "files", unix))]
pub(crate) fn listed(kind: &str, list: &str) -> impl Iterator<Item = &'static str> {
    let lists = of_kind(kind).filter_map(move |(_, data)| data.get(list)?.as_array());
    lists.flatten().filter_map(Value::as_text)
}
