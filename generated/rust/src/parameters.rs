// Generated from schema/rules.json by `nox -s generate`. Do not edit.
//! What the rules say of each target.

use crate::rules::{ByTarget, Field};
use crate::value::Scalar;

/// The values that members must have.
#[rustfmt::skip]
pub(crate) static REQUIRED: ByTarget<Field> = &[
    ("vllm", &[
        ("quant", Scalar::Text("hf")),
        ("merged", Scalar::Boolean(false)),
        ("dequantized", Scalar::Boolean(false)),
        ("llama_cpp_tag", Scalar::Null),
        ("ollama_name", Scalar::Null),
    ]),
    ("mlx-serve", &[
        ("quant", Scalar::Text("hf")),
        ("merged", Scalar::Boolean(false)),
        ("dequantized", Scalar::Boolean(false)),
        ("llama_cpp_tag", Scalar::Null),
        ("ollama_name", Scalar::Null),
    ]),
];

/// The values that members must not have.
#[rustfmt::skip]
pub(crate) static FORBIDDEN: ByTarget<Field> = &[
    ("ollama", &[
        ("quant", Scalar::Text("hf")),
    ]),
    ("llama-server", &[
        ("quant", Scalar::Text("hf")),
    ]),
];

/// The roles that some artifact must have.
#[rustfmt::skip]
pub(crate) static ROLES: ByTarget<&str> = &[
    ("ollama", &[
        "base_model",
    ]),
    ("llama-server", &[
        "base_model",
        "chat_template",
        "launch_script",
    ]),
    ("vllm", &[
        "adapter",
        "runtime_config",
        "launch_script",
    ]),
    ("mlx-serve", &[
        "adapter",
        "launch_script",
    ]),
];
