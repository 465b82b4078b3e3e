"""The sales journal: what acceptances brought, written down once and never changed."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from host_app.columns import Exact
from host_app.extensions import Base
from host_app.models.proposal import Proposal, ProposalLine


class JournalEntry(Base):
    """A line of an accepted proposal, in the words and figures of its acceptance.

    A client who is renamed later keeps the old name here.
    """

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    dated_on: Mapped[date] = mapped_column(index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey(Proposal.id), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(ProposalLine.id), unique=True)
    """A line is written down once, whatever happens."""

    proposal_number: Mapped[str] = mapped_column(String(20))
    client_name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(1000))
    rhythm: Mapped[str] = mapped_column(String(80))
    tax_name: Mapped[str] = mapped_column(String(80))
    net: Mapped[Decimal] = mapped_column(Exact(2))
    tax: Mapped[Decimal] = mapped_column(Exact(2))
    currency: Mapped[str] = mapped_column(String(3))

    proposal: Mapped[Proposal] = relationship()

    def __str__(self) -> str:
        return f"{self.proposal_number} {self.text}"

    @property
    def total(self) -> Decimal:
        """Tax included."""
        return self.net + self.tax
