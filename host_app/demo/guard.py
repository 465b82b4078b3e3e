"""Run one command so that it, and all it starts, ends when our standard input closes.

Started as a script of its own by `host_app.demo.processes`, never imported.  The
starter holds the other end of the pipe, so its death by any means, ``kill -9``
included, ends the command; nobody needs to tidy up afterwards.

    python -I guard.py [--user NAME] [--signal SIGTERM] [--grace SECONDS] COMMAND…
"""

import argparse
import contextlib
import ctypes
import os
import pwd
import select
import signal
import subprocess
import sys

import psutil

PR_SET_CHILD_SUBREAPER = 36
POLL_SECONDS = 0.1


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(command: list[str], user: str | None) -> subprocess.Popen[bytes]:
    """The command in a session of its own, as `user` when we are root."""
    if user is None:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, start_new_session=True
        )
    account = pwd.getpwnam(user)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )


def end(child: subprocess.Popen[bytes], number: int, grace: float) -> None:
    """Ask the child to end, then make sure that nothing of its family is left."""
    family = psutil.Process().children(recursive=True)
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(grace)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    family = rest(family)
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(family, timeout=grace)
    while family := rest(family):
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=1)


def rest(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those still there: known before, or adopted since."""
    found = {*family, *psutil.Process().children(recursive=True)}
    return [process for process in found if process.is_running()]


def main() -> int:
    """The command's exit code, as a shell would give it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--user")
    parser.add_argument("--signal", default="SIGTERM")
    parser.add_argument("--grace", type=float, default=5)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()

    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))
    adopt_orphans()
    try:
        child = start(options.command, options.user)
    except OSError as error:
        print(f"{options.command[0]}: {os.strerror(error.errno or 0)}", file=sys.stderr)
        return 127
    while child.poll() is None and not asked:
        readable, _, _ = select.select([sys.stdin], [], [], POLL_SECONDS)
        if readable:
            break
    end(child, signal.Signals[options.signal], options.grace)
    code: int = child.returncode
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
