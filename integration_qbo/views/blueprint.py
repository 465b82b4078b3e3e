"""The public routes: Connect, Intuit's answer, and the progress of a refresh."""

import secrets
from functools import partial

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from integration_qbo.contract import Permission, User
from integration_qbo.errors import QboError
from integration_qbo.manifest import BLUEPRINT, PREFIX
from integration_qbo.runtime import current_runtime
from integration_qbo.services.connect_company import Redirect
from integration_qbo.store import queries
from integration_qbo.views import guard, headers, panels

_BROWSER = "integration_qbo.browser"
_POPUP = "integration_qbo.popup"


def blueprint() -> Blueprint:
    """The add-on's one blueprint; made anew for each app."""
    made = Blueprint(
        BLUEPRINT,
        "integration_qbo",
        url_prefix=PREFIX,
        template_folder="templates",
        static_folder="static",
    )
    connect = guard.guarded(Permission.CONNECT)
    view = guard.guarded(Permission.VIEW)
    made.add_url_rule("/start", "start", connect(_start), methods=["POST"])
    made.add_url_rule("/callback", "callback", _callback)
    made.add_url_rule("/connected", "connected", view(_connected))
    made.add_url_rule("/progress", "progress", view(_progress))
    made.add_url_rule(
        "/switch",
        "switch",
        guard.guarded(Permission.SETTINGS)(panels.set_switch),
        methods=["POST"],
    )
    made.after_request(headers.keep_unreferred)
    made.app_context_processor(lambda: {"qbo": panels.Panels()})
    return made


def overview_url() -> str:
    """The Connection page."""
    return url_for("qbo_connection.index_view")


def say(trouble: QboError) -> None:
    """Put an error's sentence on the next page."""
    flash(str(trouble.cause), "error")


def _start() -> ResponseReturnValue:
    user = guard.present_user()
    if user is None:
        return redirect(overview_url())
    again = guard.ask_again(overview_url(), overview_url())
    if again is not None:
        return again
    browser = session.setdefault(_BROWSER, secrets.token_urlsafe(16))
    session[_POPUP] = request.form.get("window") == "popup"
    runtime = current_runtime()
    try:
        url = runtime.start_connecting(guard.present_tenant(), user, browser)
    except QboError as trouble:
        say(trouble)
        return _after_connecting()
    return redirect(url)


def _callback() -> ResponseReturnValue:
    """Intuit's answer; ends on a clean address whatever it was."""
    user = guard.present_user()
    if user is None:
        return render_template("integration_qbo/signed_out.html"), 401
    if not guard.may(Permission.CONNECT):
        flash("You may not connect QuickBooks. Nothing was changed.", "error")
        return _after_connecting()
    guard.note_act()
    _finish(user)
    return _after_connecting()


def _finish(user: User) -> None:
    runtime = current_runtime()
    answer = Redirect(
        state=request.args.get("state", ""),
        code=request.args.get("code", ""),
        realm_id=request.args.get("realmId", ""),
        error=request.args.get("error", ""),
    )
    finish = partial(runtime.finish_connecting, guard.present_tenant(), user)
    try:
        company = finish(session.get(_BROWSER, ""), answer)
    except QboError as trouble:
        say(trouble)
    else:
        flash(f"Intuit let us in. Is {company.name} the right company?", "success")


def _after_connecting() -> ResponseReturnValue:
    if session.pop(_POPUP, False):
        return redirect(url_for("qbo.connected"))
    return redirect(overview_url())


def _connected() -> ResponseReturnValue:
    """What the pop-up ends on: it closes itself and its opener shows the result."""
    return render_template("integration_qbo/connected.html", url=overview_url())


def _progress() -> ResponseReturnValue:
    """Whether a refresh is under way, for the page to reload when it is over."""
    runtime = current_runtime()
    connection = queries.connection_of(runtime.session(), guard.present_tenant())
    return jsonify(
        status=connection.status,
        is_refreshing=connection.refresh_requested_at is not None
        or connection.refresh_lease_until is not None,
    )
