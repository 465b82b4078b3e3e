"""Knows US sales tax: TAX or NON on a line, one code on the transaction.

Where tax is automated, Intuit's engine chooses the code; here a stand-in does, by
the state of the ship address, then of the company. Its rates are invented.
"""

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
        code = _line_code(books, detail)
        detail["TaxCodeRef"] = {"value": code}
        all_net += line["Amount"]
        net += line["Amount"] if code == "TAX" else Decimal(0)
    if doc.get("ApplyTaxAfterDiscount") and all_net:
        net -= money(discount * net / all_net)
    code = _transaction_code(books, doc, given)
    return _on_total(books, code, given, net, str(doc["TxnDate"]))


def _line_code(books: Books, detail: Doc) -> str:
    code = str((detail.get("TaxCodeRef") or {}).get("value") or "")
    if not code and books.has_automated_tax:
        item = books.get("Item", detail["ItemRef"]["value"]) or {}
        code = "TAX" if item.get("Taxable") else "NON"
    code = code or "NON"
    if code not in LINE_CODES:
        raise faults.invalid_line_tax(code)
    return code


def _transaction_code(books: Books, doc: Doc, given: Doc) -> str:
    """Return the code asked for, or the engine's for where the goods go."""
    if not books.has_automated_tax:
        return str((given.get("TxnTaxCodeRef") or {}).get("value") or "")
    company = books.get("CompanyInfo", "1") or {}
    places = (doc.get("ShipAddr"), company.get("CompanyAddr"))
    for place in places:
        state = (place or {}).get("CountrySubDivisionCode")
        holder = books.holder(("TaxCode",), state) if state else None
        if holder:
            return holder[1]
    return ""


def _on_total(books: Books, value: str, given: Doc, net: Decimal, on: str) -> Doc:
    if not value:
        return {"TotalTax": Decimal(0)}
    code = books.get("TaxCode", value)
    if code is None or value in LINE_CODES:
        path = "TxnTaxDetail.TxnTaxCodeRef"
        raise faults.invalid_reference(path, path)
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
