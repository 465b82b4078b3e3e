"""Whatever people and apps do, in any order, the books stay true."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration_qbo.sandbox import create_app
from integration_qbo.sandbox.grants import write_grants
from integration_qbo.sandbox.testing import PRACTICE

CUSTOMERS = ("3", "9", "26")
AMOUNTS = st.decimals("0.01", "9999.99", places=2)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.sampled_from(CUSTOMERS), AMOUNTS),
        st.tuples(st.just("credit"), st.sampled_from(CUSTOMERS), AMOUNTS),
        st.tuples(st.just("pay"), st.integers(0, 9), AMOUNTS),
        st.tuples(st.just("void"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("delete"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("reduce"), st.integers(0, 9), AMOUNTS),
        st.tuples(st.just("unpay"), st.integers(0, 9), st.sampled_from([0, 1])),
    ),
    max_size=12,
)


class Office:
    def __init__(self, place):
        self.app = create_app(place)
        write_grants(self.app, place / "grants.json", "http://localhost")
        grants = json.loads((place / "grants.json").read_text())
        token = next(
            c["access_token"] for c in grants["companies"] if c["realm_id"] == PRACTICE
        )
        self.client = self.app.test_client()
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
        }

    def post(self, path, body, **query):
        return self.client.post(
            f"/v3/company/{PRACTICE}/{path}",
            data=json.dumps(body, default=str),
            query_string=query,
            headers=self.headers,
        )

    def all(self, name):
        found = self.client.get(
            "/_control/entity", query_string={"realm_id": PRACTICE, "entity": name}
        )
        return json.loads(found.data, parse_float=Decimal)["entities"]

    def act(self, action, which, amount):
        if action in {"bill", "credit"}:
            path = "invoice" if action == "bill" else "creditmemo"
            return self.post(path, sale(which, amount))
        kind = "Payment" if action == "unpay" else "Invoice"
        documents = self.all(kind)
        return (
            self.act_on(action, documents[which % len(documents)], amount)
            if (documents)
            else None
        )

    def act_on(self, action, doc, amount):
        same = {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}
        if action == "pay":
            paid = min(Decimal(str(amount)), Decimal(str(doc["Balance"])))
            link = {"TxnId": doc["Id"], "TxnType": "Invoice"}
            body = {"CustomerRef": doc["CustomerRef"], "TotalAmt": amount}
            lines = [{"Amount": paid, "LinkedTxn": [link]}]
            return self.post("payment", body | {"Line": lines})
        if action == "reduce":
            lines = sale("3", amount)["Line"]
            return self.post("invoice", same | {"sparse": True, "Line": lines})
        if action == "unpay":
            return self.unpay(same, is_void=bool(amount))
        return self.post("invoice", same, operation=action)

    def unpay(self, same, *, is_void):
        if is_void:
            same |= {"sparse": True}
            return self.post("payment", same, operation="update", include="void")
        return self.post("payment", same, operation="delete")


def sale(customer, amount):
    detail = {"ItemRef": {"value": "2"}, "TaxCodeRef": {"value": "10"}}
    line = {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }
    return {"CustomerRef": {"value": customer}, "Line": [line]}


def check(office):
    payments, invoices = office.all("Payment"), office.all("Invoice")
    memos = office.all("CreditMemo")
    applied: dict[str, Decimal] = {}
    for payment in payments:
        used = Decimal(0)
        for line in payment["Line"]:
            for link in line["LinkedTxn"]:
                used += line["Amount"]
                applied[link["TxnId"]] = (
                    applied.get(link["TxnId"], Decimal(0)) + line["Amount"]
                )
        assert payment["TotalAmt"] - used == payment["UnappliedAmt"] >= 0
    known = {doc["Id"] for doc in invoices}
    assert set(applied) <= known
    for doc in invoices:
        paid = applied.get(doc["Id"], Decimal(0))
        assert doc["Balance"] == doc["TotalAmt"] - paid >= 0
        links = {link["TxnId"] for link in doc["LinkedTxn"]}
        payers = {
            payment["Id"]
            for payment in payments
            for line in payment["Line"]
            if line["LinkedTxn"][0]["TxnId"] == doc["Id"]
        }
        assert links == payers
    customers = {doc["Id"]: doc for doc in office.all("Customer")}
    for key, customer in customers.items():
        mine = [d for d in invoices if d["CustomerRef"]["value"] == key]
        owed = sum((d["Balance"] for d in mine), Decimal(0))
        for doc in memos:
            if doc["CustomerRef"]["value"] == key:
                owed -= doc["RemainingCredit"]
        for payment in payments:
            if payment["CustomerRef"]["value"] == key:
                owed -= payment["UnappliedAmt"]
        assert customer["Balance"] == owed
        jobs = sum(
            (
                job["BalanceWithJobs"]
                for job in customers.values()
                if job.get("ParentRef", {}).get("value") == key
            ),
            owed,
        )
        assert customer["BalanceWithJobs"] == jobs


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.app.extensions["local_intuit"].store.close()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
def test_balances_links_and_credits_always_agree(office, actions):
    for action in actions:
        answer = office.act(*action)
        assert answer is None or answer.status_code in {200, 400}
    check(office)
