"""``python -m dlm_schema`` is ``dlm-schema``."""

from __future__ import annotations

from dlm_schema.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
