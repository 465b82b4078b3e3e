"""Turns at a company: one statement, so that all workers together keep the pace."""

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from integration_qbo.store.models import Company


def take_turn(
    session: Session, company_id: int, *, now_ms: int, turn_ms: int, early_ms: int
) -> bool:
    """Take the next turn if it has come, or is at most `early_ms` away.

    Turns that nobody took are not saved up: a pause earns no burst.  The caller
    commits.
    """
    begins = case((Company.next_turn_ms > now_ms, Company.next_turn_ms), else_=now_ms)
    taken = session.execute(
        update(Company)
        .where(Company.id == company_id, Company.next_turn_ms <= now_ms + early_ms)
        .values(next_turn_ms=begins + turn_ms)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
