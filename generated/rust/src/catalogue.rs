// Generated from schema/rules.json by `nox -s generate`. Do not edit.
//! The rules that are data, see `rules`.

#[allow(unused_imports)] // As below.
use std::borrow::Cow;

#[allow(unused_imports)] // Which are used is up to the rules.
use crate::{
    code::Severity,
    codes::Code,
    pattern::Pattern,
    patterns,
    rules::{TargetRule, TextRule, Texts},
    value::Value,
};

#[rustfmt::skip]
pub(crate) static TEXT_RULES: &[(Texts, &[(Code, TextRule)])] = &[
    (&["artifacts", "*", "path"], &[
        (Code::RulesReservedName, TextRule::Pattern { separator: Some(b'/'), pattern: None, forbidden: Some(&patterns::RESERVED_NAME) }),
        (Code::RulesUnportablePath, TextRule::Pattern { separator: Some(b'/'), pattern: Some(&patterns::UNPORTABLE_PATH), forbidden: None }),
        (Code::RulesQuantName, TextRule::EmbeddedValue { prefix: "base.", suffix: ".gguf", member: "quant" }),
    ]),
    (&["ollama_name"], &[
        (Code::RulesOllamaName, TextRule::Pattern { separator: None, pattern: Some(&patterns::OLLAMA_NAME), forbidden: None }),
    ]),
];

#[rustfmt::skip]
pub(crate) static TARGET_RULES: &[(Code, TargetRule)] = &[
    (Code::RulesTargetFields, TargetRule::ValuesByTarget { require: &[("vllm", &[("quant", Value::Text(Cow::Borrowed("hf"))), ("merged", Value::Boolean(false)), ("dequantized", Value::Boolean(false)), ("llama_cpp_tag", Value::Null), ("ollama_name", Value::Null)]), ("mlx-serve", &[("quant", Value::Text(Cow::Borrowed("hf"))), ("merged", Value::Boolean(false)), ("dequantized", Value::Boolean(false)), ("llama_cpp_tag", Value::Null), ("ollama_name", Value::Null)])], forbid: &[("ollama", &[("quant", Value::Text(Cow::Borrowed("hf")))]), ("llama-server", &[("quant", Value::Text(Cow::Borrowed("hf")))])] }),
    (Code::RulesMissingRole, TargetRule::RolesByTarget { roles: &[("ollama", &["base_model"]), ("llama-server", &["base_model", "chat_template", "launch_script"]), ("vllm", &["adapter", "runtime_config", "launch_script"]), ("mlx-serve", &["adapter", "launch_script"])] }),
];

/// Names of companions of an export at the top.
#[rustfmt::skip]
pub(crate) static COMPANIONS_AT_TOP: &[&Pattern] = &[
    &patterns::COMPANION,
    &patterns::COMPANION_2,
    &patterns::COMPANION_3,
    &patterns::COMPANION_4,
    &patterns::COMPANION_5,
];

/// Names of companions of an export in any folder.
#[rustfmt::skip]
pub(crate) static COMPANIONS_ANYWHERE: &[&Pattern] = &[
    &patterns::COMPANION_6,
    &patterns::COMPANION_7,
    &patterns::COMPANION_8,
    &patterns::COMPANION_9,
    &patterns::COMPANION_10,
    &patterns::COMPANION_11,
    &patterns::COMPANION_12,
    &patterns::COMPANION_13,
];

pub(crate) const COMPANION_SEVERITY: Severity = Severity::Note;

/// Names of companions of a snapshot.
#[rustfmt::skip]
pub(crate) static COMPANIONS_OF_SNAPSHOTS: &[&Pattern] = &[
    &patterns::COMPANION_14,
];

/// Name of the manifest of a snapshot.
pub(crate) const SNAPSHOT_FILENAME: &str = "snapshot_manifest.json";

/// Names of directories that can be snapshots.
pub(crate) static SNAPSHOT_DIRECTORIES: &[&str] = &["hf-snapshot", "hf-audio-snapshot"];

/// The newest version without roles, which artifacts of a snapshot have the form of.
#[cfg(all(feature = "files", unix))]
pub(crate) use crate::versions::v2 as without_roles;

/// Names of the directories of exports whose name is not the quant, by their target.
#[rustfmt::skip]
pub(crate) static DIRECTORIES_BY_TARGET: &[(&str, &str)] = &[("mlx-serve", "mlx-serve"), ("vllm", "vllm")];
