"""The bookkeeper's pages, driven with plain forms and without scripts."""

import pytest
import requests

from integration_qbo.sandbox.testing import PRACTICE

LINE = {
    "Amount": 100,
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "2"}, "TaxCodeRef": {"value": "10"}},
}


class Browser:
    def __init__(self, intuit):
        self.intuit = intuit
        self.base = f"{intuit.origin}/companies/{PRACTICE}"

    def see(self, path):
        answer = requests.get(f"{self.base}/{path}", timeout=10)
        assert answer.status_code == 200
        return answer.text

    def click(self, path, action="", **fields):
        return requests.post(
            f"{self.base}/{path}",
            data=fields | {"action": action},
            timeout=10,
            allow_redirects=False,
        )


@pytest.fixture
def browser(own_intuit):
    return Browser(own_intuit)


@pytest.fixture
def api(own_intuit):
    return own_intuit.api(PRACTICE)


def bill(api, customer="3"):
    body = {"CustomerRef": {"value": customer}, "Line": [LINE]}
    return api.post("invoice", body)["Invoice"]


@pytest.mark.parametrize(
    "path",
    [
        "customers",
        "customers/3",
        "items",
        "taxes",
        "invoices",
        "payments",
        "settings",
    ],
)
def test_every_page_says_that_it_is_not_intuit(browser, path):
    page = browser.see(path)
    assert "local, not Intuit" in page
    assert '<html lang="en">' in page
    assert '<main id="content">' in page
    assert page.count("<h1>") == 1
    assert "<script" not in page


def test_pages_send_a_strict_policy(own_intuit):
    answer = requests.get(own_intuit.origin, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_customer_is_renamed_made_inactive_and_active_again(browser, api):
    assert browser.click("customers/3", "rename", display_name="Surf Co").ok
    assert api.get("customer/3")["Customer"]["DisplayName"] == "Surf Co"
    browser.click("customers/3", "deactivate")
    assert api.get("customer/3")["Customer"]["DisplayName"] == "Surf Co (deleted)"
    browser.click("customers/3", "activate")
    customer = api.get("customer/3")["Customer"]
    assert (customer["DisplayName"], customer["Active"]) == ("Surf Co", True)
    taken = browser.click("customers/3", "rename", display_name="Gum Tree Cafe")
    assert taken.status_code == 422
    assert "already using this name" in taken.text


def test_merged_customers_keep_their_invoices_and_balance(browser, api):
    made = bill(api)
    browser.click("customers/3", "merge", survivor="4")
    assert api.get(f"invoice/{made['Id']}")["Invoice"]["CustomerRef"]["value"] == "4"
    assert api.get("customer/4")["Customer"]["Balance"] == 110
    assert api.raw("GET", "customer/3").status_code == 400


def test_an_invoice_is_paid_edited_voided_and_deleted(browser, api):
    first = bill(api)
    browser.click(f"invoices/{first['Id']}", "pay", amount="60")
    paid = api.get(f"invoice/{first['Id']}")["Invoice"]
    assert paid["Balance"] == 50
    payment = paid["LinkedTxn"][0]["TxnId"]
    assert f">{payment}<" in browser.see("payments")
    browser.click(
        f"invoices/{first['Id']}",
        "edit",
        private_note="by hand",
        due_date="2027-01-31",
    )
    edited = api.get(f"invoice/{first['Id']}")["Invoice"]
    assert (edited["PrivateNote"], edited["DueDate"]) == ("by hand", "2027-01-31")
    browser.click(f"invoices/{first['Id']}", "void")
    voided = api.get(f"invoice/{first['Id']}")["Invoice"]
    assert voided["PrivateNote"] == "Voided - by hand"
    assert api.get(f"payment/{payment}")["Payment"]["UnappliedAmt"] == 60
    browser.click(f"payments/{payment}", "delete")
    assert api.get("customer/3")["Customer"]["Balance"] == 0
    second = bill(api)
    browser.click(f"invoices/{second['Id']}", "delete")
    assert "deleted this transaction" in api.raw("GET", f"invoice/{second['Id']}").text


def test_items_and_taxes_are_changed_by_hand(browser, api):
    browser.click("items/2", "rename", display_name="Bookkeeping")
    assert api.get("item/2")["Item"]["Name"] == "Bookkeeping"
    browser.click("items/2", "deactivate")
    assert api.get("item/2")["Item"]["Active"] is False
    browser.click("taxes/TaxRate/20", "percent", percent="12.5")
    assert api.get("taxrate/20")["TaxRate"]["RateValue"] == 12.5
    browser.click("taxes/TaxCode/10", "deactivate")
    assert api.query("select * from TaxCode where Name = 'GST'") == {}


def test_books_are_closed_and_the_subscription_ends(browser, api):
    fields = {"terms": "2", "CustomTxnNumbers": "on", "UsingSalesTax": "on"}
    browser.click("settings", "preferences", book_close_date="2026-12-31", **fields)
    preferences = api.get("preferences")["Preferences"]
    assert preferences["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert preferences["SalesFormsPrefs"]["DefaultTerms"]["value"] == "2"
    body = {"CustomerRef": {"value": "3"}, "Line": [LINE], "TxnDate": "2026-12-31"}
    assert api.refused("invoice", body)["code"] == "6210"
    browser.click("settings", "subscription")
    assert api.refused("customer", {"DisplayName": "x"})["code"] == "6190"
    browser.click("settings", "subscription")
    api.post("customer", {"DisplayName": "x"})


def test_disconnecting_on_the_page_ends_the_tokens(browser, api):
    browser.click("disconnect")
    assert api.raw("GET", "customer/3").status_code == 401


def test_traffic_shows_each_request_and_answer_without_secrets(own_intuit, api):
    made = bill(api)
    page = requests.get(f"{own_intuit.origin}/traffic", timeout=10).text
    assert f"/v3/company/{PRACTICE}/invoice" in page
    entry = own_intuit.asked("journal", path="/invoice")["requests"][-1]
    shown = requests.get(
        f"{own_intuit.origin}/traffic/{entry['number']}", timeout=10
    ).text
    assert made["DocNumber"] in shown
    assert own_intuit.company(PRACTICE)["access_token"] not in shown


def test_links_as_quickbooks_app_has_them_open_the_record(intuit):
    for address, shown in (
        (f"/app/invoice?txnId=1&companyId={PRACTICE}", "/invoices/1"),
        (f"/app/customerdetail?nameId=18&companyId={PRACTICE}", "/customers/18"),
    ):
        answer = requests.get(
            intuit.origin + address, timeout=10, allow_redirects=False
        )
        assert answer.headers["Location"] == f"/companies/{PRACTICE}{shown}"
    lost = requests.get(f"{intuit.origin}/app/invoice?txnId=1", timeout=10)
    assert lost.status_code == 404
    assert "names no companyId" in lost.text
