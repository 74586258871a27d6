"""Timing subjects in turns, so that what disturbs the machine disturbs all of them alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

Subject = Callable[[], Any]

_LARGEST_NUMBER: Final = 100_000

PEAK: Final = """\
def peak():
    try:  # on Linux ru_maxrss remembers the process that this one was forked from
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        import resource, sys
        unit = 1024 if sys.platform == "darwin" else 1
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
"""
"""The source of the function that returns the most memory, in KiB, that its process has held."""


class Samples(NamedTuple):
    """Seconds per call of each subject: one sample per repeat, in the order of the repeats.

    ``cpu`` is the processor time of this process and of those that it ran.
    """

    seconds: Mapping[str, list[float]]
    cpu: Mapping[str, list[float]] = MappingProxyType({})

    def median_cpu(self, subject: str) -> float:
        """Return the median of the processor seconds per call."""
        return median(self.cpu[subject])

    def median(self, subject: str) -> float:
        """Return the median of the seconds per call."""
        return median(self.seconds[subject])

    def ratio(self, subject: str, beside: str) -> float:
        """Return the median of the ratios of two subjects, each within one repeat."""
        pairs = zip(self.seconds[subject], self.seconds[beside], strict=True)
        return median(one / other for one, other in pairs)


def in_turns(subjects: Mapping[str, Subject], *, repeats: int, sample_seconds: float) -> Samples:
    """Measure every subject ``repeats`` times, taking turns.

    A sample calls its subject so often that it takes about ``sample_seconds``, once at least. The
    order goes round by one from repeat to repeat.
    """
    numbers = {name: _calls_for(subject, sample_seconds) for name, subject in subjects.items()}
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    cpu: dict[str, list[float]] = {name: [] for name in subjects}
    order = list(subjects)
    for _ in range(repeats):
        for name in order:
            before = _cpu_seconds()
            seconds[name].append(_sample(subjects[name], numbers[name]))
            cpu[name].append((_cpu_seconds() - before) / numbers[name])
        order.append(order.pop(0))
    return Samples(seconds, cpu)


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _calls_for(subject: Subject, sample_seconds: float) -> int:
    """Warm a subject up and tell how many calls a sample needs."""
    subject()
    number = 1
    while (seconds := _sample(subject, number) * number) < sample_seconds / 2:
        if number >= _LARGEST_NUMBER:
            return number
        number = min(number * 10, _LARGEST_NUMBER)
    return max(1, round(number * sample_seconds / seconds))


def _sample(subject: Subject, number: int) -> float:
    """Return the seconds per call; a subject that returns a number measures itself."""
    calls = range(number)
    start = perf_counter()
    for _ in calls:
        measured = subject()
    if isinstance(measured, float):
        return measured
    return (perf_counter() - start) / number
