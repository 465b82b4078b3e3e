"""Knows US sales tax: TAX or NON on a line, one code on the transaction."""

from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.tax.rates import sales_rates
from integration_qbo.sandbox.tax.sheet import Sheet
from integration_qbo.sandbox.wire import Doc, decimal, money

LINE_CODES = ("TAX", "NON")


def apply(books: Books, doc: Doc, lines: list[Doc], discount: Decimal) -> Doc:
    """Return TxnTaxDetail for item lines whose amounts are final.

    Each rate is rounded half up on the summed taxable amount. A total given
    with a tax code is kept and shared over the rates.
    """
    given = doc.get("TxnTaxDetail") or {}
    if books.preference("TaxPrefs", "UsingSalesTax") is False:
        for line in lines:
            line["SalesItemLineDetail"].pop("TaxCodeRef", None)
        return {"TotalTax": Decimal(0)}
    net = all_net = Decimal(0)
    for line in lines:
        detail = line["SalesItemLineDetail"]
        code = str((detail.get("TaxCodeRef") or {}).get("value") or "NON")
        if code not in LINE_CODES:
            raise faults.invalid_line_tax(code)
        detail["TaxCodeRef"] = {"value": code}
        all_net += line["Amount"]
        net += line["Amount"] if code == "TAX" else Decimal(0)
    if doc.get("ApplyTaxAfterDiscount") and all_net:
        net -= money(discount * net / all_net)
    return _on_total(books, given, net, str(doc["TxnDate"]))


def _on_total(books: Books, given: Doc, net: Decimal, on: str) -> Doc:
    value = str((given.get("TxnTaxCodeRef") or {}).get("value") or "")
    if not value:
        return {"TotalTax": Decimal(0)}
    code = books.get("TaxCode", value)
    if code is None or value in LINE_CODES:
        raise faults.invalid_reference(
            "TxnTaxDetail.TxnTaxCodeRef", "TxnTaxDetail.TxnTaxCodeRef"
        )
    sheet = Sheet()
    sheet.add(net, sales_rates(books, code, on))
    if given.get("TotalTax") is not None and net:
        sheet.override(money(decimal(given["TotalTax"])))
    detail: Doc = {
        "TxnTaxCodeRef": {"value": value},
        "TotalTax": money(sheet.total),
    }
    if sheet.rates:
        detail["TaxLine"] = sheet.lines()
    return detail
