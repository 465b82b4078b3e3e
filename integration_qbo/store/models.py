"""Every table of the add-on in one place to import from."""

from integration_qbo.store.audit_tables import AuditEntry
from integration_qbo.store.base import Base
from integration_qbo.store.connection_tables import (
    ClockOffset,
    Company,
    ConnectAttempt,
    Connection,
    Heartbeat,
    Setting,
)
from integration_qbo.store.delivery_tables import (
    CreditMemo,
    Delivery,
    DeliveryEvent,
    DocumentAct,
    Email,
    Invoice,
    Item,
    NewCustomer,
    NewName,
    Proposal,
    Switch,
    Void,
)
from integration_qbo.store.reference_tables import (
    ClientMap,
    Customer,
    Kind,
    LinkState,
    Reference,
    ServiceMap,
    TaxMap,
)

__all__ = [
    "AuditEntry",
    "Base",
    "ClientMap",
    "ClockOffset",
    "Company",
    "ConnectAttempt",
    "Connection",
    "CreditMemo",
    "Customer",
    "Delivery",
    "DeliveryEvent",
    "DocumentAct",
    "Email",
    "Heartbeat",
    "Invoice",
    "Item",
    "Kind",
    "LinkState",
    "NewCustomer",
    "NewName",
    "Proposal",
    "Reference",
    "ServiceMap",
    "Setting",
    "Switch",
    "TaxMap",
    "Void",
]
