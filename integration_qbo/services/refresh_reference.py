"""Re-read QuickBooks' lists and the host's, and say what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.contract import Host, Permission
from integration_qbo.domain.connection import CONFIRMED, Status
from integration_qbo.domain.refreshing import OVERLAP, is_whole_due, next_refresh
from integration_qbo.domain.tax import tax_model
from integration_qbo.errors import QboError
from integration_qbo.gateway.resources import (
    CompanyFacts,
    PreferenceFacts,
)
from integration_qbo.services.check_company import blocking, check_company
from integration_qbo.services.keep_lists import (
    Changes,
    count_customers,
    keep_list,
    offer_services,
    offer_tax_rates,
)
from integration_qbo.services.link_clients import MirrorClients
from integration_qbo.services.mend import Mend
from integration_qbo.services.reach_company import Reach, ReachCompany
from integration_qbo.services.read_lists import LeaseLost, ReadLists, Turn
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    Company,
    Connection,
    Kind,
)

_CALLS_A_LEASE = 4
"""One call, renewing the key and a wait for a turn fit into the lease twice."""


@dataclass(frozen=True, slots=True)
class RefreshReference:
    """One refresh of one connection at a time; the outcome stands on its row.  Commits.

    Returns `False` when another process is at it or there is nothing to refresh.  The
    lease is renewed before each call; whoever lost it writes nothing more.  One that
    somebody asked for goes ahead of the queue.
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
        fence = self._take(connection_id)
        if fence is None:
            return False
        session = self.session()
        try:
            outcome = self._read(Turn(connection_id, fence))
        except LeaseLost:
            session.rollback()
            self._leave(connection_id, fence)
            return False
        except QboError as trouble:
            session.rollback()
            self._end(connection_id, fence, {"error": str(trouble.cause)})
            return True
        except BaseException:
            session.rollback()
            self._end(
                connection_id, fence, {"error": "The refresh met an internal error."}
            )
            raise
        self._end(connection_id, fence, outcome)
        return True

    def _take(self, connection_id: str) -> int | None:
        session = self.session()
        now = self.clock.now()
        fence = session.scalar(
            update(Connection)
            .where(
                Connection.id == connection_id,
                Connection.status.in_([status.value for status in CONFIRMED]),
                or_(
                    Connection.refresh_lease_until.is_(None),
                    Connection.refresh_lease_until < now,
                ),
            )
            .values(
                refresh_lease_until=now + self._lease(),
                refresh_fence=Connection.refresh_fence + 1,
                refresh_seen=0,
            )
            .returning(Connection.refresh_fence)
            .execution_options(synchronize_session=False)
        )
        session.commit()
        return fence

    def _lease(self) -> timedelta:
        return timedelta(seconds=_CALLS_A_LEASE * self.timings.lease)

    def _go_on(self, turn: Turn, seen: int = 0) -> None:
        """Commit, and keep the lease for the next call; raises `LeaseLost`."""
        session = self.session()
        kept = session.execute(
            update(Connection)
            .where(
                Connection.id == turn.connection_id,
                Connection.refresh_fence == turn.fence,
            )
            .values(
                refresh_lease_until=self.clock.now() + self._lease(),
                refresh_seen=Connection.refresh_seen + seen,
            )
            .execution_options(synchronize_session=False)
        )
        if not kept.rowcount:  # type: ignore[attr-defined]
            raise LeaseLost
        session.commit()

    def _leave(self, connection_id: str, fence: int) -> None:
        """Whoever reads next need not wait for a lease nobody uses."""
        session = self.session()
        session.execute(
            update(Connection)
            .where(Connection.id == connection_id, Connection.refresh_fence == fence)
            .values(refresh_lease_until=None)
            .execution_options(synchronize_session=False)
        )
        session.commit()

    def _end(self, connection_id: str, fence: int, outcome: dict[str, object]) -> None:
        session = self.session()
        now = self.clock.now()
        connection = session.get_one(
            Connection, connection_id, with_for_update=True, populate_existing=True
        )
        if connection.refresh_fence != fence:
            session.rollback()
            return
        connection.refresh_lease_until = None
        connection.refresh_requested_at = None
        connection.refreshed_at = now
        connection.refresh_outcome = outcome
        if Status(connection.status) in CONFIRMED:
            period = timedelta(seconds=self.timings.refresh)
            connection.next_refresh_at = next_refresh(connection_id, now, period)
        session.commit()

    def _read(self, turn: Turn) -> dict[str, object]:
        session = self.session()
        connection = session.get_one(Connection, turn.connection_id)
        generation, company_id = connection.generation, connection.company_id
        is_waited_for = connection.refresh_requested_at is not None
        reach: Reach = (
            self.reach_company.for_a_person if is_waited_for else self.reach_company
        )
        company = session.get_one(Company, company_id)
        now = self.clock.now()
        is_whole = is_whole_due(company.read_to, company.whole_at, now)
        since = (company.read_to or now) - OVERLAP
        session.commit()
        basics = reach(turn.connection_id, lambda ask: ask.basics())
        changes = Changes()
        self._keep_company(company, basics.company, basics.preferences)
        keep_list(session, company.id, Kind.TAX_CODE, basics.tax_codes, changes)
        keep_list(session, company.id, Kind.TAX_RATE, basics.tax_rates, changes)
        self._go_on(turn)
        lists = ReadLists(self.session, reach, turn, company.id, changes, self._go_on)
        if is_whole:
            lists.whole()
        else:
            lists.changed_since(since)
        connection = session.get_one(Connection, turn.connection_id)
        if connection.generation != generation:
            raise LeaseLost
        company.active_customers = count_customers(session, company.id)
        company.read_to = basics.at
        if is_whole:
            company.whole_at = now
        offer_tax_rates(session, company, self.host, connection.tenant)
        offer_services(session, company, self.host, connection.tenant)
        self._go_on(turn)
        seen, changes.broken_links = self.mirror_clients(connection, company)
        changes.seen["client"] = seen
        company.refreshed_at = self.clock.now()
        session.commit()
        self.mend.after_refresh(company.id)
        in_the_way = self._tell(connection, company)
        return {
            "in_the_way": in_the_way,
            "added": changes.added,
            "changed": changes.changed,
            "missing": changes.missing,
            "broken_links": changes.broken_links,
            "seen": changes.seen,
            "is_whole": is_whole,
        }

    def _tell(self, connection: Connection, company: Company) -> list[str]:
        """Tell people once what newly stands in the way; the keys of all that does."""
        currency = self.host.tenant_info(connection.tenant).currency
        found = blocking(check_company(self.session(), company, currency=currency))
        known = (connection.refresh_outcome or {}).get("in_the_way", [])
        new = [each for each in found if each.key not in known]
        if new and connection.enabled_at is not None:
            self.host.notify(
                connection.tenant,
                Permission.MAP,
                f"{len(new)} in the way of invoices to {company.name}",
                [f"{each.sentence} {each.remedy}" for each in new],
                "",
            )
        return [each.key for each in found]

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
            "is_tax_unfinished": preferences.is_tax_unfinished,
            "multi_currency": preferences.multi_currency,
            "applies_credits": preferences.applies_credits,
            "closed_until": preferences.closed_until,
            "classes": preferences.classes,
        }
