"""Upcoming: twelve months ahead, and what can be done about each period from there."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from integration_qbo.contract import Permission
from integration_qbo.errors import QboError
from integration_qbo.runtime import Runtime
from integration_qbo.store import queries
from integration_qbo.store.models import Connection
from integration_qbo.views import guard
from integration_qbo.views.blueprint import say
from integration_qbo.views.deciding import amount_in, day_in

_LAST_PAGE = 10_000


class UpcomingPages:
    """The pages of the invoice log that look ahead; a part of that view."""

    plans: ClassVar[dict[str, Permission]] = {
        "upcoming": Permission.VIEW,
        "upcoming_invoice": Permission.VIEW,
        "move": Permission.CORRECT,
        "hold": Permission.CORRECT,
        "release": Permission.CORRECT,
        "complete": Permission.APPROVE,
    }
    runtime: Runtime
    connection: Connection
    render: Callable[..., str]

    @expose("/upcoming")
    def upcoming(self) -> ResponseReturnValue:
        """The next twelve months."""
        connection = self.connection
        if connection.company is None:
            return self.render("integration_qbo/no_company.html")
        client_ref = request.args.get("client", "")
        page = request.args.get("page", 0, type=int)
        outlook = self.runtime.look_ahead(
            connection, client_ref=client_ref, page=min(max(page, 0), _LAST_PAGE)
        )
        return self.render(
            "integration_qbo/upcoming.html",
            outlook=outlook,
            client_ref=client_ref,
            today=self.runtime.plan_invoices.announcement.today(connection.tenant),
        )

    @expose("/upcoming/invoice")
    def upcoming_invoice(self) -> ResponseReturnValue:
        """What would be sent of a proposal on a day to come, as of now."""
        on = day_in(request.args.get("on", ""))
        known = queries.proposal(
            self.runtime.session(), guard.present_tenant(), request.args.get("ref", "")
        )
        if on is None or known is None:
            abort(404)
        previews = self.runtime.preview_invoice.ahead(known, on)
        return self.render(
            "integration_qbo/upcoming_invoice.html",
            known=known,
            previews=previews,
            on=on,
        )

    @expose("/upcoming/move", methods=["POST"])
    def move(self) -> ResponseReturnValue:
        """Bill a period on another day."""
        self._known_or_404()
        on = day_in(request.form.get("on", ""))
        if on is None:
            flash("Choose the day it is to be billed on.", "error")
            return self._back()
        return self._change("move", "Moved.", self._spot(), on)

    @expose("/upcoming/hold", methods=["POST"])
    def hold(self) -> ResponseReturnValue:
        """Keep a period back."""
        return self._change("hold", "Held until somebody releases it.", self._spot())

    @expose("/upcoming/release", methods=["POST"])
    def release(self) -> ResponseReturnValue:
        """Let a held period go."""
        return self._change("release", "Released.", self._spot())

    @expose("/upcoming/complete", methods=["POST"])
    def complete(self) -> ResponseReturnValue:
        """Say that a service is completed."""
        self._known_or_404()
        on = day_in(request.form.get("on", ""))
        written = request.form.get("amount", "").strip()
        amount = amount_in(written) if written else None
        is_wrong = on is None or (written and amount is None)
        if is_wrong:
            flash("Give the day, and the price as a number such as 1250.00.", "error")
            return self._back()
        line_ref = request.form.get("line", "")
        return self._change(
            "complete",
            "Completed; the invoice waits for approval.",
            line_ref,
            on,
            amount,
        )

    def _known_or_404(self) -> str:
        session, tenant = self.runtime.session(), guard.present_tenant()
        ref = request.form.get("ref", "")
        if queries.proposal(session, tenant, ref) is None:
            abort(404)
        return ref

    def _spot(self) -> tuple[str, str]:
        return request.form.get("line", ""), request.form.get("period", "")

    def _change(self, name: str, done: str, *arguments: Any) -> ResponseReturnValue:
        session = self.runtime.session()
        tenant, ref = guard.present_tenant(), self._known_or_404()
        act = getattr(self.runtime.change_proposal, name)
        try:
            act(tenant, ref, *arguments)
            session.commit()
        except QboError as no:
            session.rollback()
            say(no)
        else:
            flash(done, "success")
        return self._back()

    def _back(self) -> ResponseReturnValue:
        client = request.form.get("client", "")
        return redirect(url_for(".upcoming", client=client or None))
