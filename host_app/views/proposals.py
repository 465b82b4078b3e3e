"""The screens about proposals, and the buttons that move them on."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select
from wtforms import DateField
from wtforms.validators import Optional

from host_app.clock import now, today
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Client, Ends, Proposal
from host_app.models.proposal import CENT
from host_app.practice import current_practice
from host_app.proposals import (
    ProposalRefused,
    accept_proposal,
    complete_service,
    end_proposal,
    pause_proposal,
    renew_proposal,
    resume_proposal,
    send_proposal,
)
from host_app.views.base import EVERYBODY, STAFF, BackOfficeView
from host_app.views.formats import as_client, as_day, as_state, linked
from host_app.wording import STATUSES

FIRST_NUMBER = 1001
MOST = 1_000_000_000


def _clients() -> Any:
    return db.session.query(Client).order_by(Client.name)


def _next_number() -> str:
    last = db.session.scalar(select(func.max(Proposal.number)))
    return f"P-{int(last.removeprefix('P-')) + 1 if last else FIRST_NUMBER}"


class ProposalView(BackOfficeView):
    """Proposals: everybody works with them."""

    readers, writers = EVERYBODY, STAFF
    thing = "proposal"
    explanation = "What the practice has offered, and what was accepted."
    empty_sentence = (
        "Proposals will be listed here. Write the first one with “New proposal”."
    )
    details_template = "backoffice/proposal.html"

    column_list = ("number", "client", "title", "status", "starts_on", "accepted_at")
    column_labels = {"starts_on": "Starts", "accepted_at": "Accepted"}
    column_default_sort = ("number", True)
    column_sortable_list = (
        "number",
        ("client", "client.name"),
        "status",
        "starts_on",
        "accepted_at",
    )
    column_searchable_list = ("number", "title", "client.name")
    column_filters = ("status",)
    column_select_related_list = (Proposal.client,)
    column_formatters = {
        "number": linked,
        "client": as_client,
        "status": as_state,
        "starts_on": as_day,
        "accepted_at": as_day,
    }
    tally_column = "status"
    tally_words = STATUSES

    form_columns = ("client", "title", "starts_on")
    form_groups = (("Proposal", form_columns),)
    form_overrides = {"starts_on": DateField}
    form_args = {
        "client": {"query_factory": _clients, "get_label": "name"},
        "starts_on": {
            "validators": [Optional()],
            "description": "Leave empty to start on the day of acceptance",
        },
    }

    def edit_form(self, obj: Proposal | None = None) -> Any:
        """Only an open proposal can be changed."""
        if obj is not None and not obj.is_open:
            abort(409, "An accepted proposal cannot be changed.")
        return super().edit_form(obj)

    def build_new_instance(self) -> Proposal:
        """A new proposal has a number and the currency of the practice."""
        proposal: Proposal = super().build_new_instance()
        proposal.number = _next_number()
        proposal.currency = current_practice().currency
        return proposal

    @expose("/send/", methods=("POST",))
    def send_view(self) -> ResponseReturnValue:
        """Note that the client has it."""
        return self._move(send_proposal, "{number} is marked as sent.")

    @expose("/accept/", methods=("GET", "POST"))
    def accept_view(self) -> ResponseReturnValue:
        """Ask for confirmation, then accept."""
        if request.method == "GET":
            return self._ask("backoffice/accept.html")
        return self._move(
            lambda proposal: accept_proposal(proposal, now()),
            "{number} is accepted: {client} has engaged the practice.",
        )

    @expose("/end/", methods=("GET", "POST"))
    def end_view(self) -> ResponseReturnValue:
        """Ask for confirmation, then end."""
        if request.method == "GET":
            return self._ask("backoffice/end.html")
        asked = request.form.get("ends_as", Ends.BILL)
        ends_as = Ends(asked) if asked in set(Ends) else Ends.BILL
        return self._move(
            lambda proposal: end_proposal(proposal, now(), ends_as),
            "{number} has ended.",
        )

    @expose("/pause/", methods=("POST",))
    def pause_view(self) -> ResponseReturnValue:
        """Bill nothing for a while."""
        return self._move(
            lambda proposal: pause_proposal(proposal, now()),
            "{number} is paused: nothing that falls due is billed.",
        )

    @expose("/resume/", methods=("POST",))
    def resume_view(self) -> ResponseReturnValue:
        """Go on, and say what becomes of the pause."""
        bills = request.form.get("missed") == "bill"
        return self._move(
            lambda proposal: resume_proposal(proposal, bills_the_pause=bills),
            "{number} goes on.",
        )

    @expose("/complete/", methods=("POST",))
    def complete_view(self) -> ResponseReturnValue:
        """Note that the work of a line is done."""
        form = request.form

        def complete(proposal: Proposal) -> None:
            line = next(
                (each for each in proposal.lines if str(each.id) == form.get("line")),
                None,
            )
            if line is None:
                abort(404)
            complete_service(line, _day(form), _price(form))

        return self._move(complete, "Noted; {number} is billed for it.")

    @expose("/renew/", methods=("POST",))
    def renew_view(self) -> ResponseReturnValue:
        """Draft a successor that takes over on a day."""
        if not self.may_change():
            abort(403)
        proposal = self._asked_for()
        try:
            renewed = renew_proposal(proposal, _next_number(), _day(request.form))
        except ProposalRefused as refusal:
            flash(str(refusal), "warning")
            return redirect(proposal.path)
        flash(f"{renewed.number} takes over from {proposal.number}.", "success")
        return redirect(renewed.path)

    def today(self) -> date:
        """The day it is where the practice is."""
        return today()

    def panels(self, proposal: Proposal) -> list[Any]:
        """What add-ons show about the proposal."""
        return [panel(proposal) for panel in hooks_of().proposal_panels]

    def _asked_for(self) -> Proposal:
        proposal: Proposal | None = self.get_one(request.values.get("id", ""))
        if proposal is None:
            abort(404)
        return proposal

    def _ask(self, template: str) -> str:
        proposal = self._asked_for()
        text: str = self.render(template, model=proposal)
        return text

    def _move(
        self, change: Callable[[Proposal], None], sentence: str
    ) -> ResponseReturnValue:
        if not self.may_change():
            abort(403)
        proposal = self._asked_for()
        target = self.get_url(".details_view", id=proposal.id)
        try:
            change(proposal)
        except ProposalRefused as refusal:
            flash(str(refusal), "warning")
        else:
            flash(
                sentence.format(number=proposal.number, client=proposal.client.name),
                "success",
            )
        return redirect(target)


def _day(form: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(form.get("on", ""))
    except ValueError:
        raise ProposalRefused("Choose the day. Nothing was changed.") from None


def _price(form: Mapping[str, str]) -> Decimal | None:
    written = form.get("price", "").strip().replace(",", "")
    if not written:
        return None
    try:
        price = Decimal(written)
        fits = price == price.quantize(CENT) and abs(price) <= MOST
    except InvalidOperation:
        fits = False
    if not fits:
        raise ProposalRefused("Write the price as a number such as 1250.00.")
    return price
