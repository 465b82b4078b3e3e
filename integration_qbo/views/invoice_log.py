"""Invoice log: every invoice ever due, why one is stuck and what mends it."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import ColumnElement, select

from integration_qbo.contract import Permission
from integration_qbo.errors import QboError
from integration_qbo.services.mend import can_retry
from integration_qbo.services.overview import GROUPS, flow
from integration_qbo.store import queries
from integration_qbo.store.models import Invoice
from integration_qbo.views import guard
from integration_qbo.views.base import QboView
from integration_qbo.views.blueprint import say
from integration_qbo.views.mending import control_for
from integration_qbo.views.present import delivery_badge, state_word

_GROUP_WORDS = (
    ("needs", "Needs you"),
    ("waiting", "Waiting"),
    ("way", "On its way"),
    ("pushed", "Pushed"),
    ("closed", "Closed"),
)


class InvoiceLogView(QboView):
    """The list, and each invoice with its history."""

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "details_view": Permission.VIEW,
        "retry": Permission.SYNC,
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
        "state": lambda _view, _context, row, _name: delivery_badge(row),
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
        return super().get_query().filter(self._shown())

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        """An invoice of the tenant."""
        session = self.runtime.session()
        return session.scalar(select(Invoice).where(Invoice.id == id, self.scope()))

    def _shown(self) -> ColumnElement[bool]:
        shown: ColumnElement[bool] = Invoice.company_id == self._company_shown()
        group = GROUPS.get(request.args.get("show", ""))
        return shown & Invoice.state.in_(group) if group else shown

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
        return super().render(template, flow=counts, groups=_GROUP_WORDS, **kwargs)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One invoice: what it bills, both sides' facts, its history."""
        row = self.own_or_404(request.args.get("id"))
        return self.render(
            self.details_template,
            row=row,
            state=delivery_badge(row),
            state_word=state_word,
            can_retry=can_retry(row) and guard.may(Permission.SYNC),
            control=control_for(row),
            there=self.there(row),
        )

    @expose("/retry", methods=["POST"])
    def retry(self) -> ResponseReturnValue:
        """Try a stuck invoice again; it is built anew."""
        row = self.own_or_404(request.form.get("id"))
        session = self.runtime.session()
        try:
            self.runtime.mend.retry(row, who=guard.signature())
            session.commit()
        except QboError as trouble:
            session.rollback()
            say(trouble)
        else:
            flash("It is being looked at now; reload in a moment.", "success")
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


def _source(row: Invoice) -> Markup:
    text = " ".join(part for part in (row.proposal_number, row.title) if part)
    if row.source_url:
        return Markup('<a href="{}">{}</a>').format(row.source_url, text)
    return Markup("{}").format(text)
