"""Whole commands on clusters: the lines of the README, credentials, Ctrl-C, and noise."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from support.dask_cluster import Cluster, cluster_of
from support.documents import REPOSITORY
from support.harness import COMMAND, ENVIRONMENT, make_store, report_of, run
from support.object_store import BUCKET, environment, server_binary, serving
from support.terminal import on_terminal

import dlm_schema
from dlm_schema.export.checking import check_all

EXAMPLES: Final = REPOSITORY / "examples"
WITHIN: Final = 240.0


@pytest.mark.parametrize("command", ["check", "verify", "validate"])
def test_workers_that_the_command_starts_find_the_same(command: str) -> None:
    arguments = (command, str(EXAMPLES), "--format", "json")
    assert run(*arguments, "--cluster", "local:2") == run(*arguments)


def test_the_lines_of_the_readme_check_a_bucket(tmp_path: Path) -> None:
    if server_binary() is None:
        assert not os.environ.get("CI"), "the session builds the S3 server"
        pytest.skip("nox -s cluster builds the S3 server that this needs")
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```bash\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert len(lines.splitlines()) == 4
    exports = tmp_path / BUCKET / "exports"
    for number in range(10):
        shutil.copytree(EXAMPLES / "version-3", exports / f"user-{number}")
    with serving(tmp_path) as port:
        programs = {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}
        shell = subprocess.Popen(
            ["bash", "-e", "-c", lines],
            env={**ENVIRONMENT, **environment(port), **programs},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        assert shell.stdout is not None
        try:
            out = "".join(until(shell.stdout, "manifests: "))
            assert shell.wait(WITHIN) == 0
        finally:
            os.killpg(shell.pid, signal.SIGKILL)
            shell.stdout.close()
    expected = run("check", str(exports)).out.replace(str(exports), f"s3://{BUCKET}/exports")
    assert out.endswith(expected)
    assert "40 manifests: 40 ok, 0 failed" in expected


def until(lines: Any, text: str) -> Iterator[str]:
    for line in lines:
        yield line
        if text in line:
            return


class Handler(SimpleHTTPRequestHandler):
    """Serves files to those who sign what they ask for."""

    def log_message(self, *_: Any) -> None:
        pass

    def send_head(self) -> Any:
        if "signature=secret" not in self.path:
            self.send_error(403)
            return None
        return super().send_head()


@pytest.fixture(name="url")
def _url() -> Iterator[str]:
    """Yield the URL of the examples, with all the secrets that a URL can hold."""
    handler = functools.partial(Handler, directory=str(EXAMPLES / "version-3"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://user:secret@127.0.0.1:{server.server_address[1]}/?signature=secret"
        server.shutdown()
        thread.join()


def test_credentials_reach_workers_and_nothing_else(url: str, tmp_path: Path) -> None:
    settings = {"DASK_LOGGING__DISTRIBUTED": "debug"}
    arguments = ("check", url, "--format", "json")
    with cluster_of(1, tmp_path, settings) as cluster:
        ended = run(*arguments, "--cluster", cluster.address)
        logs = cluster.logs()
    assert ended == run(*arguments)
    report = json.loads(ended.out)
    assert report["summary"]["checked"] == 4
    codes = {found["code"] for one in report["results"] for found in one["findings"]}
    assert codes == {"files/unlisted", "store/summary-missing"}  # and nothing is unreadable
    assert "secret" not in logs + ended.out + ended.err
    assert "dlm-schema-" in logs  # where Dask tells of units


def endless(manifest: Path) -> Path:
    """Have an export list a file that takes hours to read, and return that file."""
    document = json.loads(manifest.read_bytes())
    document["artifacts"][0]["size_bytes"] = 2**42
    manifest.write_text(json.dumps(document))
    model: Path = manifest.parent / document["artifacts"][0]["path"]
    model.touch()
    os.truncate(model, 2**42)
    return model


def test_a_worker_stops_reading_what_nobody_wants(cluster: Cluster, tmp_path: Path) -> None:
    (manifest,) = make_store(tmp_path / "store", 1, 3)
    model = endless(manifest)
    command = [*COMMAND, "check", str(tmp_path / "store"), "--cluster", cluster.address]
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: readers_of(model) > 0)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=WITHIN)
    assert process.returncode == 130
    assert complaints.startswith("dlm-schema: interrupted: 0 manifests were judged")
    wait_until(lambda: readers_of(model) == 0)


def test_a_person_sees_how_far_the_cluster_is(cluster: Cluster, tmp_path: Path) -> None:
    *others, last = make_store(tmp_path / "store", 9, 3)
    endless(last)
    with on_terminal("check", tmp_path / "store", "--cluster", cluster.address) as terminal:
        line = re.compile(rf"{len(others)} manifests, [\d.]+ \w+ .*left")
        assert terminal.watch(lambda lines: any(map(line.match, lines))), terminal.shown
        terminal.type(b"\x03")
        assert terminal.end() == 130
        assert terminal.shown[-1].startswith("dlm-schema: interrupted: 8 manifests were judged")


def readers_of(path: Path) -> int:
    """Return how many descriptors of all processes lead to a file."""
    found = 0
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            found += os.readlink(link) == str(path)
        except OSError:
            continue
    return found


def wait_until(holds: Any) -> None:
    ends = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.1)


@contextlib.contextmanager
def checking_locally(folder: Path, exports: int) -> Iterator[subprocess.Popen[str]]:
    """Run a check on workers of its own that has to end by an interrupt, and with one line."""
    make_store(folder / "store", exports, 3)
    process = subprocess.Popen(
        [*COMMAND, "check", str(folder / "store"), "--cluster", "local:2"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, complaints = process.communicate(timeout=WITHIN)
    assert process.returncode == 130
    (complaint,) = complaints.splitlines()
    assert complaint.startswith("dlm-schema: interrupted: ")
    wait_until(lambda: not is_any_alive(process.pid))


def test_an_interrupted_command_ends_the_workers_that_it_started(tmp_path: Path) -> None:
    with checking_locally(tmp_path, 2_000) as process:
        assert process.stdout is not None
        process.stdout.readline()


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_workers_that_start_say_nothing_of_an_interrupt(tmp_path: Path, processes: int) -> None:
    """They are in the middle of importing libraries."""
    with checking_locally(tmp_path, 1) as process:
        wait_until(lambda: len(children_of(process.pid)) >= processes)


def children_of(process: int) -> list[str]:
    """Return the ids of the processes that the threads of one have started."""
    found: list[str] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # of a thread that has ended
            found += thread.read_text().split()
    return found


def is_any_alive(group: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


LISTENING: Final = """
import psutil
from dlm_schema.cluster.connecting import connected

