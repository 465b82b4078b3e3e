"""Re-read QuickBooks' lists and the host's, and say what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.contract import Host
from integration_qbo.domain.connection import CONFIRMED, Status
from integration_qbo.domain.tax import tax_model
from integration_qbo.errors import QboError
from integration_qbo.gateway.resources import (
    CompanyFacts,
    PreferenceFacts,
)
from integration_qbo.services.keep_lists import (
    Changes,
    drop_missing_customers,
    keep_customers,
    keep_list,
    offer_services,
    offer_tax_rates,
)
from integration_qbo.services.link_clients import MirrorClients
from integration_qbo.services.mend import Mend
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    Company,
    Connection,
    Kind,
)

_LEASE = timedelta(minutes=10)


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
            keep_list(session, company, kind, entries, changes)
        session.commit()
        self._customers(connection_id, company, changes)
        connection = session.get_one(Connection, connection_id)
        if connection.generation != generation:
            return changes
        offer_tax_rates(session, company, self.host, connection.tenant)
        offer_services(session, company, self.host, connection.tenant)
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
        company.facts = {
            "tax_model": tax_model(
                facts.country,
                uses_sales_tax=preferences.uses_sales_tax,
                is_automated=preferences.is_tax_automated,
            ).value,
            "tax_code_id": preferences.tax_code_id,
        }

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
            keep_customers(session, company_id, page, changes)
            found.update(each.qbo_id for each in page)
            active += sum(each.is_active for each in page)
            session.commit()
        drop_missing_customers(session, company_id, found, changes)
        company.active_customers = active
        changes.seen["customer"] = len(found)
        session.commit()
