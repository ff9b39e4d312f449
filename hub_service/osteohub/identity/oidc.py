"""Signing in by another service (OpenID Connect Core 1.0): the code flow with PKCE, state and nonce.

Only the issuer that the settings name is ever asked. What it says is who somebody is, never what they may do.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from osteohub.refusals import Refusal, SignInNeeded
from osteokit.base.errors import OsteoError

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA", "Ed25519")
"""Signatures that are taken: none with a shared secret, and never ``none``."""

TIMEOUT_S = 6
LARGEST_ANSWER = 1_000_000
LEEWAY_S = 60
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Unreachable(Refusal):
    """The other service does not answer as it should."""

    status, code = 502, "unreachable"


@dataclass(frozen=True)
class Provider:
    """
    Attributes
    ----------
    issuer : str
        ``OSTEO_OIDC_ISSUER``, exactly as the service calls itself.
    client_id, client_secret : str
        ``OSTEO_OIDC_CLIENT_ID``, ``OSTEO_OIDC_CLIENT_SECRET``: what the service gave the hub.
    name : str
        ``OSTEO_OIDC_NAME``: for the button.
    match : str
        ``OSTEO_OIDC_MATCH``: the claim that is a person's login here, where the service is trusted to say so; empty:
        an operator links each account. ``"email"`` counts only where it is verified.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    match: str = ""


@dataclass(frozen=True)
class Endpoints:
    authorization: str
    token: str
    keys: str


def provider_of(environment: Mapping[str, str]) -> Provider | None:
    """
    Raises
    ------
    OsteoError
        Half of it is set, or the issuer is reached without https.
    """
    issuer = environment.get("OSTEO_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise OsteoError(f"OSTEO_OIDC_ISSUER must be an https address, not {issuer!r}.")
    client, secret = environment.get("OSTEO_OIDC_CLIENT_ID", ""), environment.get("OSTEO_OIDC_CLIENT_SECRET", "")
    if not client or not secret:
        raise OsteoError("OSTEO_OIDC_ISSUER needs OSTEO_OIDC_CLIENT_ID and OSTEO_OIDC_CLIENT_SECRET beside it.")
    name = environment.get("OSTEO_OIDC_NAME", "") or parts.netloc
    return Provider(issuer, client, secret, name, environment.get("OSTEO_OIDC_MATCH", ""))


def endpoints_of(provider: Provider) -> Endpoints:
    """As its discovery document says; all must be of the issuer's own host.

    Raises
    ------
    Unreachable
        It does not answer, calls itself otherwise, or sends the hub elsewhere.
    """
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    said = _answer(provider, "GET", address)
    if said.get("issuer") != provider.issuer:
        raise Unreachable("The sign-in service calls itself otherwise than OSTEO_OIDC_ISSUER says.")
    try:
        found = Endpoints(said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"])
    except KeyError as error:
        raise Unreachable(f"The sign-in service does not say its {error.args[0]}.") from error
    home = urlsplit(provider.issuer)
    for one in vars(found).values():
        parts = urlsplit(str(one))
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            raise Unreachable("The sign-in service sends the hub to another host; that is not followed.")
    return found


def _answer(provider: Provider, method: str, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """JSON of the issuer's host: no redirects are followed, and no more than ``LARGEST_ANSWER`` bytes are read."""
    credentials = (provider.client_id, provider.client_secret) if form is not None else None
    try:
        with requests.request(
            method, address, data=form, auth=credentials, timeout=TIMEOUT_S, allow_redirects=False, stream=True,
            headers={"Accept": "application/json"},
        ) as answer:  # fmt: skip
            content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
            if answer.status_code != 200 or len(content) > LARGEST_ANSWER:
                raise Unreachable(f"The sign-in service answered with status {answer.status_code}.")
        said = json.loads(content)
    except (OSError, ValueError) as error:
        raise Unreachable("The sign-in service does not answer; sign in with name and password.") from error
    if not isinstance(said, dict):
        raise Unreachable("The sign-in service does not answer; sign in with name and password.")
    return said


def new_verifier() -> str:
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """RFC 7636, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorization_address(
    provider: Provider, endpoints: Endpoints, callback: str, state: str, nonce: str, verifier: str
) -> str:
    """Where the browser is sent."""
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": "openid profile email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{urlencode(query)}"


def claims_for(
    provider: Provider, endpoints: Endpoints, callback: str, code: str, nonce: str, verifier: str
) -> dict[str, Any]:
    """Who it is: the claims of the ID token that the code is worth.

    Raises
    ------
    Unreachable
        The service does not give one.
    SignInNeeded
        The token is not of this service, for this hub, now, and for this sign-in.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}
    given = _answer(provider, "POST", endpoints.token, form)
    keys = _answer(provider, "GET", endpoints.keys)
    try:
        token = jwt.decode(given["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # pyright: ignore[reportArgumentType]
    except (JoseError, KeyError, ValueError, TypeError) as error:
        raise SignInNeeded("The sign-in service vouched for nobody; sign in again.") from error
    if not _holds(provider, token.claims, nonce):
        raise SignInNeeded("The sign-in service vouched for nobody; sign in again.")
    return token.claims


def _holds(provider: Provider, claims: Mapping[str, Any], nonce: str) -> bool:
    """OpenID Connect Core 1.0, 3.1.3.7."""
    audience = claims.get("aud")
    audience = audience if isinstance(audience, list) else [audience]
    expires, issued, today = claims.get("exp"), claims.get("iat"), time.time()
    return (
        claims.get("iss") == provider.issuer
        and provider.client_id in audience
        and (len(audience) == 1 or claims.get("azp") == provider.client_id)
        and claims.get("azp", provider.client_id) == provider.client_id
        and isinstance(expires, int | float)
        and expires > today - LEEWAY_S
        and isinstance(issued, int | float)
        and issued < today + LEEWAY_S
        and isinstance(claims.get("nonce"), str)
        and secrets.compare_digest(claims["nonce"], nonce)
        and isinstance(claims.get("sub"), str)
        and 0 < len(claims["sub"]) <= 255
    )
