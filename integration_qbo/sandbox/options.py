"""Knows how a local Intuit is started: client, redirect addresses, host."""

from dataclasses import dataclass
from urllib.parse import urlsplit

CLIENT_ID = "LocalIntuitClientId0000000000000000000000000000"
CLIENT_SECRET = "local-intuit-client-secret-not-a-real-one"  # noqa: S105  (public)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Client:
    """One app as it stands on Intuit's Keys page."""

    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_uris: tuple[str, ...] = ()
    disconnect_uri: str = ""

    def may_redirect_to(self, uri: str) -> bool:
        """Tell whether an address is registered, to the letter.

        Without any registered address every one on this machine is.
        """
        if self.redirect_uris:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK
