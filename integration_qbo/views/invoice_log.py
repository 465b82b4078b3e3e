"""Invoice log: every invoice ever due, why one is stuck and what mends it."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup

from integration_qbo.contract import Permission
from integration_qbo.errors import QboError
from integration_qbo.services.mend import can_retry
from integration_qbo.services.overview import GROUPS, flow
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
        """The company's invoices, of one group if the page asks for it."""
        group = GROUPS.get(request.args.get("show", ""))
        scope = super().scope()
        if request.method == "GET" and group is not None and not request.args.get("id"):
            return scope & Invoice.state.in_(group)
        return scope

    def render(self, template: str, **kwargs: Any) -> str:
        """The page shows how many invoices stand where."""
        counts = flow(self.runtime.session(), self.company_id)
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
            flash("The invoice is tried again now.", "success")
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
