"""Fakes for host authors' tests, and ours: a back office in memory, a silent bell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from integration_qbo.contract import (
    DEFAULT_TENANT,
    PLATFORM_KEY,
    ClientSnapshot,
    Permission,
    Platform,
    ProposalSnapshot,
    ServiceSnapshot,
    TaxRateSnapshot,
    TenantInfo,
    User,
)


@dataclass(slots=True)
class QuietBell:
    """A doorbell that remembers who rang and wakes nobody: the tick does the work."""

    invoices: list[str] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)

    def push_invoice(self, invoice_id: str) -> None:
        """Remember."""
        self.invoices.append(invoice_id)

    def refresh_reference(self, connection_id: str) -> None:
        """Remember."""
        self.connections.append(connection_id)

    def is_heard(self) -> bool:
        """Nobody listens."""
        return False


@dataclass(frozen=True, slots=True)
class Notice:
    """What a host was asked to tell its people."""

    tenant: str
    permission: Permission
    subject: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class FakeHost:
    """A `integration_qbo.Host` whose answers are plain attributes.

    One tenant unless `infos` names more; everything else is keyed by tenant.  `user`
    is who is signed in, `allowed` what they may.
    """

    infos: dict[str, TenantInfo]
    all_clients: dict[str, dict[str, ClientSnapshot]] = field(default_factory=dict)
    all_proposals: dict[str, dict[str, ProposalSnapshot]] = field(default_factory=dict)
    all_services: dict[str, list[ServiceSnapshot]] = field(default_factory=dict)
    all_tax_rates: dict[str, list[TaxRateSnapshot]] = field(default_factory=dict)
    user: User | None = None
    allowed: set[Permission] = field(default_factory=set)
    tenant: str = DEFAULT_TENANT
    platforms: dict[str, Platform] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    is_recent: bool = True

    def current_user(self) -> User | None:
        """Who is signed in."""
        return self.user

    def current_tenant(self) -> str:
        """The tenant of the request."""
        return self.tenant

    def may(self, user: User, permission: Permission, tenant: str) -> bool:
        """What `allowed` says, for the signed-in user in their tenant."""
        return (
            user == self.user and tenant == self.tenant and permission in self.allowed
        )

    def recently_signed_in(self, user: User) -> bool:
        """What `is_recent` says."""
        return user == self.user and self.is_recent

    def tenant_info(self, tenant: str) -> TenantInfo:
        """The practice."""
        return self.infos[tenant]

    def client(self, tenant: str, ref: str) -> ClientSnapshot:
        """One client."""
        return self.all_clients[tenant][ref]

    def clients(
        self, tenant: str, after: str | None, limit: int
    ) -> Sequence[ClientSnapshot]:
        """A page of clients by ref."""
        known = self.all_clients.get(tenant, {})
        refs = sorted(ref for ref in known if after is None or ref > after)
        return [known[ref] for ref in refs[:limit]]

    def proposal(self, tenant: str, ref: str) -> ProposalSnapshot:
        """One proposal."""
        return self.all_proposals[tenant][ref]

    def proposals(self, tenant: str, refs: Iterable[str]) -> Sequence[ProposalSnapshot]:
        """Those that exist."""
        known = self.all_proposals.get(tenant, {})
        return [known[ref] for ref in refs if ref in known]

    def accepted_since(self, tenant: str, moment: datetime) -> Sequence[str]:
        """Refs of what was accepted since."""
        known = self.all_proposals.get(tenant, {}).values()
        return [each.ref for each in known if each.accepted_at >= moment]

    def tax_rates(self, tenant: str) -> Sequence[TaxRateSnapshot]:
        """The rates."""
        return self.all_tax_rates.get(tenant, [])

    def services(self, tenant: str) -> Sequence[ServiceSnapshot]:
        """The services."""
        return self.all_services.get(tenant, [])

    def active_platform(self, tenant: str) -> Platform | None:
        """The platform that is on."""
        return self.platforms.get(tenant)

    def claim_platform(self, tenant: str) -> bool:
        """Switch ours on unless another is."""
        ours = Platform(key=PLATFORM_KEY, name="QuickBooks", url="")
        return self.platforms.setdefault(tenant, ours).key == PLATFORM_KEY

    def release_platform(self, tenant: str) -> None:
        """Switch ours off."""
        active = self.platforms.get(tenant)
        if active is not None and active.key == PLATFORM_KEY:
            del self.platforms[tenant]

    def notify(
        self,
        tenant: str,
        permission: Permission,
        subject: str,
        lines: Sequence[str],
        url: str,  # noqa: ARG002 - part of the protocol
    ) -> None:
        """Remember what was told."""
        self.notices.append(Notice(tenant, permission, subject, tuple(lines)))
