"""Which tax codes an invoice carries: one a line, and in the US one for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from integration_qbo.contract import Line
from integration_qbo.domain.tax import TAXABLE, Basis, Compound, Rate, TaxModel
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.store import queries
from integration_qbo.store.models import Company, Customer, Kind, Reference, TaxMap

TAX_CAUSES = (
    "tax_unmapped",
    "tax_code_unusable",
    "tax_transaction_code_missing",
    "tax_two_codes",
    "tax_switched_off",
    "customer_exempt",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A line's tax code and the percentages it adds to that line."""

    qbo_id: str
    percents: tuple[Rate, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxChoice:
    """One code a line, in their order; in the US also the transaction's."""

    model: TaxModel
    codes: Sequence[Code]
    transaction_code_id: str = ""
    transaction_percents: tuple[Rate, ...] = ()


def choose_tax(
    session: Session, company: Company, customer: Customer, lines: Sequence[Line]
) -> TaxChoice:
    """The tax codes of an invoice; raises `NeedsAttention` naming what is missing."""
    rows = [_row(session, company, line) for line in lines]
    model = TaxModel(company.facts["tax_model"])
    if not model.is_us:
        codes = [_code(session, company, row) for row in rows]
        return TaxChoice(model=model, codes=codes)
    codes = [Code(qbo_id=row.qbo_tax_code_id or "") for row in rows]
    taxed = [row for row in rows if row.qbo_tax_code_id == TAXABLE]
    if not taxed or model is TaxModel.US_AUTOMATED:
        return TaxChoice(model=model, codes=codes)
    group = _group(session, company, customer, model, taxed)
    return TaxChoice(
        model=model,
        codes=codes,
        transaction_code_id=group.qbo_id,
        transaction_percents=rates_of(session, company.id, group),
    )


def percents_of(
    session: Session, company_id: int, code: Reference
) -> tuple[Decimal, ...]:
    """The percentages a tax code applies to sales."""
    percents = []
    for rate_id in code.facts["sales_rate_ids"]:
        rate = queries.reference(session, company_id, Kind.TAX_RATE, rate_id)
        if rate is None:
            raise _cause(
                "tax_code_unusable",
                f"A rate of the tax code {code.name} is not in QuickBooks' list.",
                "Press Sync on the Connection page, then retry.",
            )
        percents.append(Decimal(rate.facts["percent"]))
    return tuple(percents)


def rates_of(session: Session, company_id: int, code: Reference) -> tuple[Rate, ...]:
    """The rates a tax code applies to sales, compound ones with what they are on."""
    percents = percents_of(session, company_id, code)
    bases = code.facts.get("sales_bases") or [Basis.AMOUNT.value] * len(percents)
    return tuple(
        percent if basis == Basis.AMOUNT else Compound(percent, Basis(basis))
        for percent, basis in zip(percents, bases, strict=True)
    )


def _row(session: Session, company: Company, line: Line) -> TaxMap:
    row = queries.tax_map(session, company.id, line.tax_key)
    if row is not None and row.qbo_tax_code_id:
        return row
    name = row.name if row else (line.tax_key or "no tax")
    raise _cause(
        "tax_unmapped",
        f"The tax rate “{name}” of the line “{line.description}” has no QuickBooks tax"
        " code.",
        "Choose one in the tax map.",
        tax_key=line.tax_key,
    )


def _code(session: Session, company: Company, row: TaxMap) -> Code:
    code = queries.reference(
        session, company.id, Kind.TAX_CODE, row.qbo_tax_code_id or ""
    )
    if code is None or not code.is_active or not code.facts["sales_rate_ids"]:
        raise _cause(
            "tax_code_unusable",
            f"The tax code chosen for “{row.name}” is inactive, deleted or not for"
            " sales in QuickBooks.",
            "Choose another one in the tax map.",
            tax_key=row.tax_key,
        )
    return Code(qbo_id=code.qbo_id, percents=rates_of(session, company.id, code))


def _group(
    session: Session,
    company: Company,
    customer: Customer,
    model: TaxModel,
    taxed: Sequence[TaxMap],
) -> Reference:
    if model is TaxModel.US_OFF:
        raise _cause(
            "tax_switched_off",
            f"“{taxed[0].name}” is taxable, but sales tax is off in QuickBooks.",
            "Turn it on there, or map the rate to Non-taxable.",
        )
    if not customer.is_taxable:
        raise _cause(
            "customer_exempt",
            f"{customer.display_name} is exempt from sales tax in QuickBooks, but the"
            f" invoice has a line with “{taxed[0].name}”.",
            "Change the customer there, or the line's rate here.",
        )
    fallback = customer.tax_code_id or company.facts["tax_code_id"]
    wanted = {row.qbo_group_id or fallback for row in taxed}
    if len(wanted) > 1:
        names = ", ".join(sorted({row.name for row in taxed}))
        raise _cause(
            "tax_two_codes",
            f"The lines need different sales tax ({names}); an invoice in QuickBooks"
            " takes one.",
            "Split the proposal, or map the rates to the same one.",
        )
    (code_id,) = wanted
    group = queries.reference(session, company.id, Kind.TAX_CODE, code_id)
    if not code_id or group is None or not group.is_active:
        raise _cause(
            "tax_transaction_code_missing",
            f"Neither {customer.display_name} nor the company has a usable sales tax"
            f" rate for “{taxed[0].name}” in QuickBooks.",
            "Choose one in the tax map, or set the customer's there.",
        )
    return group


def _cause(code: str, sentence: str, remedy: str, **facts: str) -> NeedsAttention:
    return NeedsAttention(
        Cause(code=code, sentence=sentence, remedy=remedy, facts=facts)
    )
