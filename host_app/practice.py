"""Which practice this back office works for."""

from host_app.extensions import db
from host_app.models import DEFAULT_TENANT, Practice


class NotSeeded(RuntimeError):  # noqa: N818  # says what is the case
    """The database has no practice yet."""


def current_practice() -> Practice:
    """The one practice; `NotSeeded` before anything was set up."""
    practice = db.session.get(Practice, DEFAULT_TENANT)
    if practice is None:
        raise NotSeeded("The database holds no practice. Run `flask seed` first.")
    # A session forgets what nobody holds on to, and would ask again for each amount.
    db.session.info["practice"] = practice
    return practice
