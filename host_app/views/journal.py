"""The screen about the sales journal: its entries, its switch, its file."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import func, select

from host_app import journal, wording
from host_app.clock import now, today
from host_app.extensions import db
from host_app.models import DEFAULT_TENANT, AccountingPlatform, JournalEntry
from host_app.platforms import active_platform
from host_app.views.base import ADMINS, EVERYBODY, BackOfficeView
from host_app.views.formats import as_day

_SWITCHES = {"switch_on_view", "switch_off_view"}


def _as_money(_view: Any, _context: Any, row: JournalEntry, name: str) -> str:
    return wording.money(getattr(row, name), row.currency)


def _as_text(_view: Any, _context: Any, row: JournalEntry, _name: str) -> Markup:
    return Markup('{}<span class="below">{}</span>').format(row.text, row.rhythm)


def _as_proposal(_view: Any, _context: Any, row: JournalEntry, _name: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(row.proposal.path, row.proposal_number)


class JournalView(BackOfficeView):
    """The journal; everybody reads it, admins switch it."""

    readers, writers = EVERYBODY, ADMINS
    thing, things = "entry", "entries"
    list_template = "backoffice/journal.html"
    can_create = can_edit = can_view_details = False

    column_list = (
        *("dated_on", "client_name", "text", "proposal_number"),
        *("net", "tax", "total"),
    )
    column_labels = {
        "dated_on": "Date",
        "client_name": "Client",
        "text": "Service",
        "proposal_number": "Proposal",
    }
    column_default_sort = [("dated_on", True), ("id", True)]
    column_sortable_list = ("dated_on", "client_name", "proposal_number")
    column_searchable_list = ("client_name", "proposal_number", "text")
    column_select_related_list = (JournalEntry.proposal,)
    column_formatters = {
        "dated_on": as_day,
        "text": _as_text,
        "proposal_number": _as_proposal,
        "net": _as_money,
        "tax": _as_money,
        "total": _as_money,
    }
    numeric_columns = frozenset({"net", "tax", "total"})

    def active_platform(self) -> AccountingPlatform | None:
        """Whatever is switched on now."""
        return active_platform(DEFAULT_TENANT)

    def is_on(self) -> bool:
        """Whether the journal is."""
        return journal.is_on(self.active_platform())

    def entry_count(self) -> int:
        """How much is written down."""
        return db.session.scalar(select(func.count(JournalEntry.id))) or 0

    @property
    def empty_sentence(self) -> str:  # type: ignore[override]
        """What will be here, and how it gets here."""
        if self.is_on():
            return (
                "Nothing was accepted since the journal was switched on. "
                "Accept a proposal, and its lines appear here."
            )
        return (
            "While the journal is on, each accepted proposal writes its lines here, "
            "and you can download them as a CSV file for whoever keeps the books."
        )

    @expose("/sales-journal.csv")
    def csv_view(self) -> ResponseReturnValue:
        """All entries as a file; the mark at its start tells Excel that it is UTF-8."""
        text = "\ufeff" + journal.as_csv(journal.entries())
        name = f"sales-journal-{today().isoformat()}.csv"
        return Response(
            text,
            mimetype="text/csv",
            headers={
                "Content-Disposition": f"attachment; filename={name}",
                "Cache-Control": "no-store",
            },
        )

    @expose("/switch-on/", methods=("GET", "POST"))
    def switch_on_view(self) -> ResponseReturnValue:
        """Say what follows from it, then switch on."""
        platform = self.active_platform()
        if request.method == "GET":
            if platform is not None:
                return redirect(self.get_url(".index_view"))
            return self._ask(on=True)
        try:
            journal.switch_on(now())
        except journal.OtherPlatformOn as refusal:
            flash(f"{refusal} Nothing was changed.", "warning")
        else:
            flash("The sales journal is on.", "success")
        return redirect(self.get_url(".index_view"))

    @expose("/switch-off/", methods=("GET", "POST"))
    def switch_off_view(self) -> ResponseReturnValue:
        """Say what follows from it, then switch off."""
        if request.method == "GET":
            if not self.is_on():
                return redirect(self.get_url(".index_view"))
            return self._ask(on=False)
        journal.switch_off()
        flash("The sales journal is off.", "success")
        return redirect(self.get_url(".index_view"))

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        refusal = super()._handle_view(name, **kwargs)
        if refusal is None and name in _SWITCHES and not self.may_change():
            abort(403)
        return refusal

    def _ask(self, *, on: bool) -> str:
        text: str = self.render("backoffice/journal_switch.html", on=on)
        return text
