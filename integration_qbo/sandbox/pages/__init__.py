"""The small pages on which a bookkeeper sees and changes the books."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

from integration_qbo.sandbox.pages import views  # noqa: E402

__all__ = ["blueprint", "views"]
