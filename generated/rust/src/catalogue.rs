// Generated from schema/rules.json by `nox -s generate`. Do not edit.
//! The rules that are data, see `rules`.

use crate::codes::Code;
#[allow(unused_imports)] // Which are used is up to the kinds of the rules.
use crate::{
    patterns,
    rules::{TargetKind, TargetRule, TextKind, TextRule, Texts},
    value::Scalar,
};

#[rustfmt::skip]
pub(crate) static TEXT_RULES: &[(Texts, &[TextRule])] = &[
    (Texts(&["artifacts", "*", "path"]), &[
        TextRule { code: Code::RulesReservedName, kind: TextKind::Pattern { separator: Some(b'/'), pattern: None, forbidden: Some(&patterns::RESERVED_NAME) } },
        TextRule { code: Code::RulesUnportablePath, kind: TextKind::Pattern { separator: Some(b'/'), pattern: Some(&patterns::UNPORTABLE_PATH), forbidden: None } },
        TextRule { code: Code::RulesQuantName, kind: TextKind::EmbeddedValue { prefix: "base.", suffix: ".gguf", member: "quant" } },
    ]),
    (Texts(&["ollama_name"]), &[
        TextRule { code: Code::RulesOllamaName, kind: TextKind::Pattern { separator: None, pattern: Some(&patterns::OLLAMA_NAME), forbidden: None } },
    ]),
];

#[rustfmt::skip]
pub(crate) static TARGET_RULES: &[TargetRule] = &[
    TargetRule { code: Code::RulesTargetFields, kind: TargetKind::ValuesByTarget { require: &[("vllm", &[("quant", Scalar::Text("hf")), ("merged", Scalar::Boolean(false)), ("dequantized", Scalar::Boolean(false)), ("llama_cpp_tag", Scalar::Null), ("ollama_name", Scalar::Null)]), ("mlx-serve", &[("quant", Scalar::Text("hf")), ("merged", Scalar::Boolean(false)), ("dequantized", Scalar::Boolean(false)), ("llama_cpp_tag", Scalar::Null), ("ollama_name", Scalar::Null)])], forbid: &[("ollama", &[("quant", Scalar::Text("hf"))]), ("llama-server", &[("quant", Scalar::Text("hf"))])] } },
    TargetRule { code: Code::RulesMissingRole, kind: TargetKind::RolesByTarget { roles: &[("ollama", &["base_model"]), ("llama-server", &["base_model", "chat_template", "launch_script"]), ("vllm", &["adapter", "runtime_config", "launch_script"]), ("mlx-serve", &["adapter", "launch_script"])] } },
];
