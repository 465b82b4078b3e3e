"""Invoices and credit memos: found again by their marker."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from integration_qbo.domain.identity import MARKER
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.services.bind_invoice import BindInvoice
from integration_qbo.services.follow_up import FollowUp
from integration_qbo.services.kinds.kind import Call, Written
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.signals import announce, invoice_blocked, invoice_pushed
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.models import CreditMemo, Invoice

_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class WriteInvoice:
    """Creates an invoice, or a credit memo of the same shape."""

    session: Callable[[], Session]
    bind_invoice: BindInvoice
    reach_company: ReachCompany
    follow_up: FollowUp
    is_credit: bool = False

    def bind(self, invoice: Invoice, _fence: int, _connection_id: str) -> bool:
        """Build it from maps and settings as they are now."""
        return self.bind_invoice(invoice)

    def call(self, payload: bytes, request_id: str) -> Call:
        """Create it."""
        if self.is_credit:
            return lambda gateway: gateway.create_credit_memo(payload, request_id)
        return lambda gateway: gateway.create_invoice(payload, request_id)

    def look_up(self, invoice: Invoice, connection_id: str) -> InvoiceFacts | None:
        """By marker among the customer's documents since the first try.

        Absence is proved by no marker and no near match (same customer and total); a
        near match is a person's decision.
        """
        marker, total = invoice.marker or "", invoice.expected_total
        since = (invoice.first_sent_at or invoice.created_at) - _SLACK
        customer_id = json.loads(invoice.payload or "")["CustomerRef"]["value"]
        self.session().commit()
        if self.is_credit:
            found = self.reach_company(
                connection_id,
                lambda gateway: gateway.credit_memos_since(customer_id, since),
            )
        else:
            found = self.reach_company(
                connection_id,
                lambda gateway: gateway.invoices_since(customer_id, since),
            )
        session = self.session()
        known = queries.qbo_ids_of_others(session, invoice, [e.qbo_id for e in found])
        session.commit()
        strangers = [each for each in found if each.qbo_id not in known]
        return _the_one(strangers, marker, total)

    def confirmed(self, invoice: Invoice, facts: Written) -> Mapping[str, str]:
        """Take over total and number; e-mail and name follow where that is wanted."""
        if isinstance(facts, CustomerFacts):
            raise TypeError("an invoice was answered with a customer")
        invoice.qbo_total = facts.total
        invoice.qbo_doc_number = facts.doc_number
        invoice.is_variance = (
            invoice.expected_total is not None and facts.total != invoice.expected_total
        )
        if not isinstance(invoice, CreditMemo):
            self.follow_up(invoice)
        tenant, invoice_id = invoice.tenant, invoice.id
        after_commit(
            self.session(),
            lambda: announce(invoice_pushed, tenant, invoice_id=invoice_id),
        )
        return {"intuit_tid": facts.trace_id} if facts.trace_id else {}

    def stopped(self, invoice: Invoice, cause: Cause) -> None:
        """Announce that it is blocked or refused."""
        tenant, invoice_id, code = invoice.tenant, invoice.id, cause.code
        after_commit(
            self.session(),
            lambda: announce(invoice_blocked, tenant, invoice_id=invoice_id, code=code),
        )


def _the_one(
    documents: Sequence[InvoiceFacts], marker: str, total: Decimal | None
) -> InvoiceFacts | None:
    marked = [each for each in documents if marker in each.private_note]
    if len(marked) == 1:
        return marked[0]
    # Another marker of ours belongs to another row, known here or not.
    near = marked or [
        each
        for each in documents
        if each.total == total and MARKER not in each.private_note
    ]
    if not near:
        return None
    numbers = ", ".join(each.doc_number or each.qbo_id for each in near)
    raise NeedsAttention(
        Cause(
            code="is_this_the_one",
            sentence=(
                "QuickBooks did not confirm, and there is a document of the same"
                f" customer and total: {numbers}."
            ),
            remedy="Look there whether it is this one.",
            facts={"qbo_ids": ",".join(each.qbo_id for each in near)},
        )
    )
