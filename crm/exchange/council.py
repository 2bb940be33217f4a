"""The council's own sign-in by OpenID Connect (Entra ID): the code flow with state, nonce and PKCE.

What is believed of the provider is what its key has signed, for us, in answer to this very request.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import clock
from crm.config import Council
from crm.errors import Refused

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds for the provider to answer
SCOPE = "openid email profile"
# Signed with the provider's own key; never with a secret that we share, and never not at all.
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY = 120  # seconds by which two clocks may differ
NOT_FINISHED = "The sign-in at your council was not finished. Try again, or use your password."


@dataclass(frozen=True)
class Begun:
    """A sign-in under way: where the browser goes, and what must come back with it."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Proved:
    """Who came back. `email` is set only if the provider says that it was verified."""

    issuer: str
    subject: str
    email: str | None
    second_step: bool


def begin(council: Council, back: str) -> Begun:
    """Begin: where to send the browser. Refused where the provider cannot be asked."""
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    try:
        with _session(council, back) as session:
            found = _metadata(session, council)
            address, state = session.create_authorization_url(
                found["authorization_endpoint"], nonce=nonce, code_verifier=verifier
            )
    except Exception as problem:  # noqa: BLE001 - whatever it is, a person needs to be told and let in otherwise
        raise _not_finished(problem) from problem
    return Begun(address, state, nonce, verifier)


def finish(council: Council, back: str, begun: Begun, answer: Mapping[str, str]) -> Proved:
    """Who came back with a provider's answer. Refused unless it answers what was begun, and is signed for us."""
    if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()) or "code" not in answer:
        raise Refused(NOT_FINISHED)
    try:
        with _session(council, back) as session:
            found = _metadata(session, council)
            token = session.fetch_token(found["token_endpoint"], code=answer["code"], code_verifier=begun.verifier)
            keys = session.get(found["jwks_uri"], withhold_token=True).json()
        claims = _claims(council, token, keys, begun.nonce)
    except Exception as problem:  # noqa: BLE001 - as above
        raise _not_finished(problem) from problem
    verified = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1")
    return Proved(
        issuer=council.issuer,
        subject=str(claims["sub"]),
        email=str(claims["email"]) if verified and claims.get("email") else None,
        second_step=council.second_step or "mfa" in claims.get("amr", []),
    )


def _session(council: Council, back: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session  # loading it takes time that few need

    return OAuth2Session(
        council.client_id,
        council.client_secret,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=PATIENCE,
    )


def _metadata(session: Any, council: Council) -> dict[str, Any]:
    """What the provider says of itself, if it is the one that the settings name."""
    answer = session.get(f"{council.issuer}/.well-known/openid-configuration", withhold_token=True)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    if found["issuer"].rstrip("/") != council.issuer:
        raise ValueError("the provider is another than the settings name")
    return found


def _claims(council: Council, token: Mapping[str, Any], keys: Any, nonce: str) -> Mapping[str, Any]:
    """What the token says, once its signature, issuer, audience, time and nonce were judged."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "values": [council.issuer, f"{council.issuer}/"]},
            "aud": {"essential": True, "value": council.client_id},
            "sub": {"essential": True},
        },
        {"nonce": nonce, "client_id": council.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY)
    return dict(claims)


def _not_finished(problem: Exception) -> Refused:
    """What is said; the log has the kind of fault, and none of what the provider sent."""
    log.warning("The council's sign-in failed (%s)", type(problem).__name__)
    return Refused(NOT_FINISHED)
