"""Knows the key that signs id tokens; made when first needed, then kept."""

import base64
import json
import sqlite3
import uuid
from typing import Any

from integration_qbo.sandbox.storage import Store


def signing_key(store: Store) -> Any:
    """Return the RSA private key, making and keeping one if there is none."""
    from cryptography.hazmat.primitives import serialization

    with store.read() as connection:
        row = _kept(connection)
    if row is None:
        row = _make(store)
    return serialization.load_pem_private_key(row.encode(), password=None)


def _kept(connection: sqlite3.Connection) -> str | None:
    row = connection.execute(
        "SELECT value FROM setting WHERE name = 'signing_key'"
    ).fetchone()
    return None if row is None else str(row["value"])


def _make(store: Store) -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    with store.write() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO setting VALUES ('signing_key', ?)", (pem,)
        )
        return _kept(connection) or pem


def key_id(key: Any) -> str:
    """Return the id under which the public key stands in the key set."""
    modulus = key.public_key().public_numbers().n
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(modulus)))


def key_set(key: Any) -> dict[str, Any]:
    """Return the JWKS document."""
    numbers = key.public_key().public_numbers()
    return {
        "keys": [
            {
                "kty": "RSA",
                "e": _number(numbers.e),
                "use": "sig",
                "kid": key_id(key),
                "alg": "RS256",
                "n": _number(numbers.n),
            }
        ]
    }


def signed(key: Any, claims: dict[str, Any]) -> str:
    """Return the claims as a compact RS256 token."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    head = {"kid": key_id(key), "alg": "RS256"}
    text = (
        f"{_base64(json.dumps(head).encode())}.{_base64(json.dumps(claims).encode())}"
    )
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_base64(signature)}"


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
