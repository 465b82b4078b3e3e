"""Knows the company's own two objects: CompanyInfo and Preferences."""

from integration_qbo.sandbox.books.kinds import Kind, ordered
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc

READ_ONLY_PREFERENCES = {
    "TaxPrefs": None,
    "CurrencyPrefs": None,
}


def _company(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = dict(wanted)
    if previous is not None:
        for name in ("Country", "CompanyStartDate", "NameValue"):
            if name in previous:
                doc[name] = previous[name]
    books.db.execute(
        "UPDATE company SET name = ? WHERE realm = ?",
        (doc.get("CompanyName", ""), books.realm),
    )
    return doc


def _preferences(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    """Merge group by group; what the API cannot change stays."""
    del books
    doc = dict(previous or {})
    for group, values in wanted.items():
        if previous is not None and group in READ_ONLY_PREFERENCES:
            continue
        if isinstance(values, dict):
            doc[group] = doc.get(group, {}) | values
        else:
            doc[group] = values
    return doc


COMPANY_INFO = Kind(
    "CompanyInfo",
    ordered(
        "CompanyName LegalName CompanyAddr CustomerCommunicationAddr LegalAddr"
        " CustomerCommunicationEmailAddr PrimaryPhone CompanyStartDate"
        " FiscalYearStartMonth Country Email WebAddr SupportedLanguages NameValue"
    ),
    frozenset({"update"}),
    _company,
    name_member="CompanyName",
    has_webhook=False,
    in_changes=False,
)
PREFERENCES = Kind(
    "Preferences",
    ordered(
        "AccountingInfoPrefs ProductAndServicesPrefs SalesFormsPrefs"
        " EmailMessagesPrefs VendorAndPurchasesPrefs TimeTrackingPrefs TaxPrefs"
        " CurrencyPrefs ReportPrefs OtherPrefs"
    ),
    frozenset({"update"}),
    _preferences,
)
