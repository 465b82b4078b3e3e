"""What the practice sells and the taxes it charges on it."""

from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from host_app.columns import Exact
from host_app.extensions import Base


class Service(Base):
    """A service, with the price a new proposal line starts from."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str] = mapped_column(String(1000), default="")
    unit_price: Mapped[Decimal] = mapped_column(Exact(2), default=Decimal(0))

    def __str__(self) -> str:
        return self.name


class TaxRate(Base):
    """A tax rate; lines refer to it by its key, which never changes."""

    __tablename__ = "tax_rate"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    percent: Mapped[Decimal] = mapped_column(Exact(4))

    def __str__(self) -> str:
        return self.name
