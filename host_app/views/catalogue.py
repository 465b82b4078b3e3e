"""The screens about services and tax rates."""

from typing import Any

from wtforms import DecimalField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from host_app.models import TaxRate
from host_app.views.base import ADMINS, EVERYBODY, BackOfficeView
from host_app.views.formats import as_money, as_percent, linked


class ServiceView(BackOfficeView):
    """What the practice sells; admins decide."""

    readers, writers = EVERYBODY, ADMINS
    thing = "service"
    explanation = "What the practice offers, with the price a new line starts from."
    empty_sentence = (
        "The services of the practice will be listed here. A proposal is made of them."
    )

    column_list = ("name", "description", "unit_price")
    column_labels = {"unit_price": "Usual price"}
    column_default_sort = "name"
    column_sortable_list = ("name", "unit_price")
    column_searchable_list = ("name", "description")
    column_formatters = {"name": linked, "unit_price": as_money}
    column_formatters_detail = {"unit_price": as_money}
    numeric_columns = frozenset({"unit_price"})

    form_columns = ("name", "description", "unit_price")
    form_groups = (("Service", form_columns),)
    form_overrides = {"description": TextAreaField, "unit_price": DecimalField}
    form_args = {
        "description": {"validators": [Optional()]},
        "unit_price": {
            "places": 2,
            "validators": [InputRequired(), NumberRange(min=0, max=1_000_000_000)],
            "description": "Before tax",
        },
    }


class TaxRateView(BackOfficeView):
    """The taxes; admins decide, and a key never changes."""

    readers, writers = EVERYBODY, ADMINS
    thing = "tax rate"
    explanation = "The taxes a line of a proposal can carry."
    empty_sentence = "The tax rates the practice charges will be listed here."

    column_list = ("name", "percent", "key")
    column_details_list = ("name", "percent", "key")
    column_labels = {"percent": "Rate"}
    column_default_sort = "name"
    column_formatters = {"name": linked, "percent": as_percent}
    column_formatters_detail = {"percent": as_percent}
    numeric_columns = frozenset({"percent"})

    form_columns = ("name", "percent", "key")
    form_groups = (("Tax rate", form_columns),)
    form_overrides = {"percent": DecimalField}
    form_args = {
        "percent": {
            "places": None,
            "validators": [InputRequired(), NumberRange(min=0, max=100)],
            "description": "Per cent",
        },
        "key": {
            "validators": [
                InputRequired(),
                Regexp(
                    "^[a-z0-9_]{1,40}$", message="Small letters, digits and _ only."
                ),
            ],
            "description": "A short name for accounting links; it can never change",
        },
    }

    def edit_form(self, obj: TaxRate | None = None) -> Any:
        """Everything but the key."""
        form = super().edit_form(obj)
        del form.key
        return form
