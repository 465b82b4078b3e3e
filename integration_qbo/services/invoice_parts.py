"""Parts of an invoice that follow from maps and settings: product, text, due date."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from integration_qbo.contract import Line
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.store import queries
from integration_qbo.store.models import Invoice, Item, Kind, Reference, Setting

ITEM_CAUSES = ("item_missing", "item_unusable")


def choose_product(session: Session, settings: Setting, line: Line) -> Reference:
    """What a line is sold as; raises `NeedsAttention` naming what is missing."""
    row = queries.service_map(session, settings.company_id, line.service_ref)
    chosen = (row.qbo_item_id if row else None) or settings.default_item_id
    if not chosen:
        raise NeedsAttention(
            Cause(
                code="item_missing",
                sentence=f"No product/service is chosen for “{line.description}”.",
                remedy="Choose one for the service, or a default in the settings.",
                facts={"service_ref": line.service_ref},
            )
        )
    entry = queries.reference(session, settings.company_id, Kind.ITEM, chosen)
    if entry is None or not entry.is_active or entry.facts["type"] == "Category":
        name = entry.name if entry else f"number {chosen}"
        raise NeedsAttention(
            Cause(
                code="item_unusable",
                sentence=(
                    f"The product/service {name}, chosen for “{line.description}”,"
                    " cannot be used: it is inactive or deleted in QuickBooks."
                ),
                remedy="Make it active there, or choose another one here.",
                facts={"service_ref": line.service_ref, "qbo_item_id": chosen},
            )
        )
    return entry


def describe(session: Session, settings: Setting, item: Item, line: Line) -> str:
    """The line's text; a recurring one says which period it bills."""
    if item.period_starts_on is None or item.period_ends_on is None:
        return line.description
    row = queries.service_map(session, settings.company_id, line.service_ref)
    period = f"{_day(item.period_starts_on)} – {_day(item.period_ends_on)}"
    service = row.name if row else line.description
    text = settings.recurring_text.replace("{service}", service)
    return text.replace("{period}", period)


def due_on_of(invoice: Invoice, settings: Setting, today: date) -> date:
    """When it is to be paid: counted from its date, or from today if that is later."""
    if invoice.invoice_on is None:
        raise LookupError("an invoice without a date is not due")
    days = settings.recurring_days if invoice.is_recurring else settings.invoice_days
    return max(invoice.invoice_on, today) + timedelta(days=days)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
