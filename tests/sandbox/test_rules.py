"""The rules of the books and the recorded text of each refusal."""

import pytest

from integration_qbo.sandbox.testing import PRACTICE, SMALL

INACTIVE = (
    "Something you're trying to use has been made inactive. Check the fields with"
    " accounts, customers, items, vendors or employees."
)


def line(amount=100, item="2", code="10", **detail):
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": item}}
        | ({"TaxCodeRef": {"value": code}} if code else {})
        | detail,
    }


def invoice(*lines, customer="3", **more):
    return {"CustomerRef": {"value": customer}, "Line": list(lines) or [line()]} | more


REFUSALS = [
    # what is posted, code, detail, element
    ("invoice", {"CustomerRef": {"value": "3"}}, "2020",
     "Required parameter Line is missing in the request", "Line"),
    ("invoice", invoice() | {"Line": []}, "2020",
     "Required parameter Line is missing in the request", "Line"),
    ("invoice", {"Line": [line()]}, "2020",
     "Required parameter CustomerRef is missing in the request", "CustomerRef"),
    ("invoice", invoice(DocNumber="9" * 22), "2050",
     ("String length specified does not match the supported length. Min:0 Max:21"
     " supported. Supplied length:22"), "DocNumber"),
    ("invoice", invoice(line(item="999")), "2500",
     "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef",
     "Line.SalesItemLineDetail.ItemRef"),
    ("invoice", invoice(customer="999"), "2500",
     "Invalid Reference Id : Names element id 999 not found", ""),
    ("invoice", invoice(DepartmentRef={"value": "77"}), "2500",
     "Invalid Reference Id : Depts element id 77 not found", ""),
    ("invoice", invoice(line(ClassRef={"value": "77"})), "2500",
     "Invalid Reference Id : Klasses element id 77 not found", ""),
    ("invoice", invoice(line(code="")), "6000",
     ("Business Validation Error: Make sure all your transactions have a GST rate"
     " before you save."), ""),
    ("invoice", invoice(line(1861.07, Qty=128.35, UnitPrice=14.5)), "6070",
     "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07", "Line.Amount"),
    ("invoice", invoice(PrintStatus="HAS_BEEN_BILLED"), "2170",
     "Invalid Enumeration : HAS_BEEN_BILLED", ""),
    ("invoice", invoice(BillEmail={"Address": "abc.xyz 01@gmail.com"}), "2210",
     ("Email Address does not conform to the syntax rules of RFC 822. Supplied value:"
     " abc.xyz 01@gmail.com"), None),
    ("invoice", invoice(CustomerRef="3"), "2010",
     "Property Name:Can not instanti specified is unsupported or invalid", None),
    ("customer", {"DisplayName": "GUM TREE CAFE "}, "6240",
     ("The name supplied already exists. : Another customer, vendor or employee is"
     " already using this name. Please use a different name."), ""),
    ("vendor", {"DisplayName": "Gum Tree Cafe"}, "6240",
     ("The name supplied already exists. : Another customer, vendor or employee is"
     " already using this name. Please use a different name."), ""),
    ("customer", {"DisplayName": "a:b"}, "2040", None, "DisplayName"),
    ("customer", {"CompanyName": "No name"}, "6080", None, ""),
    ("customer", {"DisplayName": "d" * 501}, "2050", None, "DisplayName"),
    ("payment", {"CustomerRef": {"value": "3"}}, "6000",
     "Business Validation Error: You must set a transaction amount.", ""),
    ("item", {"Name": "x", "Type": "Service", "IncomeAccountRef": {"value": "7"}},
     "2500", "Invalid Reference Id : Accounts element id 7 not found", ""),
    ("account", {"Name": "Nothing said"}, "6010", None, "AccountType"),
    ("customer", {"Id": "1.5", "SyncToken": "0", "DisplayName": "x"}, "2030",
     "Id should be a valid number. Supplied value:1.5", "Id"),
    ("customer", {"Id": "99999", "SyncToken": "0"}, "610",
     f"Object Not Found : {INACTIVE}", ""),
    ("taxcode", {"Name": "Mine"}, "500", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "code", "detail", "element"), REFUSALS)
def test_what_quickbooks_refuses_is_refused_in_its_words(  # noqa: PLR0917
    australian, path, body, code, detail, element
):
    error = australian.refused(path, body)
    assert error["code"] == code
    assert error.get("element") == element
    assert detail is None or error["Detail"] == detail


def test_unknown_members_are_refused_at_every_depth(australian):
    top = australian.refused("customer", {"DisplayName": "x", "Surname": "y"})
    assert top["Detail"].startswith(
        'Property Name:Unrecognized field "Surname" (class'
        " com.intuit.schema.finance.v3.Customer), not marked as ignorable"
    )
    deep = australian.refused("invoice", invoice(line() | {"Price": 1}))
    assert '"Price" (class com.intuit.schema.finance.v3.Line)' in deep["Detail"]


