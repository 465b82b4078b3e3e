"""Tables of QuickBooks' lists as last read, and of the maps people make onto them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from integration_qbo.store.base import REF, Base, Facts
from integration_qbo.store.connection_tables import Company


class Kind(StrEnum):
    """The short lists; customers have a table of their own."""

    ITEM = "item"
    TAX_CODE = "tax_code"
    TAX_RATE = "tax_rate"
    TERM = "term"


class Reference(Base):
    """One entry of a short list; `facts` keep what mapping needs of it."""

    __tablename__ = "qbo_reference"

    company_id: Mapped[int] = mapped_column(
        ForeignKey("qbo_company.id"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    qbo_id: Mapped[str] = mapped_column(String(REF), primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    is_active: Mapped[bool]
    facts: Mapped[Facts]


class Customer(Base):
    """A QuickBooks customer as last read; `plain_name` and `core_name` are for search.

    The names follow `integration_qbo.domain.matching`.  `read_in` is the fence of the
    refresh that read all customers and met this one last.
    """

    __tablename__ = "qbo_customer"

    company_id: Mapped[int] = mapped_column(
        ForeignKey("qbo_company.id"), primary_key=True
    )
    qbo_id: Mapped[str] = mapped_column(String(REF), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(500))
    full_name: Mapped[str] = mapped_column(String(2600))
    plain_name: Mapped[str] = mapped_column(String(500))
    core_name: Mapped[str] = mapped_column(String(500))
    email: Mapped[str] = mapped_column(String(320))
    plain_email: Mapped[str] = mapped_column(String(320))
    currency: Mapped[str] = mapped_column(String(3))
    is_active: Mapped[bool]
    sync_token: Mapped[str] = mapped_column(String(32))
    is_taxable: Mapped[bool]
    tax_code_id: Mapped[str] = mapped_column(String(REF))
    read_in: Mapped[int] = mapped_column(default=0)


Index("ix_qbo_customer_plain_name", Customer.company_id, Customer.plain_name)
Index("ix_qbo_customer_core_name", Customer.company_id, Customer.core_name)
Index("ix_qbo_customer_plain_email", Customer.company_id, Customer.plain_email)


class LinkState(StrEnum):
    """Where a client stands towards QuickBooks' customers."""

    UNLINKED = "unlinked"
    SUGGESTED = "suggested"
    AMBIGUOUS = "ambiguous"
    LINKED = "linked"
    BROKEN = "broken"
    HELD = "held"


class ClientMap(Base):
    """A client of the practice and the customer it is linked to, in one company.

    Name, e-mail and phone mirror the host's so that lists filter and page.
    `is_named_apart` says that a person linked two differently named records.
    """

    __tablename__ = "qbo_client_map"
    __table_args__ = (UniqueConstraint("company_id", "client_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("qbo_company.id"))
    client_ref: Mapped[str] = mapped_column(String(REF))
    name: Mapped[str] = mapped_column(String(500))
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(16), default=LinkState.UNLINKED.value)
    qbo_customer_id: Mapped[str | None] = mapped_column(String(REF))
    customer_name: Mapped[str] = mapped_column(String(2600), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    linked_by: Mapped[str] = mapped_column(String(200), default="")
    linked_at: Mapped[datetime | None]
    is_named_apart: Mapped[bool] = mapped_column(default=False)

    company: Mapped[Company] = relationship()


Index("ix_qbo_client_map_name", ClientMap.company_id, ClientMap.name)
Index("ix_qbo_client_map_state", ClientMap.company_id, ClientMap.state)
Index("ix_qbo_client_map_customer", ClientMap.company_id, ClientMap.qbo_customer_id)


class TaxMap(Base):
    """A tax rate of the host and the QuickBooks tax code it becomes, in one company.

    `percent` is kept as text, exactly as the host said it.  In the United States a
    line is ``TAX`` or ``NON``, and `qbo_group_id` says which code the whole
    transaction then takes; empty for the customer's, else the company's.
    """

    __tablename__ = "qbo_tax_map"
    __table_args__ = (UniqueConstraint("company_id", "tax_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("qbo_company.id"))
    tax_key: Mapped[str] = mapped_column(String(REF))
    name: Mapped[str] = mapped_column(String(200))
    percent: Mapped[str] = mapped_column(String(16))
    is_offered: Mapped[bool] = mapped_column(default=True)
    qbo_tax_code_id: Mapped[str | None] = mapped_column(String(REF))
    qbo_group_id: Mapped[str] = mapped_column(String(REF), default="")

    company: Mapped[Company] = relationship()


class ServiceMap(Base):
    """A service of the host and the QuickBooks product/service it becomes."""

    __tablename__ = "qbo_service_map"
    __table_args__ = (UniqueConstraint("company_id", "service_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("qbo_company.id"))
    service_ref: Mapped[str] = mapped_column(String(REF))
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text, default="")
    is_offered: Mapped[bool] = mapped_column(default=True)
    qbo_item_id: Mapped[str | None] = mapped_column(String(REF))

    company: Mapped[Company] = relationship()
