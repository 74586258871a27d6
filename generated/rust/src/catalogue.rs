// Generated from schema/rules.json by `nox -s generate`. Do not edit.
//! The rules that are data, see `rules`.

#[allow(unused_imports)] // Which are used is up to the rules.
use crate::{
    codes::Code,
    patterns,
    rules::{TargetRule, TextRule, Texts},
    value::Scalar,
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
    (Code::RulesTargetFields, TargetRule::ValuesByTarget { require: &[("vllm", &[("quant", Scalar::Text("hf")), ("merged", Scalar::Boolean(false)), ("dequantized", Scalar::Boolean(false)), ("llama_cpp_tag", Scalar::Null), ("ollama_name", Scalar::Null)]), ("mlx-serve", &[("quant", Scalar::Text("hf")), ("merged", Scalar::Boolean(false)), ("dequantized", Scalar::Boolean(false)), ("llama_cpp_tag", Scalar::Null), ("ollama_name", Scalar::Null)])], forbid: &[("ollama", &[("quant", Scalar::Text("hf"))]), ("llama-server", &[("quant", Scalar::Text("hf"))])] }),
    (Code::RulesMissingRole, TargetRule::RolesByTarget { roles: &[("ollama", &["base_model"]), ("llama-server", &["base_model", "chat_template", "launch_script"]), ("vllm", &["adapter", "runtime_config", "launch_script"]), ("mlx-serve", &["adapter", "launch_script"])] }),
];
