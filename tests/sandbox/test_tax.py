"""Tax by country: recorded sums, rounding, combined and compound rates."""

import pytest

from integration_qbo.sandbox.testing import LANDSCAPING, PRACTICE

AUTOMATED = "9341454210000202"
BRITAIN = "9341454210000301"
CANADA = "9341454210000401"


def line(amount, code, item="1", **detail):
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": {"value": item},
            "TaxCodeRef": {"value": code},
        }
        | detail,
    }


def post(intuit, realm, *lines, customer="1", **more):
    body = {"CustomerRef": {"value": customer}, "Line": list(lines)} | more
    return intuit.api(realm).post("invoice", body)["Invoice"]


def taxes(invoice):
    return [
        (
            entry["TaxLineDetail"]["TaxRateRef"]["value"],
            entry["Amount"],
            entry["TaxLineDetail"]["NetAmountTaxable"],
        )
        for entry in invoice["TxnTaxDetail"].get("TaxLine", [])
    ]


def test_recorded_californian_invoice(intuit):
    made = post(
        intuit,
        LANDSCAPING,
        line(275, "TAX", "5"),
        line(60.25, "TAX", "11"),
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}},
    )
    assert made["TxnTaxDetail"]["TotalTax"] == 26.82
    assert made["TotalAmt"] == 362.07
    assert taxes(made) == [("3", 26.82, 335.25)]
    assert "GlobalTaxCalculation" not in made


def test_recorded_two_rates_are_rounded_each_on_the_summed_net(intuit):
    made = post(
        intuit,
        LANDSCAPING,
        line(400, "TAX"),
        line(22, "TAX"),
        line(50, "NON"),
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "3"}},
    )
    assert made["TxnTaxDetail"]["TotalTax"] == 38.4
    assert [amount for _, amount, _ in taxes(made)] == [29.96, 8.44]


def test_a_us_line_without_a_code_is_not_taxed_and_an_odd_code_refused(intuit):
    plain = line(100, "TAX")
    del plain["SalesItemLineDetail"]["TaxCodeRef"]
    made = post(intuit, LANDSCAPING, plain)
    assert made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    error = intuit.api(LANDSCAPING).refused(
        "invoice", {"CustomerRef": {"value": "1"}, "Line": [line(1, "3")]}
    )
    assert error["code"] == "6100"


def test_a_us_total_given_is_kept_and_shared_over_the_rates(intuit):
    given = {"TxnTaxCodeRef": {"value": "3"}, "TotalTax": 9.1}
    made = post(intuit, LANDSCAPING, line(100, "TAX"), TxnTaxDetail=given)
    assert made["TotalAmt"] == 109.1
    assert [amount for _, amount, _ in taxes(made)] == [7.1, 2.0]


@pytest.mark.parametrize(("after", "tax"), [(False, 8.0), (True, 7.2)])
def test_a_us_discount_comes_before_tax_only_when_asked(intuit, after, tax):
    discount = {
        "Amount": 10,
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    made = post(
        intuit,
        LANDSCAPING,
        line(100, "TAX"),
        discount,
        ApplyTaxAfterDiscount=after,
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}},
    )
    assert made["TxnTaxDetail"]["TotalTax"] == tax
    assert made["TotalAmt"] == 90 + tax
    kinds = [entry["DetailType"] for entry in made["Line"]]
    assert kinds == ["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"]
    assert "Id" not in made["Line"][1]


@pytest.mark.parametrize(
    ("gross", "quantity", "net", "price"),
    [(450, 450, 409.09, 0.9090889), (6600, 1, 6000, 6000)],
)
def test_recorded_tax_included_is_stored_net(intuit, gross, quantity, net, price):
    made = post(
        intuit,
        PRACTICE,
        line(net, "10", TaxInclusiveAmt=gross, Qty=quantity),
        GlobalTaxCalculation="TaxInclusive",
    )
    detail = made["Line"][0]["SalesItemLineDetail"]
    assert made["Line"][0]["Amount"] == net
    assert detail["TaxInclusiveAmt"] == gross
    assert detail.get("UnitPrice", price) == price
    assert made["TotalAmt"] == gross
    assert made["TxnTaxDetail"]["TotalTax"] == pytest.approx(gross - net)


def test_zero_rates_have_a_tax_line_too_and_rates_stand_side_by_side(intuit):
    made = post(intuit, PRACTICE, line(100, "10"), line(50, "8"), line(30, "10"))
    assert taxes(made) == [("20", 13.0, 130.0), ("8", 0, 50.0)]
    assert "TxnTaxCodeRef" not in made["TxnTaxDetail"]


