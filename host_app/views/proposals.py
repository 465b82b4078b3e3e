"""The screens about proposals, and the buttons that move them on."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import func, select
from wtforms import DateField
from wtforms.validators import Optional

from host_app.clock import now
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Client, Proposal
from host_app.practice import current_practice
from host_app.proposals import (
    ProposalRefused,
    accept_proposal,
    end_proposal,
    send_proposal,
)
from host_app.views.base import EVERYBODY, BackOfficeView
from host_app.views.formats import as_client, as_day, as_state, linked
from host_app.wording import STATUSES

FIRST_NUMBER = 1001


def _clients() -> Any:
    return db.session.query(Client).order_by(Client.name)


def _next_number() -> str:
    last = db.session.scalar(select(func.max(Proposal.number)))
    return f"P-{int(last.removeprefix('P-')) + 1 if last else FIRST_NUMBER}"


class ProposalView(BackOfficeView):
    """Proposals: everybody works with them."""

    readers = writers = EVERYBODY
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
        return self._move(
            lambda proposal: end_proposal(proposal, now()), "{number} has ended."
        )

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
