"""The names by which a request and its document are known at QuickBooks."""

import base64
import hashlib

MARKER = "Ref QBO-"
"""How every marker of ours begins."""

_MARKER_LENGTH = 13


def request_id_of(delivery_id: str, revision: int) -> str:
    """Intuit's ``requestid`` of a delivery: at most 36 characters, one a revision."""
    return f"{delivery_id.replace('-', '')}-{revision}"


def marker_of(delivery_id: str) -> str:
    """The short note by which a document is found again in QuickBooks."""
    digest = hashlib.sha256(delivery_id.encode()).digest()
    return f"{MARKER}{base64.b32encode(digest).decode()[:_MARKER_LENGTH]}"
