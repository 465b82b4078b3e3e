"""*Create invoices*, asked at three levels: the most specific one that says so wins."""

from enum import StrEnum

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
    for level, ref in ((Level.PROPOSAL, source_ref), (Level.CLIENT, client_ref)):
        choice = choice_of(session, tenant, level, ref)
        if choice is not Choice.INHERIT:
            return choice is Choice.ON
    return queries.settings_of(session, company_id).create_invoices
