"""Unmodified intuit-oauth and python-quickbooks, base addresses aside."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.taxcode import TaxCode

from integration_qbo.sandbox.testing import LANDSCAPING as US
from integration_qbo.sandbox.testing import PRACTICE as AU
from integration_qbo.sandbox.testing import LocalIntuit

CALLBACK = "http://localhost:5999/callback"


@pytest.fixture(autouse=True)
def _http(monkeypatch: pytest.MonkeyPatch, intuit: LocalIntuit) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", f"{intuit.origin}/v3")
    monkeypatch.setattr(QuickBooks, "api_url_v3", f"{intuit.origin}/v3")


@pytest.fixture
def auth(intuit: LocalIntuit) -> AuthClient:
    return AuthClient(
        intuit.grants["client_id"],
        intuit.grants["client_secret"],
        CALLBACK,
        intuit.urls["discovery"],
    )


def fill_in(page: requests.Response, **fields: str) -> dict[str, str]:
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return dict(hidden) | fields


def consent(address: str, realm: str, action: str = "connect") -> dict[str, list[str]]:
    """Walk through the pages as a person would, without cookies or scripts."""
    page = requests.get(address, timeout=5)
    assert "Sign in to Local Intuit" in page.text
    where = address.partition("?")[0]
    page = requests.post(
        where,
        fill_in(
            page,
            email="owner@local-intuit.test",
            password="local-intuit",
            action="sign-in",
        ),
        timeout=5,
    )
    assert "Choose a company" in page.text
    answer = requests.post(
        where,
        fill_in(page, realm_id=realm, action=action),
        timeout=5,
        allow_redirects=False,
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(CALLBACK)
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def test_intuit_oauth_authorizes_refreshes_and_revokes(auth: AuthClient) -> None:
    address = auth.get_authorization_url([Scopes.ACCOUNTING])
    back = consent(address, AU)
    assert back["state"] == [auth.state_token]
    assert back["realmId"] == [AU]
    auth.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])
    assert auth.expires_in == 3600
    assert auth.x_refresh_token_expires_in == 8726400
    first = auth.access_token
    auth.refresh()
    assert auth.access_token != first
    assert auth.revoke() is True
    with pytest.raises(AuthClientError) as refused:
        auth.refresh()
    assert refused.value.status_code == 400
    assert "Incorrect or invalid refresh token" in str(refused.value.content)


def test_intuit_oauth_learns_who_consented(auth: AuthClient) -> None:
    scopes = [Scopes.OPENID, Scopes.EMAIL, Scopes.PROFILE, Scopes.ACCOUNTING]
    back = consent(auth.get_authorization_url(scopes), US)
    auth.get_bearer_token(back["code"][0], realm_id=US)
    known = auth.get_user_info().json()
    assert known["email"] == "owner@local-intuit.test"
    assert known["emailVerified"] is True
    from intuitlib.utils import validate_id_token

    assert validate_id_token(
        auth.id_token, auth.client_id, auth.issuer_uri, auth.jwks_uri
    )


def test_no_thanks_comes_back_as_access_denied(auth: AuthClient) -> None:
    address = auth.get_authorization_url([Scopes.ACCOUNTING])
    back = consent(address, AU, action="deny")
    assert back == {"error": ["access_denied"], "state": [auth.state_token]}


def client_for(auth: AuthClient, realm: str, intuit: LocalIntuit) -> QuickBooks:
    return QuickBooks(
        auth_client=auth,
        refresh_token=intuit.company(realm)["refresh_token"],
        company_id=realm,
        minorversion=75,
    )


def test_python_quickbooks_keeps_customers_and_invoices(
    auth: AuthClient, intuit: LocalIntuit
) -> None:
    client = client_for(auth, AU, intuit)
    customer = Customer()
    customer.DisplayName = "Python Quickbooks Client"
    customer.save(qb=client)
    assert customer.Id.isdigit()

    found = Customer.filter(DisplayName="Python Quickbooks Client", qb=client)
    assert [one.Id for one in found] == [customer.Id]

    again = Customer.get(int(customer.Id), qb=client)
    again.CompanyName = "PQC Pty Ltd"
    again.save(qb=client)
    assert Customer.get(int(customer.Id), qb=client).CompanyName == "PQC Pty Ltd"

    item = Item.filter(Name="Monthly bookkeeping", qb=client)[0]
    code = TaxCode.filter(Name="GST", qb=client)[0]
    line = SalesItemLine()
    line.Amount = 900
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = item.to_ref()
    line.SalesItemLineDetail.TaxCodeRef = code.to_ref()
    line.SalesItemLineDetail.Qty = 2
    line.SalesItemLineDetail.UnitPrice = 450
    invoice = Invoice()
    invoice.CustomerRef = customer.to_ref()
    invoice.Line.append(line)
    invoice.save(qb=client)

    read = Invoice.get(int(invoice.Id), qb=client)
    assert (read.TotalAmt, read.TxnTaxDetail.TotalTax) == (990.0, 90.0)
    read.PrivateNote = "changed"
    read.save(qb=client)
    assert Invoice.get(int(invoice.Id), qb=client).SyncToken == "1"

    Invoice.get(int(invoice.Id), qb=client).void(qb=client)
    assert Invoice.get(int(invoice.Id), qb=client).TotalAmt == 0
    Invoice.get(int(invoice.Id), qb=client).delete(qb=client)
    with pytest.raises(QuickbooksException):
        Invoice.get(int(invoice.Id), qb=client)


def test_python_quickbooks_reads_the_fault_of_a_taken_name(
    auth: AuthClient, intuit: LocalIntuit
) -> None:
    client = client_for(auth, US, intuit)
    customer = Customer()
    customer.DisplayName = "Weiskopf Consulting"
    with pytest.raises(QuickbooksException) as refused:
        customer.save(qb=client)
    assert refused.value.error_code == 6240
