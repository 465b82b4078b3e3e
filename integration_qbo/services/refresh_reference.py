"""Re-read QuickBooks' lists and the host's, and say what changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.contract import Host
from integration_qbo.domain.connection import CONFIRMED, Status
from integration_qbo.domain.matching import core_name, plain_name
from integration_qbo.errors import QboError
from integration_qbo.gateway.resources import (
    CompanyFacts,
    CustomerFacts,
    ListEntry,
    PreferenceFacts,
)
from integration_qbo.services.link_clients import MirrorClients
from integration_qbo.services.mend import Mend
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    Company,
    Connection,
    Customer,
    Kind,
    Reference,
    ServiceMap,
    TaxMap,
)

NO_TAX = ""
"""The tax key of lines that carry no tax; it is mapped like any rate."""

_LEASE = timedelta(minutes=10)


@dataclass(slots=True)
class Changes:
    """How many entries came, changed and went, over all lists."""

    added: int = 0
    changed: int = 0
    missing: int = 0
    broken_links: int = 0
    seen: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefreshReference:
    """One refresh of one connection at a time; the outcome stands on its row.  Commits.

    Returns `False` when another process is at it or there is nothing to refresh.
    """

    session: Callable[[], Session]
    clock: Clock
    timings: Timings
    host: Host
    reach_company: ReachCompany
    mirror_clients: MirrorClients
    mend: Mend

    def __call__(self, connection_id: str) -> bool:
        """Refresh."""
        if not self._take(connection_id):
            return False
        session = self.session()
        try:
            changes = self._read(connection_id)
        except QboError as trouble:
            session.rollback()
            self._end(connection_id, {"error": str(trouble.cause)})
            return True
        except BaseException:
            session.rollback()
            self._end(connection_id, {"error": "The refresh met an internal error."})
            raise
        self._end(
            connection_id,
            {
                "added": changes.added,
                "changed": changes.changed,
                "missing": changes.missing,
                "broken_links": changes.broken_links,
                "seen": changes.seen,
            },
        )
        return True

    def _take(self, connection_id: str) -> bool:
        session = self.session()
        now = self.clock.now()
        taken = session.execute(
            update(Connection)
            .where(
                Connection.id == connection_id,
                Connection.status.in_([status.value for status in CONFIRMED]),
                or_(
                    Connection.refresh_lease_until.is_(None),
                    Connection.refresh_lease_until < now,
                ),
            )
            .values(refresh_lease_until=now + _LEASE)
            .execution_options(synchronize_session=False)
        )
        session.commit()
        return bool(taken.rowcount)  # type: ignore[attr-defined]

    def _end(self, connection_id: str, outcome: dict[str, object]) -> None:
        session = self.session()
        now = self.clock.now()
        connection = session.get_one(Connection, connection_id, with_for_update=True)
        connection.refresh_lease_until = None
        connection.refresh_requested_at = None
        connection.refreshed_at = now
        connection.refresh_outcome = outcome
        if Status(connection.status) in CONFIRMED:
            connection.next_refresh_at = now + timedelta(seconds=self.timings.refresh)
        session.commit()

    def _read(self, connection_id: str) -> Changes:
        session = self.session()
        connection = session.get_one(Connection, connection_id)
        generation, company_id = connection.generation, connection.company_id
        session.commit()
        facts, preferences, lists = self.reach_company(
            connection_id,
            lambda gateway: (
                gateway.company(),
                gateway.preferences(),
                {
                    Kind.ITEM: gateway.items(),
                    Kind.TAX_CODE: gateway.tax_codes(),
                    Kind.TAX_RATE: gateway.tax_rates(),
                    Kind.TERM: gateway.terms(),
                },
            ),
        )
        changes = Changes()
        company = session.get_one(Company, company_id)
        self._keep_company(company, facts, preferences)
        for kind, entries in lists.items():
            _keep_list(session, company, kind, entries, changes)
        session.commit()
        self._customers(connection_id, company, changes)
        connection = session.get_one(Connection, connection_id)
        if connection.generation != generation:
            return changes
        _offer_tax_rates(session, company, self.host, connection.tenant)
        _offer_services(session, company, self.host, connection.tenant)
        session.commit()
        seen, changes.broken_links = self.mirror_clients(connection, company)
        changes.seen["client"] = seen
        company.refreshed_at = self.clock.now()
        session.commit()
        self.mend.after_refresh(company.id)
        return changes

    def _keep_company(
        self, company: Company, facts: CompanyFacts, preferences: PreferenceFacts
    ) -> None:
        company.name = facts.name
        company.country = facts.country
        company.home_currency = preferences.home_currency
        company.custom_numbers = preferences.custom_numbers
        company.facts = {"uses_sales_tax": preferences.uses_sales_tax}

    def _customers(
        self, connection_id: str, company: Company, changes: Changes
    ) -> None:
        session = self.session()
        company_id = company.id
        session.commit()
        pages = self.reach_company(
            connection_id, lambda gateway: list(gateway.customers())
        )
        found: set[str] = set()
        active = 0
        for page in pages:
            _keep_customers(session, company_id, page, changes)
            found.update(each.qbo_id for each in page)
            active += sum(each.is_active for each in page)
            session.commit()
        _drop_missing_customers(session, company_id, found, changes)
        company.active_customers = active
        changes.seen["customer"] = len(found)
        session.commit()


def _keep_list(
    session: Session,
    company: Company,
    kind: Kind,
    entries: Sequence[ListEntry],
    changes: Changes,
) -> None:
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


def _keep_customers(
    session: Session, company_id: int, page: Sequence[CustomerFacts], changes: Changes
) -> None:
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


def _drop_missing_customers(
    session: Session, company_id: int, found: set[str], changes: Changes
) -> None:
    kept = session.scalars(
        select(Customer.qbo_id).where(
            Customer.company_id == company_id, Customer.is_active
        )
    ).all()
    for qbo_id in set(kept) - found:
        session.get_one(Customer, (company_id, qbo_id)).is_active = False
        changes.missing += 1


def _offer_tax_rates(
    session: Session, company: Company, host: Host, tenant: str
) -> None:
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


def _offer_services(
    session: Session, company: Company, host: Host, tenant: str
) -> None:
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
