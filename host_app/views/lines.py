"""The forms for the lines of a proposal; they are shown on the proposal's page."""

from decimal import Decimal
from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from host_app.extensions import db
from host_app.models import (
    Billing,
    Missed,
    Proposal,
    ProposalLine,
    Service,
    TaxRate,
)
from host_app.row_ids import row_id
from host_app.views.base import EVERYBODY, STAFF, BackOfficeView
from host_app.wording import BILLINGS, COUNTS_FROM, MISSED, UNITS

MOST = 1_000_000_000
CLOSED = "An accepted proposal cannot be changed."


def _amount(description: str) -> dict[str, Any]:
    return {
        "places": 2,
        "validators": [Optional(), NumberRange(min=0, max=MOST)],
        "description": description,
    }


class ProposalLineView(BackOfficeView):
    """Adding, changing and removing lines while the proposal is open."""

    readers, writers = EVERYBODY, STAFF
    thing = "line"
    can_view_details = False

    form_columns = (
        *("service", "description", "quantity", "unit_price", "discount", "tax_rate"),
        *("billing", "every_count", "every_unit", "counts_from"),
        *("ends_on", "occurrences", "in_arrears", "missed"),
        *("deposit_percent", "deposit_amount", "lowest", "highest"),
    )
    form_groups = (
        ("What", ("service", "description")),
        ("How much", ("quantity", "unit_price", "discount", "tax_rate")),
        ("When it is billed", ("billing",)),
        (
            "The rhythm of what is billed repeatedly",
            (
                *("every_count", "every_unit", "counts_from", "ends_on"),
                *("occurrences", "in_arrears", "missed"),
            ),
        ),
        ("Deposit", ("deposit_percent", "deposit_amount")),
        ("Estimate", ("lowest", "highest")),
    )
    column_labels = {
        "tax_rate": "Tax",
        "billing": "Billed",
        "every_count": "Every",
        "every_unit": "Unit",
        "counts_from": "First on",
        "ends_on": "Last day",
        "occurrences": "Number of times",
        "in_arrears": "In arrears",
        "missed": "Periods that have passed",
        "deposit_percent": "Deposit, per cent",
        "deposit_amount": "Deposit, amount",
    }
    form_overrides = {
        "description": TextAreaField,
        "quantity": DecimalField,
        "discount": DecimalField,
        "billing": SelectField,
        "every_count": IntegerField,
        "every_unit": SelectField,
        "counts_from": SelectField,
        "ends_on": DateField,
        "occurrences": IntegerField,
        "missed": SelectField,
        "deposit_percent": DecimalField,
        "deposit_amount": DecimalField,
        "lowest": DecimalField,
        "highest": DecimalField,
    }
    form_extra_fields = {
        "unit_price": DecimalField(
            "Price",
            places=2,
            validators=[Optional(), NumberRange(min=-MOST, max=MOST)],
            description="For one, before tax; empty for the service’s usual price",
        )
    }
    form_args = {
        "service": {
            "query_factory": lambda: db.session.query(Service).order_by(Service.name),
            "get_label": "name",
        },
        "description": {
            "validators": [Optional()],
            "description": "What the client reads; empty for the service’s name",
        },
        "quantity": {
            "places": None,
            "validators": [InputRequired(), NumberRange(min=0, max=MOST)],
        },
        "discount": {
            "places": 2,
            "validators": [Optional(), NumberRange(min=0, max=MOST)],
            "description": "An amount taken off the whole line",
        },
        "tax_rate": {
            "query_factory": lambda: db.session.query(TaxRate).order_by(TaxRate.name),
            "get_label": "name",
            "blank_text": "No tax",
        },
        "billing": {"choices": BILLINGS},
        "every_count": {
            "validators": [InputRequired(), NumberRange(min=1, max=999)],
            "default": 1,
        },
        "every_unit": {"choices": UNITS},
        "counts_from": {"choices": COUNTS_FROM},
        "ends_on": {
            "validators": [Optional()],
            "description": "Leave empty to bill until the proposal is ended",
        },
        "occurrences": {
            "validators": [Optional(), NumberRange(min=1)],
            "description": "Leave empty for no limit",
        },
        "in_arrears": {"description": "Billed the day after each period"},
        "missed": {"choices": MISSED, "default": Missed.EACH},
        "deposit_percent": {
            "places": None,
            "validators": [Optional(), NumberRange(min=0, max=100)],
            "description": "Either this or an amount",
        },
        "deposit_amount": _amount("Before tax"),
        "lowest": _amount("What the client was told at least, before tax"),
        "highest": _amount("And at most; both empty for an hourly rate"),
    }

    @property
    def can_delete(self) -> bool:
        """Lines of an open proposal come and go."""
        return self.may_change()

    def is_visible(self) -> bool:
        """Not in the menu: lines are reached through their proposal."""
        return False

    def form_trail(self) -> str:
        """Back to the proposal."""
        return self.proposal_of_request().number

    def proposal_of_request(self) -> Proposal:
        """The proposal a line is added to or belongs to; it must be open."""
        if "proposal" in request.args:
            key = row_id(request.args["proposal"])
            query = select(Proposal).where(Proposal.id == key)
        else:
            line_id = row_id(request.values.get("id", ""))
            query = (
                select(Proposal).join(ProposalLine).where(ProposalLine.id == line_id)
            )
        proposal = db.session.scalar(query)
        if proposal is None:
            abort(404)
        if not proposal.is_open:
            abort(409, CLOSED)
        return proposal

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        refusal = super()._handle_view(name, **kwargs)
        if refusal is not None:
            return refusal
        if name not in {"create_view", "edit_view", "delete_view"}:
            return redirect(self.get_url("proposal.index_view"))
        self.proposal_of_request()
        return None

    def create_form(self, obj: ProposalLine | None = None) -> Any:
        """A new line starts with the first tax rate: no tax is the exception."""
        form = super().create_form(obj)
        if request.method == "GET":
            form.tax_rate.data = db.session.scalar(
                select(TaxRate).order_by(TaxRate.name).limit(1)
            )
        return form

    def build_new_instance(self) -> ProposalLine:
        """A new line belongs to the proposal it was asked for."""
        line: ProposalLine = super().build_new_instance()
        line.proposal_id = self.proposal_of_request().id
        return line

    def on_model_change(self, form: Any, model: ProposalLine, is_created: bool) -> None:  # noqa: FBT001  # Flask-Admin's signature
        """Fill in the usual price; refuse what cannot be billed."""
        del form, is_created
        if model.unit_price is None:
            model.unit_price = model.service.unit_price
        model.discount = model.discount or Decimal(0)
        if model.net < 0:
            raise ValidationError("The discount is larger than the line.")
        if refusal := _refusal(model):
            raise ValidationError(refusal)

    def get_save_return_url(self, model: ProposalLine, is_created: bool = False) -> str:  # noqa: FBT001, FBT002  # Flask-Admin's signature
        """Back to the proposal."""
        del is_created
        return model.proposal.path


def _refusal(line: ProposalLine) -> str:
    """What its way of billing lacks; empty when nothing."""
    percent, amount = line.deposit_percent, line.deposit_amount
    if line.billing == Billing.DEPOSIT and (percent is None) == (amount is None):
        return "Give the deposit either as a percentage or as an amount."
    if line.billing == Billing.DEPOSIT and amount is not None and amount > line.net:
        return "The deposit is larger than the line."
    if line.billing == Billing.INSTALMENTS and not line.occurrences:
        return "Say how many instalments: fill in “Number of times”."
    if line.lowest is not None and line.highest is not None:
        return (
            "" if line.lowest <= line.highest else "The estimate ends below its start."
        )
    return ""
