"""The doctor: what of a deployment works, what does not, and what to do about it."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.config import Config, Environment
from integration_qbo.contract import Host, Permission, User
from integration_qbo.domain.connection import WITH_TOKENS, Status, say
from integration_qbo.services.keep_token_fresh import copy_of, lock_of
from integration_qbo.services.tick import Bell
from integration_qbo.services.warn_of_end import WARNINGS, days_left
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Heartbeat
from integration_qbo.store.secrets import Vault
from integration_qbo.store.upgrade import revisions

logger = logging.getLogger(__name__)

_SKEW = timedelta(seconds=30)
_MISSED_ROUNDS = 4
_MEGABYTE = 1_000_000
STRANGER = User(ref="nobody-the-doctor-asks-about", name="Nobody")


class Level(StrEnum):
    """How much a finding matters."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where nothing is to be done."""

    id: str
    level: Level
    sentence: str
    remedy: str = ""


def fine(key: str, sentence: str) -> Finding:
    """What is as it should be."""
    return Finding(id=key, level=Level.FINE, sentence=sentence)


def warning(key: str, sentence: str, remedy: str) -> Finding:
    """What works, and will not for long or not well."""
    return Finding(id=key, level=Level.WARNING, sentence=sentence, remedy=remedy)


def problem(key: str, sentence: str, remedy: str) -> Finding:
    """What does not work."""
    return Finding(id=key, level=Level.PROBLEM, sentence=sentence, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Examine:
    """Looks at tables, clock, worker, keys and connections; changes nothing."""

    session: Callable[[], Session]
    clock: Clock
    host: Host
    config: Config
    vault: Vault
    bell: Bell

    def __call__(self, tenant: str | None = None) -> list[Finding]:
        """Every finding; of one tenant's connection or of all."""
        present, head = revisions(self.session().connection())
        if present != head:
            return [
                problem(
                    "tables",
                    f"The tables are at revision {present or 'none'}, the code at"
                    f" {head}.",
                    "Run “flask qbo upgrade”.",
                )
            ]
        found = [
            fine("tables", f"The tables are at revision {head}, as the code is."),
            self._storage(),
            self._clock(),
            self._tick(),
            self._worker(),
            self._requests(),
            self._cookie(),
        ]
        connections = select(Connection).order_by(Connection.tenant)
        if tenant is not None:
            connections = connections.where(Connection.tenant == tenant)
        for connection in self.session().scalars(connections):
            found += self._connection(connection)
        return found

    def _storage(self) -> Finding:
        environment = self.config.environment
        dialect = self.session().get_bind().dialect.name
        if dialect == "sqlite" and environment is Environment.PRODUCTION:
            return warning(
                "storage",
                "Invoices of a real company rest in SQLite, which one process at a"
                " time can write.",
                "Move to PostgreSQL.",
            )
        return fine("storage", f"{dialect}, environment {environment.value}.")

    def _clock(self) -> Finding:
        skew = abs(datetime.now(UTC) - self.clock.now())
        if skew > _SKEW:
            return problem(
                "clock",
                f"This machine and the database are {skew.seconds} seconds apart.",
                "Set both by a time server.",
            )
        return fine("clock", "This machine and the database agree on the time.")

    def _tick(self) -> Finding:
        beat = self.session().get(Heartbeat, "tick", populate_existing=True)
        if beat is None:
            return problem(
                "tick", "The tick has never come round.", "Start “flask qbo worker”."
            )
        age = self.clock.now() - beat.beat_at
        seconds = int(age.total_seconds())
        if age > timedelta(seconds=_MISSED_ROUNDS * self.config.timings.tick):
            return problem(
                "tick",
                f"The tick last came round {seconds} seconds ago.",
                "Start “flask qbo worker”, or look at its log.",
            )
        return fine("tick", f"The tick came round {seconds} seconds ago.")

    def _worker(self) -> Finding:
        if self.bell.is_heard():
            return fine("worker", "Redis answers and a worker listens.")
        return warning(
            "worker",
            "Redis does not answer, or no worker listens; the tick does the work,"
            f" up to {self.config.timings.tick:g} seconds later.",
            "Start Redis and “flask qbo worker”.",
        )

    def _requests(self) -> Finding:
        most = self.config.largest_request
        if most is None:
            return warning(
                "requests",
                "This app reads requests of any size.",
                "Set MAX_CONTENT_LENGTH; the add-on needs no more than 4 MB.",
            )
        return fine("requests", f"Requests end at {most / _MEGABYTE:,.1f} MB.")

    def _cookie(self) -> Finding:
        if self.config.is_cookie_secure:
            return fine("cookie", "The session cookie travels encrypted only.")
        if self.config.environment is Environment.LOCAL:
            return fine("cookie", "The session cookie may travel in clear, locally.")
        return warning(
            "cookie",
            "Browsers may send the session cookie over lines that are not encrypted.",
            "Set SESSION_COOKIE_SECURE to True.",
        )

    def _hook(self, tenant: str) -> Finding:
        """Whether the host denies somebody whom it cannot know."""
        try:
            granted = [
                permission.value
                for permission in Permission
                if self.host.may(STRANGER, permission, tenant) is True
            ]
        except Exception as bug:
            logger.exception("The permission hook failed")
            return problem(
                "permissions",
                "Host.may failed when asked about somebody unknown"
                f" ({type(bug).__name__}).",
                "Have it answer False for whoever it does not know.",
            )
        if granted:
            return problem(
                "permissions",
                f"Host.may lets strangers {', '.join(granted)}.",
                "Have it answer False for whoever it does not know.",
            )
        return fine("permissions", "The permission hook denies whom it does not know.")

    def _connection(self, connection: Connection) -> Iterator[Finding]:
        status = Status(connection.status)
        name = connection.company.name if connection.company else connection.tenant
        yield self._hook(connection.tenant)
        if status is Status.LOST:
            yield problem(
                "connection",
                f"{name} needs reconnecting: {connection.reason}",
                "Connect again on the Connection page; nothing is lost.",
            )
            return
        yield fine("connection", f"{name}: {say(status)}.")
        if status not in WITH_TOKENS:
            return
        in_the_way = copy_of(connection, self.config.deployment_id)
        in_the_way = in_the_way or lock_of(connection, self.vault)
        if in_the_way is not None:
            yield problem("keys", in_the_way.sentence, in_the_way.remedy)
        else:
            yield fine("keys", f"The tokens of {name} can be read here.")
        yield self._end(connection, name)
        yield self._person(connection)

    def _end(self, connection: Connection, name: str) -> Finding:
        days = days_left(connection, self.clock.now())
        if days is None:
            return fine("token", f"Intuit named no end of the key to {name}.")
        if days > max(WARNINGS):
            return fine("token", f"The key to {name} is good for {days} more days.")
        tell = problem if days <= min(WARNINGS) else warning
        return tell(
            "token",
            f"The key to {name} ends in {days} days.",
            "Disconnect and connect again on the Connection page.",
        )

    def _person(self, connection: Connection) -> Finding:
        who = connection.connected_by_name or "Somebody"
        user = User(ref=connection.connected_by_ref, name=who)
        if self.host.may(user, Permission.CONNECT, connection.tenant) is True:
            return fine("person", f"{who}, who connected it, still may.")
        return warning(
            "person",
            f"{who}, who connected it, may not connect here any more. Intuit ends the"
            " key when they lose their access there.",
            "Have somebody else disconnect and connect again.",
        )
