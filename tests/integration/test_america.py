"""Classic American sales tax: taxable or not by line, one rate a document."""

from dataclasses import replace
from decimal import Decimal

import pytest

from integration_qbo import ClientSnapshot, TenantInfo
from integration_qbo.store.models import TaxMap
from tests.hosts.words import FREE, GST, OURS, line, proposal

REALM = "9341454210000203"
BAKERY = ClientSnapshot(ref="c-bakery", name="Bluebonnet Bakery")
RIVER = ClientSnapshot(ref="c-river", name="Sabine River Outfitters")
SCHOOL = ClientSnapshot(ref="c-school", name="Mockingbird Music School")
SERVICES, TAXABLE, NON_TAXABLE = "1", "TAX", "NON"


@pytest.fixture
def american(open_practice):
    """A practice in Texas, enabled; its company's own rate is Austin's 8.25 %."""
    practice = open_practice("fresh")
    practice.realm_id = REALM
    practice.host.infos[OURS] = TenantInfo(
        name="Bluestem Accounting",
        zone="America/Chicago",
        locale="en_US",
        country="US",
        currency="USD",
    )
    for client in (BAKERY, RIVER, SCHOOL):
        practice.host.all_clients[OURS][client.ref] = client
    practice.connect()
    practice.confirm()
    practice.choose(
        default_item_id=SERVICES,
        tax={GST: TAXABLE, FREE: NON_TAXABLE, "": NON_TAXABLE},
    )
    practice.enable()
    return practice


def accept(practice, client, *lines):
    practice.accept(
        replace(proposal("p-1", *lines), client_ref=client.ref, currency="USD")
    )
    practice.push()
    return practice.invoice()


def there(practice):
    return practice.intuit.stored("Invoice", REALM)[practice.invoice().qbo_id]


def taxable(text, price):
    return line(text, unit_price=Decimal(price), tax_key=GST)


def untaxed(text, price):
    return line(text, unit_price=Decimal(price), tax_key=FREE)


def test_the_rate_is_the_companys_and_falls_on_taxable_lines_only(american):
    row = accept(american, BAKERY, untaxed("l-1", "310"), taxable("l-2", "90"))
    assert row.state == "pushed", row.reason
    stored = there(american)
    codes = [
        each["SalesItemLineDetail"]["TaxCodeRef"]["value"]
        for each in stored["Line"]
        if each["DetailType"] == "SalesItemLineDetail"
    ]
    assert codes == [NON_TAXABLE, TAXABLE]
    assert stored["TxnTaxDetail"]["TxnTaxCodeRef"]["value"] == "2"
    # 6.25 % of 90.00 is 5.625, half-up 5.63; 2 % is 1.80.
    assert stored["TxnTaxDetail"]["TotalTax"] == 7.43
    assert row.qbo_total == row.expected_total == Decimal("407.43")
    assert not row.is_variance
    assert "GlobalTaxCalculation" not in row.payload


def test_a_customers_own_rate_comes_before_the_companys(american):
    row = accept(american, RIVER, taxable("l-1", "200"))
    stored = there(american)
    assert stored["TxnTaxDetail"]["TxnTaxCodeRef"]["value"] == "3"
    # 6.25 % and 1.5 % of 200.00.
    assert row.qbo_total == row.expected_total == Decimal("215.50")


def test_the_tax_map_can_fix_the_rate_for_everybody(american):
    with american.session() as session:
        session.query(TaxMap).filter_by(tax_key=GST).update({"qbo_group_id": "3"})
        session.commit()
    row = accept(american, BAKERY, taxable("l-1", "200"))
    assert row.qbo_total == Decimal("215.50")


def test_without_a_rate_a_taxable_line_blocks_before_any_call(american):
    american.intuit.control(
        "entity",
        realm_id=REALM,
        entity="Preferences",
        id="1",
        changes={"TaxPrefs": {"UsingSalesTax": True}},
    )
    american.refresh()
    row = accept(american, BAKERY, untaxed("l-1", "310"), taxable("l-2", "90"))
    assert (row.state, row.reason_code) == ("blocked", "tax_transaction_code_missing")
    assert "Bluebonnet Bakery" in row.reason
    assert american.intuit.creations() == []


def test_an_untaxed_invoice_needs_no_rate(american):
    row = accept(american, BAKERY, untaxed("l-1", "310"))
    assert row.state == "pushed"
    assert "TxnTaxDetail" not in row.payload
    assert row.qbo_total == Decimal("310.00")


def test_a_taxable_line_for_an_exempt_customer_is_asked_about(american):
    row = accept(american, SCHOOL, taxable("l-1", "45"))
    assert (row.state, row.reason_code) == ("blocked", "customer_exempt")
    assert american.intuit.creations() == []
