"""The table of what people changed: a chain of entries that is only ever added to."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integration_qbo.store.base import REF, Base

HASH = 64


class AuditEntry(Base):
    """One act of one person, written in the transaction that carried it out.

    Entries of a tenant are numbered from 1; each holds the hash of the one before.
    `changes` is JSON text, so that it is hashed as it is stored.  The database refuses
    to change or delete an entry.
    """

    __tablename__ = "qbo_audit"
    __table_args__ = (UniqueConstraint("tenant", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(REF))
    number: Mapped[int]
    at: Mapped[datetime]
    who_ref: Mapped[str] = mapped_column(String(REF))
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(REF))
    address: Mapped[str] = mapped_column(String(64))
    changes: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(HASH))
    hash: Mapped[str] = mapped_column(String(HASH))
