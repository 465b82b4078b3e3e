"""How tokens rest in the database: AES-256-GCM, bound to the row they belong to."""

import base64
import secrets as random_source
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from integration_qbo.config import EncryptionKey
from integration_qbo.errors import Cause, ConnectionLost

_VERSION = "v1"
_NONCE_BYTES = 12


class Vault:
    """Seals with the first key and opens with any; a text opens only in its place.

    `place` names table, column, tenant and connection.  A sealed text pasted into
    another row does not open.
    """

    def __init__(self, keys: Sequence[EncryptionKey]) -> None:
        self._first = keys[0]
        self._keys = {key.name: key for key in keys}

    @property
    def first(self) -> str:
        """The name of the key that seals."""
        return self._first.name

    def missing(self, sealed: str) -> Cause | None:
        """Why a text cannot be opened until its key is back; `None` if it is here."""
        name = key_name(sealed)
        return None if name in self._keys else _missing(name)

    def seal(self, text: str, place: str) -> str:
        """The text as it may rest in the database."""
        nonce = random_source.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._first.secret).encrypt(
            nonce, text.encode(), place.encode()
        )
        body = base64.b64encode(nonce + sealed).decode()
        return f"{_VERSION}.{self._first.name}.{body}"

    def open(self, sealed: str, place: str) -> str:
        """The text that was sealed in this place.

        Raises `ConnectionLost` when the key is missing or the text is not from here.
        """
        try:
            version, name, body = sealed.split(".", 2)
            raw = base64.b64decode(body, validate=True)
        except ValueError:
            raise _unreadable() from None
        key = self._keys.get(name)
        if version != _VERSION or len(raw) <= _NONCE_BYTES:
            raise _unreadable()
        if key is None:
            raise ConnectionLost(_missing(name))
        try:
            plain = AESGCM(key.secret).decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()
            )
        except InvalidTag:
            raise _unreadable() from None
        return plain.decode()


def key_name(sealed: str) -> str:
    """The name of the key a text was sealed with."""
    return sealed.split(".", 2)[1] if sealed.count(".") > 1 else ""


def _missing(name: str) -> Cause:
    return Cause(
        code="key_missing",
        sentence=(
            f"The encryption key “{name}” that sealed QuickBooks' tokens is not"
            " configured. Nothing is sent until it is back; nothing is lost."
        ),
        remedy=(
            "Put it back into QBO_ENCRYPTION_KEYS and start again. If it is gone for"
            " good, disconnect and connect again."
        ),
    )


def _unreadable() -> ConnectionLost:
    return ConnectionLost(
        Cause(
            code="token_unreadable",
            sentence="A stored QuickBooks token cannot be read.",
            remedy="Connect again.",
        )
    )
