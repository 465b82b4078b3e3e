"""Knows tax outside the US: a real code on every line, tax in or on top.

Stored amounts are always net; where tax was included, ``TaxInclusiveAmt`` keeps
the gross (recorded in Australia in 2021).
"""

from decimal import ROUND_HALF_UP, Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.tax.rates import Rate, combined, sales_rates
from integration_qbo.sandbox.tax.sheet import Sheet
from integration_qbo.sandbox.wire import Doc, decimal, money, plain

TAX_WORDS = {"AU": "GST", "CA": "GST/HST", "GB": "VAT", "NZ": "GST", "IN": "GST"}
PRICE_PLACES = Decimal("0.0000001")


def mode(doc: Doc) -> str:
    """Return how tax relates to the amounts of a transaction."""
    return str(doc.get("GlobalTaxCalculation") or "TaxExcluded")


def apply(books: Books, doc: Doc, lines: list[Doc], discount: Decimal) -> Doc | None:
    """Make amounts net where tax is included, and return TxnTaxDetail.

    Tax is rounded half up per line and rate, then summed; None when the
    transaction is outside tax.
    """
    calculation = mode(doc)
    given = doc.get("TxnTaxDetail") or {}
    if calculation == "NotApplicable":
        if given.get("TaxLine") or decimal(given.get("TotalTax")):
            raise faults.tax_detail_not_allowed()
        for line in lines:
            line["SalesItemLineDetail"].pop("TaxCodeRef", None)
        return None
    sheet = Sheet()
    subtotal = sum((line["Amount"] for line in lines), Decimal(0))
    for line in lines:
        rates = _rates(books, line, str(doc["TxnDate"]))
        if calculation == "TaxInclusive":
            _included(line, rates, sheet)
            continue
        net = line["Amount"]
        if discount and subtotal:
            net -= money(discount * net / subtotal)
        line["SalesItemLineDetail"].pop("TaxInclusiveAmt", None)
        sheet.add(net, rates)
    _override(given, sheet)
    return {"TotalTax": money(sheet.total), "TaxLine": sheet.lines()}


def _rates(books: Books, line: Doc, on: str) -> list[Rate]:
    detail = line["SalesItemLineDetail"]
    value = str((detail.get("TaxCodeRef") or {}).get("value") or "")
    if not value:
        word = TAX_WORDS.get(books.country, "tax")
        raise faults.business(
            f"Make sure all your transactions have a {word} rate before you save."
        )
    code = books.get("TaxCode", value)
    if code is None:
        path = "Line.SalesItemLineDetail.TaxCodeRef"
        raise faults.invalid_reference(path, path)
    if not code.get("Active", True):
        raise faults.made_inactive()
    detail["TaxCodeRef"] = {"value": value}
    return sales_rates(books, code, on)


def _included(line: Doc, rates: list[Rate], sheet: Sheet) -> None:
    detail = line["SalesItemLineDetail"]
    factor = 1 + combined(rates)
    if detail.get("TaxInclusiveAmt") is None:
        taxed = sheet.add(line["Amount"], rates)
        detail["TaxInclusiveAmt"] = money(line["Amount"] + taxed)
        return
    gross = money(decimal(detail["TaxInclusiveAmt"]))
    net = money(gross / factor)
    taxed = sheet.add(net, rates)
    sheet.adjust(gross - net - taxed)
    if net != line["Amount"] and detail.get("Qty"):
        price = (net / decimal(detail["Qty"])).quantize(PRICE_PLACES, ROUND_HALF_UP)
        detail["UnitPrice"] = plain(price)
    line["Amount"] = net
    detail["TaxInclusiveAmt"] = gross


TOLERANCE = Decimal("0.05")


def _override(given: Doc, sheet: Sheet) -> None:
    """Keep small differences of tax lines that were given whole."""
    for line in given.get("TaxLine") or []:
        detail = line.get("TaxLineDetail") or {}
        rate_id = str((detail.get("TaxRateRef") or {}).get("value") or "")
        if rate_id not in sheet.tax or line.get("Amount") is None:
            continue
        amount = money(decimal(line["Amount"]))
        if abs(amount - sheet.tax[rate_id]) <= TOLERANCE:
            sheet.tax[rate_id] = amount
