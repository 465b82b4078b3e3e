"""A process of the demo never outlives the one that started it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from host_app.demo.processes import CannotStart, is_free, running, wait_until

# Starts a grandchild in a session of its own, as RQ does, and waits; both carry the
# same unmistakable argument, and ignore SIGTERM when told to.
FAMILY = """
import signal, subprocess, sys, time
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "child" not in sys.argv:
    subprocess.Popen(
        [sys.executable, __file__, *sys.argv[1:], "child"], start_new_session=True
    )
print("up", *sys.argv[1:], flush=True)
time.sleep(600)
"""

STARTER = """
import sys, time
from pathlib import Path
from host_app.demo.processes import running
family, mark, log = sys.argv[1:]
with running("family", [sys.executable, family, mark], log=Path(log)):
    time.sleep(600)
"""


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "family.py"
    path.write_text(FAMILY)
    return path


@pytest.fixture
def mark():
    return secrets.token_hex(8)


def with_mark(mark):
    """Running processes whose command line carries the mark, guards left out."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if mark in line and not any("guard.py" in word for word in line):
            found.append(process)
    return found


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def both_up(log):
    return lambda: log.exists() and log.read_text().count("up") == 2


def test_the_end_of_the_block_ends_the_process_and_its_detached_children(
    tmp_path, family, mark
):
    log = tmp_path / "log"
    with running("family", [sys.executable, family, mark], log=log) as process:
        wait_until(process, both_up(log))
        assert len(with_mark(mark)) == 2

    assert with_mark(mark) == []


def test_a_process_that_ignores_sigterm_is_killed_after_its_grace(
    tmp_path, family, mark
):
    log = tmp_path / "log"
    command = [sys.executable, family, mark, "stubborn"]
    with running("family", command, log=log, grace=0.3) as process:
        wait_until(process, both_up(log))

    assert with_mark(mark) == []
    assert process.exit_code == 128 + signal.SIGKILL


def test_a_failure_inside_the_block_ends_the_process_too(tmp_path, family, mark):
    log = tmp_path / "log"
    command = [sys.executable, family, mark]

    def fail():
        with running("family", command, log=log) as process:
            wait_until(process, both_up(log))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert with_mark(mark) == []


def test_kill_9_of_the_starter_ends_everything_it_started(tmp_path, family, mark):
    log = tmp_path / "log"
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(family), mark, str(log)],
        cwd=Path.cwd(),
        start_new_session=True,
    )
    wait_for(both_up(log))

    os.kill(starter.pid, signal.SIGKILL)
    starter.wait()

    wait_for(lambda: with_mark(mark) == [])


def test_a_process_that_ends_at_once_is_reported_with_its_last_lines(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('the cupboard is bare')"]
    with (
        running("Cook", command, log=tmp_path / "log") as process,
        pytest.raises(CannotStart, match=r"Cook ended .* 1.*\n.*cupboard is bare"),
    ):
        wait_until(process, lambda: False)


def test_a_process_that_never_answers_is_reported(tmp_path):
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with (
        running("Sleeper", command, log=tmp_path / "log", grace=1) as process,
        pytest.raises(CannotStart, match="Sleeper did not answer within 0 seconds"),
    ):
        wait_until(process, lambda: False, seconds=0.2)


def test_a_command_that_does_not_exist_is_reported_by_name(tmp_path):
    with (
        running("Ghost", ["/nowhere/ghost"], log=tmp_path / "log") as process,
        pytest.raises(CannotStart, match="/nowhere/ghost: No such file"),
    ):
        wait_until(process, lambda: False)


def test_a_port_is_busy_while_somebody_listens_and_free_afterwards():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not is_free(port)

    assert is_free(port)
