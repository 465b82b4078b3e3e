"""What the frame around every page needs: the practice's name and the badges."""

from flask import Flask
from flask_login import current_user

from host_app.hooks import hooks_of


def init_app(app: Flask) -> None:
    """Make the badges available to the base template."""
    app.context_processor(lambda: {"menu_badge": _badge})


def _badge(name: str) -> int:
    """How many things under this menu name need somebody."""
    count = hooks_of().badges.get(name)
    return count() if count is not None and current_user.is_authenticated else 0
