"""Void or e-mail an invoice that is in QuickBooks: staged here, done by the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event, State
from integration_qbo.errors import Cause, NotNow
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.record_move import note_on, record_move
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import CreditMemo, DocumentAct, Email, Invoice, Void

A = TypeVar("A", bound=DocumentAct)

_GIVEN_UP = {State.CANCELLED.value, State.SUPERSEDED.value}
_WORDS: dict[type[DocumentAct], str] = {Void: "Void", Email: "E-mail"}
_THERE = {State.PUSHED.value, State.LINKED.value}


def can_void(invoice: Invoice) -> bool:
    """Whether a void may be asked for; buttons are derived from it."""
    return _is_open(invoice) and not _live(invoice, Void)


def can_email(invoice: Invoice) -> bool:
    """Whether an e-mail may be asked for: at most one an invoice."""
    return _is_open(invoice) and not _live(invoice, Email)


def _is_open(invoice: Invoice) -> bool:
    return (
        not isinstance(invoice, CreditMemo)
        and invoice.state in _THERE
        and invoice.qbo_id is not None
        and invoice.document != "voided"
    )


def _live(invoice: Invoice, kind: type[DocumentAct]) -> DocumentAct | None:
    return next(
        (
            act
            for act in invoice.acts
            if isinstance(act, kind) and act.state not in _GIVEN_UP
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class ActOnInvoice:
    """Stages the act in the caller's transaction and rings after commit.

    Raises `NotNow` where the invoice is not in QuickBooks, is void there, or the same
    was asked for already.
    """

    session: Callable[[], Session]
    clock: Clock
    doorbell: Doorbell

    def void(self, invoice: Invoice, *, who: str) -> Void:
        """*Void it in QuickBooks*."""
        if not can_void(invoice):
            raise _not_now("voided")
        return self._stage(invoice, Void(), f"{who} asked to void it.", who)

    def email(self, invoice: Invoice, *, who: str) -> Email:
        """*Have QuickBooks e-mail it*."""
        if not can_email(invoice):
            raise _not_now("e-mailed")
        return self._stage(invoice, Email(), f"{who} asked to e-mail it.", who)

    def give_up(self, act: DocumentAct, *, who: str) -> None:
        """Cancel an act that is stuck; raises `NotNow` once bytes may have left."""
        now = self.clock.now()
        record_move(self.session(), act, Event.CANCELLED, at=now, who=who)
        note_on(
            self.session(), act.about, f"{_WORDS[type(act)]} given up.", at=now, who=who
        )

    def _stage(self, invoice: Invoice, act: A, sentence: str, who: str) -> A:
        session = self.session()
        now = self.clock.now()
        act.tenant = invoice.tenant
        act.company_id = invoice.company_id
        act.client_ref = invoice.client_ref
        act.client_name = invoice.client_name
        act.about_id = invoice.id
        act.state = State.QUEUED.value
        act.created_at = act.next_at = now
        session.add(act)
        note_on(session, invoice, sentence, at=now, who=who)
        session.flush()
        act_id = act.id
        after_commit(session, lambda: self.doorbell.push_invoice(act_id))
        return act


def _not_now(done: str) -> NotNow:
    return NotNow(
        Cause(
            code="no_such_act",
            sentence=f"This invoice cannot be {done} now.",
            remedy="Reload the page: it says where the invoice stands.",
        )
    )
