"""What a worker process does first that ``--cluster local`` starts: Dask loads this there."""

from __future__ import annotations

import logging
import signal


def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C and the terminal to the command, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
