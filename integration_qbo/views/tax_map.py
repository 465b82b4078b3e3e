"""Tax map: one row per rate, QuickBooks' code beside it, and whether they agree."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from markupsafe import Markup

from integration_qbo.services.bind_invoice import TAX_CAUSES, percents_of
from integration_qbo.store import queries
from integration_qbo.store.models import Kind, TaxMap
from integration_qbo.views.choosing import ChoosingView, Option
from integration_qbo.views.present import badge


class TaxMapView(ChoosingView):
    """Which QuickBooks tax code a rate of the practice becomes."""

    headline = (
        "Each tax rate of your back office becomes one QuickBooks tax code."
        " A line whose rate has none waits here instead of going out wrong."
    )
    chosen = "qbo_tax_code_id"
    causes = TAX_CAUSES
    column_list = ("name", "percent", "qbo_tax_code_id", "verdict")
    column_labels: ClassVar[dict[str, str]] = {
        "name": "Your rate",
        "percent": "Percent",
        "qbo_tax_code_id": "QuickBooks tax code",
        "verdict": "Do they agree?",
    }
    column_default_sort = "id"
    column_sortable_list = ()
    column_formatters: ClassVar[dict[str, Any]] = {
        "percent": lambda _view, _context, row, _name: f"{row.percent} %",
        "qbo_tax_code_id": lambda view, _context, row, _name: view.select_in(
            row, f"QuickBooks tax code for {row.name}"
        ),
        "verdict": lambda view, _context, row, _name: view.verdict(row),
    }

    def scope(self) -> Any:
        """Rates the practice still offers, and old ones that are still mapped."""
        return super().scope() & TaxMap.is_offered

    def options(self) -> Sequence[Option]:
        """Codes usable on sales: name, combined rate, and the id where names repeat."""
        session = self.runtime.session()
        codes = [
            code
            for code in queries.references(
                session, self.company_id, Kind.TAX_CODE, active_only=True
            )
            if code.facts["sales_rate_ids"]
        ]
        names = [code.name for code in codes]
        labels = []
        for code in codes:
            total = sum(percents_of(session, self.company_id, code.facts), Decimal(0))
            label = f"{code.name} ({_plain(total)} %)"
            if names.count(code.name) > 1:
                label = f"{label} – id {code.qbo_id}"
            labels.append((code.qbo_id, label))
        return labels

    def verdict(self, row: TaxMap) -> Markup:
        """Equal, differing by how much, or unusable."""
        if not row.qbo_tax_code_id:
            return badge("amber", "not chosen")
        session = self.runtime.session()
        code = queries.reference(
            session, row.company_id, Kind.TAX_CODE, row.qbo_tax_code_id
        )
        if code is None or not code.is_active:
            return badge("red", "inactive in QuickBooks")
        theirs = sum(percents_of(session, row.company_id, code.facts), Decimal(0))
        difference = theirs - Decimal(row.percent)
        if difference:
            return badge("amber", f"differs by {_plain(difference)} points")
        return badge("green", "equal")


def _plain(percent: Decimal) -> str:
    return format(percent.normalize() + 0, "f")
