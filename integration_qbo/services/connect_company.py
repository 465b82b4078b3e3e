"""From the click on Connect to a company that awaits confirmation.

A state comes back once, within minutes, to the user, tenant and browser it was given
to.  The company is asked for its name with the new token before anything is stored:
the realm in Intuit's answer is not covered by the state.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from integration_qbo.config import Config
from integration_qbo.contract import PLATFORM_KEY, Host, User
from integration_qbo.domain.connection import Act, Status, require
from integration_qbo.errors import Cause, NeedsAttention, NotNow
from integration_qbo.gateway.oauth import OAuth
from integration_qbo.gateway.resources import CompanyFacts, PreferenceFacts
from integration_qbo.services.keep_token_fresh import keep
from integration_qbo.services.reach_company import Door
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Company, ConnectAttempt, Connection
from integration_qbo.store.secrets import Vault

_GOOD_FOR = timedelta(minutes=10)
_REALM = re.compile(r"[0-9]{1,20}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_other_platform(host: Host, tenant: str) -> None:
    """Raise `NotNow` while another accounting platform is switched on."""
    active = host.active_platform(tenant)
    if active is not None and active.key != PLATFORM_KEY:
        raise NotNow(
            Cause(
                code="other_platform",
                sentence=(
                    f"{active.name} is switched on. One accounting platform works at a"
                    " time."
                ),
                remedy=f"Switch {active.name} off first.",
                facts={"url": active.url},
            )
        )


@dataclass(frozen=True, slots=True)
class StartConnecting:
    """Gives the address of Intuit's page and remembers who asked.  Commits."""

    session: Callable[[], Session]
    clock: Clock
    host: Host
    oauth: OAuth

    def __call__(self, tenant: str, user: User, browser: str) -> str:
        """The address; `browser` marks the session the answer must come back to."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        require(Status(connection.status), Act.CONNECT)
        refuse_other_platform(self.host, tenant)
        now = self.clock.now()
        state = secrets.token_urlsafe(32)
        session.execute(
            delete(ConnectAttempt).where(ConnectAttempt.started_at < now - _GOOD_FOR)
        )
        session.add(
            ConnectAttempt(
                state_hash=_hash(state),
                browser_hash=_hash(browser),
                tenant=tenant,
                user_ref=user.ref,
                started_at=now,
            )
        )
        session.commit()
        return self.oauth.authorization_url(state)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """What Intuit's redirect carried."""

    state: str
    code: str = ""
    realm_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class FinishConnecting:
    """Turns Intuit's answer into a connection that awaits confirmation.  Commits.

    Raises `NeedsAttention` with a sentence for every answer that leads nowhere:
    nothing was stored, and connecting again is possible.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    config: Config
    vault: Vault
    oauth: OAuth
    door: Door

    def __call__(
        self, tenant: str, user: User, browser: str, answer: Redirect
    ) -> Company:
        """The company the user chose."""
        self._use_state(tenant, user, browser, answer.state)
        if answer.error:
            raise _refused_there(answer.error)
        if not answer.code or not _REALM.fullmatch(answer.realm_id):
            raise _odd_answer()
        refuse_other_platform(self.host, tenant)
        tokens = self.oauth.exchange(answer.code)
        gateway = self.door.open(answer.realm_id, tokens.access_token, _no_wait)
        company_facts, preferences = gateway.company(), gateway.preferences()
        active_customers = gateway.active_customers()
        session = self.session()
        now = self.clock.now()
        connection = queries.connection_of(session, tenant)
        self._refuse_taken(session, connection, answer.realm_id)
        company = self._company(
            session, tenant, answer.realm_id, company_facts, preferences
        )
        session.flush()
        if connection.company_id != company.id:
            connection.go_live_at = None
        company.active_customers = active_customers
        connection.company = company
        connection.status = Status.AWAITING.value
        connection.status_since = now
        connection.generation += 1
        connection.deployment_id = self.config.deployment_id
        connection.live_key = f"{self.config.environment}:{answer.realm_id}"
        connection.connected_by_ref = user.ref
        connection.connected_by_name = user.name
        connection.connected_at = now
        connection.reason_code = connection.reason = ""
        connection.is_revocation_pending = False
        connection.previous_sealed = connection.key_refused_at = None
        connection.warned_days = None
        connection.line_failures = connection.stopped_count = 0
        connection.stopped_code, connection.stopped_at = "", None
        connection.paused_until = None
        connection.refreshed_at = None
        connection.refresh_outcome = None
        session.flush()
        keep(connection, tokens, vault=self.vault, now=now)
        session.commit()
        return company

    def _use_state(self, tenant: str, user: User, browser: str, state: str) -> None:
        session = self.session()
        now = self.clock.now()
        used = session.execute(
            update(ConnectAttempt)
            .where(
                ConnectAttempt.state_hash == _hash(state),
                ConnectAttempt.browser_hash == _hash(browser),
                ConnectAttempt.tenant == tenant,
                ConnectAttempt.user_ref == user.ref,
                ConnectAttempt.used_at.is_(None),
                ConnectAttempt.started_at >= now - _GOOD_FOR,
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
        session.commit()
        if not used.rowcount:  # type: ignore[attr-defined]
            raise NeedsAttention(
                Cause(
                    code="foreign_state",
                    sentence=(
                        "This answer of the sign-in page is too old, was used before,"
                        " or belongs to another session."
                    ),
                    remedy="Nothing was changed. Press Connect once more.",
                )
            )

    def _refuse_taken(
        self, session: Session, connection: Connection, realm_id: str
    ) -> None:
        taken = session.scalar(
            select(Connection.id).where(
                Connection.live_key == f"{self.config.environment}:{realm_id}",
                Connection.id != connection.id,
            )
        )
        if taken is not None:
            raise NeedsAttention(
                Cause(
                    code="company_taken",
                    sentence="This QuickBooks company is connected elsewhere already.",
                    remedy="Disconnect it there, or choose another company.",
                )
            )

    def _company(
        self,
        session: Session,
        tenant: str,
        realm_id: str,
        facts: CompanyFacts,
        preferences: PreferenceFacts,
    ) -> Company:
        environment = self.config.environment.value
        company = queries.company_by_realm(session, tenant, environment, realm_id)
        if company is None:
            company = Company(
                tenant=tenant, environment=environment, realm_id=realm_id, facts={}
            )
            session.add(company)
        company.name = facts.name
        company.country = facts.country
        company.home_currency = preferences.home_currency
        company.custom_numbers = preferences.custom_numbers
        return company


def _no_wait() -> None:
    """A company nobody works on yet needs no turns."""


def _refused_there(error: str) -> NeedsAttention:
    if error == "access_denied":
        return NeedsAttention(
            Cause(
                code="consent_refused",
                sentence="You chose “No thanks” on Intuit's page.",
                remedy="Nothing was changed. Press Connect when you want to go on.",
            )
        )
    return NeedsAttention(
        Cause(
            code="oauth_error",
            sentence=f"Intuit's page ended with “{error}”.",
            remedy="Nothing was changed. Press Connect once more.",
        )
    )


def _odd_answer() -> NeedsAttention:
    return NeedsAttention(
        Cause(
            code="odd_redirect",
            sentence="Intuit's page came back without a company.",
            remedy="Nothing was changed. Press Connect once more and choose one.",
        )
    )
