"""Settings: a company's business choices, each with its effect in one line."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import ColumnElement
from wtforms import (
    BooleanField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from integration_qbo.contract import Permission
from integration_qbo.services.invoice_parts import ITEM_CAUSES
from integration_qbo.store import queries
from integration_qbo.store.models import Kind, Setting
from integration_qbo.views import guard
from integration_qbo.views.base import GuardedForm, QboView

_DAYS = (NumberRange(0, 999, "Write a number of days from 0 to 999."),)
_GROUPS = (
    ("Invoices", ("create_invoices", "review", "review_left", "late_after_days")),
    ("Lines and products", ("default_item_id", "recurring_text", "charges_tax")),
    ("Due dates", ("invoice_days", "recurring_days")),
    ("Numbering and e-mail", ("number_prefix", "emails_invoices")),
    ("Clients", ("unknown_client", "syncs_names")),
)


class SettingsForm(GuardedForm):
    """Every choice of this round."""

    create_invoices = BooleanField(
        "Create invoices",
        description="Off: what falls due meanwhile is cancelled and says so.",
    )
    review = SelectField(
        "Review before push",
        description="What waits for somebody's approval of the preview. Completed"
        " services always do.",
        choices=[
            SelectChoice("off", "Nothing else"),
            SelectChoice("first", "The next invoices, as many as below"),
            SelectChoice("every", "Every invoice"),
        ],
    )
    review_left = IntegerField(
        "How many are still to be approved",
        description="Counts down with each invoice that falls due.",
        validators=(NumberRange(0, 9999, "Write a number from 0 to 9999."),),
    )
    late_after_days = IntegerField(
        "Late after, days",
        description="An invoice this many days behind its date waits until somebody"
        " keeps the date, dates it today or cancels it.",
        validators=_DAYS,
    )
    default_item_id = SelectField(
        "Default product/service",
        description="For services without one of their own; it decides the income"
        " account.",
        validators=[InputRequired("Choose a product/service from the list.")],
    )
    recurring_text = StringField(
        "Recurring line text",
        description="What a recurring line says. {service} and {period} are filled in.",
        validators=[Length(1, 200, "Write 1 to 200 characters.")],
    )
    charges_tax = BooleanField(
        "We charge tax",
        description="Off: nothing asks for tax codes before Enable; lines that carry a"
        " rate are still blocked.",
    )
    invoice_days = IntegerField(
        "Invoice terms, days",
        description="Due this many days after the invoice date, or after the day it is"
        " sent if that is later.",
        validators=_DAYS,
    )
    recurring_days = IntegerField(
        "Recurring invoice terms, days",
        description="The same for recurring invoices.",
        validators=_DAYS,
    )
    number_prefix = StringField(
        "Number prefix",
        description="Only where custom transaction numbers are on in QuickBooks; our"
        " sequence follows it.",
        validators=[Length(0, 12, "Write at most 12 characters.")],
    )
    emails_invoices = BooleanField(
        "QuickBooks e-mails each invoice",
        description="On: after the push QuickBooks is asked once to e-mail the invoice"
        " to the client's address.",
    )
    syncs_names = BooleanField(
        "Client name sync",
        description="On: at each push the customer's name in QuickBooks becomes the"
        " client's, except where somebody linked two differently named records.",
    )
    unknown_client = SelectField(
        "Unknown client",
        description="What happens to the first invoice of a client that resembles no"
        " QuickBooks customer.",
        choices=[
            SelectChoice("create", "Create the customer in QuickBooks"),
            SelectChoice("hold", "Hold the invoice until the client is linked"),
        ],
    )

    def validate_recurring_text(self, field: StringField) -> None:
        """The text must say which period it bills."""
        if "{period}" not in (field.data or ""):
            raise ValidationError("Keep {period} in the text: it says what is billed.")


class SettingsView(QboView):
    """One form; the company's fact stands beside the choice."""

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "edit_view": Permission.SETTINGS,
    }
    can_edit = True
    form = SettingsForm
    edit_template = "integration_qbo/settings.html"

    def scope(self) -> ColumnElement[bool]:
        """The present company's row."""
        return Setting.company_id == self.company_id

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """There is one row: the form, or what is missing for it."""
        if not self.company_id:
            return self.render("integration_qbo/no_company.html")
        queries.settings_of(self.runtime.session(), self.company_id)
        self.runtime.session().commit()
        if not guard.may(Permission.SETTINGS):
            return self.render("integration_qbo/no_permission.html")
        return redirect(url_for(".edit_view", id=self.company_id))

    @expose("/edit/", methods=["GET", "POST"])
    def edit_view(self) -> ResponseReturnValue:
        """The form."""
        row = self.own_or_404(request.args.get("id"))
        form = self.edit_form(obj=row)
        if self.validate_form(form):
            form.populate_obj(row)
            mended = self.runtime.mend(
                self.company_id, ITEM_CAUSES, who=guard.signature()
            )
            self.runtime.session().commit()
            flash(f"Settings saved.{_and_mended(mended)}", "success")
            return redirect(url_for(".index_view"))
        return self.render(self.edit_template, form=form, groups=_GROUPS)

    def edit_form(self, obj: Any = None) -> Any:
        """The form with the products of the present company."""
        form = super().edit_form(obj)
        items = queries.references(
            self.runtime.session(), self.company_id, Kind.ITEM, active_only=True
        )
        form.default_item_id.choices = [
            SelectChoice("", "Choose …"),
            *(
                SelectChoice(item.qbo_id, _with_account(item.name, item.facts))
                for item in items
                if item.facts["type"] != "Category"
            ),
        ]
        return form


def _with_account(name: str, facts: dict[str, Any]) -> str:
    account = facts.get("income_account")
    return f"{name} → {account}" if account else name


def _and_mended(count: int) -> str:
    if not count:
        return ""
    noun = "invoice that was" if count == 1 else "invoices that were"
    return (
        f" {count} {noun} blocked is tried again."
        if count == 1
        else (f" {count} {noun} blocked are tried again.")
    )
