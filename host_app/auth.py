"""Signing in and out, and how long ago somebody proved who they are."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from host_app.clock import now
from host_app.extensions import db, login_manager
from host_app.models import User

RECENTLY = timedelta(minutes=15)
_SIGNED_IN_AT = "signed_in_at"

# Checked when the address is unknown, so that both answers take equally long.
_NOBODY = generate_password_hash("nobody's password")

bp = Blueprint("auth", __name__, url_prefix="/account")


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField("E-mail", validators=[InputRequired("Enter your e-mail.")])
    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password.")]
    )


class ConfirmForm(FlaskForm):
    """The password once more."""

    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password.")]
    )


def init_app(app: Flask) -> None:
    """Register the pages and tell Flask-Login where to find users."""
    app.register_blueprint(bp)
    login_manager.login_view = "auth.sign_in"
    login_manager.login_message = "Sign in to see this page."
    login_manager.login_message_category = "info"
    login_manager.refresh_view = "auth.confirm"
    login_manager.user_loader(_load_user)


def recently_signed_in() -> bool:
    """Whether the user of this request gave their password in the last 15 minutes."""
    at = session.get(_SIGNED_IN_AT)
    if not current_user.is_authenticated or at is None:
        return False
    return now() - datetime.fromisoformat(at) < RECENTLY


def safe_next(target: str | None) -> str:
    """Where to go afterwards: a path of this app, else the home page."""
    home = url_for("admin.index")
    if not target or not target.startswith("/") or "\\" in target:
        return home
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target.startswith("//"):
        return home
    return target


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail and password."""
    target = safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    wrong = False
    if form.validate_on_submit():
        user = _user_with(form.email.data, form.password.data)
        if user is not None:
            session.clear()
            session.permanent = True
            login_user(user)
            _just_proved()
            return redirect(target)
        wrong = True
    page = render_template("backoffice/sign_in.html", form=form, wrong=wrong)
    return page, 401 if wrong else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    flash("You are signed out.", "success")
    return redirect(url_for("auth.sign_in"))


@bp.route("/confirm", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """Ask for the password again, before something that needs it."""
    if not current_user.is_authenticated:
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    form = ConfirmForm()
    wrong = False
    if form.validate_on_submit():
        if current_user.has_password(form.password.data):
            _just_proved()
            return redirect(safe_next(request.args.get("next")))
        wrong = True
    page = render_template("backoffice/confirm.html", form=form, wrong=wrong)
    return page, 401 if wrong else 200


def _just_proved() -> None:
    session[_SIGNED_IN_AT] = now().isoformat()


def _load_user(user_id: str) -> User | None:
    user = db.session.get(User, int(user_id))
    return user if user is not None and user.is_active else None


def _user_with(email: str, password: str) -> User | None:
    user = db.session.scalar(
        select(User).where(func.lower(User.email) == email.strip().lower())
    )
    if user is None:
        check_password_hash(_NOBODY, password)
        return None
    return user if user.has_password(password) and user.is_active else None
