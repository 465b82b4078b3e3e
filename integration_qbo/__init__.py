"""The front door: the only names a host may import.

Names are loaded when first asked for, so that ``python -m
integration_qbo.sandbox`` starts without Flask-Admin, SQLAlchemy or
python-quickbooks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from integration_qbo.contract import (
        DEFAULT_TENANT,
        PLATFORM_KEY,
        Address,
        Anchor,
        BillingRule,
        CatchUp,
        ClientSnapshot,
        ClientWriter,
        Deposit,
        Ending,
        Estimate,
        Every,
        Host,
        Included,
        InvoiceDue,
        Line,
        Missed,
        OnAcceptance,
        OnCompletion,
        Permission,
        Platform,
        ProposalLine,
        ProposalSnapshot,
        Recurring,
        ServiceSnapshot,
        TaxRateSnapshot,
        TenantInfo,
        User,
    )
    from integration_qbo.extension import QuickBooksOnline
    from integration_qbo.signals import (
        connection_lost,
        invoice_blocked,
        invoice_pushed,
    )
    from integration_qbo.store.upgrade import exclude_ours

__all__ = [
    "DEFAULT_TENANT",
    "PLATFORM_KEY",
    "Address",
    "Anchor",
    "BillingRule",
    "CatchUp",
    "ClientSnapshot",
    "ClientWriter",
    "Deposit",
    "Ending",
    "Estimate",
    "Every",
    "Host",
    "Included",
    "InvoiceDue",
    "Line",
    "Missed",
    "OnAcceptance",
    "OnCompletion",
    "Permission",
    "Platform",
    "ProposalLine",
    "ProposalSnapshot",
    "QuickBooksOnline",
    "Recurring",
    "ServiceSnapshot",
    "TaxRateSnapshot",
    "TenantInfo",
    "User",
    "connection_lost",
    "exclude_ours",
    "invoice_blocked",
    "invoice_pushed",
]

_ELSEWHERE = {
    "QuickBooksOnline": "integration_qbo.extension",
    "connection_lost": "integration_qbo.signals",
    "exclude_ours": "integration_qbo.store.upgrade",
    "invoice_blocked": "integration_qbo.signals",
    "invoice_pushed": "integration_qbo.signals",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _ELSEWHERE.get(name, "integration_qbo.contract")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
