#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
exec vllm serve HuggingFaceTB/SmolLM2-135M-Instruct --enable-lora --lora-modules tutor=adapters/tutor "$@"
