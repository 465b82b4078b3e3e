"""The screens of the back office, in the order of the menu."""

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme

from host_app.models import (
    Client,
    JournalEntry,
    Proposal,
    ProposalLine,
    Service,
    TaxRate,
    User,
)
from host_app.views import errors, menu
from host_app.views.catalogue import ServiceView, TaxRateView
from host_app.views.clients import ClientView
from host_app.views.dashboard import HomeView
from host_app.views.journal import JournalView
from host_app.views.lines import ProposalLineView
from host_app.views.proposals import ProposalView
from host_app.views.users import UserView


def init_app(app: Flask) -> Admin:
    """Add all screens; returns the Flask-Admin object for add-ons to add theirs."""
    admin = Admin(
        app,
        name="Back office",
        index_view=HomeView(name="Home"),
        theme=Bootstrap4Theme(base_template="backoffice/base.html", fluid=True),
    )
    admin.add_views(
        ClientView(Client, name="Clients", endpoint="client"),
        ProposalView(Proposal, name="Proposals", endpoint="proposal"),
        ProposalLineView(ProposalLine, name="Lines", endpoint="proposal_line"),
        ServiceView(Service, name="Services", endpoint="service"),
        TaxRateView(TaxRate, name="Tax rates", endpoint="tax_rate"),
        UserView(User, name="Users", endpoint="user"),
        JournalView(
            JournalEntry,
            name="Sales journal",
            category="Accounting",
            endpoint="journal",
        ),
    )
    menu.init_app(app)
    errors.init_app(app)

    @app.get("/")
    def home() -> ResponseReturnValue:
        """Lead to the back office."""
        return redirect(url_for("admin.index"))

    return admin
