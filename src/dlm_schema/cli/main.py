"""The command line: ``dlm-schema COMMAND ...``.

It parses arguments, asks the library, and hands results to a reporter.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dlm_schema.cli.parser import UsageError, offer_completions, options_of
from dlm_schema.cli.reporting import reporter_for
from dlm_schema.document import interrupts
from dlm_schema.errors import DlmSchemaError, ManifestPathError
from dlm_schema.output.streams import ReaderGoneError, complain, flush

if TYPE_CHECKING:
    import argparse

_KEPT_TO_THE_END: Final = 10_000
"""Objects after which the collector looks for those that refer to each other: most are modules."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    offer_completions()
    if sys.stdout is None:
        complain("standard output is closed, so there is nowhere to print results")
        return 2
    # Out of memory, native code that looks for a backtrace allocates for it, and hangs.
    os.environ.pop("RUST_BACKTRACE", None)
    interrupts.watch()
    if arguments is None:  # the process is this command's
        gc.set_threshold(_KEPT_TO_THE_END)
        atexit.register(gc.freeze)  # so that nothing is looked at once more
    status = 0
    options: argparse.Namespace | None = None
    try:
        try:
            _print_anything()
            given = sys.argv[1:] if arguments is None else arguments
            options = options_of(given)
            status = int(options.run(options))
        except KeyboardInterrupt as interrupt:
            raise KeyboardInterrupt(str(interrupt) or _reported(options)) from None
        finally:
            interrupts.unwatch()
            flush()
    except BrokenPipeError as error:
        # Who read the output has seen enough, which makes no failure a success.
        return error.status if isinstance(error, ReaderGoneError) else status
    except KeyboardInterrupt as interrupt:
        complain(f"interrupted: {interrupt}" if str(interrupt) else "interrupted")
        return interrupts.exit_status()
    except DlmSchemaError as error:
        complain(str(error))
        return 2 if isinstance(error, ManifestPathError | UsageError) else 1
    except BaseException as error:  # noqa: BLE001  (what is no failure is raised again)
        return _failed(error)
    return status


def _failed(error: BaseException) -> int:
    """Say what stands in the way, or that something is wrong here, and return the exit status."""
    if interrupts.has_come():  # of which a library that was being imported made something else
        complain("interrupted")
        return interrupts.exit_status()
    reason = _reason(error)
    if reason is not None:
        complain(f"cannot go on: {reason}")
        return 2
    if not isinstance(error, Exception) or os.environ.get("DLM_SCHEMA_TRACEBACK"):
        raise error
    complain(
        f"this is a defect of dlm-schema, please report it: {type(error).__name__}: {error} "
        f"(DLM_SCHEMA_TRACEBACK=1 shows where)"
    )
    return 2


def _reported(options: argparse.Namespace | None) -> str:
    """End the report of a command that was interrupted, and say how far it came."""
    if options is None or not hasattr(options, "paths"):
        return ""
    reporter = getattr(options, "reporter", None)
    if reporter is None and (options.format != "text" or options.report):
        reporter = reporter_for(options)  # programs get a whole one in any case
    if reporter is None or reporter.is_finished:
        return ""
    reporter.finish(interrupted=True)
    said = "result is" if reporter.checked == 1 else "results are"
    return f"{reporter.checked} {said} reported, nothing is known of the rest"


def _print_anything() -> None:
    """Have what an encoding has no word for printed as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError):  # of a file that does not say where it stands
                stream.reconfigure(errors="backslashreplace")


def _reason(error: BaseException) -> str | None:
    """Say what stands in the way of a command that is at no fault itself."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    # A panic's class has no name in any module, and is no Exception.
    if type(error).__name__ == "PanicException":
        return "native code failed; most likely there is not enough memory"
    if isinstance(error, OSError) or type(error) is ImportError:  # of a library that is there
        return str(error) or type(error).__name__
    return None
