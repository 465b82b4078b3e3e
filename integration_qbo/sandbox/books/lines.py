"""Knows the lines of a sale: what they may be, and what is filled in."""

from decimal import ROUND_HALF_UP, Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault, Problem
from integration_qbo.sandbox.wire import CENT, Doc, arranged, decimal, money, plain

SALES = "SalesItemLineDetail"
DISCOUNT = "DiscountLineDetail"
DESCRIPTION = "DescriptionOnly"
GROUP = "GroupLineDetail"
SUBTOTAL = "SubTotalLineDetail"
SHIPPING = "SHIPPING_ITEM_ID"
DETAIL_ORDER = (
    "TaxInclusiveAmt",
    "ServiceDate",
    "ItemRef",
    "ClassRef",
    "UnitPrice",
    "Qty",
    "ItemAccountRef",
    "TaxCodeRef",
)


class Lines:
    """The lines of one sale, sorted into what they do."""

    def __init__(self, books: Books, wanted: list[Doc], previous: Doc | None) -> None:
        self._books = books
        self._next = 1 + max(
            (
                int(line["Id"])
                for line in (previous or {}).get("Line", [])
                if "Id" in line
            ),
            default=0,
        )
        self._known = {
            str(line["Id"])
            for line in (previous or {}).get("Line", [])
            if line.get("Id")
        }
        self.entries: list[Doc] = []
        self.discounts: list[Doc] = []
        for line in wanted:
            self._take(line)

    @property
    def items(self) -> list[Doc]:
        """Return the lines that carry an item and an amount."""
        return [line for line in self.entries if line["DetailType"] == SALES]

    @property
    def subtotal(self) -> Decimal:
        """Return the sum of the item lines."""
        return sum((line["Amount"] for line in self.items), Decimal(0))

    def _take(self, line: Doc) -> None:
        kind = line.get("DetailType")
        if not kind:
            raise faults.required("Line.DetailType")
        if kind == SUBTOTAL:
            return
        if kind == DISCOUNT:
            self.discounts.append(self._numbered(line, self._discount(line)))
        elif kind == SALES:
            self.entries.append(self._numbered(line, self._item(line)))
        elif kind == DESCRIPTION:
            detail = dict(line.get("DescriptionLineDetail") or {})
            self.entries.append(
                self._numbered(
                    line,
                    {"DetailType": DESCRIPTION, "DescriptionLineDetail": detail},
                )
            )
        else:
            raise faults.business(f"A line of type {kind} is not supported here.")

    def _numbered(self, line: Doc, content: Doc) -> Doc:
        given = str(line.get("Id") or "")
        if given in self._known:
            self._known.discard(given)
        else:
            given = str(self._next)
            self._next += 1
        head: Doc = {"Id": given, "LineNum": len(self.entries) + 1}
        if content["DetailType"] == DISCOUNT:
            del head["LineNum"]
        if line.get("Description"):
            head["Description"] = line["Description"]
        return head | content

    def _item(self, line: Doc) -> Doc:
        detail = dict(line.get(SALES) or {})
        value = str((detail.get("ItemRef") or {}).get("value") or "")
        if not value:
            value = self._default_item()
        if line.get("Amount") is None:
            raise faults.required("Line.Amount")
        amount = money(decimal(line["Amount"]))
        self._check_amount(detail, amount)
        found = self._item_detail(value)
        for name in ("UnitPrice", "Qty"):
            if detail.get(name) is not None:
                found[name] = plain(decimal(detail[name]))
        for name in ("ServiceDate", "TaxInclusiveAmt", "TaxCodeRef"):
            if detail.get(name):
                found[name] = detail[name]
        self._classified(detail, found)
        return {"Amount": amount, "DetailType": SALES, SALES: found}

    def _default_item(self) -> str:
        for entry in self._books.preferences.get("OtherPrefs", {}).get("NameValue", []):
            if entry["Name"] == "SalesFormsPrefs.DefaultItem":
                return str(entry["Value"])
        path = "Line.SalesItemLineDetail.ItemRef"
        raise faults.invalid_reference(path, path)

    def _item_detail(self, value: str) -> Doc:
        if value == SHIPPING:
            return {"ItemRef": {"value": SHIPPING}}
        item = self._books.get("Item", value)
        if item is None:
            path = "Line.SalesItemLineDetail.ItemRef"
            raise faults.invalid_reference(path, path)
        if not item.get("Active", True):
            raise faults.made_inactive()
        if item["Type"] == "Category":
            raise faults.invalid_reference("Categories cannot be used in transactions.")
        found: Doc = {"ItemRef": {"value": value, "name": item["FullyQualifiedName"]}}
        if item.get("IncomeAccountRef"):
            found["ItemAccountRef"] = item["IncomeAccountRef"]
        return found

    def _classified(self, detail: Doc, found: Doc) -> None:
        value = str((detail.get("ClassRef") or {}).get("value") or "")
        if not value:
            return
        if not self._books.preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine"):
            return
        known = self._books.get("Class", value)
        if known is None:
            raise faults.element_not_found("Klasses", value)
        found["ClassRef"] = {"value": value, "name": known["FullyQualifiedName"]}

    def _check_amount(self, detail: Doc, amount: Decimal) -> None:
        if detail.get("Qty") is None or detail.get("UnitPrice") is None:
            return
        quantity, price = decimal(detail["Qty"]), decimal(detail["UnitPrice"])
        if not quantity and not price:
            # Clients that fill in zeros for what was left open are let through.
            return
        exact = quantity * price
        if exact.quantize(CENT, ROUND_HALF_UP) != amount:
            raise faults.wrong_amount(amount)

    def _discount(self, line: Doc) -> Doc:
        if self.discounts:
            raise faults.business("You can only have one discount line.")
        detail = dict(line.get(DISCOUNT) or {})
        by_percent = str(detail.get("PercentBased", False)).lower() == "true"
        if by_percent and detail.get("DiscountPercent") is not None:
            percent = decimal(detail["DiscountPercent"])
            amount = money(self.subtotal * percent / 100)
            found: Doc = {"PercentBased": True, "DiscountPercent": plain(percent)}
        elif line.get("Amount") is not None:
            amount = money(decimal(line["Amount"]))
            found = {"PercentBased": False}
        else:
            raise Fault(
                [
                    Problem(
                        "6090",
                        "Discount line needs amount or percent",
                        "A discount line needs an amount or a percentage.",
                        "Line.DiscountLineDetail",
                    )
                ]
            )
        account = self._books.preference("SalesFormsPrefs", "DefaultDiscountAccount")
        value = str((detail.get("DiscountAccountRef") or {}).get("value") or account)
        known = self._books.get("Account", value)
        if known is None:
            raise faults.element_not_found("Accounts", value)
        found["DiscountAccountRef"] = {
            "value": value,
            "name": known["FullyQualifiedName"],
        }
        return {"Amount": amount, "DetailType": DISCOUNT, DISCOUNT: found}

    def answered(self) -> list[Doc]:
        """Return the lines as answers show them: items, subtotal, discount."""
        for line in self.items:
            line[SALES] = arranged(line[SALES], DETAIL_ORDER)
        subtotal = {
            "Amount": money(self.subtotal),
            "DetailType": SUBTOTAL,
            SUBTOTAL: {},
        }
        return [*self.entries, subtotal, *self.discounts]
