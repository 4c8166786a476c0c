"""Signing in by OpenID Connect, with a real provider on loopback: there and back, and every forgery."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.http.dashboard_kit import BASE, NOW, Client, World, world
from tests.oidcserver import CLIENT, SECRET, Claims, Provider, provider
from tracker.audit import entries
from tracker.dashboard.oidc import OidcError, role_of, roles
from tracker.dashboard.users import User, find_user, save_user
from tracker.settings import load_settings
from tracker.store import Store

ADA = "ada@example.com"


@contextmanager
def meeting(store: Store, folder: Path, **settings: str) -> Iterator[tuple[World, Provider]]:
    with provider(NOW // 1000) as there:
        given = {
            "oidc_issuer": there.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            **settings,
        }
        with world(store, folder, **given) as place:
            yield place, there


def sent(client: Client, then: str = "/settings") -> str:
    """To the provider, and where it sends the browser back to."""
    start = client.get(f"/oidc/start?next={then}")
    assert start.status_code == 303
    back = httpx.get(start.headers["location"], follow_redirects=False).headers["location"]
    assert back.startswith(f"{BASE}/oidc/back?")
    return str(back).removeprefix(BASE)


def test_an_invited_person_signs_in_without_a_password(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, _):
        save_user(store, User(id=ADA, role="sales"), actor="test")
        client = place.client()
        assert 'href="/oidc/start?next=/settings"' in client.get("/login?next=/settings").text
        back = sent(client)
        answer = client.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
        page = client.get("/settings").text
        assert (ADA in page, "No password is set yet" in page) == (True, False)
        assert client.get("/site/shop/export.csv").status_code == 200
        assert [entry.what for entry in entries(store, who=ADA)][-1] == "session.began"
        assert client.get(back).status_code == 400  # the way back counts once


def test_who_is_not_invited_stays_out(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, _):
        client = place.client()
        answer = client.get(sent(client))
        assert (answer.status_code, f"{ADA} is not invited here" in answer.text) == (403, True)
        assert client.get("/settings").status_code == 303
        assert find_user(store, ADA) is None


def test_a_group_brings_its_role_at_each_sign_in(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path, oidc_roles="it=admin, sales-team=sales") as (place, there):
        found = []
        for groups in (["staff", "sales-team"], ["sales-team", "it"], ["staff"]):
            there.person["groups"] = groups
            client = place.client()
            assert client.get(sent(client)).status_code == 303
            user = find_user(store, ADA)
            found.append(user.role if user else "")
        assert found == ["sales", "admin", "admin"]  # who leaves every group is for the admin to remove
        said = [entry.what for entry in reversed(entries(store, who="oidc"))]
        assert said == ["user.admitted", "user.changed"]


def test_the_last_admin_keeps_the_role_whatever_a_group_says(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path, oidc_roles="staff=viewer") as (place, there):
        save_user(store, User(id=ADA, role="admin", password="x"), actor="test")
        there.person["groups"] = "staff"
        client = place.client()
        assert client.get(sent(client)).status_code == 303
        assert client.get("/users").status_code == 200


def _unsigned(_there: Provider, claims: Claims) -> str:
    parts = ({"alg": "none"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def _by_secret(_there: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def _by_public_key(there: Provider, claims: Claims) -> str:
    public = there.key.as_pem(private=False)
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(public.replace(b"-", b"")))


SIGNED: dict[str, Callable[[Provider, Claims], str]] = {
    "not signed at all": _unsigned,
    "with the client's secret": _by_secret,
    "with the public key as a secret": _by_public_key,
    "by somebody else's key": lambda there, claims: there.signed(
        claims, RSAKey.generate_key(2048, {"kid": "k1"})
    ),
    "and changed afterwards": lambda there, claims: there.signed(claims)[:-8] + "AAAAAAAA",
    "no token": lambda _there, _claims: "nonsense",
}
CLAIMED: dict[str, Callable[[Claims], Claims]] = {
    "for another client": lambda c: {**c, "aud": "other"},
    "for several, made for another": lambda c: {**c, "aud": [CLIENT, "other"], "azp": "other"},
    "for several, not said for whom": lambda c: {**c, "aud": [CLIENT, "other"]},
    "from another issuer": lambda c: {**c, "iss": "https://evil.example"},
    "an hour old": lambda c: {**c, "exp": c["exp"] - 3600, "iat": c["iat"] - 3600},
    "without an end": lambda c: {name: value for name, value in c.items() if name != "exp"},
    "of another sign-in": lambda c: {**c, "nonce": "another"},
    "without a nonce": lambda c: {name: value for name, value in c.items() if name != "nonce"},
    "an address nobody vouches for": lambda c: {**c, "email_verified": False},
    "an address nobody says anything of": lambda c: {n: v for n, v in c.items() if n != "email_verified"},
    "no address": lambda c: {**c, "email": ""},
}


def test_a_forged_token_lets_nobody_in(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, there):
        save_user(store, User(id=ADA, role="admin"), actor="test")
        client, ways = place.client(), {}
        for name, sign in SIGNED.items():
            there.sign = sign
            ways[name] = client.get(sent(client)).status_code
        there.sign = lambda here, claims: here.signed(claims)
        for name, twist in CLAIMED.items():
            there.twist = twist
            ways[name] = client.get(sent(client)).status_code
        assert ways == dict.fromkeys([*SIGNED, *CLAIMED], 502)
        assert client.get("/settings").status_code == 303
        there.twist = lambda claims: claims
        assert client.get(sent(client)).status_code == 303  # and it was none of the rest


def test_the_way_back_counts_in_the_browser_that_set_out(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, there):
        save_user(store, User(id=ADA, role="admin"), actor="test")
        thief, victim = place.client(), place.client()
        stolen = sent(thief)
        assert victim.get(stolen).status_code == 400  # signing somebody in as the thief
        sent(victim)
        assert victim.get(stolen).status_code == 400
        late = sent(victim)
        place.now += 11 * 60_000
        assert victim.get(late).status_code == 400
        place.now = NOW
        query = dict(parse_qsl(urlsplit(sent(victim)).query))
        assert victim.get(f"/oidc/back?error=access_denied&state={query['state']}").status_code == 403
        assert victim.get(f"/oidc/back?code=guessed&state={query['state']}").status_code == 502
        assert there.refused == ["code", "way back", "verifier"]


def test_a_provider_that_cannot_be_trusted_is_not_asked(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, there):
        there.calls_itself = "https://other.example"
        assert place.client().get("/oidc/start").status_code == 502
    for issuer in ("http://login.example.com", "ftp://127.0.0.1", "nonsense"):
        with world(store, tmp_path, oidc_issuer=issuer, oidc_client_id=CLIENT) as place:
            assert place.client().get("/oidc/start").status_code == 502, issuer


def test_next_never_leaves_this_host(store: Store, tmp_path: Path) -> None:
    with meeting(store, tmp_path) as (place, _):
        save_user(store, User(id=ADA, role="admin"), actor="test")
        client = place.client()
        assert client.get(sent(client, "//evil.example")).headers["location"] == "/"


def test_groups_and_roles() -> None:
    settings = load_settings({}, oidc_roles="it=admin, a=b team=sales")
    assert roles(settings) == {"it": "admin", "a=b team": "sales"}
    known = {"it": "admin", "all": "viewer"}
    table = {("all", "it"): "admin", ("all",): "viewer", ("x",): "", (): ""}
    assert {groups: role_of(list(groups), known) for groups in table} == table
    assert [role_of(groups, known) for groups in ("it", None, 7, {"it": 1})] == ["admin", "", "", ""]
    with pytest.raises(OidcError, match="GROUP=ROLE"):
        roles(load_settings({}, oidc_roles="it=owner"))
