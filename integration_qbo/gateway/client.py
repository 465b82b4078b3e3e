"""What we ask of QuickBooks' accounting API, and the only code that asks it.

python-quickbooks reads the entities and builds the requests; transport, queries and
paging are ours (``docs/adr/0005-python-quickbooks-with-our-transport.md``).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from quickbooks import QuickBooks
from quickbooks.objects.base import QuickbooksBaseObject
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term

from integration_qbo.config import Config
from integration_qbo.errors import Cause, OutcomeUnknown
from integration_qbo.gateway import lists, query, read
from integration_qbo.gateway.deadline import WatchedAdapter
from integration_qbo.gateway.lists import Changed
from integration_qbo.gateway.resources import (
    Basics,
    CompanyFacts,
    CustomerFacts,
    InvoiceFacts,
    ListEntry,
    PreferenceFacts,
)
from integration_qbo.gateway.transport import Transport

MINOR_VERSION = 75
_POOL_SIZE = 10


class Gateway(Protocol):
    """One company, one access token.  Every call may raise what `errors` names."""

    def company(self) -> CompanyFacts:
        """Name and country."""

    def preferences(self) -> PreferenceFacts:
        """What decides how an invoice must look."""

    def items(self) -> Sequence[ListEntry]:
        """Products and services, inactive ones too."""

    def basics(self) -> Basics:
        """What is read at every refresh, whole, in one request."""

    def changes_since(self, moment: datetime, kinds: Sequence[str]) -> Changed:
        """What changed at or after an aware moment, of QuickBooks' kinds."""

    def terms(self) -> Sequence[ListEntry]:
        """Payment terms."""

    def customer_page(
        self, start: int, since: datetime | None = None
    ) -> Sequence[CustomerFacts]:
        """A page of all customers, inactive ones too, from the `start`th on.

        Those changed at or after an aware moment, if it is given.
        """

    def customers_by_id(self, qbo_ids: Sequence[str]) -> Sequence[CustomerFacts]:
        """Those of these customers that QuickBooks has, inactive ones too."""

    def active_customers(self) -> int:
        """How many customers are active."""

    def create_customer(self, payload: bytes, request_id: str) -> CustomerFacts:
        """Create a customer; the pair is sent as it stands."""

    def create_invoice(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Create an invoice; the pair is sent as it stands."""

    def customers_named(self, name: str) -> Sequence[CustomerFacts]:
        """Customers of that display name, inactive ones too."""

    def invoices_since(
        self, customer_id: str, moment: datetime
    ) -> Sequence[InvoiceFacts]:
        """A customer's invoices created at or after an aware moment."""

    def create_credit_memo(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Create a credit memo; the pair is sent as it stands."""

    def credit_memos_since(
        self, customer_id: str, moment: datetime
    ) -> Sequence[InvoiceFacts]:
        """A customer's credit memos created at or after an aware moment."""

    def invoice(self, qbo_id: str) -> InvoiceFacts | None:
        """One invoice as it is now; `None` when it was deleted."""

    def void_invoice(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Void exactly the version the payload names."""

    def email_invoice(self, qbo_id: str, address: str, request_id: str) -> InvoiceFacts:
        """Have QuickBooks e-mail an invoice."""

    def customer(self, qbo_id: str) -> CustomerFacts | None:
        """One customer as it is now; `None` when QuickBooks does not know it."""

    def update_customer(self, payload: bytes, request_id: str) -> CustomerFacts:
        """Change what the payload names; the pair is sent as it stands."""


class GatewayDoor:
    """Opens gateways that share one pool of kept-alive connections."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._pool = WatchedAdapter(
            config.timings.total, pool_maxsize=_POOL_SIZE, max_retries=0
        )

    def open(
        self, realm_id: str, access_token: str, wait_for_turn: Callable[[], None]
    ) -> "QboGateway":
        """A gateway to one company; `wait_for_turn` is called before each request."""
        transport = Transport(
            self._pool, self._config.timings, access_token, wait_for_turn
        )
        return QboGateway(self._config.api_url, realm_id, transport)


class QboGateway:
    """The gateway to the real API, or to the local Intuit."""

    def __init__(self, api_url: str, realm_id: str, transport: Transport) -> None:
        self._api = QuickBooks(company_id=realm_id, minorversion=MINOR_VERSION)
        self._api.use_decimal = True
        self._api.api_url_v3 = f"{api_url}/v3"
        self._api.session = transport
        self._transport = transport
        self._realm_id = realm_id

    def company(self) -> CompanyFacts:
        """Name and country."""
        return read.company(
            self._one(CompanyInfo, f"companyinfo/{self._realm_id}", "CompanyInfo")
        )

    def preferences(self) -> PreferenceFacts:
        """What decides how an invoice must look."""
        url = f"{self._api.api_url}/company/{self._realm_id}/preferences"
        told = self._api.get(url)["Preferences"]
        return read.preferences(Preferences.from_json(told), told)

    def items(self) -> Sequence[ListEntry]:
        """Products and services, inactive ones too."""
        return [read.item(each) for each in self._all(Item)]

    def basics(self) -> Basics:
        """What is read at every refresh, whole, in one request."""
        response = self._transport.request(
            "POST",
            f"{self._api.api_url}/company/{self._realm_id}/batch",
            params={"minorversion": MINOR_VERSION},
            headers=self._headers("application/json"),
            data=lists.batch_of(
                [
                    "SELECT * FROM CompanyInfo",
                    "SELECT * FROM Preferences",
                    query.select("TaxCode", query.whatever_active()),
                    query.select("TaxRate", query.whatever_active()),
                ]
            ),
        )
        (info, prefs, codes, rates), at = lists.answers_of(response.text, 4)
        (told,) = prefs["Preferences"]
        return Basics(
            at=at,
            company=read.company(CompanyInfo.from_json(info["CompanyInfo"][0])),
            preferences=read.preferences(Preferences.from_json(told), told),
            tax_codes=[
                read.tax_code(TaxCode.from_json(each))
                for each in self._rest(TaxCode, codes)
            ],
            tax_rates=[
                read.tax_rate(TaxRate.from_json(each))
                for each in self._rest(TaxRate, rates)
            ],
        )

    def changes_since(self, moment: datetime, kinds: Sequence[str]) -> Changed:
        """What changed at or after an aware moment, of QuickBooks' kinds."""
        return lists.changed(
            self._api.get(
                f"{self._api.api_url}/company/{self._realm_id}/cdc",
                params={
                    "entities": ",".join(kinds),
                    "changedSince": moment.isoformat(timespec="seconds"),
                },
            )
        )

    def terms(self) -> Sequence[ListEntry]:
        """Payment terms."""
        return [read.term(each) for each in self._all(Term)]

    def customer_page(
        self, start: int, since: datetime | None = None
    ) -> Sequence[CustomerFacts]:
        """A page of all customers, inactive ones too, from the `start`th on."""
        conditions = [query.whatever_active()]
        if since is not None:
            moment = since.isoformat(timespec="seconds")
            conditions.append(query.since("MetaData.LastUpdatedTime", moment))
        answer = self._api.query(query.select("Customer", *conditions, start=start))
        found = answer["QueryResponse"].get("Customer", [])
        return [read.customer(Customer.from_json(each)) for each in found]

    def customers_by_id(self, qbo_ids: Sequence[str]) -> Sequence[CustomerFacts]:
        """Those of these customers that QuickBooks has, inactive ones too."""
        pages = self._pages(
            Customer, query.either("Id", qbo_ids), query.whatever_active()
        )
        return [read.customer(each) for page in pages for each in page]

    def active_customers(self) -> int:
        """How many customers are active."""
        answer = self._api.query("SELECT COUNT(*) FROM Customer")
        return int(answer["QueryResponse"]["totalCount"])

    def customers_named(self, name: str) -> Sequence[CustomerFacts]:
        """Customers of that display name, inactive ones too."""
        pages = self._pages(
            Customer, query.equals("DisplayName", name), query.whatever_active()
        )
        return [read.customer(each) for page in pages for each in page]

    def invoices_since(
        self, customer_id: str, moment: datetime
    ) -> Sequence[InvoiceFacts]:
        """A customer's invoices created at or after an aware moment."""
        return self._documents_since(Invoice, customer_id, moment)

    def create_customer(self, payload: bytes, request_id: str) -> CustomerFacts:
        """Create a customer; the pair is sent as it stands."""
        data = self._write("Customer", "customer", payload, request_id)
        return read.customer(Customer.from_json(data))

    def create_invoice(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Create an invoice; the pair is sent as it stands."""
        data = self._write("Invoice", "invoice", payload, request_id)
        return read.invoice(Invoice.from_json(data), self._transport.trace_id)

    def create_credit_memo(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Create a credit memo; the pair is sent as it stands."""
        data = self._write("CreditMemo", "creditmemo", payload, request_id)
        return read.invoice(CreditMemo.from_json(data), self._transport.trace_id)

    def credit_memos_since(
        self, customer_id: str, moment: datetime
    ) -> Sequence[InvoiceFacts]:
        """A customer's credit memos created at or after an aware moment."""
        return self._documents_since(CreditMemo, customer_id, moment)

    def invoice(self, qbo_id: str) -> InvoiceFacts | None:
        """One invoice as it is now; `None` when it was deleted."""
        pages = self._pages(Invoice, query.equals("Id", qbo_id))
        found = [each for page in pages for each in page]
        return read.invoice(found[0], "") if found else None

    def void_invoice(self, payload: bytes, request_id: str) -> InvoiceFacts:
        """Void exactly the version the payload names."""
        data = self._write("Invoice", "invoice", payload, request_id, operation="void")
        return read.invoice(Invoice.from_json(data), self._transport.trace_id)

    def email_invoice(self, qbo_id: str, address: str, request_id: str) -> InvoiceFacts:
        """Have QuickBooks e-mail an invoice."""
        data = self._write(
            "Invoice", f"invoice/{qbo_id}/send", b"", request_id, sendTo=address
        )
        return read.invoice(Invoice.from_json(data), self._transport.trace_id)

    def customer(self, qbo_id: str) -> CustomerFacts | None:
        """One customer as it is now; `None` when QuickBooks does not know it."""
        pages = self._pages(
            Customer, query.equals("Id", qbo_id), query.whatever_active()
        )
        found = [each for page in pages for each in page]
        return read.customer(found[0]) if found else None

    def update_customer(self, payload: bytes, request_id: str) -> CustomerFacts:
        """Change what the payload names; the pair is sent as it stands."""
        data = self._write("Customer", "customer", payload, request_id)
        return read.customer(Customer.from_json(data))

    def _documents_since(
        self,
        entity: type[Invoice] | type[CreditMemo],
        customer_id: str,
        moment: datetime,
    ) -> Sequence[InvoiceFacts]:
        pages = self._pages(
            entity,
            query.equals("CustomerRef", customer_id),
            query.since("MetaData.CreateTime", moment.isoformat(timespec="seconds")),
        )
        return [read.invoice(each, "") for page in pages for each in page]

    def _write(
        self, name: str, path: str, payload: bytes, request_id: str, **parameters: str
    ) -> Mapping[str, Any]:
        response = self._transport.request(
            "POST",
            f"{self._api.api_url}/company/{self._realm_id}/{path}",
            params={
                "minorversion": MINOR_VERSION,
                "requestid": request_id,
                **parameters,
            },
            headers=self._headers(
                "application/json" if payload else "application/octet-stream"
            ),
            data=payload,
        )
        try:
            created: Mapping[str, Any] = json.loads(response.text, parse_float=Decimal)[
                name
            ]
            if created["Id"]:
                return created
        except (ValueError, KeyError, TypeError):
            pass
        raise OutcomeUnknown(
            Cause(
                code="odd_answer",
                sentence="QuickBooks answered without saying what it created.",
                remedy="We look before anything is sent again.",
                facts={"intuit_tid": self._transport.trace_id},
            )
        )

    def _headers(self, content_type: str) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Authorization": f"Bearer {self._transport.access_token}",
            "Content-Type": content_type,
        }

    def _one(self, entity: type[QuickbooksBaseObject], path: str, name: str) -> Any:
        url = f"{self._api.api_url}/company/{self._realm_id}/{path}"
        return entity.from_json(self._api.get(url)[name])

    def _all(self, entity: type[QuickbooksBaseObject]) -> Iterator[Any]:
        for page in self._pages(entity, query.whatever_active()):
            yield from page

    def _rest(
        self, entity: type[QuickbooksBaseObject], first: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """A list whose first page has come, as it was told."""
        name = entity.qbo_object_name
        page = first.get(name, [])
        start = 1
        while True:
            yield from page
            if len(page) < query.PAGE:
                return
            start += len(page)
            statement = query.select(name, query.whatever_active(), start=start)
            page = self._api.query(statement)["QueryResponse"].get(name, [])

    def _pages(
        self, entity: type[QuickbooksBaseObject], *conditions: str
    ) -> Iterator[list[Any]]:
        name = entity.qbo_object_name
        start = 1
        while True:
            statement = query.select(name, *conditions, start=start)
            answer = self._api.query(statement)["QueryResponse"]
            found = [entity.from_json(each) for each in answer.get(name, [])]
            if found:
                yield found
            if len(found) < query.PAGE:
                return
            start += len(found)
