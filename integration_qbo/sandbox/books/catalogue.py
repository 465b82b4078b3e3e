"""Knows which kinds of objects the local Intuit models."""

from integration_qbo.sandbox.books import documents, lists, payments, people
from integration_qbo.sandbox.books.attachments import ATTACHABLE
from integration_qbo.sandbox.books.company import COMPANY_INFO, PREFERENCES
from integration_qbo.sandbox.books.kinds import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        people.CUSTOMER,
        people.VENDOR,
        people.EMPLOYEE,
        lists.ITEM,
        lists.ACCOUNT,
        lists.TERM,
        lists.TAX_CODE,
        lists.TAX_RATE,
        lists.TAX_AGENCY,
        lists.CLASS,
        lists.DEPARTMENT,
        lists.PAYMENT_METHOD,
        lists.COMPANY_CURRENCY,
        lists.EXCHANGE_RATE,
        documents.INVOICE,
        documents.CREDIT_MEMO,
        documents.SALES_RECEIPT,
        documents.ESTIMATE,
        payments.PAYMENT,
        ATTACHABLE,
        COMPANY_INFO,
        PREFERENCES,
    )
}
BY_PATH = {kind.path: kind for kind in KINDS.values()}
BY_LOWER_NAME = {name.lower(): kind for name, kind in KINDS.items()}
