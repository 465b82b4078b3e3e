"""Where a stuck invoice is mended: the page that has the control, by cause."""

from dataclasses import dataclass

from flask import url_for

from integration_qbo.runtime import current_runtime
from integration_qbo.services.choose_tax import TAX_CAUSES
from integration_qbo.services.invoice_parts import ITEM_CAUSES
from integration_qbo.services.link_clients import CLIENT_CAUSES
from integration_qbo.store import queries
from integration_qbo.store.models import Invoice


@dataclass(frozen=True, slots=True)
class Control:
    """A link to the place, with the words on it."""

    label: str
    url: str


def control_for(invoice: Invoice) -> Control | None:
    """Where this invoice's cause is mended; `None` where only Retry helps."""
    code = invoice.reason_code
    if code in TAX_CAUSES:
        return Control("Open the tax map", url_for("qbo_tax_map.index_view"))
    if code == "item_missing":
        return Control("Open the settings", url_for("qbo_settings.index_view"))
    if code in ITEM_CAUSES or code == "broken_reference":
        return Control("Open the service map", url_for("qbo_service_map.index_view"))
    if code in CLIENT_CAUSES:
        row = queries.client_map(
            current_runtime().session(), invoice.company_id, invoice.client_ref
        )
        if row is not None:
            return Control(
                "Choose the customer",
                url_for("qbo_client_map.choose_view", id=row.id),
            )
    return None
