"""``dlm-schema validate`` and ``dlm-schema detect``: judge documents alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dlm_schema.cli.parser import add_options, add_paths
from dlm_schema.cli.reporting import reported, reporter_for
from dlm_schema.document import encoding
from dlm_schema.document.shapes import published_shape
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import claimed_version
from dlm_schema.export.inputs import subjects
from dlm_schema.findings import Finding
from dlm_schema.output.results import Result, result_of, unreadable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from dlm_schema.export.inputs import Subject


def _add_validate(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_options(parser, "--follow", "--strict", "--max-findings", "--cluster", "--unordered")


def _validate(options: argparse.Namespace) -> int:
    if options.cluster is not None:
        reporter = reporter_for(options, count_findings=True)
        # Imported here, because it is asked for rarely.
        from dlm_schema.cli.check import begin_on_cluster, report_all  # noqa: PLC0415
        from dlm_schema.export.checking import Bounds  # noqa: PLC0415

        bounds = Bounds(
            findings=options.max_findings, follow=options.follow, exclude=tuple(options.exclude)
        )
        return report_all(options, begin_on_cluster(options, options.paths, bounds), reporter)
    return reported(options, _results(options, _judged), count_findings=True)


def _judged(options: argparse.Namespace, subject: Subject) -> Result:
    report = judge(subject.data, options.max_findings).report
    return result_of(subject.path, report, strict=options.strict)


def _add_detect(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_options(parser, "--follow")


def _detect(options: argparse.Namespace) -> int:
    return reported(options, _results(options, _detected))


def _detected(_options: argparse.Namespace, subject: Subject) -> Result:
    document, finding = encoding.read(subject.data, published_shape())
    claim = finding or claimed_version(document)
    if isinstance(claim, Finding):
        return Result(subject.path, None, [claim], ok=False)
    return Result(subject.path, claim.number, [], ok=True)


def _results(
    options: argparse.Namespace, judge_one: Callable[[argparse.Namespace, Subject], Result]
) -> Iterator[Result]:
    for subject in subjects(options.paths, follow=options.follow, exclude=options.exclude):
        if subject.error:
            yield unreadable(subject.path, subject.error)
        else:
            yield judge_one(options, subject)


COMMANDS: Final = {"validate": (_add_validate, _validate), "detect": (_add_detect, _detect)}
