"""intuit-oauth for Python as its own documentation uses it.

The environment given to `AuthClient` is the address of the discovery document,
which the client offers for other environments than sandbox and production.

    python python_oauth.py GRANTS
"""

import json
import sys
from pathlib import Path

from consenting import brought_back, consent
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from intuitlib.utils import validate_id_token
from telling import Telling

CALLBACK = "http://localhost:5999/callback"


def main(grants: Path) -> None:
    """Walk through the whole of OAuth and OpenID Connect."""
    known = json.loads(grants.read_text(encoding="utf-8"))
    realm = known["companies"][0]["realm_id"]
    keys = (known["client_id"], known["client_secret"], CALLBACK)
    discovery = known["urls"]["discovery"]
    tell = Telling("intuit-oauth (Python)")

    with tell("reads the discovery document"):
        auth = AuthClient(*keys, discovery)
        assert auth.token_endpoint == known["urls"]["token"]
        assert auth.revoke_endpoint == known["urls"]["revoke"]

    with tell("comes back with access_denied after No thanks"):
        address = auth.get_authorization_url([Scopes.ACCOUNTING])
        back = brought_back(consent(address, realm, action="deny"))
        assert back == {"error": "access_denied", "state": auth.state_token}

    scopes = [Scopes.OPENID, Scopes.EMAIL, Scopes.PROFILE, Scopes.ACCOUNTING]
    with tell("is sent back with code, state and company"):
        back = brought_back(consent(auth.get_authorization_url(scopes), realm))
        assert back["state"] == auth.state_token
        assert back["realmId"] == realm

    with tell("exchanges the code for tokens and validates the id token"):
        auth.get_bearer_token(back["code"], realm_id=realm)
        assert auth.expires_in == 3600
        assert auth.x_refresh_token_expires_in == 8726400
        assert auth.id_token

    with tell("refuses an id token that was tampered with"):
        head, body, seal = auth.id_token.split(".")
        forged = f"{head}.{body}.{seal[:-6]}AAAAAA"
        assert not validate_id_token(
            forged, auth.client_id, auth.issuer_uri, auth.jwks_uri
        )

    with tell("learns who consented"):
        person = auth.get_user_info().json()
        assert person["email"] == "owner@local-intuit.test"
        assert person["emailVerified"] is True
        assert person["sub"]

    with tell("cannot use the code twice"):
        refused = refusal(lambda: auth.get_bearer_token(back["code"]))
        assert refused.status_code == 400
        assert json.loads(refused.content)["error"] == "invalid_grant"

    with tell("refreshes its tokens"):
        before = auth.access_token
        auth.refresh()
        assert auth.access_token != before

    with tell("is refused with a wrong secret"):
        wrong = AuthClient(keys[0], "wrong", CALLBACK, discovery)
        refused = refusal(lambda: wrong.refresh(refresh_token=auth.refresh_token))
        assert refused.status_code == 401
        assert json.loads(refused.content) == {"error": "invalid_client"}

    with tell("revokes its tokens"):
        old = auth.refresh_token
        assert auth.revoke() is True

    with tell("cannot refresh or look itself up after that"):
        refused = refusal(lambda: auth.refresh(refresh_token=old))
        assert refused.status_code == 400
        assert json.loads(refused.content) == {
            "error": "invalid_grant",
            "error_description": "Incorrect or invalid refresh token",
        }
        assert refused.intuit_tid
        assert refusal(auth.get_user_info).status_code == 401
    tell.done()


def refusal(ask) -> AuthClientError:
    """Return the client's error for a request that must be refused."""
    try:
        ask()
    except AuthClientError as error:
        return error
    raise AssertionError("The request was not refused.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
