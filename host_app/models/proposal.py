"""Proposals, their lines, and the arithmetic of a line."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from host_app.columns import Exact, Moment
from host_app.extensions import Base
from host_app.models.catalogue import Service, TaxRate

if TYPE_CHECKING:
    from host_app.models.client import Client

CENT = Decimal("0.01")


class Status(StrEnum):
    """The life of a proposal."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    ENDED = "ended"


class Billing(StrEnum):
    """When a line is billed."""

    ON_ACCEPTANCE = "on_acceptance"
    ON_COMPLETION = "on_completion"
    ESTIMATE = "estimate"
    DEPOSIT = "deposit"
    RECURRING = "recurring"
    INSTALMENTS = "instalments"
    INCLUDED = "included"


class Unit(StrEnum):
    """The unit of a recurring line's interval."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


COMPLETABLE = frozenset({Billing.ON_COMPLETION, Billing.ESTIMATE, Billing.DEPOSIT})
"""Billed, or billed further, once somebody says that the work is done."""

REPEATED = frozenset({Billing.RECURRING, Billing.INSTALMENTS})


class Missed(StrEnum):
    """What becomes of periods that have passed when the client accepts."""

    EACH = "each"
    LATEST = "latest"
    ASK = "ask"


class Ends(StrEnum):
    """What becomes of the period a proposal ends in."""

    BILL = "bill"
    PART = "part"
    SKIP = "skip"


class CountsFrom(StrEnum):
    """The day a recurring line is first billed."""

    ACCEPTANCE = "acceptance"
    START = "start"


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines billed in the same rhythm come to."""

    rhythm: str
    repeats: bool
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """Tax included."""
        return self.net + self.tax


class Proposal(Base):
    """An offer to a client."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT, index=True)
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_as: Mapped[str] = mapped_column(String(10), default=Ends.BILL)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)

    client: Mapped["Client"] = relationship(back_populates="proposals")
    lines: Mapped[list["ProposalLine"]] = relationship(
        back_populates="proposal",
        order_by="ProposalLine.id",
        cascade="all, delete-orphan",
    )

    renews: Mapped["Proposal | None"] = relationship(remote_side="Proposal.id")

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether its content may still change."""
        return self.status in {Status.DRAFT, Status.SENT}

    @property
    def sums(self) -> list[Sum]:
        """What it comes to, one sum for each rhythm, in the order of the lines."""
        rhythms = dict.fromkeys(line.rhythm for line in self.lines)
        return [
            Sum(
                rhythm,
                lines[0].billing in REPEATED,
                sum((line.net for line in lines), Decimal("0.00")),
                sum((line.tax for line in lines), Decimal("0.00")),
            )
            for rhythm in rhythms
            if (lines := [line for line in self.lines if line.rhythm == rhythm])
        ]

    @property
    def path(self) -> str:
        """Where this back office shows the proposal."""
        return f"/admin/proposal/details/?id={self.id}"


class ProposalLine(Base):
    """One service of a proposal, its net price, and when it is billed."""

    __tablename__ = "proposal_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey(Proposal.id), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id), index=True)
    description: Mapped[str] = mapped_column(String(1000), default="")
    quantity: Mapped[Decimal] = mapped_column(Exact(4), default=Decimal(1))
    unit_price: Mapped[Decimal] = mapped_column(Exact(2))
    discount: Mapped[Decimal] = mapped_column(Exact(2), default=Decimal(0))
    tax_key: Mapped[str | None] = mapped_column(ForeignKey(TaxRate.key), index=True)
    billing: Mapped[str] = mapped_column(String(20), default=Billing.ON_ACCEPTANCE)
    every_count: Mapped[int] = mapped_column(default=1)
    every_unit: Mapped[str] = mapped_column(String(10), default=Unit.MONTH)
    counts_from: Mapped[str] = mapped_column(String(20), default=CountsFrom.ACCEPTANCE)
    ends_on: Mapped[date | None]
    occurrences: Mapped[int | None]
    in_arrears: Mapped[bool] = mapped_column(default=False)
    missed: Mapped[str] = mapped_column(String(10), default=Missed.EACH)
    deposit_percent: Mapped[Decimal | None] = mapped_column(Exact(4))
    deposit_amount: Mapped[Decimal | None] = mapped_column(Exact(2))
    lowest: Mapped[Decimal | None] = mapped_column(Exact(2))
    highest: Mapped[Decimal | None] = mapped_column(Exact(2))
    completed_on: Mapped[date | None]
    final_price: Mapped[Decimal | None] = mapped_column(Exact(2))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_line.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="lines")
    service: Mapped[Service] = relationship()
    tax_rate: Mapped[TaxRate | None] = relationship()

    @property
    def net(self) -> Decimal:
        """Quantity x unit price - discount, rounded half up to the cent, once."""
        exact = self.quantity * self.unit_price - self.discount
        return exact.quantize(CENT, ROUND_HALF_UP)

    @property
    def tax(self) -> Decimal:
        """The tax on the net amount, half up to the cent."""
        if self.tax_rate is None:
            return Decimal("0.00")
        return (self.net * self.tax_rate.percent / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def rhythm(self) -> str:
        """When it is billed, in words."""
        if self.billing not in REPEATED:
            return self._once
        words = (
            f"Every {self.every_unit}"
            if self.every_count == 1
            else f"Every {self.every_count} {self.every_unit}s"
        )
        if self.occurrences:
            times = "once" if self.occurrences == 1 else f"{self.occurrences} times"
            words += f", {times}"
        if self.billing == Billing.INSTALMENTS:
            words = f"{self.occurrences} instalments, {words.partition(',')[0].lower()}"
        return f"{words}, in arrears" if self.in_arrears else words

    @property
    def _once(self) -> str:
        match Billing(self.billing):
            case Billing.ON_COMPLETION:
                return "On completion"
            case Billing.ESTIMATE:
                return "On completion, estimated"
            case Billing.DEPOSIT:
                return "Deposit, and the balance on completion"
            case Billing.INCLUDED:
                return "Included"
            case _:
                return "On acceptance"

    @property
    def is_completable(self) -> bool:
        """Whether somebody is still to say that the work is done."""
        return self.billing in COMPLETABLE and self.completed_on is None
