"""Users by page: invitations, roles by site, sessions, and that somebody who manages all of it remains."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.http.dashboard_kit import NOW, PASSWORD, SITE, Client, World, add_verdict, add_view, csrf_of, world
from tests.http.test_dashboard_access import filled
from tracker.audit import entries
from tracker.dashboard import people
from tracker.dashboard.page import Page
from tracker.dashboard.pages import PAGES
from tracker.dashboard.users import User, UserError, every_user, find_user, save_user
from tracker.sites import new_site, save_site
from tracker.store import Store

BOB = "bob@example.com"
LINK = re.compile(r"(/welcome\?token=[\w-]+)")


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        save_site(store, new_site("blog", title="The blog"), actor="test")
        yield made


def invite(place: World, client: Client, **form: str) -> str:
    """The path of the link shown on the page."""
    answer = client.post("/users", {"csrf": client.csrf, "mail": BOB, "role": "sales", **form})
    assert answer.status_code == 200, answer.text
    found = LINK.search(html.unescape(answer.text))
    assert found, answer.text
    return found[1]


def enter(place: World, link: str) -> Client:
    client = place.client()
    page = client.get(link)
    assert page.status_code == 200
    form = {"csrf": csrf_of(page.text), "token": link.partition("=")[2], "password": PASSWORD}
    assert client.post("/welcome", form).status_code == 303
    return client


def whats(store: Store, subject: str = BOB) -> list[str]:
    return [entry.what for entry in reversed(entries(store)) if entry.subject == subject]


def test_an_invited_person_comes_in_once_with_the_role_that_was_given(place: World) -> None:
    admin = place.signed_in_as("admin")
    link = invite(place, admin, role="sales")
    assert "You are invited" in place.client().get(link).text
    client = enter(place, link)
    assert client.get("/settings").status_code == 200
    assert (
        client.post(
            "/users", {"csrf": csrf_of(client.get("/settings").text), "mail": "eve@x.example"}
        ).status_code
        == 403
    )
    assert place.client().get(link).status_code == 410
    user = find_user(place.store, BOB)
    assert user is not None
    assert (user.role, user.sites, user.has_password) == ("sales", {}, True)
    assert whats(place.store) == ["user.invited", "user.password"]
    listed = admin.get("/users").text
    assert (BOB in listed, link in listed) == (True, False)


def test_a_link_is_dead_after_a_week_and_after_a_new_one(place: World) -> None:
    admin = place.signed_in_as("admin")
    first = invite(place, admin)
    again = admin.post(f"/users/{quote(BOB)}/link", {"csrf": admin.csrf})
    second = LINK.search(html.unescape(again.text))
    assert second
    assert [place.client().get(link).status_code for link in (first, second[1])] == [410, 200]
    place.now = NOW + 7 * 86_400_000
    assert place.client().get(second[1]).status_code == 410


def test_the_invitation_goes_out_by_mail_where_there_is_one(store: Store, tmp_path: Path) -> None:
    sent: list[tuple[str, str, str]] = []
    for mail, said in ((lambda *words: sent.append(words), "sent by mail"), (_broken, "Give this link")):
        with world(store, tmp_path) as place:
            object.__setattr__(place.deps, "mail", mail)
            admin = place.signed_in_as("admin")
            answer = admin.post("/users", {"csrf": admin.csrf, "mail": f"{len(sent)}{BOB}", "role": "viewer"})
            assert said in answer.text
            shown = LINK.search(html.unescape(answer.text))
            assert shown
            if mail is not _broken:
                assert shown[1] in sent[0][2]
    assert [(to, subject) for to, subject, _ in sent] == [(f"0{BOB}", "You are invited to Visitrace")]


def _broken(*_words: str) -> None:
    raise OSError("no mail server")


REFUSED = {
    "no address": ({"mail": "nonsense"}, "An e-mail address is needed"),
    "known already": ({"mail": "admin@example.com"}, "There is a user of that e-mail address already"),
    "no such role": ({"role": "owner"}, "There is no such role"),
    "no such role on a site": ({"where": "some", "site:shop": "owner"}, "There is no such role"),
    "on no site": ({"where": "some", "site:shop": ""}, "Give a role on at least one site"),
}


def test_what_cannot_be_is_said(place: World) -> None:
    admin = place.signed_in_as("admin")
    for name, (form, said) in REFUSED.items():
        answer = admin.post("/users", {"csrf": admin.csrf, "mail": BOB, "role": "viewer", **form})
        assert (answer.status_code, said in answer.text) == (422, True), name
    assert set(every_user(place.store)) == {"admin@example.com"}


def limited(place: World, **sites: str) -> Client:
    save_user(place.store, User(id=BOB, role="viewer", password="x", sites=sites), actor="test")
    return place.signed_in_as("", BOB)


def test_who_has_single_sites_sees_no_other(place: World) -> None:
    """Every route of a site, as somebody who is admin, but on another site: as if it were not there."""
    client = limited(place, blog="admin")
    for entry in PAGES:
        if "{site}" not in entry.path or entry.open:
            continue
        form = {"csrf": client.csrf} if entry.method == "POST" and not entry.api else None
        found = [
            client.request(entry.method, filled(entry.path).replace("/shop/", f"/{site}/"), data=form)
            for site in ("shop", "none")
        ]
        assert [answer.status_code for answer in found] == [404, 404], entry.path
        texts = [re.sub(r"/site/\w+|[\w-]{43}", "", answer.text) for answer in found]
        assert texts[0] == texts[1], entry.path


def test_a_role_counts_on_its_site(place: World) -> None:
    client = limited(place, shop="viewer", blog="sales")
    seen = {site: client.get(f"/site/{site}/export.csv").status_code for site in ("shop", "blog")}
    assert seen == {"shop": 403, "blog": 200}
    switch = client.get("/site/blog/today").text
    assert ("The shop" in switch, "The blog" in switch) == (True, True)


def test_what_holds_for_all_sites_is_not_for_somebody_with_one(place: World) -> None:
    """Pages without a site: only those that show nothing of sites, or only one's own."""
    client = limited(place, blog="admin")
    open_to = set()
    for entry in PAGES:
        if "{site}" in entry.path or entry.open or entry.method == "POST":
            continue
        answer = client.get(filled(entry.path))
        assert answer.status_code in {200, 303, 403}, entry.path
        if answer.status_code != 403:
            open_to.add(entry.path)
            assert "The shop" not in answer.text, entry.path
        else:
            assert "This holds for all sites" in answer.text, entry.path
    assert open_to >= {"/", "/sites", "/settings"}
    assert not open_to & {"/users", "/keys", "/audit", "/audit.csv", "/companies", "/optouts", "/health"}
    assert client.post("/sites", {"csrf": client.csrf, "id": "mine"}).status_code == 403


