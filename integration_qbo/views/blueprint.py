"""The public routes: Connect, Intuit's answer, look-ups for pickers."""

from flask import Blueprint

from integration_qbo.manifest import BLUEPRINT, PREFIX


def blueprint() -> Blueprint:
    """The add-on's one blueprint."""
    return Blueprint(
        BLUEPRINT,
        "integration_qbo",
        url_prefix=PREFIX,
        template_folder="templates",
        static_folder="static",
    )
