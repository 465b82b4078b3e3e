"""The doctor: what of a deployment works, what does not, and what to do about it."""

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

_SKEW = timedelta(seconds=30)
_MISSED_ROUNDS = 4


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

    def _connection(self, connection: Connection) -> Iterator[Finding]:
        status = Status(connection.status)
        name = connection.company.name if connection.company else connection.tenant
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
