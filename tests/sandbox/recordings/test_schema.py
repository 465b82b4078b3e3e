"""Every kind of answer validates against the published schema, sums included."""

import json
from decimal import Decimal

import pytest

from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.seeds.planting import SEEDS

SCALARS = {
    "string": str,
    "id": str,
    "boolean": bool,
    "date": str,
    "dateTime": str,
    "anyURI": str,
}
NUMBERS = {"decimal", "int", "positiveInteger", "double"}
# JSON writes these differently from XML; the recordings show how.
JSON_ONLY = {
    "ReferenceType": {"value"},
    "MemoRef": {"value"},
    "CustomField": set(),
}


class Schema:
    def __init__(self, place):
        whole = json.loads((place / "qbo_schema.json").read_text())
        self.types, self.enums = whole["types"], whole["enums"]
        extras = json.loads((place / "json_extras.json").read_text())
        self.extra_enums = extras["enums"]

    def fields(self, name):
        entry = self.types[name]
        found = self.fields(entry["base"]) if entry["base"] in self.types else {}
        return found | entry["fields"]

    def problems(self, name, value, path):
        if name not in self.types:
            yield from self.scalar(name, value, path)
            return
        if not isinstance(value, dict):
            yield f"{path} is not an object"
            return
        known = self.fields(name)
        for member, inner in value.items():
            here = f"{path}.{member}"
            if member in JSON_ONLY.get(name, ()):
                continue
            if member not in known:
                yield f"{here} is not in {name}"
                continue
            field = known[member]
            entries = inner if field.get("list") else [inner]
            if field.get("list") and not isinstance(inner, list):
                yield f"{here} is not a list"
                continue
            for entry in entries:
                yield from self.problems(field["type"], entry, here)

    def scalar(self, name, value, path):
        if name in NUMBERS:
            if isinstance(value, bool) or not isinstance(value, int | float):
                yield f"{path} is not a number: {value!r}"
        elif name in SCALARS:
            if not isinstance(value, SCALARS[name]):
                yield f"{path} is not {name}: {value!r}"
        elif name in self.enums:
            allowed = self.enums[name].get("values") or []
            if allowed and value not in allowed + self.extra_enums.get(name, []):
                yield f"{path} is not one of {name}: {value!r}"


@pytest.fixture(scope="module")
def schema(recordings):
    return Schema(recordings / "schema")


def objects(books, realm, name):
    found = books.client.get(
        "/_control/entity", query_string={"realm_id": realm, "entity": name}
    )
    return found.json["entities"]


def test_every_stored_object_of_every_company_validates(schema, fresh):
    books = fresh()
    seen = set()
    for seed in SEEDS:
        for name in KINDS:
            for doc in objects(books, seed.realm, name):
                seen.add(name)
                skip = {"SalesFormsPrefs"} if name == "Preferences" else set()
                plain = {k: v for k, v in doc.items() if k not in skip}
                assert list(schema.problems(name, plain, name)) == []
    assert {"Invoice", "SalesReceipt", "Estimate", "Customer", "TaxRate"} <= seen


def line(amount, tax="TAX"):
    detail = {"ItemRef": {"value": "4"}, "TaxCodeRef": {"value": tax}}
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }


def test_what_is_made_and_undone_validates_and_adds_up(schema, fresh):
    books = fresh()
    body = {
        "CustomerRef": {"value": "1"},
        "Line": [line(422), line(33.33, "NON")],
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}},
    }
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 5},
    }
    made = [
        books.make("invoice", body),
        books.make("invoice", body | {"Line": [*body["Line"], discount]}),
        books.make("creditmemo", body),
        books.make("salesreceipt", body),
        books.make("estimate", body),
    ]
    for doc, name in zip(
        made,
        ("Invoice", "Invoice", "CreditMemo", "SalesReceipt", "Estimate"),
        strict=True,
    ):
        assert list(schema.problems(name, doc, name)) == []
        adds_up(doc)
    voided = books.ask(
        "POST",
        "invoice",
        query={"operation": "void"},
        body=json.dumps({"Id": made[0]["Id"], "SyncToken": "0"}).encode(),
    ).json["Invoice"]
    assert list(schema.problems("Invoice", voided, "Invoice")) == []
    adds_up(voided)


def adds_up(doc):
    exact = json.loads(json.dumps(doc), parse_float=Decimal)
    kinds = {entry["DetailType"]: Decimal(0) for entry in exact["Line"]}
    for entry in exact["Line"]:
        kinds[entry["DetailType"]] += entry["Amount"]
    assert kinds["SalesItemLineDetail"] == kinds["SubTotalLineDetail"]
    tax = exact["TxnTaxDetail"]
    assert sum(entry["Amount"] for entry in tax.get("TaxLine", [])) == tax["TotalTax"]
    discount = kinds.get("DiscountLineDetail", 0)
    assert exact["TotalAmt"] == kinds["SubTotalLineDetail"] - discount + tax["TotalTax"]
