"""The processes of a demo: which there are, in which order they start, who needs what.

Used by `make demo`, by the tour and by the tests that need all of it at once.
"""

import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from rq import Worker

from host_app.cli import PASSWORDS
from host_app.demo.home import CHECKOUT, Facts, Home
from host_app.demo.processes import (
    LOOPBACK,
    CannotStart,
    Process,
    free_port,
    running,
    wait_until,
)
from host_app.demo.servers import redis_server
from host_app.models import Role

INTUIT_EMAIL, INTUIT_PASSWORD = "owner@local-intuit.test", "local-intuit"
CALLBACK = "/integrations/quickbooks/callback"
QUEUE = "qbo"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A running demo: where to find its parts, and what they were told."""

    back_office: str
    intuit: str
    redis: str
    environment: dict[str, str]
    processes: list[Process]
    logs: Path

    def flask(self, *words: str) -> None:
        """Run a command of the back office; `CannotStart` if it fails."""
        name = " ".join(("flask", *words))
        with _back_office(name, words, self.environment, self.logs) as process:
            if code := process.wait():
                raise CannotStart(
                    f"`{name}` failed (exit code {code}). Its last lines:\n"
                    f"{process.last_lines()}"
                )

    def ended(self) -> Process | None:
        """A process that is no longer there, if any."""
        return next((one for one in self.processes if one.exit_code is not None), None)


def anywhere(path: Path) -> tuple[Home, Facts]:
    """A demo directory of its own for tests: free ports, fresh secrets."""
    ports = {name: free_port() for name in ("back_office", "intuit", "redis")}
    return Home(path), Facts.new(ports)


@contextmanager
def stack(
    home: Home,
    facts: Facts,
    *,
    country: str = "AU",
    database_url: str | None = None,
    redis_url: str | None = None,
) -> Iterator[Stack]:
    """Start everything and wait until each part answers; end it with the block.

    Without URLs the database is a SQLite file in the directory, and Redis our own.
    """
    home.logs.mkdir(parents=True, exist_ok=True)
    back_office, intuit = (
        f"http://{LOOPBACK}:{facts.ports[name]}" for name in ("back_office", "intuit")
    )
    processes: list[Process] = []
    with ExitStack() as ending:
        process, grants = ending.enter_context(_intuit(home, facts, back_office))
        processes.append(process)
        server = ending.enter_context(
            redis_server(
                redis_url,
                port=facts.ports["redis"],
                data=home.path / "redis",
                password=facts.redis_password,
            )
        )
        if server.process:
            processes.append(server.process)
        environment = _environment() | {
            "SECRET_KEY": facts.secret_key,
            "DATABASE_URL": database_url or f"sqlite:///{home.database}",
            "QBO_ENVIRONMENT": "local",
            "QBO_DISCOVERY_URL": grants["urls"]["discovery"],
            "QBO_CLIENT_ID": grants["client_id"],
            "QBO_CLIENT_SECRET": grants["client_secret"],
            "QBO_REDIRECT_URI": back_office + CALLBACK,
            "QBO_DEPLOYMENT_ID": facts.deployment_id,
            "QBO_ENCRYPTION_KEYS": facts.encryption_keys,
            "QBO_REDIS_URL": server.url,
        }
        passwords = {
            name: facts.admin_password if role is Role.ADMIN else facts.member_password
            for role, name in PASSWORDS.items()
        }
        _prepare(country, environment | passwords, home.logs)
        began = datetime.now(UTC)
        port = str(facts.ports["back_office"])
        words = ("run", "--host", LOOPBACK, "--port", port)
        office = ending.enter_context(
            _back_office("Back office", words, environment, home.logs)
        )
        # It lets the invoice it is sending come to an end first.
        worker = ending.enter_context(
            _back_office("Worker", ("qbo", "worker"), environment, home.logs, grace=10)
        )
        processes += [office, worker]
        wait_until(office, lambda: _answers(back_office))
        with closing(redis.Redis.from_url(server.url)) as client:
            wait_until(worker, lambda: _works(client, began))
        yield Stack(
            back_office=back_office,
            intuit=intuit,
            redis=server.url,
            environment=environment,
            processes=processes,
            logs=home.logs,
        )


def _environment() -> dict[str, str]:
    """The person's own, but for what would make the demo behave differently."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FLASK_", "QBO_"))
    }
    direct = ",".join(filter(None, [kept.get("NO_PROXY"), LOOPBACK]))
    return kept | {"NO_PROXY": direct, "no_proxy": direct, "PYTHONUNBUFFERED": "1"}


@contextmanager
def _intuit(
    home: Home, facts: Facts, back_office: str
) -> Iterator[tuple[Process, dict[str, Any]]]:
    """The local Intuit, and what it grants the back office."""
    data, port = home.path / "intuit", str(facts.ports["intuit"])
    data.mkdir(exist_ok=True)
    grants = data / "grants.json"
    grants.unlink(missing_ok=True)
    command = [sys.executable, "-m", "integration_qbo.sandbox", "--port", port]
    command += ["--data", str(data), "--grants", str(grants)]
    command += ["--redirect-uri", back_office + CALLBACK]
    with running(
        "Local Intuit", command, log=home.logs / "intuit.log", cwd=CHECKOUT
    ) as process:
        wait_until(process, grants.exists)
        yield process, json.loads(grants.read_text())


def _back_office(
    name: str,
    words: tuple[str, ...],
    environment: dict[str, str],
    logs: Path,
    grace: float = 5,
) -> AbstractContextManager[Process]:
    """The back office's code, doing what these words of `flask` say."""
    return running(
        name,
        [sys.executable, "-m", "flask", "--app", "host_app", *words],
        log=logs / f"{name.lower().replace(' ', '-')}.log",
        env=environment,
        cwd=CHECKOUT,
        grace=grace,
    )


def _works(client: redis.Redis, since: datetime) -> bool:
    """Whether a worker of our queue registered itself in Redis after that moment."""
    return any(
        worker.birth_date and worker.birth_date >= since
        for worker in Worker.all(connection=client)
        if QUEUE in worker.queue_names()
    )


def _prepare(country: str, environment: dict[str, str], logs: Path) -> None:
    command = [sys.executable, "-m", "host_app.demo.prepare", country]
    with running(
        "Prepare", command, log=logs / "prepare.log", env=environment, cwd=CHECKOUT
    ) as process:
        if code := process.wait():
            raise CannotStart(
                f"The database could not be prepared (exit code {code}). The last "
                f"lines:\n{process.last_lines()}"
            )


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()
