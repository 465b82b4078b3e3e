"""What will fall due in the next twelve months, and what a person waits to be done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integration_qbo.contract import (
    Deposit,
    Estimate,
    Host,
    OnCompletion,
    ProposalLine,
    ProposalSnapshot,
)
from integration_qbo.domain.billing import (
    AllBilled,
    DueItem,
    Life,
    items_due,
    life_from_json,
    local_day,
)
from integration_qbo.domain.snapshots import proposal_from_json
from integration_qbo.errors import QboError
from integration_qbo.services.plan_proposal import (
    LIVE,
    billed_of,
    origin_refs,
    origins_of,
)
from integration_qbo.store import queries
from integration_qbo.store.billing import Standing, standing_items
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import ClientMap, Connection, Proposal, Switch

MONTHS = 12
PAGE = 50
"""Proposals on a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """One line in one period to come; `why` says what will keep it back."""

    proposal: Proposal
    client_name: str
    item: DueItem
    why: str = ""

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it back."""
        return self.item.is_held


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A service that is billed once somebody says it is completed."""

    proposal: Proposal
    client_name: str
    line: ProposalLine
    is_estimate: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month and what falls due in it."""

    first: date
    items: Sequence[Ahead]

    @property
    def sums(self) -> Mapping[str, Decimal]:
        """Net by currency, without what is held."""
        found: dict[str, Decimal] = {}
        for each in self.items:
            if not each.why:
                code = each.proposal.snapshot["currency"]
                found[code] = found.get(code, Decimal(0)) + each.item.amount
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """A page of proposals, month by month; `trouble` names those that cannot be."""

    months: Sequence[Month]
    to_complete: Sequence[Open]
    trouble: Sequence[str]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Reads only; a page costs the same number of statements whatever is on it."""

    session: Callable[[], Session]
    clock: Clock
    host: Host

    def __call__(
        self, connection: Connection, *, client_ref: str = "", page: int = 0
    ) -> Outlook:
        """The next twelve months of the tenant's live proposals, by client name."""
        session = self.session()
        zone = self.host.tenant_info(connection.tenant).zone
        today = local_day(self.clock.business_now(), zone)
        until = today + relativedelta(months=MONTHS)
        rows = self._proposals(connection, client_ref, page)
        shown, has_more = rows[:PAGE], len(rows) > PAGE
        off = _switched_off(session, connection, [known for known, _name in shown])
        told = _Told(shown, _standing(session, connection.tenant, shown))
        ahead: list[Ahead] = []
        to_complete: list[Open] = []
        trouble: list[str] = []
        for known, name, snapshot, life in told:
            to_complete += _to_complete(known, name, snapshot, life)
            try:
                due = list(
                    items_due(
                        snapshot,
                        zone=zone,
                        until=until,
                        life=life,
                        billed=told.billed(snapshot, life),
                    )
                )
            except QboError as no:
                trouble.append(f"{known.number}: {no.cause.sentence}")
                continue
            is_off = known.proposal_ref in off
            ahead += [
                Ahead(
                    proposal=known,
                    client_name=name,
                    item=item,
                    why=_why(item, is_off=is_off),
                )
                for item in due
            ]
        return Outlook(
            months=_by_month(ahead),
            to_complete=to_complete,
            trouble=trouble,
            page=page,
            has_more=has_more,
        )

    def _proposals(
        self, connection: Connection, client_ref: str, page: int
    ) -> list[tuple[Proposal, str]]:
        query = (
            select(Proposal, func.coalesce(ClientMap.name, Proposal.client_ref))
            .outerjoin(
                ClientMap,
                (ClientMap.company_id == connection.company_id)
                & (ClientMap.client_ref == Proposal.client_ref),
            )
            .where(Proposal.tenant == connection.tenant, Proposal.standing == LIVE)
            .order_by(ClientMap.name, Proposal.number)
            .offset(page * PAGE)
            .limit(PAGE + 1)
        )
        if client_ref:
            query = query.where(Proposal.client_ref == client_ref)
        return [(known, name) for known, name in self.session().execute(query)]


class _Told:
    """The proposals of a page as they were kept, and what stands billed of them."""

    def __init__(
        self, rows: Sequence[tuple[Proposal, str]], standing: Sequence[Standing]
    ) -> None:
        self._rows = [
            (
                known,
                name,
                proposal_from_json(known.snapshot),
                life_from_json(known.life or {}),
            )
            for known, name in rows
        ]
        self._standing: dict[str, list[Standing]] = {}
        for each in standing:
            self._standing.setdefault(each.item.origin_ref, []).append(each)

    def __iter__(self) -> Iterator[tuple[Proposal, str, ProposalSnapshot, Life]]:
        return iter(self._rows)

    def billed(self, snapshot: ProposalSnapshot, life: Life) -> AllBilled:
        """What stands billed of a proposal's lines."""
        origins = origins_of(snapshot, life)
        refs = {ref for ref, _line in origins.values()}
        mine = [each for ref in refs for each in self._standing.get(ref, ())]
        return billed_of(origins, mine)


def _standing(
    session: Session, tenant: str, rows: Sequence[tuple[Proposal, str]]
) -> Sequence[Standing]:
    refs = {ref for known, _name in rows for ref in origin_refs(known)}
    return standing_items(session, tenant, refs)


def _to_complete(
    known: Proposal, name: str, snapshot: ProposalSnapshot, life: Life
) -> list[Open]:
    return [
        Open(
            proposal=known,
            client_name=name,
            line=line,
            is_estimate=isinstance(line.rule, Estimate),
        )
        for line in snapshot.lines
        if isinstance(line.rule, (OnCompletion, Estimate, Deposit))
        and line.ref not in life.completed
    ]


def _why(item: DueItem, *, is_off: bool) -> str:
    if item.is_held:
        return "Held by somebody"
    if is_off:
        return "Creating invoices is switched off"
    if item.overlaps is not None:
        first, last = item.overlaps.starts_on, item.overlaps.ends_on
        return f"Shares days with what was billed for {first} to {last}"
    return ""


def _switched_off(
    session: Session, connection: Connection, shown: Sequence[Proposal]
) -> set[str]:
    """Proposals nothing is created for as the switches stand now."""
    said = {
        (row.level, row.ref): row.is_on
        for row in session.scalars(
            select(Switch).where(
                Switch.tenant == connection.tenant,
                Switch.ref.in_(
                    {known.proposal_ref for known in shown}
                    | {known.client_ref for known in shown}
                ),
            )
        )
    }
    usual = queries.settings_of(session, connection.company_id or 0).create_invoices
    return {
        known.proposal_ref
        for known in shown
        if not said.get(
            ("proposal", known.proposal_ref),
            said.get(("client", known.client_ref), usual),
        )
    }


def _by_month(ahead: list[Ahead]) -> list[Month]:
    found: dict[date, list[Ahead]] = {}
    for each in sorted(
        ahead,
        key=lambda one: (one.item.period.due_on, one.client_name, one.proposal.number),
    ):
        first = each.item.period.due_on.replace(day=1)
        found.setdefault(first, []).append(each)
    return [Month(first=first, items=items) for first, items in found.items()]
