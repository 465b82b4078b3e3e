"""What every answer of ours tells the browser: what to run, whom to tell, not to keep.

Scripts and styles come from the host's own origin and are never inline; a form may
lead to Intuit and nowhere else.  A host that sets these headers itself for all pages
has the last word.
"""

from urllib.parse import urlsplit

from flask import Response

from integration_qbo.config import Config, Environment
from integration_qbo.runtime import current_runtime

_INTUIT = "https://*.intuit.com"


def policy(config: Config) -> str:
    """The Content-Security-Policy of a deployment."""
    back = urlsplit(config.redirect_uri)
    api = urlsplit(config.api_url)
    is_local = config.environment is Environment.LOCAL
    intuit = f"{api.scheme}://{api.netloc}" if is_local else _INTUIT
    # Browsers hold form-action against every redirect that follows the form.
    forms = f"'self' {intuit} {back.scheme}://{back.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            f"form-action {forms}",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def keep_private(response: Response) -> Response:
    """Pages with company data are stored by nobody, shown in no frame, told to none."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = policy(current_runtime().config)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def keep_unreferred(response: Response) -> Response:
    """The addresses of Connect carry codes: no page learns them from a referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return keep_private(response)


def keep_apart(response: Response) -> Response:
    """A screen shares no window with strangers but the one that it opened itself."""
    response.headers.setdefault(
        "Cross-Origin-Opener-Policy", "same-origin-allow-popups"
    )
    return keep_private(response)
