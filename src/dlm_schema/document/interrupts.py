"""See to it that an interrupt is not lost; a polite request to end is one too.

``jsonschema-rs`` drops the exception of a signal handler that runs while it validates, so one
Ctrl-C in many would have no effect. A command therefore notes that an interrupt came, and the
caller of the library raises it again. While it is imported it panics over such an exception.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

_WATCHED: Final = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
"""What interrupts a command, and what would happen then by default."""

_PATIENCE: Final = 0.01  # seconds
_MOST_PATIENCE: Final = 1.0


class _Interrupts:
    def __init__(self) -> None:
        self.came = False
        self.number: int = signal.SIGINT
        self.patience = _PATIENCE

    def note(self, number: int, *_frame: object) -> None:
        self.came = True
        self.number = number
        raise KeyboardInterrupt


_interrupts = _Interrupts()


def watch() -> None:
    """Note interrupts from now on, unless somebody else handles or ignores them.

    One whose exception Python drops, because it came in a finalizer, comes again.
    """
    _interrupts.came = False
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _interrupt_again
    for number, default in _WATCHED.items():
        if signal.getsignal(number) is default:
            with contextlib.suppress(ValueError):  # no thread but the main one is interrupted
                signal.signal(number, _interrupts.note)


def unwatch() -> None:
    """Leave what comes of finalizers to Python again: the command is over."""
    if sys.unraisablehook is _interrupt_again:
        sys.unraisablehook = sys.__unraisablehook__


def _interrupt_again(dropped: Any) -> None:
    is_ours = signal.getsignal(_interrupts.number) == _interrupts.note
    if is_ours and issubclass(dropped.exc_type, KeyboardInterrupt):
        # From another thread, so that it comes when the finalizer is over; later each time, so that
        # a series of them can end.
        _thread.start_new_thread(_send, (_interrupts.number, _interrupts.patience))
        _interrupts.patience = min(2 * _interrupts.patience, _MOST_PATIENCE)
    else:
        sys.__unraisablehook__(dropped)


def _send(number: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), number)


def has_come() -> bool:
    """Tell whether an interrupt came, whatever a library made of it."""
    return _interrupts.came


def exit_status() -> int:
    """Return the exit status of a command that was interrupted: 130, or 143 after SIGTERM.

    Of an interrupt that comes in ``exec``, as a class is made, Python ends itself by SIGINT in the
    end, whoever has handled it, unless something else is executed afterwards.
    """
    exec("")  # noqa: S102
    return 128 + _interrupts.number


@contextlib.contextmanager
def held(*only: int) -> Iterator[None]:
    """Let interrupts that come meanwhile, or ``only`` some, have their effect afterwards."""
    came: list[tuple[Any, ...]] = []
    handlers: dict[int, Callable[..., Any]] = {}
    for number in only or _WATCHED:
        handler = signal.getsignal(number)
        if callable(handler):
            handlers[number] = handler
    with contextlib.suppress(ValueError):  # no thread but the main one is interrupted
        for caught in handlers:
            signal.signal(caught, lambda *interrupt: came.append(interrupt))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            for caught, handler in handlers.items():
                signal.signal(caught, handler)
        if came:
            handlers[came[0][0]](*came[0])


def reraise_interrupts(call: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a function that makes a call and raises an interrupt that came meanwhile."""

    def calling(argument: Any) -> bool:
        _interrupts.came = False
        outcome = call(argument)
        if _interrupts.came:
            raise KeyboardInterrupt
        return outcome

    return calling
