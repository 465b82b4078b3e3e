"""Real processes that never outlive the one that started them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
GUARD = Path(__file__).with_name("guard.py")
STOP_SECONDS = 30.0


class CannotStart(Exception):  # noqa: N818 - named after what happened
    """A sentence for the person at the terminal: what is missing and the remedy."""


class Process:
    """One running command; its output goes to `log`, which `last_lines` reads."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.log = log
        self._popen = popen

    @property
    def exit_code(self) -> int | None:
        """`None` while it runs; 128 plus the signal's number when one ended it."""
        return self._popen.poll()

    def wait(self) -> int:
        """Its exit code, once it has ended by itself."""
        return self._popen.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of what it wrote, indented."""
        lines = self.log.read_text(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines) or "    (it wrote nothing)"

    def stop(self) -> None:
        """End it and everything it started; returns when nothing is left."""
        if self._popen.stdin:
            self._popen.stdin.close()
        self._popen.wait(STOP_SECONDS)


@contextmanager
def running(  # noqa: PLR0913 - a process has that many sides
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    stop_signal: str = "SIGTERM",
    grace: float = 5,
) -> Iterator[Process]:
    """Run a command until the block ends, or until this process dies by any means.

    It is asked to end with `stop_signal`, and killed with all its descendants after
    `grace` seconds.  `user` is for root, who hands the command to somebody else.
    """
    guarded = [sys.executable, "-I", str(GUARD)]
    guarded += ["--signal", stop_signal, "--grace", str(grace)]
    if user:
        guarded += ["--user", user]
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [*guarded, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
        )
    process = Process(name, popen, log)
    try:
        yield process
    finally:
        process.stop()


def wait_until(
    process: Process, answers: Callable[[], bool], *, seconds: float = 30
) -> None:
    """Return once it answers; `CannotStart`, with its last lines, if it never does."""
    deadline = time.monotonic() + seconds
    while True:
        if process.exit_code is not None:
            raise CannotStart(
                f"{process.name} ended at once (exit code {process.exit_code}). "
                f"Its last lines:\n{process.last_lines()}"
            )
        if answers():
            return
        if time.monotonic() > deadline:
            raise CannotStart(
                f"{process.name} did not answer within {seconds:.0f} seconds. "
                f"Its last lines:\n{process.last_lines()}"
            )
        time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on now; another process may still be quicker."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # As servers do; without it a port just closed looks busy for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def is_root() -> bool:
    """Whether we run as root, as containers do."""
    return os.geteuid() == 0
