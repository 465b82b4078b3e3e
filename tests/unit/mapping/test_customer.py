"""From a client to a customer: everything it has, nothing it lacks, nothing cut."""

import pytest

from integration_qbo import Address, ClientSnapshot
from integration_qbo.errors import NeedsAttention
from integration_qbo.mapping.customer import customer_payload


def client(**fields):
    return ClientSnapshot(**({"ref": "c-1", "name": "Saltbush Ceramics"} | fields))


def payload(home_currency="AUD", **fields):
    return customer_payload(client(**fields), home_currency=home_currency)


def test_a_name_is_enough():
    assert payload() == {"DisplayName": "Saltbush Ceramics"}


def test_everything_the_host_knows_goes_where_quickbooks_keeps_it():
    got = payload(
        company_name="Saltbush Ceramics Pty Ltd",
        given_name="Ines",
        family_name="Obi",
        email="studio@saltbush.example",
        phone="(02) 5550 1234",
        mobile="0491 570 156",
        tax_number="51 824 753 556",
        billing_address=Address(
            line1="4 Kiln Lane",
            line2="Shed 2",
            city="Hobart",
            region="TAS",
            postal_code="7000",
            country="AU",
        ),
        postal_address=Address(line1="PO Box 9", city="Hobart"),
    )

    assert got == {
        "DisplayName": "Saltbush Ceramics",
        "CompanyName": "Saltbush Ceramics Pty Ltd",
        "GivenName": "Ines",
        "FamilyName": "Obi",
        "PrimaryEmailAddr": {"Address": "studio@saltbush.example"},
        "PrimaryPhone": {"FreeFormNumber": "(02) 5550 1234"},
        "Mobile": {"FreeFormNumber": "0491 570 156"},
        "PrimaryTaxIdentifier": "51 824 753 556",
        "BillAddr": {
            "Line1": "4 Kiln Lane",
            "Line2": "Shed 2",
            "City": "Hobart",
            "CountrySubDivisionCode": "TAS",
            "PostalCode": "7000",
            "Country": "AU",
        },
        "ShipAddr": {"Line1": "PO Box 9", "City": "Hobart"},
    }


def test_another_display_name_may_be_given():
    got = customer_payload(
        client(), home_currency="AUD", display_name="Saltbush Ceramics (Client)"
    )

    assert got["DisplayName"] == "Saltbush Ceramics (Client)"


@pytest.mark.parametrize(
    ("currency", "sent"), [("", False), ("AUD", False), ("USD", True)]
)
def test_only_a_foreign_currency_is_named(currency, sent):
    got = payload(currency=currency)

    assert ("CurrencyRef" in got) is sent
    if sent:
        assert got["CurrencyRef"] == {"value": "USD"}


@pytest.mark.parametrize("name", ["", "   "])
def test_a_client_without_a_name_is_refused(name):
    with pytest.raises(NeedsAttention, match="without a name"):
        payload(name=name)


@pytest.mark.parametrize("name", ["Smith: Jones", "Smith\tJones", "Smith\nJones"])
def test_a_name_quickbooks_would_refuse_is_refused_here(name):
    with pytest.raises(NeedsAttention, match="colon, tab or line break"):
        payload(name=name)


@pytest.mark.parametrize(
    ("field", "limit", "label"),
    [
        ("name", 500, "name"),
        ("company_name", 100, "company name"),
        ("given_name", 100, "given name"),
        ("family_name", 100, "family name"),
        ("email", 100, "e-mail address"),
        ("phone", 30, "phone number"),
        ("mobile", 30, "mobile number"),
    ],
)
def test_nothing_is_cut_silently(field, limit, label):
    payload(**{field: "x" * limit})

    with pytest.raises(NeedsAttention) as refused:
        payload(**{field: "x" * (limit + 1)})

    cause = refused.value.cause
    assert f"The {label} of " in cause.sentence
    assert f"{limit + 1} characters; QuickBooks takes {limit}" in cause.sentence
    assert cause.code == "client_unfit"
    assert cause.facts == {"client_ref": "c-1"}
    assert cause.remedy
