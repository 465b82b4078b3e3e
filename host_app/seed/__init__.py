"""Filling a back office with a believable practice; doing it twice is harmless."""

import csv
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from host_app.clock import now, today
from host_app.extensions import Base, db
from host_app.models import (
    DEFAULT_TENANT,
    Billing,
    Client,
    Practice,
    Proposal,
    ProposalLine,
    Service,
    Status,
    TaxRate,
    User,
)


@dataclass(frozen=True, slots=True)
class SeedProposal:
    """A proposal in seed data: days count back (or forward) from today."""

    number: str
    client: str
    title: str
    status: Status
    lines: Sequence[dict[str, Any]]
    accepted_days_ago: int | None = None
    ended_days_ago: int | None = None
    starts_in_days: int | None = None


@dataclass(frozen=True, slots=True)
class SeedData:
    """Everything a practice of one country starts with."""

    practice: dict[str, str]
    users: Sequence[dict[str, str]]
    tax_rates: Sequence[dict[str, Any]]
    services: Sequence[dict[str, Any]]
    clients: Sequence[dict[str, str]]
    proposals: Sequence[SeedProposal]


@dataclass(slots=True)
class Seeded:
    """What a run has added; passwords only of users it has just made."""

    rows: int = 0
    passwords: dict[str, str] = field(default_factory=dict)


class OtherPractice(Exception):  # noqa: N818 - named after what was found
    """The database holds the practice of another country."""


def clients_in(file: Path) -> tuple[dict[str, str], ...]:
    """The clients a CSV file tells of, a column for each of theirs."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def seed(data: SeedData, passwords: dict[str, str]) -> Seeded:
    """Add what is not there yet, and commit; what is there stays as it is.

    `passwords` are by role; a user whose role has none gets a random one.  Raises
    `OtherPractice` before anything is added.
    """
    done = Seeded()
    there = db.session.scalar(select(Practice))
    if there is not None and there.country != data.practice["country"]:
        raise OtherPractice(
            f"This database holds {there.name} ({there.country}), and one back office"
            " is one practice. Use another database, or empty this one."
        )
    practice = data.practice | {"tenant": DEFAULT_TENANT}
    _add_missing(done, Practice, "tenant", [practice])
    _add_users(done, data.users, passwords)
    _add_missing(done, TaxRate, "key", data.tax_rates)
    _add_missing(done, Service, "name", data.services)
    _add_missing(done, Client, "name", data.clients)
    db.session.flush()
    for proposal in data.proposals:
        _add_proposal(done, proposal, practice["currency"])
    db.session.commit()
    return done


def _add_missing(
    done: Seeded, model: type[Base], key: str, rows: Sequence[dict[str, Any]]
) -> None:
    known = set(db.session.scalars(select(getattr(model, key))))
    new = [model(**row) for row in rows if row[key] not in known]
    db.session.add_all(new)
    db.session.flush()
    done.rows += len(new)


def _add_users(
    done: Seeded, users: Sequence[dict[str, str]], passwords: dict[str, str]
) -> None:
    known = set(db.session.scalars(select(User.email)))
    for row in users:
        if row["email"] in known:
            continue
        user = User(**row)
        password = passwords.get(row["role"]) or secrets.token_urlsafe(12)
        user.set_password(password)
        db.session.add(user)
        done.passwords[user.email] = password
        done.rows += 1


def _add_proposal(done: Seeded, seeded: SeedProposal, currency: str) -> None:
    if db.session.scalar(select(Proposal.id).where(Proposal.number == seeded.number)):
        return
    clients = {c.name: c.id for c in db.session.scalars(select(Client))}
    services = {s.name: s for s in db.session.scalars(select(Service))}
    proposal = Proposal(
        number=seeded.number,
        client_id=clients[seeded.client],
        title=seeded.title,
        status=seeded.status,
        currency=currency,
    )
    if seeded.accepted_days_ago is not None:
        proposal.accepted_at = now() - timedelta(days=seeded.accepted_days_ago)
    if seeded.ended_days_ago is not None:
        proposal.ended_at = now() - timedelta(days=seeded.ended_days_ago)
    if seeded.starts_in_days is not None:
        proposal.starts_on = today() + timedelta(days=seeded.starts_in_days)
    for line in seeded.lines:
        service = services[line["service"]]
        proposal.lines.append(
            ProposalLine(
                **{"billing": Billing.ON_ACCEPTANCE, "unit_price": service.unit_price}
                | line
                | {"service": service}
            )
        )
    db.session.add(proposal)
    done.rows += 1 + len(proposal.lines)
