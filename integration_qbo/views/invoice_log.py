"""Invoice log: every invoice ever due, why one is stuck and what mends it."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from integration_qbo.contract import Permission
from integration_qbo.domain.delivery import NEEDS_SOMEONE, State
from integration_qbo.errors import QboError
from integration_qbo.services.act_on_invoice import can_email, can_void
from integration_qbo.services.decide_invoice import reviewed
from integration_qbo.services.mend import can_retry
from integration_qbo.services.overview import GROUPS, flow, within
from integration_qbo.store import queries
from integration_qbo.store.models import Delivery, DocumentAct, Invoice
from integration_qbo.views import guard
from integration_qbo.views.base import QboView
from integration_qbo.views.blueprint import say
from integration_qbo.views.deciding import DecidingPages
from integration_qbo.views.earlier import EarlierPages
from integration_qbo.views.mending import control_for
from integration_qbo.views.present import (
    act_badges,
    delivery_badge,
    document_badge,
    safe_address,
    state_word,
)
from integration_qbo.views.upcoming import UpcomingPages

_GROUP_WORDS = (
    ("needs", "Needs you"),
    ("waiting", "Waiting"),
    ("way", "On its way"),
    ("pushed", "Pushed"),
    ("closed", "Closed"),
)


class InvoiceLogView(DecidingPages, UpcomingPages, EarlierPages, QboView):
    """The list, and each invoice with its history."""

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "details_view": Permission.VIEW,
        "retry": Permission.SYNC,
        "void_view": Permission.VOID,
        "void": Permission.VOID,
        "email": Permission.CORRECT,
        "give_up": Permission.CORRECT,
        **DecidingPages.decisions,
        **UpcomingPages.plans,
        **EarlierPages.picks,
    }
    headline = "Every invoice that fell due, newest first."
    list_template = "integration_qbo/invoice_log.html"
    details_template = "integration_qbo/invoice.html"
    simple_list_pager = True
    can_view_details = True
    column_list = (
        "client_name",
        "net",
        "state",
        "invoice_on",
        "qbo_doc_number",
        "title",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "client_name": "Client",
        "net": "Amount",
        "state": "State",
        "invoice_on": "Due",
        "qbo_doc_number": "Number",
        "title": "For",
    }
    column_default_sort = ("created_at", True)
    column_sortable_list = ("invoice_on",)
    column_searchable_list = ("client_name", "proposal_number", "qbo_doc_number")
    column_formatters: ClassVar[dict[str, Any]] = {
        "client_name": lambda view, _context, row, _name: view.link_to(row),
        "net": lambda view, _context, row, _name: view.amount(row),
        "state": lambda _view, _context, row, _name: _where_it_stands(row),
        "invoice_on": lambda view, _context, row, _name: view.reader.day(
            row.invoice_on
        ),
        "qbo_doc_number": lambda view, _context, row, _name: view.number(row),
        "title": lambda _view, _context, row, _name: _source(row),
    }

    def scope(self) -> Any:
        """The tenant's invoices, of whatever company they were planned for."""
        return Invoice.tenant == guard.present_tenant()

    def get_query(self) -> Any:
        """One company's invoices, of one group if the page asks for it."""
        acts = selectinload(Invoice.acts)
        return super().get_query().options(acts).filter(self._shown())

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        """An invoice of the tenant."""
        session = self.runtime.session()
        return session.scalar(select(Invoice).where(Invoice.id == id, self.scope()))

    def _shown(self) -> ColumnElement[bool]:
        shown: ColumnElement[bool] = Invoice.company_id == self._company_shown()
        group = request.args.get("show", "")
        if group not in GROUPS:
            return shown
        return shown & within(self._company_shown(), group)

    def _company_shown(self) -> int:
        asked = request.args.get("company", "")
        if asked.isdigit():
            company = queries.company_of_tenant(
                self.runtime.session(), guard.present_tenant(), int(asked)
            )
            if company is not None:
                return company.id
        return self.company_id

    def render(self, template: str, **kwargs: Any) -> str:
        """The page shows how many invoices stand where."""
        counts = flow(self.runtime.session(), self._company_shown())
        in_review = reviewed(self.runtime.session(), self._company_shown())
        return super().render(
            template, flow=counts, groups=_GROUP_WORDS, in_review=in_review, **kwargs
        )

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One invoice: what it bills, both sides' facts, its history."""
        row = self.own_or_404(request.args.get("id"))
        return self.render(
            self.details_template,
            row=row,
            state=_where_it_stands(row),
            source=_source(row),
            can_void=can_void(row) and guard.may(Permission.VOID),
            can_email=can_email(row) and guard.may(Permission.CORRECT),
            stuck_acts=[act for act in row.acts if _is_stuck(act)],
            state_word=state_word,
            can_retry=can_retry(row) and guard.may(Permission.SYNC),
            control=control_for(row),
            there=self.there(row),
            **self.decidable(row),
        )

    @expose("/retry", methods=["POST"])
    def retry(self) -> ResponseReturnValue:
        """Try a stuck invoice again; it is built anew."""
        row = self.own_or_404(request.form.get("id"))
        act = self._act_of(row)
        return self._act(
            act or row, self.runtime.mend.retry, "It is being looked at now.", row
        )

    @expose("/void")
    def void_view(self) -> ResponseReturnValue:
        """What voiding means, before it is done."""
        row = self.own_or_404(request.args.get("id"))
        if not can_void(row):
            return redirect(url_for(".details_view", id=row.id))
        return self.render("integration_qbo/void.html", row=row)

    @expose("/void", methods=["POST"])
    def void(self) -> ResponseReturnValue:
        """*Void it in QuickBooks*."""
        row = self.own_or_404(request.form.get("id"))
        void = self.runtime.act_on_invoice.void
        return self._act(row, void, "It is being voided.", row)

    @expose("/email", methods=["POST"])
    def email(self) -> ResponseReturnValue:
        """*Have QuickBooks e-mail it*."""
        row = self.own_or_404(request.form.get("id"))
        email = self.runtime.act_on_invoice.email
        return self._act(row, email, "QuickBooks is asked to e-mail it.", row)

    @expose("/give-up", methods=["POST"])
    def give_up(self) -> ResponseReturnValue:
        """Cancel a void or an e-mail that is stuck."""
        row = self.own_or_404(request.form.get("id"))
        act = self._act_of(row)
        if act is None:
            return redirect(url_for(".details_view", id=row.id))
        give_up = self.runtime.act_on_invoice.give_up
        return self._act(act, give_up, "Given up; nothing more is sent.", row)

    def _act_of(self, row: Invoice) -> DocumentAct | None:
        asked = request.form.get("act")
        return next((act for act in row.acts if act.id == asked), None)

    def _act(
        self, what: Delivery, act: Callable[..., object], done: str, row: Invoice
    ) -> ResponseReturnValue:
        session = self.runtime.session()
        try:
            act(what, who=guard.signature())
            session.commit()
        except QboError as trouble:
            session.rollback()
            say(trouble)
        else:
            flash(f"{done} Reload in a moment.", "success")
        return redirect(url_for(".details_view", id=row.id))

    def link_to(self, row: Invoice) -> Markup:
        """The client, leading to the invoice's page."""
        name = row.client_name or row.title or "Not planned"
        return Markup('<a href="{}">{}</a>').format(
            url_for(".details_view", id=row.id), name
        )

    def amount(self, row: Invoice) -> Markup:
        """The total there, or what we expect."""
        value = row.qbo_total if row.qbo_total is not None else row.expected_total
        shown = self.reader.amount(row.net if value is None else value, row.currency)
        net = Markup(' <span class="qbo-hint">net</span>') if value is None else ""
        return Markup('<span class="qbo-amount">{}{}</span>').format(shown, net)

    def number(self, row: Invoice) -> Markup:
        """QuickBooks' number, leading there."""
        if not row.qbo_id:
            return Markup("–")
        return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
            self.there(row), row.qbo_doc_number or f"id {row.qbo_id}"
        )

    def there(self, row: Invoice) -> str:
        """The invoice's page in QuickBooks."""
        config = self.runtime.config
        realm = row.company.realm_id
        return f"{config.app_url}/invoice?txnId={row.qbo_id}&companyId={realm}"


def _where_it_stands(row: Invoice) -> Markup:
    parts = (delivery_badge(row), document_badge(row), act_badges(row))
    return Markup(" ").join(part for part in parts if part)


def _is_stuck(act: DocumentAct) -> bool:
    return State(act.state) in NEEDS_SOMEONE


def _source(row: Invoice) -> Markup:
    text = " ".join(part for part in (row.proposal_number, row.title) if part)
    url = safe_address(row.source_url)
    if url:
        return Markup('<a href="{}">{}</a>').format(url, text)
    return Markup("{}").format(text)
