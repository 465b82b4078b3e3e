"""Client map: every client and the QuickBooks customer it is, or might be."""

from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup

from integration_qbo.contract import Permission
from integration_qbo.errors import QboError
from integration_qbo.store import queries
from integration_qbo.store.models import ClientMap, Customer, LinkState
from integration_qbo.views import guard
from integration_qbo.views.base import QboView
from integration_qbo.views.blueprint import say
from integration_qbo.views.present import link_badge, safe_address

_SHOWN = 25
_NAMED = 3


class ClientMapView(QboView):
    """Who is who on both sides."""

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "choose_view": Permission.MAP,
        "link": Permission.MAP,
        "unlink": Permission.MAP,
        "accept": Permission.MAP,
    }
    headline = (
        "Clients on the left are yours, customers on the right are QuickBooks'."
        " A client that resembles nobody is created when its first invoice is due."
    )
    list_template = "integration_qbo/client_map.html"
    column_list = ("pick", "name", "state", "customer_name", "next_step")
    column_labels: ClassVar[dict[str, str]] = {
        "pick": "Pick",
        "name": "Client",
        "state": "State",
        "customer_name": "QuickBooks customer",
        "next_step": "Next step",
    }
    column_default_sort = "name"
    column_sortable_list = ("name", "state")
    column_searchable_list = ("name", "email")
    column_formatters: ClassVar[dict[str, Any]] = {
        "pick": lambda _view, _context, row, _name: _pick(row),
        "name": lambda _view, _context, row, _name: _client(row),
        "state": lambda _view, _context, row, _name: link_badge(row.state),
        "customer_name": lambda _view, _context, row, _name: _customer(row),
        "next_step": lambda _view, _context, row, _name: _next_step(row),
    }

    def scope(self) -> Any:
        """The company's clients, of one state if the page asks for it."""
        wanted = request.args.get("state", "")
        scope = super().scope()
        if request.method == "GET" and wanted in set(LinkState):
            return scope & (ClientMap.state == wanted)
        return scope

    def render(self, template: str, **kwargs: Any) -> str:
        """The page shows how many clients are in each state."""
        counts = queries.link_counts(self.runtime.session(), self.company_id)
        return super().render(template, counts=counts, **kwargs)

    @expose("/choose/")
    def choose_view(self) -> ResponseReturnValue:
        """One client, and the customers it may be."""
        row = self._row(request.args.get("id"))
        session = self.runtime.session()
        term = request.args.get("term", "").strip()
        found = (
            queries.search_customers(session, row.company_id, term, _SHOWN)
            if term
            else queries.customers_for(session, row.company_id, row.name, row.email)
        )
        return self.render(
            "integration_qbo/choose_customer.html", row=row, term=term, found=found
        )

    @expose("/link", methods=["POST"])
    def link(self) -> ResponseReturnValue:
        """Tie a client to a customer."""
        row = self._row(request.form.get("id"))
        customer = queries.customer(
            self.runtime.session(), row.company_id, request.form.get("customer", "")
        )
        if customer is None:
            abort(404)
        self._link([(row, customer)])
        return redirect(url_for(".index_view"))

    @expose("/unlink", methods=["POST"])
    def unlink(self) -> ResponseReturnValue:
        """Take a link off, or hold a client's invoices until somebody decides."""
        row = self._row(request.form.get("id"))
        hold = request.form.get("hold") == "yes"
        self.runtime.link_client.unlink(row, hold=hold)
        self.runtime.session().commit()
        flash(
            f"{row.name} is held: its invoices wait until a customer is chosen."
            if hold
            else f"{row.name} is no longer linked.",
            "success",
        )
        return redirect(url_for(".index_view"))

    @expose("/accept", methods=["POST"])
    def accept(self) -> ResponseReturnValue:
        """Link the picked clients, or the one whose button it was, as suggested."""
        only = request.form.get("only")
        session = self.runtime.session()
        pairs = []
        for row_id in [only] if only else request.form.getlist("row"):
            row = self._row(row_id)
            customer = queries.customer(
                session, row.company_id, row.qbo_customer_id or ""
            )
            if row.state == LinkState.SUGGESTED.value and customer is not None:
                pairs.append((row, customer))
        self._link(pairs)
        return redirect(url_for(".index_view", state=request.args.get("state")))

    def _row(self, row_id: str | None) -> ClientMap:
        row = queries.client_row(self.runtime.session(), self.company_id, row_id or "")
        if row is None:
            abort(404)
        return row

    def _link(self, pairs: list[tuple[ClientMap, Customer]]) -> None:
        session = self.runtime.session()
        try:
            for row, customer in pairs:
                self.runtime.link_client(
                    row, customer, who=guard.signature(), reason="chosen by hand"
                )
            session.commit()
        except QboError as trouble:
            session.rollback()
            say(trouble)
            return
        if not pairs:
            flash("There was no suggestion to accept.", "info")
            return
        names = ", ".join(row.name for row, _customer in pairs[:_NAMED])
        more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
        flash(f"Linked: {names}{more}.", "success")


def _pick(row: ClientMap) -> Markup:
    if row.state != LinkState.SUGGESTED.value or not guard.may(Permission.MAP):
        return Markup("")
    return Markup(
        '<input type="checkbox" name="row" value="{}" aria-label="Pick {}">'
    ).format(row.id, row.name)


def _client(row: ClientMap) -> Markup:
    url = safe_address(row.url)
    name = Markup('<a href="{}">{}</a>').format(url, row.name)
    shown = name if url else Markup("{}").format(row.name)
    return shown + Markup('<span class="qbo-hint qbo-below">{}</span>').format(
        row.email
    )


def _customer(row: ClientMap) -> Markup:
    shown = Markup("{}").format(row.customer_name or "–")
    if not row.reason:
        return shown
    return shown + Markup('<span class="qbo-hint qbo-below">{}</span>').format(
        row.reason
    )


def _next_step(row: ClientMap) -> Markup:
    """What a person does with this row: accept, choose, or change."""
    if not guard.may(Permission.MAP):
        return Markup("")
    choose = Markup('<a class="btn btn-sm btn-link" href="{}">{}</a>').format(
        url_for(".choose_view", id=row.id),
        "Change" if row.state == LinkState.LINKED.value else "Choose",
    )
    if row.state != LinkState.SUGGESTED.value:
        return choose
    return (
        Markup(
            '<button class="btn btn-sm btn-outline-primary" name="only" value="{}"'
            ' aria-label="Accept {}">Accept</button> '
        ).format(row.id, row.customer_name)
        + choose
    )
