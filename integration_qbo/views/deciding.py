"""What a person decides on an invoice's page: approve, date, price, cancel, again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from integration_qbo.contract import Permission
from integration_qbo.domain.billing import COMPLETION
from integration_qbo.domain.money import to_cents
from integration_qbo.errors import QboError
from integration_qbo.runtime import Runtime
from integration_qbo.services import decide_invoice as decide
from integration_qbo.store.billing import OPEN
from integration_qbo.store.models import Invoice
from integration_qbo.views import guard
from integration_qbo.views.blueprint import say
from integration_qbo.views.present import Reader


class DecidingPages:
    """The acts of the invoice log that decide; a part of that view."""

    decisions: ClassVar[dict[str, Permission]] = {
        "approve": Permission.APPROVE,
        "approve_all": Permission.APPROVE,
        "date": Permission.APPROVE,
        "price": Permission.APPROVE,
        "cancel": Permission.CORRECT,
        "again": Permission.CORRECT,
        "credit": Permission.CORRECT,
    }
    runtime: Runtime
    reader: Reader
    company_id: int
    own_or_404: Callable[[str | None], Any]

    def decidable(self, row: Invoice) -> dict[str, Any]:
        """What the page offers to decide, and what would be sent."""
        may_approve = guard.may(Permission.APPROVE)
        may_correct = guard.may(Permission.CORRECT)
        return {
            "can_approve": may_approve and decide.can_approve(row),
            "estimates": _estimates(row) if may_approve else [],
            "is_late": may_approve and decide.is_late(row),
            "can_cancel": may_correct and decide.can_cancel(row),
            "can_again": may_correct and decide.can_bill_again(row),
            "can_credit": may_correct and decide.can_credit(row),
            "preview": self._preview(row),
        }

    def _preview(self, row: Invoice) -> Any:
        if row.state not in _OPEN or not row.client_ref or not row.items:
            return None
        try:
            return self.runtime.preview_invoice(row)
        except LookupError:
            # The host does not know the client any more: the row itself says so.
            return None

    @expose("/approve", methods=["POST"])
    def approve(self) -> ResponseReturnValue:
        """*Approve*."""
        row = self.own_or_404(request.form.get("id"))
        return self._decide(row, self.runtime.decide_invoice.approve, "Approved.")

    @expose("/approve-all", methods=["POST"])
    def approve_all(self) -> ResponseReturnValue:
        """*Approve all* that the page showed and that waits for nothing else."""
        session = self.runtime.session()
        shown = [self.own_or_404(each) for each in request.form.getlist("id")]
        if not shown:
            abort(404)
        done, refused = self.runtime.decide_invoice.approve_all(
            shown, who=guard.signature()
        )
        session.commit()
        noun = "invoice" if done == 1 else "invoices"
        flash(f"{done} {noun} approved.", "success")
        for no in refused:
            say(no)
        return redirect(url_for(".index_view"))

    @expose("/date", methods=["POST"])
    def date(self) -> ResponseReturnValue:
        """Keep a late invoice's date, or date it today."""
        row = self.own_or_404(request.form.get("id"))
        acts = self.runtime.decide_invoice
        keeps = request.form.get("date") != "today"
        act = acts.keep_date if keeps else acts.date_today
        done = "It keeps its date." if keeps else "It is dated today."
        return self._decide(row, act, done)

    @expose("/price", methods=["POST"])
    def price(self) -> ResponseReturnValue:
        """Confirm what a completed estimate comes to."""
        row = self.own_or_404(request.form.get("id"))
        back = redirect(url_for(".details_view", id=row.id))
        item = next(
            (each for each in row.items if str(each.id) == request.form.get("item")),
            None,
        )
        amount = amount_in(request.form.get("amount", ""))
        if item is None or amount is None:
            flash("Write the price as a number, for example 1250.00.", "error")
            return back
        session = self.runtime.session()
        try:
            self.runtime.change_proposal.price(
                row.tenant,
                item.source_ref,
                item.line_ref,
                amount,
                is_sure=request.form.get("sure") == "yes",
            )
            session.commit()
        except QboError as no:
            session.rollback()
            say(no)
            return back
        flash("The price is confirmed; the invoice waits for approval.", "success")
        return redirect(url_for(".index_view", show="needs"))

    @expose("/cancel", methods=["POST"])
    def cancel(self) -> ResponseReturnValue:
        """*Cancel*, with a reason."""
        row = self.own_or_404(request.form.get("id"))
        reason = request.form.get("reason", "").strip()
        if not reason:
            flash("Say why it is cancelled: it stays in the history.", "error")
            return redirect(url_for(".details_view", id=row.id))

        def act(invoice: Invoice, *, who: str) -> None:
            self.runtime.decide_invoice.cancel(invoice, reason, who=who)

        return self._decide(row, act, "Cancelled; what it bills stays closed.")

    @expose("/again", methods=["POST"])
    def again(self) -> ResponseReturnValue:
        """*Bill this period again*, with a date and a reason."""
        row = self.own_or_404(request.form.get("id"))
        on, reason = day_in(request.form.get("on", "")), request.form.get("reason", "")
        if on is None or not reason.strip():
            flash(
                "Give the new invoice a date, and say why it is billed again.", "error"
            )
            return redirect(url_for(".details_view", id=row.id))

        def act(invoice: Invoice, *, who: str) -> None:
            self.runtime.decide_invoice.bill_again(invoice, on, reason, who=who)

        return self._decide(row, act, "It is billed again, on an invoice of its own.")

    @expose("/credit", methods=["POST"])
    def credit(self) -> ResponseReturnValue:
        """*Make it a credit memo*."""
        row = self.own_or_404(request.form.get("id"))
        act = self.runtime.decide_invoice.as_credit_memo
        return self._decide(row, act, "It goes out as a credit memo.")

    def _decide(
        self, row: Invoice, act: Callable[..., object], done: str
    ) -> ResponseReturnValue:
        session = self.runtime.session()
        back = redirect(url_for(".details_view", id=row.id))
        try:
            act(row, who=guard.signature())
            session.commit()
        except QboError as no:
            session.rollback()
            say(no)
        else:
            flash(done, "success")
        return back


_MOST = 10**12
_OPEN = {state.value for state in OPEN}


def _estimates(row: Invoice) -> list[Any]:
    """The lines whose price is to be confirmed."""
    if not decide.wants_price(row):
        return []
    return [item for item in row.items if item.period_key == COMPLETION]


def amount_in(text: str) -> Decimal | None:
    """An amount a person wrote, or `None`."""
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) > _MOST:
        return None
    return amount if amount == to_cents(amount) else None


def day_in(text: str) -> date | None:
    """A day a form's date field sent, or `None`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
