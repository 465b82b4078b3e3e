"""What is done to an invoice that is in QuickBooks already: void it, e-mail it.

Both read the invoice before they ask and before they ask again, so that nothing
another person did there meanwhile is overwritten, and nothing is e-mailed twice.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.domain.identity import request_id_of
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.mapping.wire import encode
from integration_qbo.services.kinds.kind import Call, Written
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.services.record_move import note_on, settle
from integration_qbo.store.claims import own
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import DocumentAct, Email, Void


@dataclass(frozen=True, slots=True)
class _Documents:
    """Reads the invoice an act is about."""

    session: Callable[[], Session]
    clock: Clock
    reach_company: ReachCompany

    def _read(
        self, act: DocumentAct, fence: int, connection_id: str
    ) -> tuple[DocumentAct, InvoiceFacts] | None:
        """The act and its invoice as they are now; `None` when the claim is lost."""
        delivery_id, qbo_id = act.id, act.about.qbo_id or ""
        self.session().commit()
        facts = self._invoice(qbo_id, connection_id)
        kept = own(self.session(), delivery_id, fence)
        if not isinstance(kept, DocumentAct):
            return None
        if facts is None:
            raise NeedsAttention(
                Cause(
                    code="document_gone",
                    sentence="The invoice was deleted in QuickBooks.",
                    remedy="Nothing is left to do there; cancel this.",
                )
            )
        return kept, facts

    def _invoice(self, qbo_id: str, connection_id: str) -> InvoiceFacts | None:
        return self.reach_company(
            connection_id, lambda gateway: gateway.invoice(qbo_id)
        )

    def _freeze(self, act: DocumentAct, payload: Mapping[str, str]) -> bool:
        act.payload = encode(payload).decode()
        act.request_id = request_id_of(act.id, act.revision)
        return True

    def stopped(self, act: DocumentAct, cause: Cause) -> None:
        """The invoice's history says why it was not done."""
        note_on(
            self.session(),
            act.about,
            str(cause),
            at=self.clock.now(),
            facts=cause.facts,
        )


class WriteVoid(_Documents):
    """Voids an invoice nobody has paid or changed there."""

    def bind(self, act: Void, fence: int, connection_id: str) -> bool:
        """Ask for the void of exactly the version that was read."""
        read = self._read(act, fence, connection_id)
        if read is None:
            return False
        kept, facts = read
        if facts.is_voided:
            kept.about.document = "voided"
            settle(self.session(), kept, facts.qbo_id, at=self.clock.now())
            return False
        if facts.balance != facts.total:
            raise NeedsAttention(
                Cause(
                    code="has_payments",
                    sentence=(
                        "A payment or credit is applied to the invoice in QuickBooks,"
                        " so it is not voided."
                    ),
                    remedy="Take the payment off there, or make a credit memo.",
                )
            )
        if facts.total != kept.about.qbo_total:
            raise NeedsAttention(
                Cause(
                    code="document_changed",
                    sentence=(
                        "The invoice was changed in QuickBooks: it came to"
                        f" {kept.about.qbo_total}, now to {facts.total}."
                    ),
                    remedy="Look at it there before it is voided.",
                )
            )
        return self._freeze(kept, {"Id": facts.qbo_id, "SyncToken": facts.sync_token})

    def call(self, payload: bytes, request_id: str) -> Call:
        """Void it."""
        return lambda gateway: gateway.void_invoice(payload, request_id)

    def look_up(self, act: Void, connection_id: str) -> InvoiceFacts | None:
        """The invoice, if it is void by now; a deleted one needs no void either."""
        qbo_id = json.loads(act.payload or "")["Id"]
        self.session().commit()
        facts = self._invoice(qbo_id, connection_id)
        return facts if facts is not None and facts.is_voided else None

    def confirmed(self, act: Void, facts: Written) -> Mapping[str, str]:
        """The document is void; our side of the delivery stays as it was."""
        act.about.document = "voided"
        act.about.qbo_sync_token = facts.sync_token
        note_on(self.session(), act.about, "Voided in QuickBooks.", at=self.clock.now())
        return {}


class WriteEmail(_Documents):
    """Has QuickBooks e-mail an invoice, at most once."""

    def bind(self, act: Email, fence: int, connection_id: str) -> bool:
        """Only what was not e-mailed, by us or by anybody there."""
        read = self._read(act, fence, connection_id)
        if read is None:
            return False
        kept, facts = read
        if facts.is_emailed or facts.is_voided:
            settle(self.session(), kept, facts.qbo_id, at=self.clock.now())
            return False
        if not facts.email:
            raise NeedsAttention(
                Cause(
                    code="no_address",
                    sentence=f"{kept.client_name} has no e-mail address in QuickBooks.",
                    remedy="Write one on the invoice there, then retry.",
                )
            )
        return self._freeze(kept, {"Id": facts.qbo_id, "SendTo": facts.email})

    def call(self, payload: bytes, request_id: str) -> Call:
        """E-mail it."""
        wanted = json.loads(payload)
        return lambda gateway: gateway.email_invoice(
            wanted["Id"], wanted["SendTo"], request_id
        )

    def look_up(self, act: Email, connection_id: str) -> InvoiceFacts | None:
        """The invoice, if QuickBooks says it was e-mailed."""
        qbo_id = json.loads(act.payload or "")["Id"]
        self.session().commit()
        facts = self._invoice(qbo_id, connection_id)
        return facts if facts is not None and facts.is_emailed else None

    def confirmed(self, act: Email, facts: Written) -> Mapping[str, str]:
        """QuickBooks has sent it."""
        if isinstance(facts, CustomerFacts):
            raise TypeError("an e-mail was answered with a customer")
        act.about.qbo_sync_token = facts.sync_token
        note_on(
            self.session(),
            act.about,
            f"E-mailed by QuickBooks to {facts.email}.",
            at=self.clock.now(),
        )
        return {"email": facts.email}
