"""Fail, interrupt, kill and delay at every system call: ``nox -s faults``.

``process`` runs a function that is stopped at its system calls, ``worlds`` says what a function is
run on and what must hold afterwards. Here all instants of all worlds are gone through and counted.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from proofs.faults import disturbances, naive, worlds
from proofs.faults.disturbances import Disturb, Swap, fail, interrupt, kill, meanwhile
from proofs.faults.judges import Instant, Judge, Writer, judge_corrupt, judge_saved
from proofs.faults.process import Stopped, why_not_here
from proofs.faults.worlds import BASE, CORRUPT, MIGRATE, OUTER, VICTIM, Act, World

from dlm_schema.document.versions import REGISTRY

_SHOWN: Final = 20
_LONG: Final = 400
_FAST: Final = "/dev/shm"
_ERRORS: Final = (errno.EIO, errno.EOPNOTSUPP, errno.ESTALE, errno.EACCES, errno.ENOSPC)
_FEW_ERRORS: Final = 2
_SOME_CALLS: Final = 41  # of publishing, which makes thousands
_SOME_INSTANTS: Final = 5  # of naive migrations, which are wrong at several
_EVERY_THIRD: Final = 3  # of all calls, so that it takes minutes
_SOME_BEGINNINGS: Final = 29  # of swaps at every call
_SWAPS: Final = (
    Swap(os.path.dirname(OUTER), os.path.dirname(VICTIM)),
    Swap(OUTER, VICTIM),
)
_SWAPS_IN_STORE: Final = (Swap(CORRUPT, "good"), Swap(f"{CORRUPT}/{BASE}", f"good/{BASE}"))


class Part(NamedTuple):
    """A function, disturbed in one way ahead of one system call after the other.

    Of ``stride`` calls one is taken. A part that is of the kind ``naive`` has to be found wrong.
    """

    kind: str
    name: str
    make: Callable[[Path], None]
    act: Act
    judge: Callable[[Path], Judge]
    disturb: Disturb
    stride: int = 1


class Outcome(NamedTuple):
    """What came of a part: how many disturbances there were, and what was wrong."""

    kind: str
    name: str
    fired: int
    wrong: list[str]
    seconds: float


def go_through(part: Part, top: str) -> Outcome:
    """Go through all instants of a part, of a naive one until it is caught."""
    began = time.monotonic()
    fired, wrong = 0, list[str]()
    with tempfile.TemporaryDirectory(dir=top) as name:
        work = Path(name)
        work.chmod(0o755)
        template = work / "template"
        part.make(template)
        judge = part.judge(template)
        for instant in instants(part, template, work):
            fired += instant.fired
            where = f"{part.name}, ahead of call {instant.number}"
            wrong += [f"{where}: {one}" for one in judge(instant)]
            if not instant.fired:
                wrong.append(f"{where}: nothing happened to it")
            if wrong and part.kind == "naive":
                break
    return Outcome(part.kind, part.name, fired, wrong, time.monotonic() - began)


def instants(part: Part, template: Path, work: Path) -> Iterator[Instant]:
    """Run a function again and again, disturbed at another instant each time."""
    for number in count(1, part.stride):
        folder, output = work / str(number), work / "output"
        copy(template, folder)
        process = Stopped(partial(part.act, folder), str(output))
        if not all(process.next() for _ in range(number)):
            return
        fired = part.disturb(process, folder, number)
        status = process.finish()
        yield Instant(number, fired, folder, status, output.read_text(errors="replace"))
        shutil.rmtree(folder)


def copy(template: Path, folder: Path) -> None:
    """Copy a folder with the owners of all that is in it."""
    shutil.copytree(template, folder, symlinks=True)
    for top, folders, names in os.walk(template) if os.geteuid() == 0 else ():
        for name in (*folders, *names):
            status = os.lstat(os.path.join(top, name))
            if status.st_uid:
                path = os.path.join(folder, os.path.relpath(top, template), name)
                os.chown(path, status.st_uid, status.st_gid, follow_symlinks=False)


def writer(world: World, kind: str, name: str, disturb: Disturb, stride: int = 1) -> Part:
    """Return a part that disturbs what writes."""
    judge = partial(Writer, world)
    return Part(kind, name, world.make, world.act, judge, disturb, stride)


def checker(path: str, kind: str, name: str, disturb: Disturb) -> Part:
    """Return a part that disturbs a check of what is not ok."""
    act = partial(worlds.check, path)
    return Part(kind, f"check {path}, {name}", worlds.make_corrupt, act, corrupt, disturb)


def swapped(swap: Swap, kind: str, name: str, disturb: Disturb) -> Part:
    """Return a part in which something is swapped for a link during a migration."""
    judge = partial(Writer, worlds.SWAPPED, swap=swap)
    return writer(worlds.SWAPPED, kind, name, disturb)._replace(judge=judge)


def saved(name: str, kind: str, disturb: Disturb) -> Part:
    """Return a part in which an editor saves during a migration."""
    return Part(kind, f"migrate, {name}", MIGRATE.make, MIGRATE.act, kept, disturb)


def corrupt(_: Path) -> Judge:
    """Judge a world that is corrupt."""
    return judge_corrupt


def kept(_: Path) -> Judge:
    """Judge what was saved."""
    return judge_saved


def parts(published: World, *, thorough: bool) -> Iterator[Part]:
    """Yield everything that is tried."""
    for world in (published, *worlds.WRITERS):
        stride = 1 if thorough else _SOME_CALLS if world is published else 1 + (not world.sweeps)
        yield writer(world, "kills", f"{world.name}, killed", kill, stride)
        yield writer(world, "interrupts", f"{world.name}, interrupted", interrupt, stride)
        for error in _ERRORS if thorough else _ERRORS[:_FEW_ERRORS]:
            name = f"{world.name}, {errno.errorcode[error]}"
            yield writer(world, "faults", name, partial(fail, error), stride)
    for path in worlds.CHECKED:
        yield checker(path, "interrupts", "interrupted", interrupt)
        for error in _ERRORS:
            yield checker(path, "faults", errno.errorcode[error], partial(fail, error))
    yield from pairs()
    yield from swaps(1 if thorough else _SOME_BEGINNINGS)


def pairs() -> Iterator[Part]:
    """Yield two processes at a time: one stands, and another does something meanwhile."""
    outer, inner = worlds.migrate, worlds.migrate_inner
    for name, act, other in (("inner", outer, inner), ("outer", inner, outer)):
        title = f"migrate, the {name} tree meanwhile"
        killed = partial(disturbances.meanwhile_killed, other)
        both = partial(Part, "pairs", make=MIGRATE.make)
        judge = partial(Writer, MIGRATE, only=False)
        yield both(title, act=act, judge=judge, disturb=partial(meanwhile, other))
        yield both(f"{title} and killed", act=act, judge=judge, disturb=killed)
        judge = partial(Writer, replace(MIGRATE, sweeps=False), only=False)
        poor = partial(both, act=worlds.poorly(act), judge=judge)
        yield poor(f"{title}, poorly", disturb=partial(meanwhile, worlds.poorly(other)))
    for world in (worlds.SAVE, worlds.CREATE):
        twice = f"{world.name}, twice"
        yield writer(world, "pairs", twice, partial(meanwhile, world.act))
        killed = partial(disturbances.meanwhile_killed, world.act)
        yield writer(world, "pairs", f"{twice}, one killed", killed)
    yield saved("saved meanwhile", "pairs", partial(meanwhile, worlds.save_manifest))


def swaps(stride: int) -> Iterator[Part]:
    """Yield what somebody changes who has a right to."""
    yield saved("an editor renames", "swaps", disturbances.save_by_renaming)
    yield saved("an editor writes", "swaps", disturbances.save_by_writing)
    for swap in _SWAPS:
        name = f"migrate, {swap.path} and"
        yield swapped(swap, "swaps", f"{name} a link", swap.once)
        yield swapped(swap, "swaps", f"{name} links", swap.always)._replace(stride=stride)
    for swap in _SWAPS_IN_STORE:
        for path in worlds.CHECKED if swap.path != CORRUPT else worlds.CHECKED[:1]:
            yield checker(path, "swaps", f"{swap.path} and a link", swap.once)
            many = checker(path, "swaps", f"{swap.path} and links", swap.always)
            yield many._replace(stride=stride)


def naive_parts() -> Iterator[Part]:
    """Yield parts that have to be found wrong."""
    done = naive.done
    save = done(worlds.save, naive.write_in_place)
    yield writer(worlds.SAVE, "naive", "save writes in place", kill)._replace(act=save)
    save = done(worlds.save, naive.never_sweep)
    yield writer(replace(worlds.SAVE, act=save), "naive", "save never sweeps", kill)
    outer = done(worlds.migrate, naive.share_a_temporary)
    inner = done(worlds.migrate_inner, naive.share_a_temporary)
    killed = partial(disturbances.meanwhile_killed, inner)
    part = writer(MIGRATE, "naive", "migrations share a temporary", killed)
    yield part._replace(act=outer, stride=_SOME_INSTANTS)
    for disturb in (disturbances.save_by_renaming, disturbances.save_by_writing):
        part = saved("never looks back", "naive", disturb)
        never = done(worlds.migrate, naive.never_look_back)
        yield part._replace(act=never, stride=_SOME_INSTANTS)
    swap, *_ = _SWAPS
    by_names = done(worlds.migrate, naive.go_by_names)
    yield swapped(swap, "naive", "migrate goes by names", swap.once)._replace(act=by_names)
    path, *_ = worlds.CHECKED
    check = partial(worlds.check, path)
    part = checker(path, "naive", "passes over errors", partial(fail, errno.EIO))
    yield part._replace(act=done(check, naive.pass_over_errors))
    part = checker(path, "naive", "follows links", _SWAPS_IN_STORE[1].once)
    yield part._replace(act=done(check, naive.follow_links))


def warm_up(work: Path) -> None:
    """Do everything once, so that nothing is imported while a process is watched."""
    for world in (MIGRATE, worlds.RESTORE, worlds.SAVE, worlds.CREATE):
        folder = work / f"warm {world.name}"
        world.make(folder)
        if world.act(folder) != 0:
            raise AssertionError(f"{world.name} does not end well, undisturbed")
    with contextlib.redirect_stdout(StringIO()):
        worlds.check("", work)
    for version in REGISTRY.values():
        if version.shortcut is None:  # loaded when a process has judged much
            raise AssertionError(f"version {version.number} has no shortcut")


def main(arguments: Sequence[str]) -> int:
    """Try everything, print the counts, and fail where something is wrong."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--thorough", action="store_true", help="every error at every call")
    parser.add_argument("--only", default="", metavar="TEXT", help="parts with it in their name")
    parser.add_argument("--verbose", action="store_true", help="print what each part came to")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    problem = why_not_here()
    if problem is not None:
        print(f"skipped: {problem}")
        return int(bool(os.environ.get("CI")))
    top = _FAST if os.access(_FAST, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="dlm-schema-faults-", dir=top) as name:
        work = Path(name)
        work.chmod(0o755)
        warm_up(work)
        tried = list(parts(worlds.publishing(work), thorough=options.thorough))
        if not options.thorough:
            tried = [part._replace(stride=max(part.stride, _EVERY_THIRD)) for part in tried]
        tried += naive_parts()
        tried = [part for part in tried if options.only in part.name]
        if not tried:
            parser.error(f"no part has {options.only!r} in its name")
        return report(carried_out(tried, name, options.jobs), verbose=options.verbose)


