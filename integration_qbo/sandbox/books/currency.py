"""Knows the currencies a company keeps its books in."""

from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal

NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "JPY": "Japanese Yen",
    "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar",
    "USD": "United States Dollar",
}

IN_US_DOLLARS = {
    "AUD": Decimal("0.65"),
    "CAD": Decimal("0.73"),
    "EUR": Decimal("1.08"),
    "GBP": Decimal("1.27"),
    "JPY": Decimal("0.0066"),
    "NZD": Decimal("0.59"),
    "SGD": Decimal("0.75"),
    "USD": Decimal(1),
}
PLACES = Decimal("0.000001")


def home(books: Books) -> str:
    """Return the code of the company's home currency."""
    reference = books.preference("CurrencyPrefs", "HomeCurrency", {})
    return str(reference.get("value", "USD"))


def is_multiple(books: Books) -> bool:
    """Tell whether the company keeps several currencies."""
    return bool(books.preference("CurrencyPrefs", "MultiCurrencyEnabled"))


def reference(books: Books, wanted: Doc | None) -> Doc:
    """Return a currency reference with its name; the home currency by default."""
    code = str((wanted or {}).get("value") or home(books))
    if code != home(books) and (not is_multiple(books) or code not in NAMES):
        raise faults.invalid_reference("CurrencyRef", "CurrencyRef")
    return {"value": code, "name": NAMES.get(code, code)}


def exchange_rate(books: Books, source: str) -> Doc | None:
    """Return the kept rate of a currency; a company of one currency keeps none."""
    holder = books.holder(("ExchangeRate",), source)
    return books.get("ExchangeRate", holder[1]) if holder else None


def rate(books: Books, source: str) -> Decimal:
    """Return how many home units one unit of a currency is worth."""
    kept = exchange_rate(books, source)
    if kept is not None:
        return decimal(kept["Rate"])
    return usual_rate(books, source)


def usual_rate(books: Books, source: str) -> Decimal:
    """Return the invented rate everybody begins with."""
    value = IN_US_DOLLARS[source] / IN_US_DOLLARS[home(books)]
    return value.quantize(PLACES).normalize()
