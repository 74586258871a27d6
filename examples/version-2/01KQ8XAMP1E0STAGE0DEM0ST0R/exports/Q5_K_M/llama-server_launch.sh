#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
exec llama-server --model base.Q5_K_M.gguf --lora adapter.gguf --chat-template-file chat-template.jinja "$@"
