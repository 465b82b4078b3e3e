"""From bound lines to an invoice: exact amounts, a real code on every line."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.domain.tax import TaxModel
from integration_qbo.errors import NeedsAttention
from integration_qbo.mapping.invoice import BoundInvoice, BoundLine, invoice_payload


def bound_line(**fields):
    return BoundLine(
        **(
            {
                "description": "Company tax return",
                "quantity": Decimal(1),
                "unit_price": Decimal("1450.00"),
                "discount": Decimal(0),
                "qbo_item_id": "4",
                "qbo_tax_code_id": "10",
                "percents": (Decimal(10),),
            }
            | fields
        )
    )


def bound(*lines, **fields):
    return BoundInvoice(
        **(
            {
                "qbo_customer_id": "18",
                "invoice_on": date(2026, 11, 22),
                "due_on": date(2026, 12, 6),
                "currency": "AUD",
                "is_foreign_currency": False,
                "marker": "Ref QBO-ABC",
                "lines": lines or (bound_line(),),
            }
            | fields
        )
    )


def test_an_invoice_outside_the_united_states():
    assert invoice_payload(bound()) == {
        "CustomerRef": {"value": "18"},
        "TxnDate": "2026-11-22",
        "DueDate": "2026-12-06",
        "GlobalTaxCalculation": "TaxExcluded",
        "PrivateNote": "Ref QBO-ABC",
        "Line": [
            {
                "DetailType": "SalesItemLineDetail",
                "Amount": Decimal("1450.00"),
                "Description": "Company tax return",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "4"},
                    "TaxCodeRef": {"value": "10"},
                    "Qty": Decimal(1),
                    "UnitPrice": Decimal("1450.00"),
                },
            }
        ],
    }


def test_a_us_invoice_says_no_tax_calculation_but_which_rate():
    got = invoice_payload(
        bound(
            bound_line(qbo_tax_code_id="TAX"),
            tax_model=TaxModel.US_CLASSIC,
            qbo_transaction_code_id="3",
        )
    )

    assert "GlobalTaxCalculation" not in got
    assert got["TxnTaxDetail"] == {"TxnTaxCodeRef": {"value": "3"}}


def test_what_is_known_besides_is_sent_and_what_is_not_is_absent():
    plain = invoice_payload(bound())
    assert not {"CurrencyRef", "DocNumber", "BillEmail", "TxnTaxDetail"} & set(plain)

    more = invoice_payload(
        bound(
            currency="USD",
            is_foreign_currency=True,
            doc_number="W-17",
            email="a@b.example",
        )
    )
    assert more["CurrencyRef"] == {"value": "USD"}
    assert more["DocNumber"] == "W-17"
    assert more["BillEmail"] == {"Address": "a@b.example"}


def test_a_discounted_line_goes_out_as_its_amount_and_says_how_it_came_about():
    got = invoice_payload(
        bound(
            bound_line(
                quantity=Decimal("2.5"),
                unit_price=Decimal("260.00"),
                discount=Decimal("50.00"),
            )
        )
    )

    (line,) = got["Line"]
    assert line["Amount"] == Decimal("600.00")
    assert line["Description"] == "Company tax return (2.5 x 260.00, less 50.00)"
    assert not {"Qty", "UnitPrice"} & set(line["SalesItemLineDetail"])


def test_lines_keep_their_order_and_their_zeros():
    got = invoice_payload(
        bound(
            bound_line(description="first"),
            bound_line(description="gift", unit_price=Decimal(0)),
            bound_line(description="last"),
        )
    )

    assert [(line["Description"], line["Amount"]) for line in got["Line"]] == [
        ("first", Decimal("1450.00")),
        ("gift", Decimal("0.00")),
        ("last", Decimal("1450.00")),
    ]


def test_a_text_of_4000_characters_fits_and_one_more_is_refused():
    invoice_payload(bound(bound_line(description="x" * 4000)))

    with pytest.raises(NeedsAttention, match="4001 characters"):
        invoice_payload(bound(bound_line(description="x" * 4001)))


def test_the_note_on_a_discount_counts_as_text_too():
    long = bound_line(description="x" * 3995, discount=Decimal(1))

    with pytest.raises(NeedsAttention, match="QuickBooks takes 4000"):
        invoice_payload(bound(long))


def test_net_tax_and_total_are_what_the_client_accepted():
    invoice = bound(
        bound_line(unit_price=Decimal("0.45")),
        bound_line(unit_price=Decimal("0.45")),
        bound_line(unit_price=Decimal("100.00"), percents=(Decimal(0),)),
    )

    assert invoice.net == Decimal("100.90")
    assert invoice.tax == Decimal("0.10")
    assert invoice.expected_total == Decimal("101.00")


def test_us_classic_tax_is_on_the_taxable_total():
    invoice = bound(
        bound_line(unit_price=Decimal("0.45"), qbo_tax_code_id="TAX"),
        bound_line(unit_price=Decimal("0.45"), qbo_tax_code_id="TAX"),
        bound_line(unit_price=Decimal("100.00"), qbo_tax_code_id="NON"),
        tax_model=TaxModel.US_CLASSIC,
        transaction_percents=(Decimal(10),),
    )

    assert invoice.tax == Decimal("0.09")


def test_where_quickbooks_computes_the_tax_we_expect_no_total():
    invoice = bound(tax_model=TaxModel.US_AUTOMATED)

    assert invoice.tax is None
    assert invoice.expected_total is None


@given(
    st.lists(
        st.builds(
            bound_line,
            quantity=st.decimals(0, 1000, places=4),
            unit_price=st.decimals(0, 10_000, places=4),
            discount=st.decimals(0, 100, places=2),
            percents=st.lists(
                st.sampled_from(
                    [Decimal(0), Decimal(5), Decimal("9.975"), Decimal(10)]
                ),
                max_size=3,
            ).map(tuple),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_lines_that_are_sent_add_up_to_the_net_to_the_cent(lines):
    invoice = bound(*lines)

    sent = invoice_payload(invoice)["Line"]

    assert sum(line["Amount"] for line in sent) == invoice.net
    assert all(line["Amount"].as_tuple().exponent == -2 for line in sent)
    assert invoice.expected_total == invoice.net + invoice.tax
