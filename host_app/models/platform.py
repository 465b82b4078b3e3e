"""Which accounting platform is switched on."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from host_app.columns import Moment
from host_app.extensions import Base


class AccountingPlatform(Base):
    """The platform that is on; the primary key allows one per practice."""

    __tablename__ = "accounting_platform"

    tenant: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(200))
    claimed_at: Mapped[datetime] = mapped_column(Moment)