def test_a_paths_mistake_is_an_unsupported_operation(australian):
    answer = australian.raw("GET", "customer/1/5")
    assert answer.status_code == 400
    error = answer.json()["Fault"]["Error"][0]
    assert (error["code"], error["Message"]) == ("500", "Unsupported Operation")
    assert "element" not in error
    assert "time" in answer.json()
    assert australian.raw("GET", "bill/1").json()["Fault"]["Error"][0]["code"] == "500"


def test_a_broken_body_is_refused(australian):
    bad = australian.raw("POST", "customer", data=b'{"DisplayName":"\xc3m"}')
    assert "Invalid UTF-8 middle byte 0x6d" in bad.text
    assert australian.raw("POST", "customer", data=b"{nope").status_code == 400


def test_an_inactive_item_or_customer_cannot_be_billed(own_intuit):
    api = own_intuit.api(PRACTICE)
    own_intuit.control(
        "entity",
        realm_id=PRACTICE,
        entity="Item",
        id="2",
        changes={"Active": False},
    )
    error = api.refused("invoice", invoice())
    assert (error["code"], error["Detail"]) == (
        "2500",
        f"Invalid Reference Id : {INACTIVE}",
    )
    customer = api.get("customer/3")["Customer"]
    off = {"Id": "3", "SyncToken": customer["SyncToken"], "sparse": True}
    api.post("customer", off | {"Active": False})
    assert api.refused("invoice", invoice(line(item="3")))["code"] == "2500"


def test_a_stale_token_is_refused_and_nothing_sent_changes_nothing(own_intuit):
    api = own_intuit.api(PRACTICE)
    before = api.get("customer/7")["Customer"]
    same = {"Id": "7", "SyncToken": "0", "sparse": True, "Active": True}
    assert api.post("customer", same)["Customer"] == before
    api.post("customer", same | {"Notes": "new"})
    error = api.refused("customer", same | {"Notes": "newer"})
    assert error["code"] == "5010"
    assert error["Detail"] == (
        "Stale Object Error : You and Olive Owner were working on this at the same"
        " time. Olive Owner finished before you did, so your work was not saved."
    )


def test_a_sparse_update_keeps_what_a_full_one_forgets(own_intuit):
    api = own_intuit.api(PRACTICE)
    sparse = {"Id": "8", "SyncToken": "0", "sparse": True, "Notes": "n"}
    after = api.post("customer", sparse)["Customer"]
    assert after["PrimaryEmailAddr"]
    assert after["sparse"] is False
    full = {"Id": "8", "SyncToken": "1", "DisplayName": "Gum Tree Bistro"}
    after = api.post("customer", full)["Customer"]
    assert "PrimaryEmailAddr" not in after
    assert "Notes" not in after
    assert after["FullyQualifiedName"] == after["PrintOnCheckName"] == "Gum Tree Bistro"
    assert after["Active"] is True


def test_an_inactive_name_is_marked_hidden_and_free_again(own_intuit):
    api = own_intuit.api(PRACTICE)
    off = {"Id": "18", "SyncToken": "0", "sparse": True, "Active": False}
    after = api.post("customer", off)["Customer"]
    assert after["DisplayName"] == "Quokka Tours (deleted)"
    assert after["PrintOnCheckName"] == "Quokka Tours"
    found = api.query("select * from Customer where DisplayName like 'Quokka%'")
    assert found == {}
    both = "select * from Customer where Active in (true, false) and Id = '18'"
    assert len(api.query(both)["Customer"]) == 1
    assert api.get("customer/18")["Customer"]["Active"] is False
    api.post("customer", {"DisplayName": "Quokka Tours"})


def test_jobs_may_share_a_display_name_under_different_parents(own_intuit):
    api = own_intuit.api(PRACTICE)
    for parent in ("1", "2"):
        job = {"DisplayName": "Fit-out", "ParentRef": {"value": parent}, "Job": True}
        made = api.post("customer", job)["Customer"]
        assert made["FullyQualifiedName"].endswith(":Fit-out")
        assert made["Level"] == 1
    assert api.refused("customer", job)["code"] == "6240"


def test_document_numbers_follow_the_companys_preference(own_intuit):
    api = own_intuit.api(SMALL)
    body = invoice(customer="1")
    assert api.post("invoice", body)["Invoice"]["DocNumber"] == "501"
    given = api.post("invoice", body | {"DocNumber": "A-7"})["Invoice"]
    assert given["DocNumber"] == "A-7"
    assert api.post("invoice", body)["Invoice"]["DocNumber"] == "502"
    preferences = api.get("preferences")["Preferences"]
    sales = preferences["SalesFormsPrefs"] | {"CustomTxnNumbers": True}
    api.post(
        "preferences",
        {"Id": "1", "SyncToken": "0", "sparse": True, "SalesFormsPrefs": sales},
    )
    assert "DocNumber" not in api.post("invoice", body)["Invoice"]
    own_intuit.control("switches", document_numbers_unique=True)
    error = api.refused("invoice", body | {"DocNumber": "A-7"})
    assert error["code"] == "6140"
    assert error["Detail"].endswith(
        f"DocNumber=A-7 is assigned to TxnType=Invoice with TxnId={given['Id']}"
    )
    again = api.post(
        "invoice", body | {"DocNumber": "A-7"}, include="allowduplicatedocnum"
    )
    assert again["Invoice"]["DocNumber"] == "A-7"


