"""Where an add-on can hang itself on: listeners, panels on screens, menu badges."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app
from markupsafe import Markup

from host_app.models import Client, Proposal, ProposalLine

_KEY = "backoffice"


@dataclass(frozen=True, slots=True)
class Hooks:
    """The extension points of one app; an add-on appends to the lists.

    Listeners run inside the transaction that makes the change, before its commit: one
    that raises takes the change back with it.
    """

    proposal_accepted: list[Callable[[Proposal], None]] = field(default_factory=list)
    proposal_ended: list[Callable[[Proposal], None]] = field(default_factory=list)
    proposal_paused: list[Callable[[Proposal], None]] = field(default_factory=list)
    proposal_resumed: list[Callable[[Proposal, bool], None]] = field(
        default_factory=list
    )
    """Told whether what fell due in the pause is billed."""

    service_completed: list[Callable[[ProposalLine], None]] = field(
        default_factory=list
    )
    client_changed: list[Callable[[Client], None]] = field(default_factory=list)

    client_panels: list[Callable[[Client], Markup]] = field(default_factory=list)
    """Markup to show below the facts on a client's page."""

    proposal_panels: list[Callable[[Proposal], Markup]] = field(default_factory=list)
    """Markup to show below the lines on a proposal's page."""

    badges: dict[str, Callable[[], int]] = field(default_factory=dict)
    """By menu name: how many things there need somebody; 0 shows nothing."""


def init_app(app: Flask) -> None:
    """Give the app its own, empty extension points."""
    app.extensions[_KEY] = Hooks()


def hooks_of(app: Flask | None = None) -> Hooks:
    """The extension points of the given or the current app."""
    hooks: Hooks = (app or current_app).extensions[_KEY]
    return hooks
