"""Connection: the overview of the tenant's one row, and what can be done to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import ColumnElement

from integration_qbo.contract import PLATFORM_KEY, Permission, Platform
from integration_qbo.domain.advice import Weight
from integration_qbo.domain.connection import CONFIRMED, Act, Status, may, missing
from integration_qbo.errors import NotNow, QboError
from integration_qbo.services import set_up
from integration_qbo.services.ask_refresh import ask_refresh
from integration_qbo.services.check_company import blocking
from integration_qbo.services.examine import Level
from integration_qbo.services.keep_token_fresh import copy_of, lock_of
from integration_qbo.services.overview import earlier_acceptances, flow, recent_events
from integration_qbo.services.warn_of_end import days_left, end_of
from integration_qbo.store.models import Connection
from integration_qbo.views import guard
from integration_qbo.views.base import QboView
from integration_qbo.views.blueprint import say
from integration_qbo.views.present import (
    badge,
    connection_badge,
    safe_address,
    state_word,
)

_WEIGHTS = {Weight.BLOCKING: "red", Weight.CHECK: "amber", Weight.NOTE: "blue"}
_TONES = {"fine": "green", "warning": "amber", "problem": "red"}


class ConnectionView(QboView):
    """One page that says what is the case and what comes next."""

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "details_view": Permission.VIEW,
        "health_view": Permission.VIEW,
        "leave_view": Permission.CONNECT,
        "confirm": Permission.CONNECT,
        "enable": Permission.CONNECT,
        "disable": Permission.CONNECT,
        "disconnect": Permission.CONNECT,
        "release": Permission.CONNECT,
        "go_on": Permission.CONNECT,
        "sync": Permission.SYNC,
    }
    can_view_details = True
    details_template = "integration_qbo/connection.html"

    def scope(self) -> ColumnElement[bool]:
        """The tenant's own row."""
        return Connection.tenant == guard.present_tenant()

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """There is one row: its details page is the overview."""
        row_id = self.connection.id
        self.runtime.session().commit()
        return redirect(url_for(".details_view", id=row_id))

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """The overview."""
        row = self.own_or_404(request.args.get("id"))
        session = self.runtime.session()
        status = Status(row.status)
        advice = set_up.advice_of(session, self.runtime.host, row)
        steps = set_up.check_list(session, row, blocking(advice))
        company_id = row.company_id or 0
        page = self.render(
            self.details_template,
            badge=connection_badge,
            word_of=state_word,
            status=status,
            acts={act.value: may(status, act) for act in Act},
            steps=steps,
            advice=advice,
            shape=badge,
            weights=_WEIGHTS,
            is_ready=not missing(steps),
            is_confirmed=status in CONFIRMED,
            is_recent=guard.is_recent(),
            is_refreshing=row.refresh_requested_at is not None
            or row.refresh_lease_until is not None,
            copy=copy_of(row, self.runtime.config.deployment_id),
            key_ends_at=end_of(row),
            key_days=days_left(row, self.runtime.clock.now()),
            lock=lock_of(row, self.runtime.vault),
            other_platform=self._other_platform(),
            waiting=set_up.waiting(session, company_id),
            elsewhere=set_up.waiting_elsewhere(session, row.tenant, row.company_id),
            flow=flow(session, company_id),
            events=recent_events(session, company_id),
            earlier=earlier_acceptances(session, row.tenant),
        )
        session.commit()
        return page

    @expose("/health")
    def health_view(self) -> ResponseReturnValue:
        """What the doctor finds."""
        findings = self.runtime.examine(guard.present_tenant())
        levels = [each.level for each in findings]
        page = self.render(
            "integration_qbo/health.html",
            findings=findings,
            problems=levels.count(Level.PROBLEM),
            warnings=levels.count(Level.WARNING),
            tones=_TONES,
            badge=badge,
        )
        self.runtime.session().rollback()
        return page

    @expose("/leave")
    def leave_view(self) -> ResponseReturnValue:
        """What disconnecting means, in numbers, before it is done."""
        session = self.runtime.session()
        row = self.connection
        if not may(Status(row.status), Act.DISCONNECT):
            return self._back()
        again = guard.ask_again(url_for(".leave_view"), url_for(".index_view"))
        if again is not None:
            return again
        return self.render(
            "integration_qbo/leave.html", flow=flow(session, row.company_id or 0)
        )

    @expose("/confirm", methods=["POST"])
    def confirm(self) -> ResponseReturnValue:
        """*Yes, use it*."""
        return self._do(
            self.runtime.confirm_company,
            "QuickBooks' lists are being read. Meanwhile, the checklist says what is"
            " left to do.",
        )

    @expose("/enable", methods=["POST"])
    def enable(self) -> ResponseReturnValue:
        """*Enable QuickBooks*."""
        return self._do(
            self.runtime.enable,
            "QuickBooks is enabled. From now on accepted proposals become invoices.",
        )

    @expose("/disable", methods=["POST"])
    def disable(self) -> ResponseReturnValue:
        """*Disable*."""
        return self._do(
            self.runtime.disable,
            "QuickBooks is disabled. What falls due waits here until you send it.",
        )

    @expose("/disconnect", methods=["POST"])
    def disconnect(self) -> ResponseReturnValue:
        """*Disconnect*, or *No, disconnect it*."""
        again = guard.ask_again(url_for(".leave_view"), url_for(".index_view"))
        if again is not None:
            return again
        return self._do(
            self.runtime.disconnect,
            "QuickBooks is disconnected. Settings and maps are kept for this company.",
        )

    @expose("/release", methods=["POST"])
    def release(self) -> ResponseReturnValue:
        """*Send what waited*."""
        return self._do(
            self.runtime.release_waiting, "What waited is on its way to QuickBooks."
        )

    @expose("/go-on", methods=["POST"])
    def go_on(self) -> ResponseReturnValue:
        """*Go on* after one cause had stopped everything."""
        return self._do(self.runtime.go_on, "What is due goes on to QuickBooks.")

    @expose("/sync", methods=["POST"])
    def sync(self) -> ResponseReturnValue:
        """*Sync now*: answers at once, the worker reads."""
        runtime = self.runtime
        return self._do(
            lambda tenant: ask_refresh(
                runtime.session(), runtime.clock, runtime.doorbell, tenant
            ),
            "QuickBooks' lists are being read; this page shows when it is done.",
        )

    def _do(self, act: Callable[[str], Any], sentence: str) -> ResponseReturnValue:
        try:
            self._refuse_copy()
            act(guard.present_tenant())
        except QboError as trouble:
            self.runtime.session().rollback()
            say(trouble)
        else:
            flash(sentence, "success")
        return self._back()

    def _refuse_copy(self) -> None:
        copy = copy_of(self.connection, self.runtime.config.deployment_id)
        if copy is not None:
            raise NotNow(copy)

    def _back(self) -> ResponseReturnValue:
        return redirect(url_for(".index_view"))

    def _other_platform(self) -> Platform | None:
        active = self.runtime.host.active_platform(guard.present_tenant())
        if active is None or active.key == PLATFORM_KEY:
            return None
        return replace(active, url=safe_address(active.url))