def test_a_closed_period_and_an_ended_subscription_refuse_changes(own_intuit):
    api = own_intuit.api(SMALL)
    preferences = api.get("preferences")["Preferences"]
    closed = preferences["AccountingInfoPrefs"] | {"BookCloseDate": "2026-10-31"}
    own_intuit.control(
        "entity",
        realm_id=SMALL,
        entity="Preferences",
        id="1",
        changes={"AccountingInfoPrefs": closed},
    )
    old = api.refused("invoice", invoice(customer="1", TxnDate="2026-10-31"))
    assert old["code"] == "6210"
    api.post("invoice", invoice(customer="1", TxnDate="2026-11-01"))
    info = api.get(f"companyinfo/{SMALL}")["CompanyInfo"]
    ended = [{"Name": "SubscriptionStatus", "Value": "EXPIRED"}]
    own_intuit.control(
        "entity",
        realm_id=SMALL,
        entity="CompanyInfo",
        id=info["Id"],
        changes={"NameValue": ended},
    )
    assert api.refused("customer", {"DisplayName": "Late"})["code"] == "6190"
    assert api.get("customer/1")["Customer"]["Active"] is True


def test_a_deleted_invoice_is_gone_from_reads_but_not_from_changes(australian):
    made = australian.post("invoice", invoice())["Invoice"]
    stub = australian.post(
        "invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete"
    )["Invoice"]
    assert stub == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    answer = australian.raw("GET", f"invoice/{made['Id']}")
    assert "Another user has deleted this transaction." in answer.text
    since = made["MetaData"]["CreateTime"]
    changes = australian.get("cdc", entities="Invoice,Term", changedSince=since)
    invoices = changes["CDCResponse"][0]["QueryResponse"][0]["Invoice"]
    assert {"Id": made["Id"], "status": "Deleted"}.items() <= {
        k: v for k, v in invoices[-1].items() if k != "MetaData"
    }.items()


def test_sending_marks_the_invoice_and_the_pdf_is_one(australian):
    made = australian.post("invoice", invoice())["Invoice"]
    where = f"invoice/{made['Id']}"
    octets = {"Content-Type": "application/octet-stream"}
    missing = australian.raw("POST", f"{where}/send", headers=octets)
    assert missing.status_code == 400
    sent = australian.raw(
        "POST", f"{where}/send", headers=octets, params={"sendTo": "a+b@c.example"}
    ).json()["Invoice"]
    assert sent["EmailStatus"] == "EmailSent"
    assert sent["BillEmail"] == {"Address": "a+b@c.example"}
    assert sent["DeliveryInfo"]["DeliveryType"] == "Email"
    pdf = australian.raw("GET", f"{where}/pdf", headers={"Accept": "application/pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.4")


def test_a_forgotten_accept_header_is_answered_in_xml(australian):
    answer = australian.raw("GET", "customer/1", headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "<DisplayName>Acacia Landscapes Pty Ltd</DisplayName>" in answer.text
    fault = australian.raw("GET", "customer/99999", headers={"Accept": "*/*"})
    assert '<Error code="610" element="">' in fault.text


def test_a_batch_answers_each_item_by_itself(australian):
    items = [
        {"bId": "a", "operation": "create", "Customer": {"DisplayName": "Batched"}},
        {"bId": "b", "operation": "create", "Customer": {"DisplayName": "Batched"}},
        {"bId": "c", "operation": "create", "Invoice": invoice(line(item="999"))},
        {"bId": "d", "Query": "select count(*) from Term"},
    ]
    answer = australian.post("batch", {"BatchItemRequest": items})
    found = {item["bId"]: item for item in answer["BatchItemResponse"]}
    assert found["a"]["Customer"]["DisplayName"] == "Batched"
    assert found["b"]["Fault"]["Error"][0]["code"] == "6240"
    assert found["c"]["Fault"]["Error"][0]["code"] == "2500"
    assert found["d"]["QueryResponse"] == {"totalCount": 5}
    many = {"BatchItemRequest": [items[3] | {"bId": str(n)} for n in range(31)]}
    assert australian.refused("batch", many)["code"] == "1040"


def test_request_ids_are_worked_once_and_too_long_ones_refused(australian):
    body = {"DisplayName": "Only once"}
    first = australian.post("customer", body, requestid="abc")
    assert australian.post("customer", body, requestid="abc") == first
    error = australian.refused("customer", body, requestid="x" * 51)
    assert error["code"] == "2130"


def test_a_boolean_in_words_and_a_name_in_figures_are_read_as_they_are_meant(
    american,
):
    made = american.post("item", {"Name": 12, "IncomeAccountRef": {"value": "79"}})
    assert made["Item"]["Name"] == "12"
    off = {"Id": made["Item"]["Id"], "SyncToken": "0", "sparse": True}
    answer = american.post("item", off | {"Active": "false"})
    assert answer["Item"]["Active"] is False
    assert american.refused("term", {"Name": {"a": 1}, "DueDays": 3})["code"]
