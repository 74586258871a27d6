"""Everything that can go wrong, as exceptions that carry their data.

Each message says what was seen, what was expected and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from dlm_schema.text import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dlm_schema.findings import Loss, Report

_SHOWN_LOSSES: Final = 3


class DlmSchemaError(Exception):
    """Base of every error that this package raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickling would call the constructor with the message alone; this keeps the data.
        return _rebuild, (type(self), *self.args), vars(self)


class InvalidManifestError(DlmSchemaError):
    """A manifest breaks its specification; ``report`` says where and why (SPEC section 8)."""

    def __init__(self, report: Report, subject: str = "document") -> None:
        self.report = report
        self.subject = subject
        first = report.errors[0] if report.errors else "there is an error"  # where none is listed
        others = report.counts["error"] - 1
        more = f" (and {others} more)" if others else ""
        super().__init__(f"{subject} is not a valid export manifest: {first}{more}")


class UnknownVersionError(DlmSchemaError, ValueError):
    """A version was asked for that no schema describes."""

    def __init__(self, version: object, known: Sequence[int]) -> None:
        self.version = version
        self.known = tuple(known)
        numbers = ", ".join(str(number) for number in self.known)
        shown = excerpt(version) if type(version) is int else repr(version)
        super().__init__(f"version {shown} is unknown; the known versions are {numbers}")


class MigrationLossError(DlmSchemaError):
    """A migration would not carry everything over; ``losses`` says what (SPEC section 10)."""

    def __init__(self, losses: Sequence[Loss], to: int, subject: str = "document") -> None:
        self.losses = tuple(losses)
        self.to = to
        listed = "; ".join(str(loss) for loss in self.losses[:_SHOWN_LOSSES])
        hidden = len(self.losses) - _SHOWN_LOSSES
        more = f" and {hidden} more" if hidden > 0 else ""
        remedy = "allow the loss explicitly to go on"
        if any(loss.is_unrepresentable for loss in self.losses):
            remedy = "the older version has no value for it, so change it or stay at the newer one"
        super().__init__(
            f"{subject} cannot migrate to version {to} without loss: {listed}{more}; {remedy}"
        )


class ManifestPathError(DlmSchemaError):
    """A path does not lead to something that may be read or written.

    ``path`` is the path as given, ``reason`` what stood in the way, ``code`` the finding that
    describes it where a manifest was expected, else ``None``.
    """

    def __init__(self, path: str, reason: str, code: str | None = None) -> None:
        self.path = path
        self.reason = reason
        self.code = code
        super().__init__(f"{path}: {reason}")

    def at(self, path: str) -> Self:
        """Return the same error of another path, such as what this one is shown as."""
        return type(self)(path, self.reason, self.code)


class ClusterError(DlmSchemaError):
    """A cluster cannot be reached or used, or is no longer there."""


class NoManifestError(ManifestPathError):
    """A folder holds no manifest, at any depth."""


class TreeLockedError(DlmSchemaError):
    """Another process is migrating the same tree, or one above or below it.

    ``path`` is the folder whose lock it holds, and ``holder`` says who it is, as far as the system
    tells.
    """

    def __init__(self, path: str, holder: str = "another process") -> None:
        self.path = path
        self.holder = holder
        super().__init__(
            f"{path}: {holder} holds the lock of this folder, as a migration of this tree or of "
            f"one in it does; wait for it to end, then try again"
        )


def _rebuild(kind: type[DlmSchemaError], *arguments: object) -> DlmSchemaError:
    return kind.__new__(kind, *arguments)
