"""The wired use cases of one app, and the way from an app to them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from integration_qbo.config import Config
from integration_qbo.contract import Host
from integration_qbo.services.act_on_invoice import ActOnInvoice
from integration_qbo.services.break_company import GoOn
from integration_qbo.services.change_proposal import ChangeProposal
from integration_qbo.services.connect_company import FinishConnecting, StartConnecting
from integration_qbo.services.decide_invoice import DecideInvoice
from integration_qbo.services.disconnect import Disconnect
from integration_qbo.services.drain_company import DrainCompany
from integration_qbo.services.examine import Examine
from integration_qbo.services.link_clients import LinkClient, MirrorClients
from integration_qbo.services.look_ahead import LookAhead
from integration_qbo.services.mend import Mend
from integration_qbo.services.plan_invoices import PlanInvoices
from integration_qbo.services.preview_invoice import PreviewInvoice
from integration_qbo.services.recover_database import Copied, Restored
from integration_qbo.services.refresh_reference import RefreshReference
from integration_qbo.services.rotate_keys import RotateKeys
from integration_qbo.services.set_up import (
    ConfirmCompany,
    Disable,
    Enable,
    ReleaseWaiting,
)
from integration_qbo.services.tick import Bell, Tick
from integration_qbo.services.uninstall import Uninstall
from integration_qbo.store.clock import DatabaseClock
from integration_qbo.store.secrets import Vault

KEY = "integration_qbo"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What views, jobs and commands call; one per app."""

    config: Config
    host: Host
    session: Callable[[], Session]
    clock: DatabaseClock
    doorbell: Bell
    start_connecting: StartConnecting
    finish_connecting: FinishConnecting
    confirm_company: ConfirmCompany
    enable: Enable
    disable: Disable
    disconnect: Disconnect
    release_waiting: ReleaseWaiting
    refresh_reference: RefreshReference
    link_client: LinkClient
    mirror_clients: MirrorClients
    mend: Mend
    go_on: GoOn
    act_on_invoice: ActOnInvoice
    plan_invoices: PlanInvoices
    change_proposal: ChangeProposal
    decide_invoice: DecideInvoice
    preview_invoice: PreviewInvoice
    look_ahead: LookAhead
    drain_company: DrainCompany
    tick: Tick
    uninstall: Uninstall
    restored: Restored
    rotate_keys: RotateKeys
    examine: Examine
    vault: Vault
    copied: Copied


def runtime_of(app: Flask) -> Runtime:
    """The runtime of an app; `KeyError` where the add-on was not initialised."""
    runtime = app.extensions[KEY]
    if not isinstance(runtime, Runtime):
        raise TypeError("app.extensions['integration_qbo'] is not ours")
    return runtime


def current_runtime() -> Runtime:
    """The runtime of the current app."""
    return runtime_of(current_app)
