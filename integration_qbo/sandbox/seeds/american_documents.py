"""Knows the sales forms of the US company, all written before it was connected."""

from integration_qbo.sandbox.books import balances
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.placing import place, ref
from integration_qbo.sandbox.wire import Doc, decimal, money

CHECK = "2"
MEMO = "Thank you for your business and have a great day!"
# id, customer, date, lines of (item, quantity, price, tax), tax code
INVOICES = (
    ("75", "1", "2018-12-20", (("6", "4", "59.75", "NON"),), ""),
    ("95", "2", "2018-12-21", (("6", "1", "85", "NON"),), ""),
    (
        "96",
        "24",
        "2018-12-22",
        (("5", "1", "275", "TAX"), ("11", "1", "60.25", "TAX")),
        "2",
    ),
    ("103", "18", "2018-12-23", (("4", "12", "75", "NON"),), ""),
    ("119", "8", "2018-12-24", (("7", "9.55", "50", "NON"),), ""),
    ("129", "26", "2018-12-27", (("5", "1", "384", "TAX"),), "2"),
)


# id, customer, date, item, quantity, price, paid by
RECEIPTS = (
    ("11", "6", "2018-11-07", "4", "4.5", "75", "2"),
    ("17", "14", "2018-11-14", "4", "3", "75", ""),
    ("38", "15", "2018-11-25", "11", "6", "12.75", "1"),
    ("47", "12", "2018-12-05", "4", "5", "75", ""),
)
# payment id, invoice id, customer, date, item, quantity, price
PAID = (
    ("34", "33", "9", "2018-11-20", "6", "3", "45"),
    ("36", "35", "10", "2018-11-22", "4", "2", "75"),
    ("39", "37", "16", "2018-11-24", "7", "4", "50"),
    ("52", "49", "21", "2018-12-08", "6", "6", "45"),
    ("55", "53", "25", "2018-12-10", "4", "1", "75"),
)
# id, customer, date, item, quantity, price
ESTIMATES = (
    ("41", "10", "2018-11-27", "4", "7.75", "75"),
    ("46", "20", "2018-12-03", "6", "2", "35"),
    ("48", "18", "2018-12-03", "4", "4", "75"),
)


def _line(item: str, quantity: str, price: str, tax: str = "NON") -> Doc:
    amount = money(decimal(quantity) * decimal(price))
    detail = {
        "ItemRef": ref(item),
        "Qty": quantity,
        "UnitPrice": price,
        "TaxCodeRef": ref(tax),
    }
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "SalesItemLineDetail": detail,
    }


def _described(descriptions: dict[str, str], line: Doc) -> Doc:
    item = line["SalesItemLineDetail"]["ItemRef"]["value"]
    return line | {"Description": descriptions[item]}


def documents(books: Books, descriptions: dict[str, str]) -> None:
    """Place receipts, estimates and invoices; item descriptions are given."""
    for number, (key, customer, day, *line, method) in enumerate(RECEIPTS, 1003):
        receipt = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_described(descriptions, _line(*line))],
        }
        if method:
            receipt["PaymentMethodRef"] = ref(method)
        if method == CHECK:
            # A walk-in without an address who paid by check.
            receipt["PaymentRefNum"] = "10264"
            receipt["BillAddr"] = {
                part: receipt["BillAddr"][part] for part in ("Line1", "Lat", "Long")
            }
            del receipt["BillEmail"]
        place(books, "SalesReceipt", key, receipt)
    for number, (key, customer, day, *line) in enumerate(ESTIMATES, 1001):
        estimate = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_described(descriptions, _line(*line))],
            "TxnStatus": "Closed",
        }
        place(books, "Estimate", key, estimate)
    for number, (key, customer, day, sold, code) in enumerate(INVOICES, 1032):
        body = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_described(descriptions, _line(*row)) for row in sold],
        }
        if code:
            body["TxnTaxDetail"] = {"TxnTaxCodeRef": ref(code)}
        place(books, "Invoice", key, body)
        balances.refresh(books, customer)
    _paid(books, descriptions)
    books.set_number("Transaction", 144)
    books.set_number("DocNumber", 1037)


def _paid(books: Books, descriptions: dict[str, str]) -> None:
    """Place invoices that were paid in full, each by one check."""
    for number, row in enumerate(PAID, 1020):
        payment_id, invoice_id, customer, day, *line = row
        form = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_described(descriptions, _line(*line))],
        }
        invoice = place(books, "Invoice", invoice_id, form)
        link = {"TxnId": invoice_id, "TxnType": "Invoice"}
        payment = {
            "CustomerRef": ref(customer),
            "TxnDate": day,
            "TotalAmt": invoice["TotalAmt"],
            "PaymentMethodRef": ref(CHECK),
            "DepositToAccountRef": ref("4"),
            "Line": [{"Amount": invoice["TotalAmt"], "LinkedTxn": [link]}],
        }
        stored = place(books, "Payment", payment_id, payment)
        KINDS["Payment"].settle(books, None, stored)


def _form(customer: str, day: str) -> Doc:
    """Return what a sales form made by hand carries: its address in free lines."""
    form: Doc = {"TxnDate": day}
    if not customer:
        return form
    address = {
        "Line1": "Sample Name",
        "Line2": f"{100 + int(customer)} Sample Street",
        "Line3": "Middlefield, CA  94303",
        "Lat": "INVALID",
        "Long": "INVALID",
    }
    return form | {
        "CustomerRef": ref(customer),
        "CustomerMemo": {"value": MEMO},
        "BillAddr": address,
        "BillEmail": {"Address": f"contact{customer}@sample.example"},
    }
