"""Tax map: one row per rate, QuickBooks' code beside it, and whether they agree."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from markupsafe import Markup

from integration_qbo.domain.tax import NON_TAXABLE, TAXABLE, TaxModel
from integration_qbo.services.choose_tax import TAX_CAUSES, percents_of
from integration_qbo.store import queries
from integration_qbo.store.models import Kind, Reference, TaxMap
from integration_qbo.views.choosing import ChoosingView, Option
from integration_qbo.views.present import badge

_JOINT = ":"


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
        codes = self._codes()
        if self._model().is_us:
            return self._us_options(codes)
        names = [code.name for code in codes]
        labels = []
        for code in codes:
            label = self._label(code)
            if names.count(code.name) > 1:
                label = f"{label} – id {code.qbo_id}"
            labels.append((code.qbo_id, label))
        return labels

    def chosen_of(self, row: TaxMap) -> str:
        """In the US: taxable or not, and with which code."""
        parts = [row.qbo_tax_code_id or "", row.qbo_group_id]
        return _JOINT.join(part for part in parts if part)

    def choose_for(self, row: TaxMap, value: str) -> None:
        """Take a choice over."""
        code_id, _joint, group_id = value.partition(_JOINT)
        row.qbo_tax_code_id = code_id or None
        row.qbo_group_id = group_id

    def verdict(self, row: TaxMap) -> Markup:
        """Equal, differing by how much, or unusable."""
        if not row.qbo_tax_code_id:
            return badge("amber", "not chosen")
        ours = Decimal(row.percent)
        if self._model().is_us and not row.qbo_group_id:
            return self._us_verdict(row, ours)
        code = queries.reference(
            self.runtime.session(),
            row.company_id,
            Kind.TAX_CODE,
            row.qbo_group_id or row.qbo_tax_code_id,
        )
        if code is None or not code.is_active:
            return badge("red", "inactive in QuickBooks")
        difference = self._percent(code) - ours
        if difference:
            return badge("amber", f"differs by {_plain(difference)} points")
        return badge("green", "equal")

    def _us_verdict(self, row: TaxMap, ours: Decimal) -> Markup:
        if row.qbo_tax_code_id == TAXABLE:
            return badge("blue", "QuickBooks decides")
        if ours:
            return badge("amber", f"differs by {_plain(-ours)} points")
        return badge("green", "equal")

    def _us_options(self, codes: Sequence[Reference]) -> Sequence[Option]:
        fixed = [
            (NON_TAXABLE, "Non-taxable"),
            (TAXABLE, "Taxable, at the customer's rate, else the company's"),
        ]
        if self._model() is not TaxModel.US_CLASSIC:
            return fixed
        return fixed + [
            (f"{TAXABLE}{_JOINT}{code.qbo_id}", f"Taxable, always {self._label(code)}")
            for code in codes
        ]

    def _model(self) -> TaxModel:
        company = self.connection.company
        told = company.facts.get("tax_model") if company else None
        return TaxModel(told) if told else TaxModel.PER_LINE

    def _codes(self) -> list[Reference]:
        session = self.runtime.session()
        return [
            code
            for code in queries.references(
                session, self.company_id, Kind.TAX_CODE, active_only=True
            )
            if code.facts["sales_rate_ids"]
        ]

    def _percent(self, code: Reference) -> Decimal:
        session = self.runtime.session()
        return sum(percents_of(session, code.company_id, code), Decimal(0))

    def _label(self, code: Reference) -> str:
        return f"{code.name} ({_plain(self._percent(code))} %)"


def _plain(percent: Decimal) -> str:
    return format(percent.normalize() + 0, "f")
