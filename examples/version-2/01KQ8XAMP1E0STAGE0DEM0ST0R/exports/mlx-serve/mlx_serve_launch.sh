#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
exec mlx_lm.server --adapter-path tutor "$@"
