"""Signing in with the organisation's own account: OpenID Connect, authorisation code with PKCE.

Three calls to the provider, none kept: what it says of itself, the code for a token, its keys. The ID token
counts only if it is signed by one of those keys with a public-key algorithm, is for this client, from this
issuer, in its time, and holds the nonce that was sent. Needs the extra ``oidc`` (joserfc).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec

from tracker.dashboard.users import ROLES, UserError, clean_mail
from tracker.settings import Settings

#: No "none" and nothing symmetric: the client's secret signs nothing.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
TIMEOUT_S: Final = 10
LEEWAY_S: Final = 60
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class OidcError(Exception):
    """The provider cannot be used, or what it says cannot be trusted; the text is for the log."""


class Asked(msgspec.Struct, frozen=True):
    """What is remembered, in the browser's own signed cookie, from the start to the way back."""

    state: str
    nonce: str
    verifier: str
    then: str
    at: int  # UTC ms


@dataclass(frozen=True)
class Person:
    """Who the provider says it is; ``role`` "" where no group of theirs is named in the settings."""

    mail: str
    role: str


def begin(then: str, now: int) -> Asked:
    random = (secrets.token_urlsafe(32) for _ in range(3))
    return Asked(next(random), next(random), next(random), then, now)


def start_address(settings: Settings, asked: Asked) -> str:
    """Where the browser is sent. Raises ``OidcError``."""
    provider = _discovered(settings)
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": back_address(settings),
        "scope": settings.oidc_scope,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    address = _address(provider, "authorization_endpoint")
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def back_address(settings: Settings) -> str:
    return f"{settings.public_url}/oidc/back"


def person(settings: Settings, asked: Asked, code: str, *, now: int) -> Person:
    """Who came back with that code. Raises ``OidcError``."""
    provider = _discovered(settings)
    token = _token(settings, provider, asked, code)
    claims = _claims(settings, provider, token, asked.nonce, now)
    return Person(_mail(claims), role_of(claims.get(settings.oidc_groups_claim), roles(settings)))


def _token(settings: Settings, provider: Mapping[str, Any], asked: Asked, code: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_address(settings),
        "code_verifier": asked.verifier,
        "client_id": settings.oidc_client_id,
    }
    # RFC 6749, 2.3.1: both are form-encoded before they are joined.
    secret = quote(settings.oidc_client_secret, safe="")
    auth = (quote(settings.oidc_client_id, safe=""), secret) if secret else None
    answer = _asked(lambda client: client.post(_address(provider, "token_endpoint"), data=form, auth=auth))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise OidcError("the provider sent no ID token")
    return token


def _claims(
    settings: Settings, provider: Mapping[str, Any], token: str, nonce: str, now: int
) -> Mapping[str, Any]:
    try:
        from joserfc import jwt  # an extra: only who uses it needs it
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
    except ImportError:
        raise OidcError("a library is missing: pip install 'visitrace[oidc]'") from None
    keys = _asked(lambda client: client.get(_address(provider, "jwks_uri")))
    client = settings.oidc_client_id
    rules = jwt.JWTClaimsRegistry(
        now=now // 1000,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        rules.validate(found.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise OidcError(f"the ID token does not count: {error}") from None
    claims: Mapping[str, Any] = found.claims
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise OidcError("the ID token was made for another client")
    return claims


def _mail(claims: Mapping[str, Any]) -> str:
    """The address is who somebody is here, so the provider must vouch for it."""
    if claims.get("email_verified") not in (True, "true"):
        raise OidcError("the provider does not vouch for the e-mail address (email_verified)")
    try:
        return clean_mail(str(claims.get("email", "")))
    except UserError:
        raise OidcError("the provider names no e-mail address (email)") from None


def roles(settings: Settings) -> dict[str, str]:
    """Group → role, of "sales-team=sales, it=admin". Raises ``OidcError`` that names what is wrong."""
    found = {}
    for part in filter(None, (text.strip() for text in settings.oidc_roles.split(","))):
        group, _, role = (text.strip() for text in part.rpartition("="))
        if not group or role not in ROLES:
            raise OidcError(f"TRACKER_OIDC_ROLES: {part!r} is not GROUP=ROLE; roles: {', '.join(ROLES)}")
        found[group] = role
    return found


def role_of(groups: object, known: Mapping[str, str]) -> str:
    """The role of the first group named in the settings that somebody is in, "" for none."""
    held = {groups} if isinstance(groups, str) else set(groups) if isinstance(groups, list) else set()
    return next((role for group, role in known.items() if group in held), "")


def _discovered(settings: Settings) -> Mapping[str, Any]:
    issuer = settings.oidc_issuer
    _need_safe(issuer)
    found = _asked(lambda client: client.get(issuer.rstrip("/") + "/.well-known/openid-configuration"))
    if found.get("issuer") != issuer:
        raise OidcError(f"the provider calls itself {found.get('issuer')!r}, not {issuer!r}")
    return found


def _address(provider: Mapping[str, Any], name: str) -> str:
    address = str(provider.get(name, ""))
    _need_safe(address)
    return address


def _need_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise OidcError(f"{address[:200]!r}: the provider must be reached by https")


def _asked(ask: Any) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises ``OidcError``."""
    try:
        with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
            answer: httpx.Response = ask(client)
            answer.raise_for_status()
            found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise OidcError(f"the provider did not answer as it should: {error}") from None
    if not isinstance(found, dict):
        raise OidcError("the provider did not answer with a JSON object")
    return found
