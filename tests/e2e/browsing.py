"""How the browser is started, and what must not happen in it."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, ViewportSize

from tests.e2e.office import Office

PATIENCE_MS = 20_000
DESKTOP = ViewportSize(width=1280, height=800)
TELEPHONE = ViewportSize(width=390, height=800)
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Whatever tries to leave this machine finds no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class Watch:
    """Notes what goes wrong in browsers."""

    def __init__(self, office: Office) -> None:
        self._ours = {urlsplit(office.origin).netloc, urlsplit(office.intuit).netloc}
        self.troubles: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a browser."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(
                f"{message.type} on {message.location}: {message.text}"
            )

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and (
            parts.netloc not in self._ours
        ):
            self.troubles.append(f"a request to {request.url}")