def test_another_role_counts_from_the_next_click(place: World) -> None:
    admin, client = place.signed_in_as("admin"), place.signed_in_as("viewer", BOB)
    page = f"/users/{quote(BOB)}"
    assert client.get(f"/site/{SITE}/export.csv").status_code == 403
    assert admin.post(page, {"csrf": admin.csrf, "role": "sales"}).status_code == 303
    assert client.get(f"/site/{SITE}/export.csv").status_code == 200
    some = {"csrf": admin.csrf, "where": "some", "site:blog": "viewer", "site:shop": ""}
    assert admin.post(page, some).status_code == 303
    assert client.get(f"/site/{SITE}/today").status_code == 404
    changed = [entry for entry in entries(place.store) if entry.what == "user.changed"]
    assert [entry.fields for entry in changed] == [
        [("role", "sales", ""), ("sites", "all", "blog: viewer")],
        [("role", "viewer", "sales")],
    ]
    assert {entry.who for entry in changed} == {"admin@example.com"}


def test_whoever_is_removed_is_out_at_once(place: World) -> None:
    admin, client = place.signed_in_as("admin"), place.signed_in_as("sales", BOB)
    link = LINK.search(html.unescape(admin.post(f"/users/{quote(BOB)}/link", {"csrf": admin.csrf}).text))
    assert link
    assert admin.post(f"/users/{quote(BOB)}/remove", {"csrf": admin.csrf}).status_code == 303
    assert client.get("/settings").status_code == 303
    assert place.client().get(link[1]).status_code == 410
    assert find_user(place.store, BOB) is None
    assert admin.get(f"/users/{quote(BOB)}").status_code == 404
    assert whats(place.store)[-1] == "user.removed"


