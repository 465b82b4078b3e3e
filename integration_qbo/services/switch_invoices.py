"""*Create invoices*, asked at three levels: the most specific one that says so wins."""

from enum import StrEnum

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from integration_qbo.store import queries
from integration_qbo.store.models import Switch


class Level(StrEnum):
    """Whose switch it is."""

    CLIENT = "client"
    PROPOSAL = "proposal"


class Choice(StrEnum):
    """What a client's or proposal's switch says."""

    INHERIT = "inherit"
    ON = "on"
    OFF = "off"


# Made once: it is asked for every invoice that falls due.
_SAID = select(Switch.level, Switch.ref, Switch.is_on).where(
    Switch.tenant == bindparam("tenant"),
    or_(
        and_(Switch.level == Level.PROPOSAL.value, Switch.ref == bindparam("proposal")),
        and_(Switch.level == Level.CLIENT.value, Switch.ref == bindparam("client")),
    ),
)


def choice_of(session: Session, tenant: str, level: Level, ref: str) -> Choice:
    """What the switch of one client or proposal says."""
    row = session.get(Switch, (tenant, level.value, ref))
    if row is None:
        return Choice.INHERIT
    return Choice.ON if row.is_on else Choice.OFF


def choose(
    session: Session, tenant: str, level: Level, ref: str, choice: Choice
) -> None:
    """Set the switch of one client or proposal; the caller commits."""
    row = session.get(Switch, (tenant, level.value, ref))
    if choice is Choice.INHERIT:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = Switch(tenant=tenant, level=level.value, ref=ref)
        session.add(row)
    row.is_on = choice is Choice.ON


def creates_invoices(
    session: Session, tenant: str, company_id: int, *, client_ref: str, source_ref: str
) -> bool:
    """Whether what falls due now becomes an invoice."""
    asked = [(Level.PROPOSAL.value, source_ref), (Level.CLIENT.value, client_ref)]
    values = {"tenant": tenant, "proposal": source_ref, "client": client_ref}
    said = {(row.level, row.ref): row.is_on for row in session.execute(_SAID, values)}
    for place in asked:
        if place in said:
            return bool(said[place])
    return queries.settings_of(session, company_id).create_invoices
