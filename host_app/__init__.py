"""A demo host: the ordinary back office of an accounting practice."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from host_app import auth, cli, config, extensions, hooks, journal, views, wording


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The back office, configured by the environment and by what is given."""
    app = Flask(__name__)
    app.config.from_mapping(config.settings(settings))

    extensions.init_app(app)
    hooks.init_app(app)
    journal.init_app(app)
    wording.init_app(app)
    auth.init_app(app)
    cli.init_app(app)
    admin = views.init_app(app)

    if app.config["BACKOFFICE_QUICKBOOKS"]:
        from host_app import quickbooks

        quickbooks.init_app(app, admin)

    return app