def test_somebody_remains_who_manages_users(place: World) -> None:
    admin = place.signed_in_as("admin")
    other = place.signed_in_as("viewer", BOB)  # not one
    save_user(place.store, User(id="new@example.com", role="admin"), actor="test")  # never came
    save_user(
        place.store,
        User(id="one@example.com", role="admin", password="x", sites={"shop": "admin"}),
        actor="test",
    )
    me = f"/users/{quote('admin@example.com')}"
    for path, form in (
        (me, {"role": "viewer"}),
        (me, {"where": "some", "site:shop": "admin"}),
        (f"{me}/remove", {}),
    ):
        answer = admin.post(path, {"csrf": admin.csrf, **form})
        assert (answer.status_code, "Somebody must remain" in answer.text) == (422, True), form
    assert admin.get("/users").status_code == 200
    people.give(place.store, BOB, "admin", {}, actor="test", now=NOW)
    assert admin.post(f"{me}/remove", {"csrf": admin.csrf}).status_code == 303
    assert other.get("/users").status_code == 200
    with pytest.raises(UserError, match="must remain"):
        people.remove(place.store, BOB, actor="test", now=NOW)


def test_one_signs_out_other_browsers(place: World) -> None:
    here, there, far = (place.signed_in_as("viewer", BOB) for _ in range(3))
    other = place.signed_in_as("sales")
    page = here.get("/settings").text
    keys = re.findall(r'name="session" value="(\w+)"', page)
    assert (len(keys), page.count("this one")) == (2, 1)
    foreign = {"csrf": other.csrf, "session": keys[0]}
    assert other.post("/settings/sessions", foreign).status_code == 303
    assert [client.get("/settings").status_code for client in (here, there, far)] == [200, 200, 200]
    here.post("/settings/sessions", {"csrf": here.csrf, "session": keys[0]})
    assert sorted(client.get("/settings").status_code for client in (there, far)) == [200, 303]
    here.post("/settings/sessions", {"csrf": here.csrf})
    assert [client.get("/settings").status_code for client in (here, there, far, other)] == [
        200,
        303,
        303,
        200,
    ]
    assert whats(place.store) == ["session.ended", "session.ended_all"]


def test_an_admin_signs_somebody_out_everywhere(place: World) -> None:
    admin, client = place.signed_in_as("admin"), place.signed_in_as("viewer", BOB)
    assert admin.post(f"/users/{quote(BOB)}/out", {"csrf": admin.csrf}).status_code == 303
    assert [client.get("/settings").status_code, admin.get("/settings").status_code] == [303, 200]


def test_a_session_says_which_browser_it_is(place: World) -> None:
    link = invite(place, place.signed_in_as("admin"))
    client = place.client()
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
    form = {"csrf": csrf_of(client.get(link).text), "token": link.partition("=")[2], "password": PASSWORD}
    client.post("/welcome", form, headers=agent)
    assert "Firefox, Linux" in client.get("/settings").text


def test_a_key_is_made_on_the_page_shown_once_and_revoked(place: World) -> None:
    admin = place.signed_in_as("admin")
    assert "No key yet" in admin.get("/keys").text
    form = {
        "csrf": admin.csrf,
        "name": "CRM <nightly>",
        "scope:accounts": "on",
        "where": "some",
        "site:shop": "on",
    }
    made = admin.post("/keys", form).text
    found = re.search(r">(vt_\w{12}_[\w-]{43})<", made)
    assert found
    listed = admin.get("/keys").text
    assert (found[1] in listed, "CRM &lt;nightly&gt;" in listed) == (False, True)
    headers = {"Authorization": f"Bearer {found[1]}"}
    paths = (f"/site/{SITE}/export.csv", f"/site/{SITE}/reports/2026-03-10/json", "/site/blog/export.csv")
    assert [place.client().get(path, headers=headers).status_code for path in paths] == [200, 403, 404]
    key = re.search(r'name="key" value="(\w+)"', listed)
    assert key
    assert admin.post("/keys/revoke", {"csrf": admin.csrf, "key": key[1]}).status_code == 303
    assert place.client().get(paths[0], headers=headers).status_code == 401
    assert [entry.what for entry in entries(place.store, kind="key")] == ["key.revoked", "key.made"]


