"""The screens about clients."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from wtforms import EmailField, SelectField, TelField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Client, Proposal
from host_app.views.base import EVERYBODY, STAFF, BackOfficeView
from host_app.views.formats import in_words, linked
from host_app.wording import KINDS, TAX_TREATMENTS

_MAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message="This is no e-mail address.")
_COUNTRY = {
    "validators": [
        Optional(),
        Regexp("^[A-Z]{2}$", message="Two capital letters, such as AU or NZ."),
    ],
    "description": "Two letters, such as AU",
}


def _address(prefix: str) -> list[str]:
    parts = ("line1", "line2", "city", "region", "postal_code", "country")
    return [f"{prefix}_{part}" for part in parts]


_ADDRESS_LABELS = {
    f"{prefix}_{part}": label
    for prefix in ("billing", "postal")
    for part, label in {
        "line1": "Street",
        "line2": "Street, second line",
        "city": "Town",
        "region": "State",
        "postal_code": "Postcode",
        "country": "Country",
    }.items()
}


def _contact(_view: Any, _context: Any, row: Client, _name: str) -> Markup:
    return Markup('{0}<a class="below" href="mailto:{1}">{1}</a>').format(
        row.contact_name, row.email
    )


class ClientView(BackOfficeView):
    """Clients: everybody works with them."""

    readers, writers = EVERYBODY, STAFF
    thing = "client"
    explanation = "Everybody the practice works for."
    empty_sentence = (
        "The clients of the practice will be listed here. "
        "Add the first one with “New client”."
    )
    details_template = "backoffice/client.html"

    column_list = ("name", "contact_name", "phone", "billing_city", "kind")
    column_labels = _ADDRESS_LABELS | {
        "contact_name": "Contact",
        "tax_number": "ABN",
        "email": "E-mail",
        "given_name": "Given name",
        "family_name": "Family name",
        "tax_treatment": "Tax",
        "kind": "Kind",
        "name": "Name",
    }
    column_default_sort = "name"
    column_sortable_list = ("name", "billing_city", "kind")
    column_searchable_list = ("name", "email", "given_name", "family_name")
    column_filters = ("kind",)
    column_formatters = {
        "name": linked,
        "contact_name": _contact,
        "phone": lambda _view, _context, row, _name: row.phone or row.mobile,
        "kind": in_words(KINDS),
    }
    tally_column = "kind"
    tally_words = KINDS

    form_columns = (
        *("name", "kind", "tax_number", "tax_treatment"),
        *("given_name", "family_name", "email", "phone", "mobile"),
        *_address("billing"),
        *_address("postal"),
    )
    form_groups = (
        ("Client", ("name", "kind", "tax_number", "tax_treatment")),
        ("Contact", ("given_name", "family_name", "email", "phone", "mobile")),
        ("Billing address", _address("billing")),
        ("Postal address", _address("postal")),
    )
    form_overrides = {
        "kind": SelectField,
        "tax_treatment": SelectField,
        "email": EmailField,
        "phone": TelField,
        "mobile": TelField,
    }
    form_args = {
        "name": {"validators": [InputRequired(), Length(max=100)]},
        "kind": {"choices": KINDS},
        "tax_number": {
            "validators": [
                Optional(),
                Regexp(r"^[\d ]{9,16}$", message="Digits and spaces only."),
            ],
            "description": "Eleven digits",
        },
        "tax_treatment": {
            "choices": TAX_TREATMENTS,
            "validators": [Optional()],
        },
        "email": {"validators": [Optional(), Length(max=254), _MAIL]},
        "billing_country": _COUNTRY,
        "postal_country": _COUNTRY,
    }

    def on_model_change(self, form: Any, model: Client, is_created: bool) -> None:  # noqa: FBT001  # Flask-Admin's signature
        """Tell those who keep a copy, before the commit."""
        del form, is_created
        db.session.flush()
        for listener in hooks_of().client_changed:
            listener(model)

    def proposals_of(self, client: Client) -> Any:
        """The client's proposals, the newest first."""
        return db.session.scalars(
            select(Proposal)
            .where(Proposal.client_id == client.id)
            .order_by(Proposal.number.desc())
        ).all()

    def panels(self, client: Client) -> list[Any]:
        """What add-ons show about the client."""
        return [panel(client) for panel in hooks_of().client_panels]