def carried_out(tried: Sequence[Part], top: str, jobs: int) -> Iterator[Outcome]:
    """Go through parts, several at once."""
    forking = multiprocessing.get_context("fork")
    numbers = range(len(tried))
    with ProcessPoolExecutor(jobs, forking, _keep, (tried, top)) as pool:
        yield from pool.map(_by_number, numbers)


_kept: list[tuple[Sequence[Part], str]] = []


def _keep(tried: Sequence[Part], top: str) -> None:
    _kept.append((tried, top))


def _by_number(number: int) -> Outcome:
    """Go through a part that a forked process knows already: functions cannot be sent."""
    tried, top = _kept[0]
    return go_through(tried[number], top)


def shortened(text: str) -> str:
    """Return the beginning and the end of a text that may be a traceback."""
    return text if len(text) < _LONG else f"{text[: _LONG // 2]} ... {text[-_LONG // 2 :]}"


def report(outcomes: Iterator[Outcome], *, verbose: bool) -> int:
    """Print the counts by kind, and what is wrong."""
    fired: Counter[str] = Counter()
    caught = missed = 0
    wrong: list[str] = []
    for kind, name, times, problems, seconds in outcomes:
        if verbose:
            print(f"{seconds:6.1f} s {times:6} {kind}, {len(problems)} wrong: {name}")
            sys.stdout.flush()
        if kind != "naive":
            fired[kind] += times
            wrong += problems
        elif problems:
            caught += 1
        else:
            missed += 1
            wrong.append(f"{name}: was not caught")
    for line in wrong[:_SHOWN]:
        print(shortened(line))
    counts = ", ".join(f"{number:,} {kind}" for kind, number in sorted(fired.items()))
    print(f"{counts}: {len(wrong) - missed} wrong; {caught} of {caught + missed} naive ones caught")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
