"""The command line: ``dlm-schema COMMAND ...``.

It parses arguments, asks the library, and hands results to a reporter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dlm_schema.cli.parser import parser_for
from dlm_schema.document import interrupts
from dlm_schema.errors import DlmSchemaError, ManifestPathError
from dlm_schema.output.streams import complain, flush


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        complain("standard output is closed, so there is nowhere to print results")
        return 2
    # Out of memory, native code that looks for a backtrace allocates for it, and hangs.
    os.environ.pop("RUST_BACKTRACE", None)
    interrupts.watch()
    try:
        try:
            given = sys.argv[1:] if arguments is None else arguments
            options = parser_for(given).parse_args(given)
            status: int = options.run(options)
        finally:
            flush()
    except BrokenPipeError:
        return 0  # whoever read the output has seen enough
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except DlmSchemaError as error:
        complain(str(error))
        return 2 if isinstance(error, ManifestPathError) else 1
    except (OSError, MemoryError) as error:
        complain(f"cannot go on: {_reason(error)}")
        return 2
    except Exception as error:
        if os.environ.get("DLM_SCHEMA_TRACEBACK"):
            raise
        complain(
            f"this is a defect of dlm-schema, please report it: {type(error).__name__}: {error} "
            f"(DLM_SCHEMA_TRACEBACK=1 shows where)"
        )
        return 2
    return status


def _reason(error: OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    return str(error) or type(error).__name__
