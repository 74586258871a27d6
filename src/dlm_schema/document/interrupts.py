"""Seeing to it that an interrupt is not lost.

``jsonschema-rs`` drops the exception of a signal handler that runs while it validates, so one
Ctrl-C in many would have no effect. A command therefore notes that an interrupt came, and whoever
called the library raises it again. While it is imported it panics over such an exception.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any


class _Interrupts:
    def __init__(self) -> None:
        self.came = False

    def note(self, *_signal: object) -> None:
        self.came = True
        raise KeyboardInterrupt


_interrupts = _Interrupts()


def watch() -> None:
    """Note interrupts from now on, unless somebody else handles or ignores them."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with contextlib.suppress(ValueError):  # no thread but the main one is interrupted
            signal.signal(signal.SIGINT, _interrupts.note)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Let an interrupt that comes meanwhile have its effect afterwards."""
    handler = signal.getsignal(signal.SIGINT)
    came: list[tuple[Any, ...]] = []
    if callable(handler):
        with contextlib.suppress(ValueError):  # no thread but the main one is interrupted
            signal.signal(signal.SIGINT, lambda *interrupt: came.append(interrupt))
    try:
        yield
    finally:
        if callable(handler):
            with contextlib.suppress(ValueError):
                signal.signal(signal.SIGINT, handler)
    if callable(handler) and came:
        handler(*came[0])


def reraise_interrupts(call: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a function that makes a call and raises an interrupt that came meanwhile."""

    def calling(argument: Any) -> bool:
        _interrupts.came = False
        outcome = call(argument)
        if _interrupts.came:
            raise KeyboardInterrupt
        return outcome

    return calling
