"""``dlm-schema validate`` and ``dlm-schema detect``: judge documents alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dlm_schema.cli.parser import add_cluster, add_follow, add_max_findings, add_paths, add_strict
from dlm_schema.cli.reporting import reporter_for
from dlm_schema.document import encoding
from dlm_schema.document.shapes import published_shape
from dlm_schema.document.validation import judge
from dlm_schema.document.versions import claimed_version
from dlm_schema.export.inputs import subjects
from dlm_schema.findings import Finding
from dlm_schema.output.results import Result, result_of, unreadable

if TYPE_CHECKING:
    import argparse


def _add_validate(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_follow(parser)
    add_strict(parser)
    add_max_findings(parser)
    add_cluster(parser)
    parser.set_defaults(run=_validate)


def _validate(options: argparse.Namespace) -> int:
    reporter = reporter_for(options, count_findings=True)
    if options.cluster is not None:
        # Imported here, because it is asked for rarely.
        from dlm_schema.cli.check import begin_on_cluster, report_all  # noqa: PLC0415
        from dlm_schema.export.checking import Bounds  # noqa: PLC0415

        bounds = Bounds(
            findings=options.max_findings, follow=options.follow, exclude=tuple(options.exclude)
        )
        return report_all(options, begin_on_cluster(options, options.paths, bounds), reporter)
    for subject in subjects(options.paths, follow=options.follow, exclude=options.exclude):
        if subject.error:
            reporter.add(unreadable(subject.path, subject.error))
            continue
        report = judge(subject.data, options.max_findings).report
        reporter.add(result_of(subject.path, report, strict=options.strict))
    return reporter.finish()


def _add_detect(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    add_follow(parser)
    parser.set_defaults(run=_detect)


def _detect(options: argparse.Namespace) -> int:
    reporter = reporter_for(options)
    for subject in subjects(options.paths, follow=options.follow, exclude=options.exclude):
        if subject.error:
            reporter.add(unreadable(subject.path, subject.error))
            continue
        document, finding = encoding.read(subject.data, published_shape())
        claim = finding or claimed_version(document)
        if isinstance(claim, Finding):
            reporter.add(Result(subject.path, None, [claim], ok=False))
        else:
            reporter.add(Result(subject.path, claim.number, [], ok=True))
    return reporter.finish()


COMMANDS: Final = {"validate": _add_validate, "detect": _add_detect}