def test_outside_tax_there_is_no_tax_detail(intuit):
    made = post(intuit, PRACTICE, line(100, "10"), GlobalTaxCalculation="NotApplicable")
    assert "TxnTaxDetail" not in made
    assert made["TotalAmt"] == 100
    error = intuit.api(PRACTICE).refused(
        "invoice",
        {
            "CustomerRef": {"value": "1"},
            "Line": [line(100, "10")],
            "GlobalTaxCalculation": "NotApplicable",
            "TxnTaxDetail": {"TotalTax": 5},
        },
    )
    assert error["code"] == "6170"


def test_outside_the_us_each_line_is_rounded_by_itself(intuit):
    made = post(intuit, BRITAIN, *(line(0.03, "2") for _ in range(3)))
    assert made["TxnTaxDetail"]["TotalTax"] == 0.03


def test_combined_canadian_taxes_are_both_on_the_net(intuit):
    made = post(intuit, CANADA, line(4495.16, "7"))
    assert taxes(made) == [("1", 224.76, 4495.16), ("3", 448.39, 4495.16)]


def test_a_compound_tax_is_on_the_first_tax_too(intuit):
    made = post(intuit, CANADA, line(100, "9"))
    assert taxes(made) == [("1", 5.0, 100.0), ("5", 9.98, 105.0)]


def test_a_foreign_customer_is_billed_in_its_currency_at_the_rate(intuit):
    made = post(
        intuit,
        CANADA,
        line(100, "3"),
        customer="6",
        CurrencyRef={"value": "USD"},
        ExchangeRate=1.37,
    )
    assert made["CurrencyRef"]["name"] == "United States Dollar"
    assert (made["TotalAmt"], made["HomeTotalAmt"]) == (100, 137)
    body = {"CustomerRef": {"value": "6"}, "Line": [line(100, "3")]}
    assert intuit.api(CANADA).refused("invoice", body)["code"] == "2020"


def test_the_stand_in_for_automated_tax_goes_by_where_goods_go(intuit):
    address = {"Line1": "1 Main", "City": "Phoenix", "CountrySubDivisionCode": "AZ"}
    body = line(100, "TAX")
    del body["SalesItemLineDetail"]["TaxCodeRef"]
    there = post(intuit, AUTOMATED, body, ShipAddr=address)
    assert there["TxnTaxDetail"]["TxnTaxCodeRef"] == {"value": "5"}
    assert there["TxnTaxDetail"]["TotalTax"] == 8.6
    here = post(intuit, AUTOMATED, body)
    assert here["TxnTaxDetail"]["TotalTax"] == 8.63
    assert here["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}


def test_voiding_makes_every_amount_zero_and_keeps_the_number(intuit):
    made = post(intuit, PRACTICE, line(100, "10", Qty=2, UnitPrice=50))
    body = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    gone = intuit.api(PRACTICE).post("invoice", body, operation="void")["Invoice"]
    assert gone["PrivateNote"] == "Voided"
    assert gone["DocNumber"] == made["DocNumber"]
    assert gone["TxnTaxDetail"] == {"TotalTax": 0}
    assert (gone["TotalAmt"], gone["Balance"]) == (0, 0)
    assert [entry["Amount"] for entry in gone["Line"]] == [0, 0]
    assert gone["SyncToken"] == "1"


def test_the_tax_service_makes_codes_and_rates(own_intuit):
    api = own_intuit.api(PRACTICE)
    rate = {"TaxRateName": "Levy", "RateValue": "2.5", "TaxAgencyId": "1"}
    body = {"TaxCode": "Levy code", "TaxRateDetails": [rate, {"TaxRateId": "20"}]}
    made = api.post("taxservice/taxcode", body)
    assert set(made) == {"TaxCode", "TaxCodeId", "TaxRateDetails"}
    assert made["TaxRateDetails"][0]["RateValue"] == 2.5
    invoice = post(own_intuit, PRACTICE, line(100, made["TaxCodeId"]))
    assert invoice["TxnTaxDetail"]["TotalTax"] == 12.5
    again = api.refused("taxservice/taxcode", body | {"TaxCode": "Another"})
    assert "Another tax rate is already using this \nname." in again["Detail"]


def test_exchange_rates_are_told_for_companies_with_several_currencies(intuit):
    found = intuit.api(CANADA).get("exchangerate", sourcecurrencycode="USD")
    rate = found["ExchangeRate"]
    assert (rate["SourceCurrencyCode"], rate["TargetCurrencyCode"]) == ("USD", "CAD")
    assert rate["Rate"] > 1
    answer = intuit.api(PRACTICE).raw(
        "GET", "exchangerate", params={"sourcecurrencycode": "USD"}
    )
    assert answer.status_code == 400
