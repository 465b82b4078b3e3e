"""The clients of the practice."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from host_app.extensions import Base
from host_app.models.proposal import Proposal


class Kind(StrEnum):
    """What a client is in law."""

    COMPANY = "company"
    TRUST = "trust"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"
    INDIVIDUAL = "individual"


class TaxTreatment(StrEnum):
    """How sales to a client are taxed; the empty one is the ordinary way."""

    ORDINARY = ""
    EXPORT = "export"
    EXEMPT = "exempt"


class Client(Base):
    """Somebody the practice works for."""

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default=Kind.COMPANY)
    given_name: Mapped[str] = mapped_column(String(60), default="")
    family_name: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    mobile: Mapped[str] = mapped_column(String(30), default="")
    tax_number: Mapped[str] = mapped_column(String(20), default="")
    tax_treatment: Mapped[str] = mapped_column(
        String(20), default=TaxTreatment.ORDINARY
    )

    billing_line1: Mapped[str] = mapped_column(String(200), default="")
    billing_line2: Mapped[str] = mapped_column(String(200), default="")
    billing_city: Mapped[str] = mapped_column(String(80), default="")
    billing_region: Mapped[str] = mapped_column(String(40), default="")
    billing_postal_code: Mapped[str] = mapped_column(String(20), default="")
    billing_country: Mapped[str] = mapped_column(String(2), default="")

    postal_line1: Mapped[str] = mapped_column(String(200), default="")
    postal_line2: Mapped[str] = mapped_column(String(200), default="")
    postal_city: Mapped[str] = mapped_column(String(80), default="")
    postal_region: Mapped[str] = mapped_column(String(40), default="")
    postal_postal_code: Mapped[str] = mapped_column(String(20), default="")
    postal_country: Mapped[str] = mapped_column(String(2), default="")

    proposals: Mapped[list[Proposal]] = relationship(back_populates="client")

    def __str__(self) -> str:
        return self.name

    @property
    def contact_name(self) -> str:
        """The person to talk to, or an empty string."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def path(self) -> str:
        """Where this back office shows the client."""
        return f"/admin/client/details/?id={self.id}"
