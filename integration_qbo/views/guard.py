"""Who may do what: every route asks here before it does anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf

from integration_qbo.contract import Permission, User
from integration_qbo.runtime import current_runtime
from integration_qbo.store.audit import Act, acting

P = ParamSpec("P")

LOOKS = frozenset({"GET", "HEAD"})
"""Methods that change nothing; all others carry the page's token."""


def present_user() -> User | None:
    """Who is signed in, as the host says."""
    return current_runtime().host.current_user()


def present_tenant() -> str:
    """The tenant this request works for."""
    return current_runtime().host.current_tenant()


def may(permission: Permission) -> bool:
    """Whether the present user holds the permission; anything but yes is no."""
    user = present_user()
    if user is None:
        return False
    host = current_runtime().host
    return host.may(user, permission, host.current_tenant()) is True


def require(permission: Permission) -> ResponseReturnValue | None:
    """What to answer instead when the present user may not; `None` for go on."""
    if present_user() is None:
        manager = getattr(current_app, "login_manager", None)
        if manager is None or request.method not in LOOKS:
            abort(401)
        answer: ResponseReturnValue = manager.unauthorized()
        return answer
    if not may(permission):
        abort(403)
    return None


def is_recent() -> bool:
    """Whether the present user proved a short while ago who they are."""
    user = present_user()
    return user is not None and current_runtime().host.recently_signed_in(user) is True


def ask_again(back: str, otherwise: str) -> ResponseReturnValue | None:
    """Where somebody goes who did not sign in lately; `None` for go on.

    The host's page is Flask-Login's `refresh_view`; it leads to `back`, a page of ours:
    nothing is done on the way, the person presses again.  A host without one is shown
    `otherwise`, which asks for nothing.
    """
    if is_recent():
        return None
    manager = getattr(current_app, "login_manager", None)
    view = getattr(manager, "refresh_view", None)
    if not view:
        flash(
            "This needs a fresh sign-in. Nothing was changed: sign out and in again,"
            " then come back here.",
            "error",
        )
        return redirect(otherwise)
    flash("Give your password once more; then go on where you were.", "info")
    return redirect(url_for(view, next=back))


def note_act() -> None:
    """What this request changes is the present user's doing."""
    user, runtime = present_user(), current_runtime()
    if user is None:
        return
    named = (request.values.get(name) for name in ("id", "client_ref", "ref"))
    act = Act(
        tenant=present_tenant(),
        who_ref=user.ref,
        who=user.name,
        action=(request.endpoint or "").removeprefix("qbo").lstrip("_."),
        target=next(filter(None, named), ""),
        address=request.remote_addr or "",
    )
    acting(runtime.session(), act, runtime.clock.now)


def check_form() -> None:
    """Refuse a change without the page's token; note whose doing it is.

    The token is asked for whatever the host has switched on.
    """
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    try:
        validate_csrf(token)
    except ValidationError:
        abort(400, "This page has been open too long. Reload it and try again.")
    note_act()


def guarded(
    permission: Permission,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Decorate a route of the blueprint: permission first, then the form's token."""

    def decorate(
        view: Callable[P, ResponseReturnValue],
    ) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def inner(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            instead = require(permission)
            if instead is not None:
                return instead
            if request.method not in LOOKS:
                check_form()
            return view(*args, **kwargs)

        return inner

    return decorate


def signature() -> str:
    """The name under which a change is recorded."""
    user = present_user()
    return user.name if user else ""


def arguments() -> dict[str, Any]:
    """What every template of ours may ask about the present user.

    The form's token too: a host without Flask-WTF's extension has no such global.
    """
    return {"may": may, "Permission": Permission, "csrf_token": generate_csrf}
