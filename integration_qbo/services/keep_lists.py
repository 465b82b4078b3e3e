"""Bring our copies of QuickBooks' lists, and the rows of our maps, up to date."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.matching import core_name, plain_name
from integration_qbo.gateway.resources import CustomerFacts, ListEntry
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


def keep_list(
    session: Session,
    company: Company,
    kind: Kind,
    entries: Sequence[ListEntry],
    changes: Changes,
) -> None:
    """Bring a short list up to what QuickBooks says; what is gone becomes inactive."""
    known = {
        row.qbo_id: row
        for row in session.scalars(
            select(Reference).where(
                Reference.company_id == company.id, Reference.kind == kind.value
            )
        )
    }
    for entry in entries:
        row = known.pop(entry.qbo_id, None)
        values = (entry.name, entry.is_active, dict(entry.facts))
        if row is None:
            changes.added += 1
            row = Reference(company_id=company.id, kind=kind.value, qbo_id=entry.qbo_id)
            session.add(row)
        elif (row.name, row.is_active, row.facts) != values:
            changes.changed += 1
        row.name, row.is_active, row.facts = values
    for gone in known.values():
        if gone.is_active:
            changes.missing += 1
            gone.is_active = False
    changes.seen[kind.value] = len(entries)


def keep_customers(
    session: Session, company_id: int, page: Sequence[CustomerFacts], changes: Changes
) -> None:
    """Bring a page of customers up to what QuickBooks says."""
    ids = [each.qbo_id for each in page]
    known = {
        row.qbo_id: row
        for row in session.scalars(
            select(Customer).where(
                Customer.company_id == company_id, Customer.qbo_id.in_(ids)
            )
        )
    }
    for facts in page:
        row = known.get(facts.qbo_id)
        if row is None:
            changes.added += 1
            row = Customer(company_id=company_id, qbo_id=facts.qbo_id)
            session.add(row)
        elif row.sync_token != facts.sync_token:
            changes.changed += 1
        row.display_name = facts.display_name
        row.full_name = facts.full_name
        row.plain_name = plain_name(facts.display_name)
        row.core_name = core_name(facts.display_name)
        row.email = facts.email
        row.plain_email = plain_name(facts.email)
        row.currency = facts.currency
        row.is_active = facts.is_active
        row.sync_token = facts.sync_token
        row.is_taxable = facts.is_taxable
        row.tax_code_id = facts.tax_code_id


def drop_missing_customers(
    session: Session, company_id: int, found: set[str], changes: Changes
) -> None:
    """Customers QuickBooks no longer lists become inactive."""
    kept = session.scalars(
        select(Customer.qbo_id).where(
            Customer.company_id == company_id, Customer.is_active
        )
    ).all()
    for qbo_id in set(kept) - found:
        session.get_one(Customer, (company_id, qbo_id)).is_active = False
        changes.missing += 1


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
