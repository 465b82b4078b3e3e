"""Knows the pages in the person's browser: sign in, choose a company, consent.

The forms carry a signed ticket with the app's request, so that they work without
a cookie and without JavaScript; a cookie only remembers who signed in.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, request, session
from flask import render_template as render
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.oauth.people import PEOPLE, Person, signed_in
from integration_qbo.sandbox.oauth.tokens import SCOPES, Tokens

blueprint = Blueprint("authorize", __name__)
TICKET_SECONDS = 3600


@dataclass(frozen=True)
class Wish:
    """What an app asks a person for."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str

    def back(self, **parameters: str) -> str:
        """Return the app's address with parameters and its state."""
        if self.state:
            parameters["state"] = self.state
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode(parameters)}"

    @property
    def names_company(self) -> bool:
        """Tell whether a company must be chosen."""
        return "com.intuit.quickbooks" in self.scope


class RefusedError(Exception):
    """The app's request is wrong in a way that must not redirect."""


def wish(values: Any) -> Wish:
    """Read and check an app's request; raises RefusedError with a sentence."""
    client = intuit().clients.get(values.get("client_id", ""))
    if client is None:
        raise RefusedError("The client_id is missing or unknown.")
    redirect_uri = values.get("redirect_uri", "")
    if not client.may_redirect_to(redirect_uri):
        raise RefusedError(
            "The redirect_uri query parameter value is invalid. Make sure it is"
            " listed in the Redirect URIs section on your app's keys tab and"
            " matches it exactly."
        )
    return Wish(
        client.client_id, redirect_uri, values.get("scope", ""), values.get("state", "")
    )


def problem(asked: Wish, response_type: str) -> str:
    """Return the error an app is redirected back with, or nothing."""
    if response_type != "code":
        return "unsupported_response_type"
    scopes = asked.scope.split()
    if not scopes or not set(scopes) <= SCOPES:
        return "invalid_scope"
    return ""


def consent(asked: Wish, realm: str | None, person: Person) -> str:
    """Record a consent and return where the browser goes next."""
    shared = intuit()
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        given = tokens.authorize(asked.client_id, realm, asked.scope, person.email)
        code = tokens.code(given, asked.redirect_uri)
    extra = {"realmId": realm} if realm else {}
    return asked.back(code=code, **extra)


@blueprint.get("/connect/oauth2")
def ask() -> BaseResponse:
    """Show the sign-in page, or the company chooser to who is signed in."""
    try:
        asked = wish(request.args)
    except RefusedError as refused:
        return _page("refused", 400, reason=str(refused))
    error = problem(asked, request.args.get("response_type", ""))
    if error:
        return redirect(asked.back(error=error))
    person = PEOPLE.get(session.get("person", ""))
    return _chooser(asked, person) if person else _sign_in(asked)


@blueprint.post("/connect/oauth2")
def answer() -> BaseResponse:
    """Take the sign-in, the choice, or the refusal."""
    ticket = _read(request.form.get("ticket", ""))
    if ticket is None:
        return _page("refused", 400, reason="This page is too old. Start again.")
    asked = Wish(**ticket["wish"])
    action = request.form.get("action", "")
    if action == "deny":
        return redirect(asked.back(error="access_denied"))
    if action == "sign-in":
        return _signed_in(asked)
    person = PEOPLE.get(ticket.get("person", ""))
    if person is None:
        return _sign_in(asked)
    if action == "sign-out":
        session.clear()
        return _sign_in(asked)
    return _chosen(asked, person)


def _signed_in(asked: Wish) -> BaseResponse:
    email = request.form.get("email", "")
    person = signed_in(email, request.form.get("password", ""))
    if person is None:
        return _sign_in(asked, "That e-mail and password do not go together.", email)
    session["person"] = person.email
    return _chooser(asked, person)


def _chosen(asked: Wish, person: Person) -> BaseResponse:
    if not asked.names_company:
        return redirect(consent(asked, None, person))
    realm = request.form.get("realm_id", "")
    if realm not in {company["realm"] for company in _companies()}:
        return _chooser(asked, person, "Choose a company first.")
    if not person.is_admin:
        return _chooser(asked, person, "Only an admin of a company can connect it.")
    return redirect(consent(asked, realm, person))


def _companies() -> list[Any]:
    with intuit().store.read() as connection:
        return connection.execute(
            "SELECT realm, name, country FROM company ORDER BY rowid"
        ).fetchall()


def _sign_in(asked: Wish, trouble: str = "", email: str = "") -> Response:
    status = 200 if not trouble else 422
    return _page(
        "sign_in", status, trouble=trouble, email=email, ticket=_ticket(asked, "")
    )


def _chooser(asked: Wish, person: Person, trouble: str = "") -> Response:
    return _page(
        "choose",
        200 if not trouble else 422,
        trouble=trouble,
        person=person,
        companies=_companies() if asked.names_company else [],
        scopes=asked.scope.split(),
        wish=asked,
        ticket=_ticket(asked, person.email),
    )


def _page(name: str, status: int, **values: Any) -> Response:
    page = Response(render(f"sandbox/{name}.html", **values), status=status)
    page.headers["Cache-Control"] = "no-cache, no-store"
    return page


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="authorize")


def _ticket(asked: Wish, person: str) -> str:
    return str(_serializer().dumps({"wish": vars(asked), "person": person}))


def _read(ticket: str) -> dict[str, Any] | None:
    try:
        value = _serializer().loads(ticket, max_age=TICKET_SECONDS)
    except BadSignature:
        return None
    return value if isinstance(value, dict) else None
