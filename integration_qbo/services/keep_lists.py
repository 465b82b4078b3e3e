"""Bring our copies of QuickBooks' lists, and the rows of our maps, up to date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.matching import core_name, plain_name
from integration_qbo.gateway.resources import CustomerFacts, ListEntry
from integration_qbo.store.bulk import upsert
from integration_qbo.store.models import (
    Company,
    Customer,
    Kind,
    Reference,
    ServiceMap,
    TaxMap,
)

NO_TAX = ""
"""The tax key of lines that carry no tax; it is mapped like any rate."""


@dataclass(slots=True)
class Changes:
    """How many entries came, changed and went, over all lists."""

    added: int = 0
    changed: int = 0
    missing: int = 0
    broken_links: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def count(self, *, is_new: bool) -> None:
        """An entry came, or changed."""
        if is_new:
            self.added += 1
        else:
            self.changed += 1


def keep_list(
    session: Session,
    company_id: int,
    kind: Kind,
    entries: Sequence[ListEntry],
    changes: Changes,
) -> None:
    """Bring a whole short list up to date; what is gone becomes inactive."""
    keep_entries(session, company_id, kind, entries, changes)
    found = {entry.qbo_id for entry in entries}
    kept = session.scalars(
        select(Reference.qbo_id).where(
            Reference.company_id == company_id,
            Reference.kind == kind.value,
            Reference.is_active,
        )
    )
    let_go(session, company_id, kind, set(kept) - found, changes)
    changes.seen[kind.value] = len(entries)


def keep_entries(
    session: Session,
    company_id: int,
    kind: Kind,
    entries: Sequence[ListEntry],
    changes: Changes,
) -> None:
    """Bring these entries of a short list up to what QuickBooks says."""
    known = {
        row.qbo_id: (row.name, row.is_active, row.facts)
        for row in session.execute(
            select(
                Reference.qbo_id, Reference.name, Reference.is_active, Reference.facts
            ).where(Reference.company_id == company_id, Reference.kind == kind.value)
        )
    }
    rows = []
    for entry in entries:
        before = known.get(entry.qbo_id)
        if before == (entry.name, entry.is_active, dict(entry.facts)):
            continue
        changes.count(is_new=before is None)
        rows.append(
            {
                "company_id": company_id,
                "kind": kind.value,
                "qbo_id": entry.qbo_id,
                "name": entry.name,
                "is_active": entry.is_active,
                "facts": dict(entry.facts),
            }
        )
    upsert(session, Reference, rows)


def let_go(
    session: Session,
    company_id: int,
    kind: Kind,
    gone: Collection[str],
    changes: Changes,
) -> None:
    """These entries of a short list are not in QuickBooks any more."""
    ended = session.execute(
        update(Reference)
        .where(
            Reference.company_id == company_id,
            Reference.kind == kind.value,
            Reference.qbo_id.in_(list(gone)),
            Reference.is_active,
        )
        .values(is_active=False)
        .execution_options(synchronize_session=False)
    )
    changes.missing += ended.rowcount  # type: ignore[attr-defined]


def keep_customers(
    session: Session,
    company_id: int,
    page: Sequence[CustomerFacts],
    changes: Changes,
    *,
    read_in: int | None = None,
) -> None:
    """Bring a page of customers up to what QuickBooks says.

    `read_in` marks them as met by the refresh that reads all.
    """
    ids = [facts.qbo_id for facts in page]
    known = {
        row.qbo_id: dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        for row in session.execute(
            select(*(getattr(Customer, name) for name in _COLUMNS)).where(
                Customer.company_id == company_id, Customer.qbo_id.in_(ids)
            )
        )
    }
    rows = []
    for facts in page:
        row = _columns(company_id, facts)
        before = known.get(facts.qbo_id)
        if before == row:
            continue
        if before is None or before | {"sync_token": facts.sync_token} != row:
            changes.count(is_new=before is None)
        rows.append(row)
    upsert(session, Customer, rows)
    if read_in is not None:
        session.execute(
            update(Customer)
            .where(Customer.company_id == company_id, Customer.qbo_id.in_(ids))
            .values(read_in=read_in)
            .execution_options(synchronize_session=False)
        )


def _columns(company_id: int, facts: CustomerFacts) -> dict[str, Any]:
    return {
        "company_id": company_id,
        "qbo_id": facts.qbo_id,
        "display_name": facts.display_name,
        "full_name": facts.full_name,
        "plain_name": plain_name(facts.display_name),
        "core_name": core_name(facts.display_name),
        "email": facts.email,
        "plain_email": plain_name(facts.email),
        "currency": facts.currency,
        "is_active": facts.is_active,
        "sync_token": facts.sync_token,
        "is_taxable": facts.is_taxable,
        "tax_code_id": facts.tax_code_id,
    }


_COLUMNS = tuple(
    column.name for column in Customer.__table__.columns if column.name != "read_in"
)


def unmet_customers(
    session: Session, company_id: int, read_in: int, limit: int
) -> Sequence[str]:
    """Some customers we hold for active that the reading of all did not meet."""
    return session.scalars(
        select(Customer.qbo_id)
        .where(
            Customer.company_id == company_id,
            Customer.is_active,
            Customer.read_in != read_in,
        )
        .limit(limit)
    ).all()


def drop_customers(
    session: Session, company_id: int, gone: Collection[str], changes: Changes
) -> None:
    """Customers QuickBooks no longer has become inactive."""
    ended = session.execute(
        update(Customer)
        .where(
            Customer.company_id == company_id,
            Customer.qbo_id.in_(list(gone)),
            Customer.is_active,
        )
        .values(is_active=False)
        .execution_options(synchronize_session=False)
    )
    changes.missing += ended.rowcount  # type: ignore[attr-defined]


def count_customers(session: Session, company_id: int) -> int:
    """How many customers we hold for active."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Customer)
            .where(Customer.company_id == company_id, Customer.is_active)
        )
        or 0
    )


def offer_tax_rates(
    session: Session, company: Company, host: Host, tenant: str
) -> None:
    """A row of the tax map for each rate of the host, and one for no tax."""
    known = {
        row.tax_key: row
        for row in session.scalars(
            select(TaxMap).where(TaxMap.company_id == company.id)
        )
    }
    offered = [
        (rate.key, rate.name, format(rate.percent.normalize() + 0, "f"))
        for rate in host.tax_rates(tenant)
    ]
    for key, name, percent in [*offered, (NO_TAX, "No tax", "0")]:
        row = known.pop(key, None)
        if row is None:
            row = TaxMap(company_id=company.id, tax_key=key)
            session.add(row)
        row.name, row.percent, row.is_offered = name, percent, True
    for gone in known.values():
        gone.is_offered = False


def offer_services(session: Session, company: Company, host: Host, tenant: str) -> None:
    """A row of the service map for each service of the host."""
    known = {
        row.service_ref: row
        for row in session.scalars(
            select(ServiceMap).where(ServiceMap.company_id == company.id)
        )
    }
    for service in host.services(tenant):
        row = known.pop(service.ref, None)
        if row is None:
            row = ServiceMap(company_id=company.id, service_ref=service.ref)
            session.add(row)
        row.name, row.description, row.is_offered = (
            service.name,
            service.description,
            True,
        )
    for gone in known.values():
        gone.is_offered = False
