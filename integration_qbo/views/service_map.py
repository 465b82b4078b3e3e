"""Service map: which QuickBooks product/service each service becomes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from integration_qbo.services.invoice_parts import ITEM_CAUSES
from integration_qbo.store import queries
from integration_qbo.store.models import Kind, ServiceMap
from integration_qbo.views.choosing import ChoosingView, Option


class ServiceMapView(ChoosingView):
    """Services without a product of their own take the default."""

    headline = (
        "A service may have its own QuickBooks product/service, and with it its own"
        " income account. Without one it takes the default of the settings."
    )
    chosen = "qbo_item_id"
    causes = ITEM_CAUSES
    none_label = "The default"
    column_list = ("name", "qbo_item_id", "account")
    column_labels: ClassVar[dict[str, str]] = {
        "name": "Your service",
        "qbo_item_id": "QuickBooks product/service",
        "account": "Income account",
    }
    column_default_sort = "name"
    column_sortable_list = ("name",)
    column_searchable_list = ("name",)
    column_formatters: ClassVar[dict[str, Any]] = {
        "qbo_item_id": lambda view, _context, row, _name: view.select_in(
            row, f"QuickBooks product/service for {row.name}"
        ),
        "account": lambda view, _context, row, _name: view.account(row),
    }

    def scope(self) -> Any:
        """Services the practice still offers."""
        return super().scope() & ServiceMap.is_offered

    def options(self) -> Sequence[Option]:
        """Active products and services; categories cannot be billed."""
        items = queries.references(
            self.runtime.session(), self.company_id, Kind.ITEM, active_only=True
        )
        return [
            (item.qbo_id, item.name)
            for item in items
            if item.facts["type"] != "Category"
        ]

    def account(self, row: ServiceMap) -> str:
        """The income account the service ends up in."""
        session = self.runtime.session()
        settings = queries.settings_of(session, row.company_id)
        chosen = row.qbo_item_id or settings.default_item_id
        entry = queries.reference(session, row.company_id, Kind.ITEM, chosen)
        return str(entry.facts["income_account"]) if entry else "–"
