"""A company's books as the local Intuit stores them, and what they should say.

Read through the local Intuit's control door, past everything the add-on does, so
that the tour compares with the truth and not with the add-on's own word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import requests

TIMEOUT = 30


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of an invoice; a discounted one goes out without quantity and price."""

    text: str
    amount: Decimal
    tax_code: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice as a bookkeeper reads it: names instead of ids."""

    customer: str
    dated: date
    due: date
    currency: str
    lines: Sequence[Line]
    tax: Decimal
    total: Decimal

    def __str__(self) -> str:
        rows = [f"{self.customer}, {self.dated:%-d %b %Y}, due {self.due:%-d %b %Y}"]
        for line in self.lines:
            times = (
                f"{line.quantity:f} x {line.unit_price:,.2f}"
                if line.quantity is not None and line.unit_price is not None
                else ""
            )
            rows.append(
                f"  {line.text:<52} {times:>14} {line.amount:>10,.2f}  {line.tax_code}"
            )
        rows.append(f"  {'Tax':<52} {'':>14} {self.tax:>10,.2f}")
        rows.append(f"  {'Total':<52} {'':>14} {self.total:>10,.2f}  {self.currency}")
        return "\n".join(rows)


class Books:
    """One company at the local Intuit."""

    def __init__(self, intuit: str, realm_id: str) -> None:
        self._control = f"{intuit}/_control"
        self._realm_id = realm_id
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        """End the connections."""
        self._session.close()

    def stored(self, entity: str) -> dict[str, dict[str, Any]]:
        """Everything of a kind by its id, inactive records included."""
        answer = self._get("entity", realm_id=self._realm_id, entity=entity)
        return {one["Id"]: one for one in answer["entities"]}

    def customers(self) -> set[str]:
        """The names of all customers."""
        return {one["DisplayName"] for one in self.stored("Customer").values()}

    def invoices(self) -> dict[str, Invoice]:
        """All invoices by their id."""
        codes = {key: one["Name"] for key, one in self.stored("TaxCode").items()}
        return {key: _read(one, codes) for key, one in self.stored("Invoice").items()}

    def revocations(self) -> int:
        """How many times somebody's key was taken back at their own wish."""
        requests_seen = self._get("journal", path="revoke")["requests"]
        return sum(one["status"] == HTTPStatus.OK for one in requests_seen)

    def advance(self, span: timedelta) -> None:
        """Let time pass at the local Intuit: tokens age, invoices become overdue."""
        self._post("clock", advance_seconds=int(span.total_seconds()))

    def _get(self, name: str, **query: str) -> Any:
        answer = self._session.get(
            f"{self._control}/{name}", params=query, timeout=TIMEOUT
        )
        answer.raise_for_status()
        return answer.json(parse_float=Decimal)

    def _post(self, name: str, **body: Any) -> None:
        self._session.post(
            f"{self._control}/{name}", json=body, timeout=TIMEOUT
        ).raise_for_status()


def _read(stored: dict[str, Any], codes: dict[str, str]) -> Invoice:
    return Invoice(
        customer=stored["CustomerRef"]["name"],
        dated=date.fromisoformat(stored["TxnDate"]),
        due=date.fromisoformat(stored["DueDate"]),
        currency=stored["CurrencyRef"]["value"],
        lines=[
            _line(line, codes)
            for line in stored["Line"]
            if line["DetailType"] == "SalesItemLineDetail"
        ],
        tax=Decimal(stored["TxnTaxDetail"]["TotalTax"]),
        total=Decimal(stored["TotalAmt"]),
    )


def _line(stored: dict[str, Any], codes: dict[str, str]) -> Line:
    detail = stored["SalesItemLineDetail"]
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    return Line(
        text=stored.get("Description", ""),
        amount=Decimal(stored["Amount"]),
        tax_code=codes[detail["TaxCodeRef"]["value"]],
        quantity=None if quantity is None else Decimal(quantity),
        unit_price=None if price is None else Decimal(price),
    )
