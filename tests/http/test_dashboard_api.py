"""What a program may call: every scope on every route, sites, wrong and revoked keys, the pace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import DAY, SITE, World, add_verdict, add_view, world
from tests.http.test_dashboard_access import filled
from tracker.audit import entries
from tracker.dashboard.apikeys import SCOPES, KeyProblem, every_key, make, revoke
from tracker.dashboard.bearer import PER_MINUTE
from tracker.dashboard.pages import PAGES
from tracker.sites import new_site, save_site
from tracker.store import Store, records

EXPORT = f"/site/{SITE}/export.csv"
REPORT = f"/site/{SITE}/reports/{DAY}/json"
#: Route → the scope that opens it. Every other route refuses every key.
OPEN = {
    ("GET", "/site/{site}/export.{form}"): "accounts",
    ("GET", "/site/{site}/reports/{day}/{form}"): "reports",
    ("POST", "/api/site/{site}/signals"): "signals",
    ("POST", "/api/site/{site}/contacts"): "contacts",
}


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store)
        add_verdict(store)
        yield made


def key(place: World, *scopes: str, sites: tuple[str, ...] = (), name: str = "CRM") -> dict[str, str]:
    _, text = make(place.store, name, scopes or tuple(SCOPES), sites, actor="ada@example.com", now=place.now)
    return {"Authorization": f"Bearer {text}"}


def test_each_scope_opens_its_routes_and_no_other(place: World) -> None:
    client = place.client()
    for scope in SCOPES:
        headers = key(place, scope, name=scope)
        for entry in PAGES:
            place.now += 60_000  # not what is tested here
            answer = client.request(entry.method, filled(entry.path), headers=headers)
            opened = OPEN.get((entry.method, entry.path)) == scope
            right = (415 if entry.api else 200) if opened else 403  # nothing was sent that could be taken in
            assert answer.status_code == right, (scope, entry.path, answer.text)
            assert "set-cookie" not in answer.headers
            assert (opened and not entry.api) or set(answer.json()) == {"error"}


def test_what_programs_call_takes_no_session(place: World) -> None:
    client = place.signed_in_as("admin")
    for path in ("signals", "contacts"):
        answer = client.request("POST", f"/api/site/{SITE}/{path}", json={path: []})
        assert answer.status_code == 401, path


def test_a_program_reads_what_people_read_and_is_named_in_the_records(place: World) -> None:
    client, headers = place.client(), key(place)
    assert "Acme GmbH" in client.get(EXPORT, headers=headers).text
    assert "Acme GmbH" in client.get(REPORT, headers=headers).text
    assert [doc["by"] for doc in records.every(place.store, "export").values()] == ["key:CRM"]
    assert {entry.who for entry in entries(place.store, kind="export")} == {"key:CRM"}


def test_a_key_of_one_site_sees_no_other(place: World) -> None:
    save_site(place.store, new_site("blog"), actor="test")
    client, headers = place.client(), key(place, sites=(SITE,))
    answers = [
        client.get(path, headers=headers)
        for path in (EXPORT, "/site/blog/export.csv", "/site/none/export.csv")
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert answers[1].json() == answers[2].json()


def test_errors_are_json(place: World) -> None:
    client, headers = place.client(), key(place)
    bad = client.get(f"{EXPORT}?days=8", headers=headers)
    assert (bad.status_code, "days" in bad.json()["error"]) == (400, True)
    assert (
        client.get(f"/site/{SITE}/export.doc", headers=headers)
        .json()["error"]
        .startswith("An export is there as")
    )


def test_wrong_and_revoked_keys(place: World) -> None:
    client, good = place.client(), key(place)
    made = every_key(place.store)[0]
    wrong = {
        "nothing behind it": "Bearer ",
        "of another form": "Bearer abc",
        "another secret": f"Bearer vt_{made.id}_{'x' * 43}",
        "its record's hash": f"Bearer vt_{made.id}_{made.hashed[:43]}",
        "longer than any": f"Bearer vt_{made.id}_{'x' * 5000}",
    }
    for name, text in wrong.items():
        answer = client.get(EXPORT, headers={"Authorization": text})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), name
    assert client.get(EXPORT, headers={"Authorization": "Basic YTpi"}).status_code == 303  # a proxy's
    assert client.get(f"{EXPORT}?key={good['Authorization'][7:]}").status_code == 303
    revoke(place.store, made.id, actor="ada@example.com", now=place.now)
    assert client.get(EXPORT, headers=good).status_code == 401


def test_a_key_is_slowed_down_and_others_are_not(place: World) -> None:
    client, headers, other = place.client(), key(place, "reports"), key(place, "reports", name="other")
    found = [client.get("/health", headers=headers).status_code for _ in range(PER_MINUTE + 1)]
    assert found == [403] * PER_MINUTE + [429]
    refused = client.get(REPORT, headers=headers)
    assert (refused.status_code, 0 < int(refused.headers["retry-after"]) <= 60) == (429, True)
    assert client.get(REPORT, headers=other).status_code == 200
    place.now += 60_000
    assert client.get(REPORT, headers=headers).status_code == 200


def test_guessing_is_slowed_down_by_address(place: World) -> None:
    client, good = place.client(), key(place)
    for _ in range(PER_MINUTE):
        assert client.get(EXPORT, headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get(EXPORT, headers={"Authorization": "Bearer x"}).status_code == 429
    assert place.client(peer="198.51.100.9").get(EXPORT, headers=good).status_code == 200


def test_the_store_does_not_hold_the_secret(place: World) -> None:
    secret = key(place)["Authorization"].rpartition("_")[2]
    everything = str([records.every(place.store, kind) for kind in ("apikey", "audit")])
    assert secret not in everything
    assert [entry.what for entry in entries(place.store, kind="key")] == ["key.made"]


NONSENSE = {
    "no name": (" ", ("reports",), "a name"),
    "a long name": ("x" * 61, ("reports",), "a name"),
    "no scope": ("CRM", (), "at least one"),
    "a scope there is not": ("CRM", ("reports", "write"), "at least one"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_what_cannot_be_is_said(store: Store, name: str) -> None:
    title, scopes, said = NONSENSE[name]
    with pytest.raises(KeyProblem, match=said):
        make(store, title, scopes, (), actor="ada", now=1)
