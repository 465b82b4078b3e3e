"""Read a company's lists, whole or what changed of them, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from integration_qbo.gateway.lists import Changed
from integration_qbo.gateway.query import PAGE
from integration_qbo.gateway.resources import CustomerFacts
from integration_qbo.services.keep_lists import (
    Changes,
    drop_customers,
    keep_customers,
    keep_entries,
    keep_list,
    let_go,
    unmet_customers,
)
from integration_qbo.services.reach_company import Reach
from integration_qbo.store.models import Kind

_CUSTOMER, _ITEM, _TERM = _KINDS = ("Customer", "Item", "Term")
_SHORT = {_ITEM: Kind.ITEM, _TERM: Kind.TERM}
_ASK_AT_ONCE = 100


class LeaseLost(Exception):  # noqa: N818 - it is no error, only an end
    """Another process reads this company now, or it is another company's turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One refresh of one connection; `fence` shuts out the one before."""

    connection_id: str
    fence: int


class GoOn(Protocol):
    """Commits and keeps the lease."""

    def __call__(self, turn: Turn, seen: int = 0) -> None:
        """After so many more objects; raises `LeaseLost`."""


@dataclass(frozen=True, slots=True)
class ReadLists:
    """Brings products, terms and customers up to date.  Commits after each page."""

    session: Callable[[], Session]
    reach_company: Reach
    turn: Turn
    company_id: int
    changes: Changes
    go_on: GoOn

    def whole(self) -> None:
        """Everything; what QuickBooks does not have any more becomes inactive."""
        for kind in _SHORT:
            self._short(kind)
        self._customers(read_in=self.turn.fence)
        self._unmet()

    def changed_since(self, since: datetime) -> None:
        """What changed at or after a moment, by QuickBooks' clock."""
        self._changed(since, _KINDS)

    def _changed(self, since: datetime, kinds: Sequence[str]) -> None:
        told = self.reach_company(
            self.turn.connection_id, lambda ask: ask.changes_since(since, kinds)
        )
        if not told.is_full:
            self._keep(told)
        elif len(kinds) > 1:
            # An answer has a beginning and no end: not the time but the kinds are
            # halved.
            half = len(kinds) // 2
            self._changed(since, kinds[:half])
            self._changed(since, kinds[half:])
        elif kinds[0] == _CUSTOMER:
            self._customers(since=since)
        else:
            self._short(kinds[0])

    def _keep(self, told: Changed) -> None:
        session = self.session()
        company_id, changes = self.company_id, self.changes
        keep_entries(session, company_id, Kind.ITEM, told.items, changes)
        keep_entries(session, company_id, Kind.TERM, told.terms, changes)
        keep_customers(session, company_id, told.customers, changes)
        for name, kind in _SHORT.items():
            gone = [qbo_id for each, qbo_id in told.gone if each == name]
            let_go(session, company_id, kind, gone, changes)
        gone = [qbo_id for each, qbo_id in told.gone if each == _CUSTOMER]
        drop_customers(session, company_id, gone, changes)
        changes.seen["customer"] = len(told.customers)
        self.go_on(self.turn, len(told.customers))

    def _short(self, name: str) -> None:
        entries = self.reach_company(
            self.turn.connection_id,
            lambda ask: ask.items() if name == _ITEM else ask.terms(),
        )
        session = self.session()
        keep_list(session, self.company_id, _SHORT[name], entries, self.changes)
        self.go_on(self.turn, len(entries))

    def _customers(
        self, *, since: datetime | None = None, read_in: int | None = None
    ) -> None:
        seen = 0
        while True:
            page = self._page(seen + 1, since)
            keep_customers(
                self.session(), self.company_id, page, self.changes, read_in=read_in
            )
            seen += len(page)
            self.changes.seen["customer"] = seen
            self.go_on(self.turn, len(page))
            if len(page) < PAGE:
                return

    def _page(self, start: int, since: datetime | None) -> Sequence[CustomerFacts]:
        return self.reach_company(
            self.turn.connection_id, lambda ask: ask.customer_page(start, since)
        )

    def _unmet(self) -> None:
        """Ask for those that no page held by their ids before they count as gone.

        One that QuickBooks merged while the pages were read moves the others up.
        """
        fence = self.turn.fence
        session = self.session()
        while ids := unmet_customers(session, self.company_id, fence, _ASK_AT_ONCE):
            session.commit()
            found = self.reach_company(
                self.turn.connection_id,
                lambda ask, ids=ids: ask.customers_by_id(ids),  # type: ignore[misc]
            )
            keep_customers(session, self.company_id, found, self.changes, read_in=fence)
            gone = set(ids) - {facts.qbo_id for facts in found}
            drop_customers(session, self.company_id, gone, self.changes)
            self.go_on(self.turn, len(found))
