"""The two background processes of ``flask qbo worker`` and their supervisor.

RQ's worker forks and fails to start without Redis; the tick must go on either way.
So they are two children of one supervisor that starts them again when they end.
"""

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine

from integration_qbo.jobs import QUEUE
from integration_qbo.runtime import runtime_of

logger = logging.getLogger(__name__)

_RESTART_SECONDS = 3.0
_GRACE_SECONDS = 35.0
_PR_SET_PDEATHSIG = 1


class _PreloadedWorker(Worker):
    """RQ's worker over an app that is loaded once; each horse gets its own database.

    A connection shared over a fork would be read by two processes.
    """

    engine: Engine

    def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
        """Work one job in the child."""
        self.engine.dispose(close=False)
        super().main_work_horse(*args, **kwargs)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run the RQ worker and the tick until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    raise SystemExit(supervise(app))


def run_rq(app: Flask) -> int:
    """Listen for rings until told to stop; 1 when Redis does not answer."""
    runtime = runtime_of(app)
    redis = Redis.from_url(runtime.config.redis_url)
    try:
        redis.ping()
    except RedisError:
        return 1
    with app.app_context():
        rq_worker = _PreloadedWorker(
            [Queue(QUEUE, connection=redis, serializer=JSONSerializer)],
            connection=redis,
            serializer=JSONSerializer,
            worker_ttl=35,
            maintenance_interval=20,
            job_monitoring_interval=5,
        )
        rq_worker.engine = _engine(app)
        rq_worker.work(logging_level="WARNING")
    return 0


def run_tick(app: Flask) -> int:
    """Come round every few seconds until told to stop."""
    runtime = runtime_of(app)
    stop = _Stop()
    while not stop.is_asked:
        with app.app_context():
            try:
                runtime.tick()
            except Exception:
                logger.exception("A round of the tick failed; the next one tries again")
        stop.wait(runtime.config.timings.tick)
    return 0


def supervise(app: Flask) -> int:
    """Keep both children running until SIGTERM or Ctrl-C, then end them."""
    stop = _Stop()
    parts: dict[str, Callable[[Flask], int]] = {"rq": run_rq, "tick": run_tick}
    children: dict[int, str] = {}
    due = dict.fromkeys(parts, 0.0)
    is_deaf = False
    while not stop.is_asked:
        for name, run in parts.items():
            if name not in children.values() and time.monotonic() >= due[name]:
                children[_fork(app, run)] = name
        for pid, status in _ended(children):
            name = children.pop(pid)
            due[name] = time.monotonic() + _RESTART_SECONDS
            if name == "rq" and os.waitstatus_to_exitcode(status) == 1:
                if not is_deaf:
                    logger.warning("Redis does not answer; the tick works meanwhile")
                is_deaf = True
            else:
                logger.warning("The %s process ended and is started again", name)
        if "rq" in children.values() and is_deaf:
            is_deaf = time.monotonic() < due["rq"] + 1
        stop.wait(0.2)
    _end(children)
    return 0


class _Stop:
    """Whether SIGTERM or Ctrl-C has come."""

    def __init__(self) -> None:
        self.is_asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than until a signal comes."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True


def _fork(app: Flask, run: Callable[[Flask], int]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _die_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _engine(app).dispose(close=False)
        code = run(app)
    except BaseException:
        logger.exception("A background process failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Ask the kernel to end this process when the supervisor is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)


def _ended(children: dict[int, str]) -> list[tuple[int, int]]:
    ended = []
    for pid in children:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            ended.append((pid, status))
    return ended


def _end(children: dict[int, str]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _GRACE_SECONDS
    while children and time.monotonic() < until:
        for pid, _status in _ended(children):
            del children[pid]
        time.sleep(0.05)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _engine(app: Flask) -> Engine:
    with app.app_context():
        bind = runtime_of(app).session().get_bind()
    if not isinstance(bind, Engine):
        raise TypeError("the host's session is bound to a connection, not an engine")
    return bind