if __name__ == "__main__":
    with connected("local:1"):
        this = psutil.Process()
        for process in (this, *this.children(recursive=True)):
            for connection in process.net_connections():
                if connection.status == psutil.CONN_LISTEN:
                    print(connection.laddr.ip)
"""


def test_what_the_command_starts_is_for_this_machine_alone(tmp_path: Path) -> None:
    program = tmp_path / "listening.py"
    program.write_text(LISTENING)
    listening = run(command=(sys.executable, str(program))).out.split()
    assert len(listening) > 2
    assert set(listening) == {"127.0.0.1"}


def test_many_paths_are_checked_from_a_notebook(client: Any) -> None:
    paths = sorted(EXAMPLES.iterdir())
    results = list(dlm_schema.check_many(paths, client=client))
    with check_all([str(path) for path in paths]) as checks:
        assert results == list(checks)
    unordered = dlm_schema.check_many(paths, client=client, unordered=True)
    assert sorted(one.path for one in unordered) == sorted(one.path for one in results)


def test_results_are_kept_and_known_again_on_a_cluster(cluster: Cluster, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "stores")
    time.sleep(0.2)  # so long ago that the next change has another time
    arguments = ("check", str(tmp_path / "stores"), "--cluster", cluster.address)
    state = ("--state", os.path.relpath(tmp_path / "state"))  # workers are in another folder
    plain, first, again = (report_of(*arguments, *more)["results"] for more in ((), state, state))
    assert first == plain
    known = [one for one in again if one.pop("from_state", False) and one.pop("judged_at")]
    assert len(known) == len(plain)
    assert again == plain
    (tmp_path / "no-folder").touch()
    ended = run(*arguments, "--state", str(tmp_path / "no-folder"))
    assert ended.status == run(*arguments).status
    assert ended.err.startswith("dlm-schema: not all results could be kept or used again: ")


def test_the_notebook_of_the_operating_page_runs(cluster: Cluster, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "operating.md").read_text(encoding="utf-8")
    [program] = re.findall("```py\n(.*?)```", page, re.DOTALL)
    [manifest] = make_store(tmp_path / "store", 1, 3)
    for shown, real in (
        ("tcp://scheduler:8786", cluster.address),
        ("s3://bucket/exports", str(manifest.parent)),
    ):
        assert shown in program
        program = program.replace(shown, real)
    ended = run(command=(sys.executable, "-c", program))
    assert (ended.status, ended.err) == (0, "")
    path, finding = ended.out.splitlines()
    assert path == str(manifest)
    assert finding.startswith("  files/missing at /artifacts/0/path: ")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--cluster", "nonsense"), "expected a scheduler such as tcp://HOST:8786, or local[:N]"),
        (("--cluster", "tcp://u:secret@h:1"), "expected a scheduler such as tcp://HOST:8786"),
        (("--cluster", "local:0"), "expected a scheduler such as tcp://HOST:8786, or local[:N]"),
        (("--unordered",), "--unordered goes with --cluster"),
        (
            ("--cluster", "local", "--max-bytes", "5"),
            "--max-bytes and --cluster exclude each other",
        ),
    ],
)
def test_wrong_usage_is_said_in_a_line(arguments: tuple[str, ...], reason: str) -> None:
    ended = run("check", str(EXAMPLES), *arguments)
    assert ended.status == 2
    assert reason in ended.err.splitlines()[-1]
    assert "secret" not in ended.err


def test_a_missing_extra_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ModuleNotFoundError(name='distributed')")
    ended = run(
        "check",
        str(EXAMPLES),
        "--cluster",
        "local",
        environment={"PYTHONPATH": f"{tmp_path}:{ENVIRONMENT['PYTHONPATH']}"},
    )
    assert ended.status == 2
    install = "a cluster needs more than is installed: pip install 'dlm-schema[cluster]'"
    assert ended.err.splitlines()[0] == f"dlm-schema: {install}"


@pytest.mark.parametrize("options", [("--size-only",), ("--sample", "50%", "--seed", "7")], ids=str)
def test_the_same_files_are_read_on_a_cluster(cluster: Cluster, options: tuple[str, ...]) -> None:
    arguments = ("check", str(EXAMPLES), *options)
    on_cluster = report_of(*arguments, "--cluster", cluster.address)
    assert on_cluster == report_of(*arguments)
    assert run(*arguments, "--cluster", cluster.address).err == run(*arguments).err
