"""How tokens rest: only the right key, only in the right place."""

import base64

import pytest

from integration_qbo.config import EncryptionKey
from integration_qbo.errors import ConnectionLost
from integration_qbo.store.secrets import Vault

OLD = EncryptionKey("old", bytes(32))
NEW = EncryptionKey("new", bytes(range(32)))
PLACE = "qbo_connection|access|default|c-1"
TOKEN = "canary-access-token"


def test_what_was_sealed_opens_in_its_place():
    vault = Vault([OLD])

    sealed = vault.seal(TOKEN, PLACE)

    assert vault.open(sealed, PLACE) == TOKEN
    assert TOKEN not in sealed
    assert TOKEN.encode() not in base64.b64decode(sealed.split(".", 2)[2])


def test_the_same_text_never_looks_the_same_twice():
    vault = Vault([OLD])

    assert vault.seal(TOKEN, PLACE) != vault.seal(TOKEN, PLACE)


@pytest.mark.parametrize(
    "place",
    [
        "qbo_connection|access|other|c-1",
        "qbo_connection|access|default|c-2",
        "qbo_connection|refresh|default|c-1",
        "",
    ],
)
def test_it_does_not_open_in_another_tenants_connections_or_tokens_place(place):
    vault = Vault([OLD])
    sealed = vault.seal(TOKEN, PLACE)

    with pytest.raises(ConnectionLost) as lost:
        vault.open(sealed, place)

    assert lost.value.cause.code == "token_unreadable"


def test_another_key_of_the_same_name_does_not_open_it():
    sealed = Vault([OLD]).seal(TOKEN, PLACE)
    impostor = Vault([EncryptionKey("old", bytes(range(32)))])

    with pytest.raises(ConnectionLost, match="cannot be read"):
        impostor.open(sealed, PLACE)


def test_after_a_rotation_old_texts_open_and_new_ones_take_the_new_key():
    old_text = Vault([OLD]).seal(TOKEN, PLACE)
    rotated = Vault([NEW, OLD])

    assert rotated.open(old_text, PLACE) == TOKEN
    assert rotated.seal(TOKEN, PLACE).startswith("v1.new.")


def test_a_key_that_was_taken_away_is_named():
    sealed = Vault([OLD]).seal(TOKEN, PLACE)

    with pytest.raises(ConnectionLost) as lost:
        Vault([NEW]).open(sealed, PLACE)

    assert lost.value.cause.code == "key_missing"
    assert "“old”" in lost.value.cause.sentence
    assert "QBO_ENCRYPTION_KEYS" in lost.value.cause.remedy


@pytest.mark.parametrize("change", [0, 5, -1])
def test_a_single_changed_byte_is_noticed(change):
    vault = Vault([OLD])
    version, name, body = vault.seal(TOKEN, PLACE).split(".", 2)
    raw = bytearray(base64.b64decode(body))
    raw[change] ^= 1
    tampered = f"{version}.{name}.{base64.b64encode(raw).decode()}"

    with pytest.raises(ConnectionLost):
        vault.open(tampered, PLACE)


@pytest.mark.parametrize("text", ["", "v1", "v2.old.AAAA", "v1.old.!!!", "v1.old.AAAA"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(ConnectionLost):
        Vault([OLD]).open(text, PLACE)
