"""The screen about the people who can sign in."""

from typing import Any

from flask_login import current_user
from wtforms import EmailField, PasswordField, SelectField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from host_app.models import Role, User
from host_app.views.base import ADMINS, BackOfficeView
from host_app.views.formats import in_words, linked
from host_app.wording import ROLES

SHORTEST_PASSWORD = 12


class UserView(BackOfficeView):
    """Users; admins only."""

    readers = writers = ADMINS
    thing = "user"
    explanation = "Who can sign in. Admins also manage services, taxes and users."

    column_list = ("name", "email", "role", "is_active")
    column_details_list = column_list
    column_labels = {"email": "E-mail", "is_active": "Can sign in"}
    column_default_sort = "name"
    column_searchable_list = ("name", "email")
    column_formatters = {
        "name": linked,
        "role": in_words(ROLES),
        "is_active": in_words({True: "Yes", False: "No"}),
    }
    column_formatters_detail = {
        "role": in_words(ROLES),
        "is_active": in_words({True: "Yes", False: "No"}),
    }

    form_columns = ("name", "email", "role", "is_active", "password")
    form_groups = (("User", form_columns),)
    form_overrides = {"role": SelectField, "email": EmailField}
    form_args = {
        "role": {"choices": ROLES},
        "email": {"validators": [InputRequired()]},
    }
    form_extra_fields = {
        "password": PasswordField(
            "Password",
            description=f"At least {SHORTEST_PASSWORD} characters",
            validators=[Optional(), Length(min=SHORTEST_PASSWORD)],
            render_kw={"autocomplete": "new-password"},
        )
    }

    def edit_form(self, obj: User | None = None) -> Any:
        """An empty password keeps the one there is."""
        form = super().edit_form(obj)
        form.password.description += "; leave empty to keep the present one"
        return form

    def create_form(self, obj: User | None = None) -> Any:
        """A new user needs a password."""
        form = super().create_form(obj)
        form.password.validators = [
            InputRequired("Enter a password."),
            Length(min=SHORTEST_PASSWORD),
        ]
        return form

    def on_model_change(self, form: Any, model: User, is_created: bool) -> None:  # noqa: FBT001  # Flask-Admin's signature
        """Keep the hash; nobody shuts themselves out."""
        if form.password.data:
            model.set_password(form.password.data)
        if not is_created and model.id == current_user.id:
            if not model.is_active:
                raise ValidationError("You cannot take away your own access.")
            if model.role != Role.ADMIN:
                raise ValidationError("You cannot take away your own admin role.")
