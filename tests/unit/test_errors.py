"""Errors carry data, and their messages say what was seen, what was expected and what to do."""

from __future__ import annotations

import pickle

import pytest

from dlm_schema import errors
from dlm_schema.findings import Finding, Loss, Report

TYPE = Finding("schema/type", "error", "/quant", "expected string, found 5")
TARGET = Loss("/target", "loss/value", "vllm")
ROLES = [Loss(f"/artifacts/{index}/role", "loss/value", "adapter") for index in range(5)]


def test_migration_loss_lists_three_of_what_would_be_lost() -> None:
    error = errors.MigrationLossError(ROLES, 1)
    assert str(error) == (
        "document cannot migrate to version 1 without loss: "
        "loss/value at /artifacts/0/role ('adapter'); "
        "loss/value at /artifacts/1/role ('adapter'); "
        "loss/value at /artifacts/2/role ('adapter') and 2 more; allow the loss explicitly to go on"
    )
    assert (error.losses, error.to) == (tuple(ROLES), 1)


def test_manifest_path_error_carries_path_reason_and_code() -> None:
    error = errors.ManifestPathError("a/b", "is a directory", "files/not-regular")
    assert str(error) == "a/b: is a directory"
    assert (error.path, error.reason, error.code) == ("a/b", "is a directory", "files/not-regular")
    assert errors.ManifestPathError("a", "b").code is None


def test_locked_tree_says_what_to_do() -> None:
    error = errors.TreeLockedError("stores")
    assert error.path == "stores"
    assert str(error) == (
        "stores: another process holds the lock of this folder, as a migration of this tree or of "
        "one in it does; wait for it to end, then try again"
    )


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidManifestError(Report(2, [TYPE]), "a"),
        errors.UnknownVersionError(7, [1, 2, 3]),
        errors.MigrationLossError([TARGET], 1, "a"),
        errors.ManifestPathError("a", "b", "files/missing"),
        errors.TreeLockedError("a"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_error_survives_a_process_boundary(error: errors.DlmSchemaError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_every_error_is_a_dlm_schema_error() -> None:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    raised = [value for value in found if issubclass(value, Exception)]
    assert len(raised) >= 6
    assert all(issubclass(value, errors.DlmSchemaError) for value in raised)


@pytest.mark.parametrize("kind", [errors.ManifestPathError, errors.NoManifestError])
def test_an_error_of_a_path_can_be_told_of_another(kind: type[errors.ManifestPathError]) -> None:
    told = kind("/absolute", "is no folder", "files/missing").at("relative")
    assert type(told) is kind
    assert (str(told), told.code) == ("relative: is no folder", "files/missing")
