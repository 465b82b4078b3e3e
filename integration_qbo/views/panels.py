"""What the add-on shows on the host's own screens: panels and a status for lists."""

from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.urls import iri_to_uri

from integration_qbo.contract import Permission, ProposalSnapshot
from integration_qbo.errors import QboError
from integration_qbo.runtime import current_runtime
from integration_qbo.services import show_record, switch_invoices
from integration_qbo.services.show_record import Standing
from integration_qbo.services.switch_invoices import Choice, Level
from integration_qbo.store import queries
from integration_qbo.views import guard
from integration_qbo.views.present import (
    Reader,
    badge,
    connection_badge,
    delivery_badge,
    link_badge,
)


class Panels:
    """The template global ``qbo`` of a host: one method a panel."""

    def client_panel(self, ref: str) -> Markup:
        """A client's customer, last invoices and switch; empty without permission."""
        return _panel("client", ref)

    def proposal_panel(self, ref: str) -> Markup:
        """A proposal's invoices, next due day and switch; empty without permission."""
        return _panel("proposal", ref)

    def needs_someone(self) -> int:
        """How many invoices wait for a person: the number for a badge."""
        if not guard.may(Permission.VIEW):
            return 0
        session = current_runtime().session()
        company_id = _company_id()
        return queries.needs_someone(session, company_id)


def schedule_panel(
    tenant: str, snapshot: ProposalSnapshot, *, is_accepted: bool
) -> Markup:
    """What a proposal will be billed in the next year; for accepted ones the panel."""
    if not guard.may(Permission.VIEW):
        return Markup("")
    if is_accepted:
        return _panel("proposal", snapshot.ref)
    runtime = current_runtime()
    connection = queries.connection_of(runtime.session(), tenant)
    previews, trouble = [], ""
    try:
        previews = runtime.preview_invoice.year(tenant, snapshot)
    except QboError as no:
        trouble = no.cause.sentence
    page = render_template(
        "integration_qbo/schedule.html",
        previews=previews,
        trouble=trouble,
        connection=connection,
        reader=Reader(runtime.host.tenant_info(tenant)),
        **guard.arguments(),
    )
    return Markup(page)  # noqa: S704 - a template of ours, escaped there


def statuses(refs: Iterable[str], tenant: str) -> dict[str, Markup]:
    """A badge for each named proposal that was ever billed; one query."""
    found = show_record.standings(current_runtime().session(), tenant, refs)
    return {ref: _word(standing) for ref, standing in found.items()}


def set_switch() -> ResponseReturnValue:
    """Take the switch of a client or proposal over and go back to the host's page."""
    try:
        level = Level(request.form.get("level", ""))
        choice = Choice(request.form.get("choice", ""))
    except ValueError:
        abort(400, "Choose inherit, on or off.")
    ref = request.form.get("ref", "")
    session = current_runtime().session()
    switch_invoices.choose(session, guard.present_tenant(), level, ref, choice)
    session.commit()
    flash(f"Create invoices: {choice.value}. It holds for what falls due from now on.")
    return redirect(_local(request.form.get("next", "")))


def _panel(kind: str, ref: str) -> Markup:
    if not guard.may(Permission.VIEW):
        return Markup("")
    runtime = current_runtime()
    session = runtime.session()
    tenant = guard.present_tenant()
    connection = queries.connection_of(session, tenant)
    company_id = connection.company_id or 0
    facts: dict[str, Any] = {
        "kind": kind,
        "ref": ref,
        "connection": connection,
        "connection_state": connection_badge(connection.status),
        "reader": Reader(runtime.host.tenant_info(tenant)),
        "state_of": delivery_badge,
        "choice": switch_invoices.choice_of(session, tenant, Level(kind), ref),
        "here": request.full_path if request.query_string else request.path,
        **guard.arguments(),
    }
    if kind == "client":
        row = queries.client_map(session, company_id, ref)
        facts["link"] = row
        facts["link_state"] = link_badge(row.state) if row else None
        facts["invoices"] = show_record.invoices_of_client(session, company_id, ref)
    else:
        facts["plan"] = queries.proposal(session, tenant, ref)
        facts["invoices"] = show_record.invoices_of_source(session, tenant, ref)
    return Markup(render_template("integration_qbo/panel.html", **facts))  # noqa: S704 - a template of ours, escaped there


def _company_id() -> int:
    session = current_runtime().session()
    return queries.connection_of(session, guard.present_tenant()).company_id or 0


def _word(standing: Standing) -> Markup:
    if standing.needs:
        return badge("amber", f"{standing.needs} need{_s(standing.needs)} you")
    if standing.way:
        return badge("blue", f"{standing.way} on the way")
    if standing.there:
        return badge("green", f"{standing.there} in QuickBooks")
    return badge("grey", "nothing to send")


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def _local(target: str) -> str:
    """Where to go back to: a path of this site, or the start page."""
    if target.startswith("/") and not target.startswith(("//", "/\\")):
        return iri_to_uri(target)
    return "/"
