"""When a proposal's lines are due: from a snapshot to items, from items to invoices.

An item is one (line, period); a period is named by its key and billed once.  Pure:
the same snapshot, life and billed periods give the same items, whoever asks and when.
"""

from integration_qbo.domain.billing.case import (
    ACCEPTANCE,
    BALANCE,
    COMPLETION,
    DEPOSIT,
    AllBilled,
    Billed,
    DueItem,
)
from integration_qbo.domain.billing.catch_up import MOST_MISSED, CaughtUp, catch_up
from integration_qbo.domain.billing.grouping import InvoiceKey, Wait, invoices
from integration_qbo.domain.billing.items import items_due, next_due_on
from integration_qbo.domain.billing.life import (
    Completion,
    End,
    Life,
    Opening,
    Pause,
    Spot,
    life_from_json,
    life_to_json,
)
from integration_qbo.domain.billing.periods import Period, local_day

__all__ = [
    "ACCEPTANCE",
    "BALANCE",
    "COMPLETION",
    "DEPOSIT",
    "MOST_MISSED",
    "AllBilled",
    "Billed",
    "CaughtUp",
    "Completion",
    "DueItem",
    "End",
    "InvoiceKey",
    "Life",
    "Opening",
    "Pause",
    "Period",
    "Spot",
    "Wait",
    "catch_up",
    "invoices",
    "items_due",
    "life_from_json",
    "life_to_json",
    "local_day",
    "next_due_on",
]