def test_a_key_needs_a_name_a_purpose_and_sites(place: World) -> None:
    admin = place.signed_in_as("admin")
    whole = {"csrf": admin.csrf, "name": "CRM", "scope:reports": "on"}
    for change, said in (
        ({"name": " "}, "A name of at most"),
        ({"scope:reports": ""}, "what the key may do"),
        ({"where": "some"}, "Choose at least one site"),
    ):
        answer = admin.post("/keys", {**whole, **change})
        assert (answer.status_code, said in answer.text) == (422, True), said


def test_the_log_is_read_filtered_and_taken_along(place: World) -> None:
    admin = place.signed_in_as("admin")
    place.signed_in_as("viewer", "=cmd@example.com")
    admin.post(f"/users/{quote('=cmd@example.com')}", {"csrf": admin.csrf, "role": "sales"})
    admin.post("/optouts", {"csrf": admin.csrf, "target": "acme.example", "note": "<b>by mail</b>"})
    page = admin.get("/audit").text
    assert "entered the opt-out of <strong" in page
    assert ("&lt;b&gt;by mail" in page, "role: <del>viewer</del> → <ins>sales</ins>" in page) == (True, True)
    only = admin.get("/audit?kind=optout&who=admin%40example.com").text
    assert ("acme.example" in only, "changed the role" in only) == (True, False)
    assert "Nothing of that kind" in admin.get("/audit?kind=nonsense").text
    file = admin.get("/audit.csv?kind=user")
    assert file.text.splitlines()[0] == "at,who,what,site,subject,field,before,after"
    assert "user.changed,,'=cmd@example.com,role,viewer,sales" in file.text
    assert "optout" not in file.text
    assert [entry.what for entry in entries(place.store, kind="export")] == ["export.audit"]
    assert admin.get("/audit?since=2026-13-40").status_code == 400


def test_the_log_has_pages(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.dashboard.pages.audit.PER_PAGE", 2)
    admin = place.signed_in_as("admin")
    for number in range(3):
        admin.post("/optouts", {"csrf": admin.csrf, "target": f"acme{number}.example"})
    first = admin.get("/audit?kind=optout").text
    older = re.search(r'href="(/audit\?[^"]+)" rel="next"', first)
    assert older
    second = admin.get(html.unescape(older[1])).text
    found = [re.findall(r"acme\d\.example", text) for text in (first, second)]
    assert found == [["acme2.example", "acme1.example"], ["acme0.example"]]


def test_no_link_leads_to_a_refusal(place: World) -> None:
    """For somebody who is admin of one site and reads another: on pages of both, and on those of no site."""
    client = limited(place, shop="admin", blog="viewer")
    add_view(place.store)
    add_verdict(place.store)
    links: set[str] = set()
    for path in ("today", "accounts/acme.example", "work", "targets", "privacy"):
        links |= set(re.findall(r'href="(/[^"#?]*)"', client.get(f"/site/shop/{path}").text))
    for path in ("/site/blog/today", "/setup"):
        links |= set(re.findall(r'href="(/[^"#?]*)"', client.get(path).text))
    pages = sorted(link for link in links if not link.startswith("/static"))
    assert len(pages) > 20
    assert [link for link in pages if client.get(link).status_code in {403, 404}] == []


def test_pages_know_who_asks(place: World) -> None:
    """What decides about buttons and addresses is the role on the site of the page, not another one."""
    assert {"user", "sites", "site"} <= set(Page.__dataclass_fields__)
    client = limited(place, shop="admin", blog="viewer")
    assert 'href="/site/shop/export.csv' in client.get("/site/shop/accounts").text
    assert 'href="/site/blog/export.csv' not in client.get("/site/blog/accounts").text
